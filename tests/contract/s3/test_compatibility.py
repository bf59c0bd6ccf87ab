"""What 0.x called ``s3.object`` and ``s3.bucket``, on moto and again on a server over HTTP."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.errors import (
    InvalidParameterError,
    S3BucketNotFoundError,
    S3ObjectNotFoundError,
)
from boto3_assist.s3 import S3
from boto3_assist.testing import AwsBackend

Result = Any


def old(call: Callable[..., Result], *arguments: Any, **options: Any) -> Result:
    """Call a method of 0.x, which warns."""
    with pytest.warns(DeprecationWarning, match="is deprecated: s3"):
        return call(*arguments, **options)


class TestBuckets:
    def test_create(self, s3: S3) -> None:
        name = f"test-{uuid.uuid4().hex}"

        assert old(s3.bucket.create, bucket_name=name)["Location"] == f"/{name}"
        s3.put(name, "k", "x")
        old(s3.bucket.create, bucket_name=name)
        assert s3.get(name, "k").text() == "x"
        s3.delete_bucket(name, delete_contents_of=name)

    def test_e5_create_outside_us_east_1(self, s3: S3) -> None:
        name = f"test-{uuid.uuid4().hex}"

        old(S3.from_pool(aws_region="eu-central-1").bucket.create, bucket_name=name)

        assert s3.bucket_region(name) == "eu-central-1"

    def test_versioning(self, s3: S3, bucket: str) -> None:
        old(s3.bucket.enable_versioning, bucket_name=bucket)
        assert s3.versioning(bucket) == "Enabled"
        old(s3.bucket.disable_versioning, bucket_name=bucket)
        assert s3.versioning(bucket) == "Suspended"

    def test_it_is_made_once(self, s3: S3) -> None:
        assert s3.bucket is s3.bucket
        assert s3.object is s3.object


class TestPut:
    @pytest.mark.parametrize(
        ("data", "stored"), [("straße", "straße".encode()), (b"\xff", b"\xff"), (None, b"")]
    )
    def test_put(self, s3: S3, bucket: str, data: Any, stored: bytes) -> None:
        assert old(s3.object.put, bucket=bucket, key="/a/b", data=data) == f"s3://{bucket}/a/b"
        assert s3.get(bucket, "a/b").body == stored

    def test_one_slash_is_left_out(self, s3: S3, bucket: str) -> None:
        old(s3.object.upload_file_obj, bucket=bucket, key="//a", file_obj="x")

        assert [found.key for found in s3.list(bucket)] == ["/a"]

    def test_a_file_object(self, s3: S3, bucket: str) -> None:
        old(s3.object.upload_file_obj, bucket=bucket, key="a", file_obj=io.BytesIO(b"x"))

        assert s3.get(bucket, "a").body == b"x"


class TestUploadFile:
    def test_the_object_is_named(self, s3: S3, bucket: str, tmp_path: Path) -> None:
        (tmp_path / "f").write_bytes(b"x")

        uri = old(s3.object.upload_file, bucket=bucket, key="/k", local_file_path=tmp_path / "f")

        assert uri == f"s3://{bucket}/k"
        assert s3.get(bucket, "k").body == b"x"

    def test_c5_a_failure_is_an_error_or_none(self, s3: S3, bucket: str, tmp_path: Path) -> None:
        (tmp_path / "f").write_bytes(b"x")
        given = {"bucket": f"{bucket}-2", "key": "k", "local_file_path": str(tmp_path / "f")}

        with pytest.raises(S3BucketNotFoundError):
            old(s3.object.upload_file, **given, throw_error_on_failure=True)
        with pytest.raises(S3BucketNotFoundError):
            old(s3.object.upload_file, **given)
        assert old(s3.object.upload_file, **given, throw_error_on_failure=False) is None

    @pytest.mark.parametrize("throw", [True, False])
    def test_a_missing_file_is_always_an_error(
        self, s3: S3, bucket: str, tmp_path: Path, throw: bool
    ) -> None:
        with pytest.raises(FileNotFoundError):
            old(
                s3.object.upload_file,
                bucket=bucket,
                key="k",
                local_file_path=tmp_path / "f",
                throw_error_on_failure=throw,
            )


@pytest.mark.parametrize("name", ["get_object", "stream_file"])
class TestGetObject:
    def test_the_response_is_boto3s(self, s3: S3, bucket: str, name: str) -> None:
        s3.put(bucket, "k", "body")

        response = old(getattr(s3.object, name), bucket, "k")

        assert response["Body"].read() == b"body"
        assert response["ContentLength"] == 4

    def test_c5_a_missing_object_is_a_typed_error(self, s3: S3, bucket: str, name: str) -> None:
        with pytest.raises(S3ObjectNotFoundError):
            old(getattr(s3.object, name), bucket_name=bucket, key="k")


class TestDownloadFile:
    def test_a_directory(self, s3: S3, bucket: str, tmp_path: Path) -> None:
        s3.put(bucket, "a/b/c.txt", "x")

        path = old(
            s3.object.download_file,
            bucket=bucket,
            key="a/b/c.txt",
            local_directory=str(tmp_path / "new"),
        )

        assert path == str(tmp_path / "new" / "c.txt")
        assert Path(path).read_bytes() == b"x"

    def test_the_directory_for_temporary_files(
        self, s3: S3, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        s3.put(bucket, "a/c.txt", "x")

        assert old(s3.object.get_temp_directory) == str(tmp_path)
        assert old(s3.object.get_local_path_for_file, "x/c.txt") == str(tmp_path / "c.txt")
        path = old(s3.object.download_file, bucket=bucket, key="a/c.txt")
        assert path == str(tmp_path / "c.txt")

    def test_a_key_that_is_still_encoded(self, s3: S3, bucket: str, tmp_path: Path) -> None:
        s3.put(bucket, "a b+c.txt", "x")

        path = old(s3.object.download_file_no_retries, bucket, "a+b%2Bc.txt", str(tmp_path))

        assert Path(path).read_bytes() == b"x"

    def test_c5_directory_and_file_are_too_much(self, s3: S3, bucket: str, tmp_path: Path) -> None:
        with pytest.raises(InvalidParameterError):
            old(
                s3.object.download_file,
                bucket=bucket,
                key="k",
                local_directory=tmp_path,
                local_file_path=tmp_path / "f",
            )

    def test_b24_what_was_there_is_no_success(self, s3: S3, bucket: str, tmp_path: Path) -> None:
        (tmp_path / "k").write_text("OLD")

        with pytest.raises(FileNotFoundError):
            old(s3.object.download_file, bucket=bucket, key="k", local_directory=tmp_path)
        with pytest.raises((S3BucketNotFoundError, FileNotFoundError)):
            old(
                s3.object.download_file,
                bucket=f"{bucket}-2",
                key="k",
                local_directory=tmp_path,
            )

        assert (tmp_path / "k").read_text() == "OLD"
        assert [path.name for path in tmp_path.iterdir()] == ["k"]


class TestDelete:
    def test_an_object(self, s3: S3, bucket: str) -> None:
        s3.put(bucket, "k", "x")

        response = old(s3.object.delete, bucket_name=bucket, key="k")

        assert response["ResponseMetadata"]["HTTPStatusCode"] == 204
        assert not s3.exists(bucket, "k")

    def test_none(self, s3: S3, bucket: str) -> None:
        response = old(s3.object.delete, bucket_name=bucket, key="k")

        assert response == {"ResponseMetadata": {"HTTPStatusCode": 404}}

    def test_no_bucket(self, s3: S3, bucket: str) -> None:
        with pytest.raises(S3BucketNotFoundError):
            old(s3.object.delete, bucket_name=f"{bucket}-2", key="k")

    def test_b5_the_key_is_no_prefix(self, s3: S3, versioned: str) -> None:
        for key in ("p/a.txt", "p/a.txt.bak", "p/a.txt2"):
            s3.put(versioned, key, "x")
        first = s3.head(versioned, "p/a.txt").version_id
        marker = s3.delete(versioned, "p/a.txt").version_id

        assert old(s3.object.delete_all_versions, bucket_name=versioned, key="p/a.txt") == [
            f"p/a.txt - {first}"
        ]
        assert old(
            s3.object.delete_all_versions,
            bucket_name=versioned,
            key="p/a.txt",
            include_deleted=True,
        ) == [f"p/a.txt:{marker}:delete-marker"]
        assert [v.key for v in s3.list_versions(versioned)] == ["p/a.txt.bak", "p/a.txt2"]


def test_list_versions(s3: S3, versioned: str) -> None:
    stored = s3.put(versioned, "p/k", "x")
    s3.delete(versioned, "p/k")

    (version,) = old(s3.object.list_versions, versioned, "p/")

    assert (version["Key"], version["VersionId"]) == ("p/k", stored.version_id)
    assert version["ETag"] == f'"{stored.etag}"'
    assert not version["IsLatest"]


def test_copy(s3: S3, bucket: str) -> None:
    etag = s3.put(bucket, "k", "x").etag

    response = old(s3.object.copy, bucket, "/k", bucket, "/there")

    assert response["CopyObjectResult"]["ETag"] == f'"{etag}"'
    assert s3.get(bucket, "there").text() == s3.get(bucket, "k").text() == "x"


def test_b23_move_deletes_the_source(s3: S3, bucket: str) -> None:
    s3.put(bucket, "k", "x")

    response = old(s3.object.move, bucket, "k", bucket, "there")

    assert response["status_code"] == 200
    assert response.keys() == {"status_code", "copy", "delete"}
    assert not s3.exists(bucket, "k")
    assert s3.get(bucket, "there").text() == "x"


def test_encode_and_decode(s3: S3) -> None:
    assert old(s3.object.encode, "ß") == "ß".encode()
    assert old(s3.object.encode, "ß", "ascii", "replace") == b"?"
    assert old(s3.object.decode, b"\xc3\x9f") == "ß"
    assert old(s3.object.decode, b"\xff", errors="ignore") == ""


class TestPresignedUrls:
    def test_a12_metadata_is_signed_and_the_callers_is_left_alone(
        self, s3: S3, bucket: str
    ) -> None:
        given = {"x": 1}

        result = old(
            s3.object.generate_presigned_url,
            bucket_name=bucket,
            key_path="up/ü.csv",
            file_name="ü.csv",
            meta_data=given,
        )

        assert given == {"x": 1}
        assert result["key"] == "up/ü.csv"
        assert result["meta_data"] == {
            "x": "1",
            "file_name": "%C3%BC.csv",
            "extension": "csv",
            "method": "pre-signed-upload",
        }
        fields = result["signed_url"]["fields"]
        assert fields["x-amz-meta-x"] == "1"
        assert fields["x-amz-meta-file_name"] == "%C3%BC.csv"
        assert fields["Content-Type"] == "text/csv"
        assert "None" not in str(result["meta_data"])

    def test_a12_a_user_is_named_only_if_there_is_one(self, s3: S3, bucket: str) -> None:
        result = old(
            s3.object.generate_presigned_url,
            bucket_name=bucket,
            key_path="k",
            file_name="no-extension",
            method_type="get",
            user_id="u1",
        )

        assert result["meta_data"]["user_id"] == "u1"
        assert result["meta_data"]["extension"] == ""

    @pytest.mark.parametrize("method", ["DELETE", "", None])
    def test_c5_another_method_is_refused(self, s3: S3, bucket: str, method: Any) -> None:
        with pytest.raises(InvalidParameterError):
            old(
                s3.object.generate_presigned_url,
                bucket_name=bucket,
                key_path="k",
                file_name="f",
                method_type=method,
            )

    def test_a12_an_upload_has_the_metadata_that_was_signed(
        self, s3: S3, bucket: str, aws_backend: AwsBackend
    ) -> None:
        if aws_backend.name == "moto":
            pytest.skip("moto checks no signatures, and hears no HTTP")
        names = {"bucket_name": bucket, "key_path": "k", "file_name": "f.txt", "user_id": "u1"}
        put = old(s3.object.generate_presigned_url, **names, method_type="put")

        with pytest.raises(urllib.error.HTTPError) as caught:
            send("PUT", put["signed_url"], b"x", {})
        caught.value.close()
        assert not s3.exists(bucket, "k")
        send("PUT", put["signed_url"], b"body", put["headers"])
        got = old(s3.object.generate_presigned_url, **names, method_type="GET")

        assert send("GET", got["signed_url"], None, {}) == b"body"
        assert s3.head(bucket, "k").metadata == put["meta_data"]


def send(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> bytes:
    request = urllib.request.Request(url, body, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as response:
        answer: bytes = response.read()
    return answer
