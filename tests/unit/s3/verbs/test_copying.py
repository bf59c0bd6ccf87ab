"""What copies and moves do where servers of tests take no notice of conditions."""

from __future__ import annotations

import base64
import hashlib
import zlib
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.stub import Stubber

from boto3_assist.errors import (
    InvalidParameterError,
    S3PreconditionFailedError,
    S3SourceChangedError,
    S3UploadNotFoundError,
)
from boto3_assist.s3 import S3, StoredObject

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


def test_s3_copies_5_gib_at_a_time(s3: S3, stubber: Stubber) -> None:
    most = 5 * 1024 * MIB
    stubber.add_response("head_object", {**HEAD, "ContentLength": most}, FROM)
    stubber.add_response("copy_object", COPIED, {**TO, **SOURCE})
    assert s3.copy("source-bucket", "from", "bucket", "to").size == most

    stubber.add_response("head_object", {**HEAD, "ContentLength": most + 1}, FROM)
    stubber.add_response("create_multipart_upload", {"UploadId": "u"}, {**TO, "Tagging": ""})
    for number in range(21):
        first = number * 256 * MIB
        last = min(first + 256 * MIB - 1, most)
        part = {"PartNumber": number + 1, "CopySourceRange": f"bytes={first}-{last}"}
        stubber.add_response(
            "upload_part_copy",
            {"CopyPartResult": {"ETag": "e"}},
            {**TO, **SOURCE, "UploadId": "u", **part},
        )
    stubber.add_response("complete_multipart_upload", {"ETag": '"e-21"'})

    stored = s3.copy("source-bucket", "from", "bucket", "to", concurrency=1, tags={})

    assert (stored.etag, stored.size) == ("e-21", most + 1)


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


MD5S = [hashlib.md5(text).hexdigest() for text in (b"first", b"second")]
WHOLE_ETAG = hashlib.md5(b"".join(map(bytes.fromhex, MD5S))).hexdigest() + "-2"
CRCS = [zlib.crc32(body) for body in (bytes(5 * MIB), bytes(MIB))]
WHOLE_CRC = base64.b64encode(zlib.crc32(bytes(6 * MIB)).to_bytes(4, "big")).decode()
PART_CRCS = [base64.b64encode(crc.to_bytes(4, "big")).decode() for crc in CRCS]
COMPOSITE = base64.b64encode(
    zlib.crc32(b"".join(map(base64.b64decode, PART_CRCS))).to_bytes(4, "big")
).decode()
OPAQUE = [{"ETag": '"opaque"', "ChecksumCRC32": crc} for crc in PART_CRCS]
BY_MD5 = [{"ETag": f'"{etag}"'} for etag in MD5S]
MADE = {"ContentLength": 6 * MIB, "LastModified": NOW}


class TestALostAnswer:
    """What S3 says when it is asked once more to complete a copy that it has completed."""

    def copy(
        self, s3: S3, stubber: Stubber, parts: Any, *, retries: int, head: Any = None
    ) -> StoredObject:
        stubber.add_response("head_object", HEAD)
        stubber.add_response("create_multipart_upload", {"UploadId": "u"})
        for part in parts:
            stubber.add_response("upload_part_copy", {"CopyPartResult": part})
        stubber.add_client_error(
            "complete_multipart_upload",
            "NoSuchUpload",
            http_status_code=404,
            response_meta={"RetryAttempts": retries},
        )
        if isinstance(head, str):
            stubber.add_client_error("head_object", head, http_status_code=int(head))
        elif head is not None:
            asked = {**TO, "ChecksumMode": "ENABLED", "RequestPayer": "requester"}
            stubber.add_response("head_object", head, asked)
        return s3.copy(
            "source-bucket", "from", "bucket", "to", tags={}, request_payer="requester", **PARTS
        )

    @pytest.mark.parametrize(
        ("parts", "head"),
        [
            (BY_MD5, {"ETag": f'"{WHOLE_ETAG}"'}),
            (OPAQUE, {"ETag": '"o"', "ChecksumCRC32": WHOLE_CRC, "ChecksumType": "FULL_OBJECT"}),
            (OPAQUE, {"ETag": '"o"', "ChecksumCRC32": f"{COMPOSITE}-2"}),
        ],
        ids=["etag", "whole checksum", "checksum of parts"],
    )
    def test_the_copy_is_found(self, s3: S3, stubber: Stubber, parts: Any, head: Any) -> None:
        made = {**MADE, **head, "VersionId": "v"}

        stored = self.copy(s3, stubber, parts, retries=1, head=made)

        assert stored.etag == head["ETag"].strip('"')
        assert (stored.version_id, stored.size) == ("v", 6 * MIB)

    @pytest.mark.parametrize(
        ("parts", "head"),
        [
            (BY_MD5, {"ETag": f'"{MD5S[0]}-2"'}),
            (BY_MD5, {"ETag": f'"{WHOLE_ETAG}"', "ContentLength": 5}),
            (OPAQUE, {"ETag": f'"{WHOLE_ETAG}"'}),
            (OPAQUE, {"ETag": '"o"', "ChecksumCRC32": WHOLE_CRC}),
            (
                OPAQUE,
                {"ETag": '"o"', "ChecksumCRC32": PART_CRCS[0], "ChecksumType": "FULL_OBJECT"},
            ),
            (BY_MD5[:1] + OPAQUE[1:], {"ETag": '"o"', "ChecksumCRC32": COMPOSITE}),
        ],
    )
    def test_another_object_is_not_taken_for_it(
        self, s3: S3, stubber: Stubber, parts: Any, head: Any
    ) -> None:
        with pytest.raises(S3UploadNotFoundError) as caught:
            self.copy(s3, stubber, parts, retries=1, head={**MADE, **head})

        assert caught.value.details["may_be_written"]

    @pytest.mark.parametrize("head", ["404", "403"])
    def test_what_cannot_be_looked_at_is_no_success(
        self, s3: S3, stubber: Stubber, head: str
    ) -> None:
        with pytest.raises(S3UploadNotFoundError) as caught:
            self.copy(s3, stubber, BY_MD5, retries=1, head=head)

        assert caught.value.details["may_be_written"]

    def test_an_upload_that_somebody_gave_up_is_no_copy(self, s3: S3, stubber: Stubber) -> None:
        with pytest.raises(S3UploadNotFoundError) as caught:
            self.copy(s3, stubber, BY_MD5, retries=0)

        assert "may_be_written" not in caught.value.details


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

    def test_a_source_that_is_gone_already_has_been_moved(self, s3: S3, stubber: Stubber) -> None:
        stubber.add_response("head_object", HEAD, FROM)
        stubber.add_response("copy_object", COPIED)
        stubber.add_client_error("delete_object", "NoSuchKey", http_status_code=404)

        assert s3.move("source-bucket", "from", "bucket", "to").version_id == "v"


def test_a_threshold_out_of_range_is_told(s3: S3) -> None:
    with pytest.raises(InvalidParameterError, match="5368709121") as caught:
        s3.copy("from", "k", "to", "k", multipart_threshold=5 * 1024 * MIB + 1)

    assert caught.value.details["given"] == "5368709121"
