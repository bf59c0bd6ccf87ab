"""Presigned URLs, forms and plans, used by a plain HTTP client on the server that checks them."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.request import urlopen

import pytest

from boto3_assist.errors import S3PreconditionFailedError, S3UploadNotFoundError, ValidationError
from boto3_assist.s3 import S3
from boto3_assist.s3.presign import PresignedPost, PresignedUrl, StartsWith
from boto3_assist.testing import AwsBackend
from tests.contract.s3.plain_http import post, send
from tests.contract.s3.post_server import post_server

pytestmark = pytest.mark.integration

KEY = "uploads/a+b c%2B ü.csv"
MIB = 1024 * 1024


@pytest.fixture
def client(aws_http: AwsBackend) -> Any:
    return aws_http.client("s3")


@pytest.fixture
def bucket(client: Any) -> str:
    name = f"presign-{uuid.uuid4().hex}"
    client.create_bucket(Bucket=name)
    return name


@pytest.fixture
def s3(aws_http: AwsBackend) -> S3:
    return S3.from_pool()


@pytest.fixture
def an_hour_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    def then(remove_tzinfo: bool = True) -> datetime:
        moment = datetime.now(timezone.utc) - timedelta(hours=1)
        return moment.replace(tzinfo=None) if remove_tzinfo else moment

    modules = ["botocore.auth", "botocore.signers"]
    if find_spec("awscrt"):
        modules.append("botocore.crt.auth")
    for module in modules:
        monkeypatch.setattr(import_module(module), "get_current_datetime", then)


def put(url: PresignedUrl, body: bytes, **headers: str) -> int:
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return send(url.url, url.method, body, {**url.headers, **changed})[0]


def exists(client: Any, bucket: str, key: str) -> bool:
    listed = client.list_objects_v2(Bucket=bucket).get("Contents", [])
    return key in [entry["Key"] for entry in listed]


def test_reading_by_a_url(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=b"a,b\n", ContentType="text/csv")
    url = s3.presign_get(bucket, KEY)

    assert send(url.url, "GET") == (200, b"a,b\n")
    assert send(url.url, "PUT", b"new", url.headers)[0] == 403
    assert send(url.url.replace("uploads/", "other/"), "GET")[0] == 403


def test_writing_what_was_signed(s3: S3, client: Any, bucket: str) -> None:
    url = s3.presign_put(
        bucket,
        KEY,
        content_type="text/csv",
        size=4,
        metadata={"owner": "7"},
        cache_control="no-cache",
    )

    assert put(url, b"a,b\n") == 200

    head = client.head_object(Bucket=bucket, Key=KEY)
    assert (head["ContentType"], head["Metadata"]) == ("text/csv", {"owner": "7"})
    assert head["CacheControl"] == "no-cache"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"a,b\n", {"content_type": "text/html"}),
        (b"a,b\n too long", {"content_length": "13"}),
        (b"", {"content_length": "0"}),
        (b"a,b\n", {"x_amz_meta_owner": "8"}),
    ],
    ids=["type", "too long", "too short", "metadata"],
)
def test_writing_something_else_is_refused(
    s3: S3, client: Any, bucket: str, body: bytes, headers: dict[str, str]
) -> None:
    url = s3.presign_put(bucket, KEY, content_type="text/csv", size=4, metadata={"owner": "7"})

    assert put(url, body, **headers) == 403
    assert not exists(client, bucket, KEY)


def test_a12_metadata_is_signed_and_the_callers_is_left_alone(
    s3: S3, client: Any, bucket: str
) -> None:
    metadata = {"x": "1"}
    url = s3.presign_put(bucket, KEY, content_type=None, size=None, metadata=metadata)

    assert metadata == {"x": "1"}
    assert send(url.url, "PUT", b"body")[0] == 403
    assert put(url, b"body") == 200
    assert client.head_object(Bucket=bucket, Key=KEY)["Metadata"] == {"x": "1"}


def test_another_key_is_refused(s3: S3, client: Any, bucket: str) -> None:
    url = s3.presign_put(bucket, "uploads/7/a", content_type=None, size=None)

    assert send(url.url.replace("uploads/7/", "uploads/8/"), "PUT", b"x", url.headers)[0] == 403
    assert not exists(client, bucket, "uploads/8/a")


@pytest.mark.usefixtures("an_hour_ago")
def test_an_expired_url_is_refused(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=b"x")

    gone = s3.presign_get(bucket, KEY, expires_in=60)
    assert gone.expires_at < datetime.now(timezone.utc)
    assert send(gone.url, "GET")[0] == 403
    assert put(s3.presign_put(bucket, "new", content_type=None, size=1, expires_in=60), b"x") == 403
    assert send(s3.presign_get(bucket, KEY, expires_in=7200).url, "GET")[0] == 200
    assert not exists(client, bucket, "new")


def test_a_longer_life_than_was_signed_is_refused(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=b"x")
    url = s3.presign_get(bucket, KEY, expires_in=60).url

    assert send(url.replace("X-Amz-Expires=60", "X-Amz-Expires=99999"), "GET")[0] == 403


def test_a_condition_of_the_write_is_kept(s3: S3, client: Any, bucket: str) -> None:
    url = s3.presign_put(bucket, KEY, content_type=None, size=3, if_none_match="*")

    assert put(url, b"one") == 200
    assert put(url, b"two") == 412
    assert client.get_object(Bucket=bucket, Key=KEY)["Body"].read() == b"one"


def test_a_checksum_fixes_the_content(s3: S3, bucket: str) -> None:
    digest = base64.b64encode(hashlib.sha256(b"right").digest()).decode()
    url = s3.presign_put(bucket, KEY, content_type=None, size=5, checksums={"SHA256": digest})

    other = base64.b64encode(hashlib.sha256(b"wrong").digest()).decode()
    assert put(url, b"wrong", x_amz_checksum_sha256=other) == 403
    assert put(url, b"right") == 200


def test_a_download_has_the_name_it_is_given(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=b"x")
    url = s3.presign_get(bucket, KEY, download_as="Übersicht.csv", response_content_type="a/b")

    with urlopen(url.url, timeout=20) as answer:
        disposition, media_type = (
            answer.headers["Content-Disposition"],
            answer.headers["Content-Type"],
        )

    assert disposition.endswith("filename*=UTF-8''%C3%9Cbersicht.csv")
    assert media_type == "a/b"


@pytest.fixture
def forms(client: Any, bucket: str) -> Iterator[str]:
    def store(key: str, content: bytes, fields: Any) -> None:
        client.put_object(Bucket=bucket, Key=key, Body=content, ContentType=fields["Content-Type"])

    with post_server(bucket, "test", store) as url:
        yield url


def form(s3: S3, bucket: str, **options: Any) -> PresignedPost:
    given: dict[str, Any] = {
        "content_type": StartsWith("image/"),
        "max_size": 10,
        "min_size": 2,
        "metadata": {"owner": "7"},
        **options,
    }
    return s3.presign_post(bucket, given.pop("key", StartsWith("uploads/7/")), **given)


def test_a_form_is_taken_by_the_server(s3: S3, client: Any, bucket: str) -> None:
    signed = form(s3, bucket)
    fields = {**signed.fields, "Content-Type": "image/png"}

    assert post(signed.url, fields, b"0123456789")[0] == 204
    head = client.head_object(Bucket=bucket, Key="uploads/7/photo.png")
    assert (head["ContentType"], head["Metadata"]) == ("image/png", {"owner": "7"})

    for size in (1, 11):
        assert post(signed.url, {**fields, "key": "uploads/7/x"}, b"x" * size)[0] == 400
    assert not exists(client, bucket, "uploads/7/x")


def test_a_form_within_its_policy_is_taken(s3: S3, client: Any, bucket: str, forms: str) -> None:
    signed = form(s3, bucket, success_action_status="204", storage_class="STANDARD")
    fields = {**signed.fields, "Content-Type": "image/png", "key": "uploads/7/b/${filename}"}

    assert post(forms, fields, b"0123456789") == (204, b"")
    assert exists(client, bucket, "uploads/7/b/photo.png")
    assert signed.to_fill_in == ("key", "Content-Type")


@pytest.mark.parametrize(
    ("changed", "size", "code"),
    [
        ({"Content-Type": "text/html"}, 5, b"AccessDenied: Policy Condition failed: content-type"),
        ({"Content-Type": ""}, 5, b"AccessDenied: Policy Condition failed: content-type"),
        ({}, 11, b"EntityTooLarge"),
        ({}, 1, b"EntityTooSmall"),
        ({"key": "uploads/8/x"}, 5, b"AccessDenied: Policy Condition failed: key"),
        ({"x-amz-meta-owner": "8"}, 5, b"AccessDenied: Policy Condition failed: x-amz-meta-owner"),
        ({"x-amz-meta-more": "1"}, 5, b"AccessDenied: Extra input fields ['x-amz-meta-more']"),
        ({"acl": "public-read"}, 5, b"AccessDenied: Extra input fields ['acl']"),
        ({"x-amz-signature": "0" * 64}, 5, b"SignatureDoesNotMatch"),
    ],
)
def test_a_form_outside_its_policy_is_refused(
    s3: S3, client: Any, bucket: str, forms: str, changed: dict[str, str], size: int, code: bytes
) -> None:
    fields = {**form(s3, bucket).fields, "Content-Type": "image/png", **changed}

    assert post(forms, fields, b"x" * size) == (403, code)
    assert "Contents" not in client.list_objects_v2(Bucket=bucket)


@pytest.mark.usefixtures("an_hour_ago")
def test_an_expired_form_is_refused(s3: S3, bucket: str, forms: str) -> None:
    fields = {"Content-Type": "image/png"}

    gone = form(s3, bucket, expires_in=60)
    assert post(forms, {**gone.fields, **fields}, b"xxx") == (403, b"AccessDenied: Policy expired")
    assert gone.expires_at < datetime.now(timezone.utc)
    alive = form(s3, bucket, expires_in=7200)
    assert post(forms, {**alive.fields, **fields}, b"xxx")[0] == 204


def test_a_form_for_one_key_and_type(s3: S3, bucket: str, forms: str) -> None:
    signed = form(s3, bucket, key="one.png", content_type="image/png")

    assert signed.to_fill_in == ()
    assert post(forms, signed.fields, b"xxx")[0] == 204
    assert post(forms, {**signed.fields, "key": "one.png2"}, b"xxx")[0] == 403
    assert post(forms, {**signed.fields, "Content-Type": "image/png2"}, b"xxx")[0] == 403


def test_an_upload_in_parts(s3: S3, client: Any, bucket: str) -> None:
    content = bytes(range(256)) * (MIB // 256) * 6
    plan = s3.presign_multipart(
        bucket, KEY, size=len(content), part_size=5 * MIB, content_type="a/b", metadata={"x": "1"}
    )
    assert [(part.number, part.offset, part.size) for part in plan.parts] == [
        (1, 0, 5 * MIB),
        (2, 5 * MIB, MIB),
    ]
    first, second = plan.parts

    assert put(first.url, content[: 5 * MIB - 1], content_length=str(5 * MIB - 1)) == 403
    assert put(first.url, content[: first.size]) == 200
    with pytest.raises(ValidationError) as caught:
        s3.complete_presigned_multipart(
            bucket, KEY, plan.upload_id, size=plan.size, part_size=plan.part_size
        )
    assert caught.value.details["missing"] == [2]
    assert put(second.url, content[second.offset :]) == 200
    stored = s3.complete_presigned_multipart(
        bucket, KEY, plan.upload_id, size=plan.size, part_size=plan.part_size
    )

    assert stored.size == len(content)
    read = client.get_object(Bucket=bucket, Key=KEY)
    assert read["Body"].read() == content
    assert (read["ContentType"], read["Metadata"]) == ("a/b", {"x": "1"})
    assert stored.etag == read["ETag"].strip('"')


def test_a_plan_that_is_given_up(s3: S3, client: Any, bucket: str) -> None:
    plan = s3.presign_multipart(bucket, KEY, size=3)
    assert put(plan.parts[0].url, b"abc") == 200

    s3.abort_upload(bucket, KEY, plan.upload_id)

    with pytest.raises(S3UploadNotFoundError):
        s3.complete_presigned_multipart(
            bucket, KEY, plan.upload_id, size=3, part_size=plan.part_size
        )
    assert not exists(client, bucket, KEY)


def test_completing_on_a_condition(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=b"old")
    plan = s3.presign_multipart(bucket, KEY, size=3)
    assert put(plan.parts[0].url, b"new") == 200
    arguments: dict[str, Any] = {"size": 3, "part_size": plan.part_size}

    with pytest.raises(S3PreconditionFailedError):
        s3.complete_presigned_multipart(bucket, KEY, plan.upload_id, if_none_match="*", **arguments)

    assert client.get_object(Bucket=bucket, Key=KEY)["Body"].read() == b"old"
