"""What copies and moves do where servers of tests take no notice of conditions."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.stub import Stubber

from boto3_assist.errors import (
    S3PreconditionFailedError,
    S3SourceChangedError,
    S3UploadNotFoundError,
)
from boto3_assist.s3 import S3

MIB = 1024 * 1024
NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)
FROM = {"Bucket": "source-bucket", "Key": "from"}
TO = {"Bucket": "bucket", "Key": "to"}
SOURCE = {"CopySource": FROM, "CopySourceIfMatch": '"e"'}
HEAD = {"ContentLength": 6 * MIB, "ETag": '"e"', "LastModified": NOW}
COPIED = {"CopyObjectResult": {"ETag": '"e"'}, "VersionId": "v"}
PARTS: Any = {"multipart_threshold": 0, "part_size": 5 * MIB, "concurrency": 1}


def refuse(
    stubber: Stubber, operation: str, code: str = "PreconditionFailed", **error: Any
) -> None:
    stubber.add_client_error(operation, code, http_status_code=412, service_error_meta=error)


def test_a_copy_asks_for_the_source_that_was_seen(s3: S3, stubber: Stubber) -> None:
    stubber.add_response("head_object", HEAD, FROM)
    stubber.add_response("copy_object", COPIED, {**TO, **SOURCE, "IfNoneMatch": "*"})

    stored = s3.copy("source-bucket", "from", "bucket", "to", if_none_match="*")

    assert (stored.version_id, stored.size) == ("v", 6 * MIB)


@pytest.mark.parametrize(
    ("options", "condition", "error"),
    [
        ({}, None, S3SourceChangedError),
        ({}, "x-amz-copy-source-If-Match", S3SourceChangedError),
        ({"if_none_match": "*"}, "x-amz-copy-source-If-Match", S3SourceChangedError),
        ({"if_none_match": "*"}, "If-None-Match", S3PreconditionFailedError),
        ({"if_match": "t"}, None, S3PreconditionFailedError),
    ],
)
def test_whose_condition_failed(
    s3: S3, stubber: Stubber, options: Any, condition: str | None, error: type[Exception]
) -> None:
    stubber.add_response("head_object", HEAD, FROM)
    refuse(stubber, "copy_object", **({} if condition is None else {"Condition": condition}))

    with pytest.raises(error) as caught:
        s3.copy("source-bucket", "from", "bucket", "to", **options)

    assert type(caught.value) is error


class TestInParts:
    def test_tags_headers_and_conditions_go_where_s3_takes_them(
        self, s3: S3, stubber: Stubber
    ) -> None:
        upload = {**TO, "UploadId": "u"}
        stubber.add_response("head_object", {**HEAD, "ContentType": "text/x"}, FROM)
        tags = {"TagSet": [{"Key": "a b", "Value": "1&2"}]}
        stubber.add_response("get_object_tagging", tags, FROM)
        created = {**TO, "ContentType": "text/x", "Tagging": "a+b=1%262"}
        stubber.add_response("create_multipart_upload", {"UploadId": "u"}, created)
        for number, byte_range in ((1, f"0-{5 * MIB - 1}"), (2, f"{5 * MIB}-{6 * MIB - 1}")):
            stubber.add_response(
                "upload_part_copy",
                {"CopyPartResult": {"ETag": f'"{number}"', "ChecksumCRC32": "c"}},
                {
                    **upload,
                    **SOURCE,
                    "PartNumber": number,
                    "CopySourceRange": f"bytes={byte_range}",
                },
            )
        stubber.add_response(
            "complete_multipart_upload",
            {"ETag": '"whole-2"', "VersionId": "v"},
            {
                **upload,
                "IfMatch": '"t"',
                "MultipartUpload": {
                    "Parts": [
                        {"PartNumber": 1, "ETag": '"1"', "ChecksumCRC32": "c"},
                        {"PartNumber": 2, "ETag": '"2"', "ChecksumCRC32": "c"},
                    ]
                },
            },
        )

        stored = s3.copy("source-bucket", "from", "bucket", "to", if_match="t", **PARTS)

        assert (stored.etag, stored.version_id, stored.size) == ("whole-2", "v", 6 * MIB)

    def test_a_source_that_is_replaced_ends_it(self, s3: S3, stubber: Stubber) -> None:
        stubber.add_response("head_object", HEAD, FROM)
        stubber.add_response("create_multipart_upload", {"UploadId": "u"}, {**TO, "Tagging": "a=1"})
        refuse(stubber, "upload_part_copy")
        stubber.add_response("abort_multipart_upload", {}, {**TO, "UploadId": "u"})

        with pytest.raises(S3SourceChangedError):
            s3.copy(
                "source-bucket",
                "from",
                "bucket",
                "to",
                tags={"a": "1"},
                **{**PARTS, "part_size": 8 * MIB},
            )

    @pytest.mark.parametrize("code", ["NoSuchUpload", "AccessDenied"])
    def test_the_error_is_that_of_the_copy_and_not_of_its_end(
        self, s3: S3, stubber: Stubber, code: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        stubber.add_response("head_object", HEAD, FROM)
        stubber.add_response("create_multipart_upload", {"UploadId": "u"})
        refuse(stubber, "upload_part_copy", "NoSuchUpload")
        stubber.add_client_error("abort_multipart_upload", code)

        with pytest.raises(S3UploadNotFoundError):
            s3.copy(
                "source-bucket", "from", "bucket", "to", tags={}, **{**PARTS, "part_size": 8 * MIB}
            )

        assert bool(caplog.records) == (code == "AccessDenied")


class TestMoving:
    def test_the_source_goes_only_as_it_was_copied(self, s3: S3, stubber: Stubber) -> None:
        stubber.add_response("head_object", HEAD, FROM)
        stubber.add_response("copy_object", COPIED, {**TO, **SOURCE})
        stubber.add_response("delete_object", {}, {**FROM, "IfMatch": '"e"'})

        s3.move("source-bucket", "from", "bucket", "to")

    def test_a_version_goes_by_its_id(self, s3: S3, stubber: Stubber) -> None:
        version = {**FROM, "VersionId": "old"}
        stubber.add_response("head_object", HEAD, version)
        stubber.add_response("copy_object", COPIED, {**TO, **SOURCE, "CopySource": version})
        stubber.add_response("delete_object", {}, version)

        s3.move("source-bucket", "from", "bucket", "to", source_version_id="old")

    def test_a_source_that_was_replaced_stays(self, s3: S3, stubber: Stubber) -> None:
        stubber.add_response("head_object", HEAD, FROM)
        stubber.add_response("copy_object", COPIED)
        refuse(stubber, "delete_object")

        with pytest.raises(S3SourceChangedError):
            s3.move("source-bucket", "from", "bucket", "to")
