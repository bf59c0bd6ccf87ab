"""Single objects where S3 answers what servers of tests do not."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from botocore.stub import Stubber

from boto3_assist.errors import (
    S3AccessDeniedError,
    S3BucketAlreadyExistsError,
    S3BucketNotFoundError,
    S3Error,
    S3ObjectArchivedError,
    S3ObjectNotFoundError,
    S3ResponseIntegrityError,
    S3VersionNotFoundError,
)
from boto3_assist.s3 import S3


class TestHead:
    """The answer to a HEAD has no body: botocore gives its status for a code."""

    @pytest.mark.parametrize(
        ("status", "options", "error"),
        [
            (404, {}, S3ObjectNotFoundError),
            (404, {"version_id": "v"}, S3VersionNotFoundError),
            (403, {}, S3AccessDeniedError),
            (405, {"version_id": "v"}, S3VersionNotFoundError),
        ],
    )
    def test_the_status_tells(
        self, s3: S3, stubber: Stubber, status: int, options: Any, error: type[Exception]
    ) -> None:
        stubber.add_client_error("head_object", str(status), "", status)

        with pytest.raises(error) as caught:
            s3.head("bucket", "key", **options)

        assert type(caught.value) is error

    def test_a_bucket_that_is_not_there(self, s3: S3, stubber: Stubber) -> None:
        stubber.add_client_error("head_bucket", "404", "", 404)

        with pytest.raises(S3BucketNotFoundError):
            s3.bucket_region("bucket")

    @pytest.mark.parametrize(
        ("checksums", "more"), [(True, {"ChecksumMode": "ENABLED"}), (False, {})]
    )
    def test_checksums_are_asked_for(
        self, s3: S3, stubber: Stubber, checksums: bool, more: dict[str, str]
    ) -> None:
        stubber.add_response("head_object", {}, {"Bucket": "bucket", "Key": "key", **more})

        with pytest.raises(S3ResponseIntegrityError):
            s3.head("bucket", "key", checksums=checksums)


class TestExists:
    def test_no_checksum_is_asked_for(self, s3: S3, stubber: Stubber) -> None:
        stubber.add_response("head_object", {}, {"Bucket": "bucket", "Key": "key"})

        assert s3.exists("bucket", "key")

    @pytest.mark.parametrize("status", [404, 405])
    def test_what_is_not_there(self, s3: S3, stubber: Stubber, status: int) -> None:
        stubber.add_client_error("head_object", str(status), "", status)

        assert not s3.exists("bucket", "key", version_id="v")

    @pytest.mark.parametrize("status", [400, 403, 500, 503])
    def test_what_is_not_known_is_an_error(self, s3: S3, stubber: Stubber, status: int) -> None:
        stubber.add_client_error("head_object", str(status), "", status)

        with pytest.raises(S3Error) as caught:
            s3.exists("bucket", "key")

        assert caught.value.http_status == status


def test_an_archived_object(s3: S3, stubber: Stubber) -> None:
    stubber.add_client_error("get_object", "InvalidObjectState", "archived", 403)

    with pytest.raises(S3ObjectArchivedError):
        s3.get("bucket", "key")


def test_no_key_and_no_content_is_logged(
    s3: S3, stubber: Stubber, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="boto3_assist")
    stubber.add_response("put_object", {"ETag": '"e"'})

    s3.put("bucket", "secret-key", "secret-content")

    assert "put_object 'bucket'" in caplog.text
    assert "secret" not in caplog.text


class TestListing:
    @pytest.mark.parametrize(
        ("verb", "method", "answer"),
        [
            ("list", "list_objects_v2", {"IsTruncated": True, "NextContinuationToken": "t"}),
            (
                "list_versions",
                "list_object_versions",
                {"IsTruncated": True, "NextKeyMarker": "k"},
            ),
        ],
    )
    def test_a_server_that_goes_in_circles(
        self, s3: S3, stubber: Stubber, verb: str, method: str, answer: Any
    ) -> None:
        stubber.add_response(method, answer)
        stubber.add_response(method, answer)

        with pytest.raises(S3ResponseIntegrityError):
            list(getattr(s3, verb)("bucket"))

    def test_nothing_is_asked_before_the_first_is_read(self, s3: S3) -> None:
        s3.list("bucket")
        s3.list_pages("bucket")
        s3.list_versions("bucket")


class TestBuckets:
    def test_a_name_that_another_account_has(self, s3: S3, stubber: Stubber) -> None:
        stubber.add_client_error("head_bucket", "403", "", 403)
        stubber.add_client_error("create_bucket", "BucketAlreadyExists", "", 409)

        with pytest.raises(S3BucketAlreadyExistsError):
            s3.create_bucket("bucket", exist_ok=True)

    def test_a_bucket_of_ones_own_is_not_deleted_when_it_cannot_be_configured(
        self, s3: S3, stubber: Stubber
    ) -> None:
        for _ in range(2):
            stubber.add_response("head_bucket", {"BucketRegion": "us-east-1"})
        stubber.add_client_error("put_public_access_block", "AccessDenied", "", 403)

        with pytest.raises(S3AccessDeniedError):
            s3.create_bucket("bucket", exist_ok=True)

    def test_a_new_one_is(self, s3: S3, stubber: Stubber) -> None:
        stubber.add_client_error("head_bucket", "404", "", 404)
        stubber.add_response("create_bucket", {}, {"Bucket": "bucket"})
        stubber.add_client_error("put_public_access_block", "AccessDenied", "", 403)
        stubber.add_response("delete_bucket", {}, {"Bucket": "bucket"})

        with pytest.raises(S3AccessDeniedError):
            s3.create_bucket("bucket")

    def test_the_region_where_no_header_tells_it(self, s3: S3, stubber: Stubber) -> None:
        locations = (("eu-west-1", "eu-west-1"), ("EU", "eu-west-1"), (None, "us-east-1"))
        for location, region in locations:
            stubber.add_response("head_bucket", {})
            answer = {} if location is None else {"LocationConstraint": location}
            stubber.add_response("get_bucket_location", answer)
            assert s3.bucket_region("bucket") == region

    def test_the_region_of_a_bucket_that_may_not_be_used(self, s3: S3, stubber: Stubber) -> None:
        told = {"HTTPHeaders": {"x-amz-bucket-region": "eu-west-1"}}
        stubber.add_client_error("head_bucket", "403", "", 403, response_meta=told)
        assert s3.bucket_region("bucket") == "eu-west-1"

        stubber.add_client_error("head_bucket", "403", "", 403)
        with pytest.raises(S3AccessDeniedError):
            s3.bucket_region("bucket")

    def test_buckets_come_in_pages(self, s3: S3, stubber: Stubber) -> None:
        page = {"Buckets": [{"Name": "a"}], "ContinuationToken": "t"}
        stubber.add_response("list_buckets", page, {"Prefix": "a"})
        last = {"Buckets": [{"Name": "ab"}, {"Name": "b"}]}
        stubber.add_response("list_buckets", last, {"Prefix": "a", "ContinuationToken": "t"})

        assert [found.bucket for found in s3.list_buckets(prefix="a")] == ["a", "ab"]
