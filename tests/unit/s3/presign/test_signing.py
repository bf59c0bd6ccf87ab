from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import RefreshableCredentials

from boto3_assist.connections import ConnectionPool
from boto3_assist.errors import (
    ConfigurationError,
    CredentialsError,
    InvalidParameterError,
    MissingParameterError,
    S3AccessDeniedError,
    S3ResponseIntegrityError,
)
from boto3_assist.s3 import S3
from boto3_assist.s3.presign import StartsWith

KEYS: dict[str, Any] = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}


def s3_in(region: str = "eu-west-1", **options: Any) -> S3:
    return S3.from_pool(pool=ConnectionPool(), aws_region=region, **{**KEYS, **options})


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.mark.parametrize(
    "config",
    [
        None,
        Config(signature_version="s3"),
        Config(signature_version="s3v4"),
        Config(s3={"addressing_style": "path"}),
        Config(s3={"addressing_style": "virtual"}),
    ],
)
@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "eu-central-1", "eusc-de-east-1"])
def test_e4_everything_is_signed_by_version_4_at_the_regions_endpoint(
    region: str, config: Config | None
) -> None:
    s3 = s3_in(region, config=config)

    urls = [
        s3.presign_get("bucket", "k").url,
        s3.presign_put("bucket", "k", content_type="a/b", size=1).url,
    ]
    form = s3.presign_post("bucket", "k", content_type="a/b", max_size=1)

    for url in urls:
        assert query(url)["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
        assert f"/{region}/s3/aws4_request" in query(url)["X-Amz-Credential"]
        host = str(urlsplit(url).hostname)
        assert region in host or region == "us-east-1"
    assert form.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert region in form.url or region == "us-east-1"
    assert "Signature" not in form.fields


def test_e4_a_signature_version_has_a_client_of_its_own() -> None:
    pool = ConnectionPool()
    clients: list[Any] = [
        S3.from_pool(pool=pool, aws_region="eu-west-1", config=config, **KEYS).client
        for config in (None, Config(signature_version="s3"), Config(signature_version="s3v4"))
    ]

    assert len({id(client) for client in clients}) == 3
    assert [client.meta.config.signature_version for client in clients[1:]] == ["s3", "s3v4"]


def test_e4_roles_are_taken_by_the_constructor() -> None:
    with pytest.warns(DeprecationWarning):
        S3(aws_region="eu-west-1", assume_role_arn="arn:aws:iam::111111111111:role/r")


def test_a_users_own_calls_of_the_client_are_plain_boto3() -> None:
    plain = boto3.Session(region_name="eu-west-1", **KEYS).client("s3")
    client = s3_in().client
    arguments: Any = {"ClientMethod": "get_object", "Params": {"Bucket": "bucket", "Key": "k"}}

    ours, theirs = (each.generate_presigned_url(**arguments) for each in (client, plain))

    stamp = re.compile(r"(Signature|Expires)=[^&]+")
    assert stamp.sub("", ours) == stamp.sub("", theirs)
    assert "AWSAccessKeyId" in ours


def test_what_is_given_is_signed_and_handed_on() -> None:
    url = s3_in().presign_put(
        "bucket",
        "a b",
        content_type="text/csv",
        size=5,
        checksums={"sha256": "abc="},
        metadata={"Owner": "7"},
        tags={"a": "b&c"},
        storage_class="STANDARD_IA",
        if_none_match="*",
        sse_kms_key_id="key",
        expires_in=timedelta(minutes=1),
    )

    assert url.headers == {
        "content-length": "5",
        "content-type": "text/csv",
        "if-none-match": "*",
        "x-amz-checksum-sha256": "abc=",
        "x-amz-meta-owner": "7",
        "x-amz-server-side-encryption": "aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id": "key",
        "x-amz-storage-class": "STANDARD_IA",
        "x-amz-tagging": "a=b%26c",
    }
    signed = query(url.url)["X-Amz-SignedHeaders"].split(";")
    assert set(signed) == {"host", *url.headers}
    assert query(url.url)["X-Amz-Expires"] == "60"
    assert (url.method, url.bucket, url.key) == ("PUT", "bucket", "a b")
    assert type(url.bucket) is str
    left = (url.expires_at - datetime.now(timezone.utc)).total_seconds()
    assert 50 < left <= 60


def test_what_a_reader_is_answered_is_signed() -> None:
    url = s3_in().presign_get(
        "bucket",
        "k",
        version_id="v",
        if_match="tag",
        download_as='Übersicht "1".csv',
        response_content_type="text/csv",
    )

    assert query(url.url)["versionId"] == "v"
    assert query(url.url)["response-content-type"] == "text/csv"
    assert query(url.url)["response-content-disposition"] == (
        "attachment; filename=\"_bersicht _1_.csv\"; filename*=UTF-8''%C3%9Cbersicht%20%221%22.csv"
    )
    assert url.headers == {"if-match": '"tag"'}


def test_a_session_token_is_in_the_signature() -> None:
    s3 = s3_in(aws_session_token="token-of-a-session")

    assert query(s3.presign_get("bucket", "k").url)["X-Amz-Security-Token"] == "token-of-a-session"
    form = s3.presign_post("bucket", "k", content_type="a/b", max_size=1)
    assert form.fields["x-amz-security-token"] == "token-of-a-session"
    assert "token" not in repr(form)


def with_credentials(seconds: int | None) -> S3:
    """A client whose credentials end after so many seconds."""
    client: Any = boto3.Session(region_name="eu-west-1", **KEYS).client("s3")
    end = datetime.now(timezone.utc) + timedelta(seconds=seconds or 0)
    client._request_signer._credentials = RefreshableCredentials(
        "AKIDEXAMPLE",
        "secret",
        "token",
        end,
        lambda: {
            "access_key": "AKIDEXAMPLE",
            "secret_key": "secret",
            "token": "token",
            "expiry_time": end.isoformat(),
        },
        "test",
        advisory_timeout=0,
        mandatory_timeout=0,
    )
    return S3.from_client(client)


def test_a_url_does_not_outlive_credentials_whose_end_is_known() -> None:
    s3 = with_credentials(600)

    url = s3.presign_get("bucket", "k")

    assert 590 <= int(query(url.url)["X-Amz-Expires"]) <= 600
    for sign in (
        lambda: s3.presign_get("bucket", "k", expires_in=700),
        lambda: s3.presign_put("bucket", "k", content_type=None, size=1, expires_in=700),
        lambda: s3.presign_post("bucket", "k", content_type="a/b", max_size=1, expires_in=700),
        lambda: s3.presign_multipart("bucket", "k", size=1, expires_in=700),
    ):
        with pytest.raises(InvalidParameterError):
            sign()
    assert s3.presign_get("bucket", "k", expires_in=500).expires_at <= url.expires_at


@pytest.mark.usefixtures("aws")
def test_the_end_of_an_assumed_roles_credentials_is_known() -> None:
    s3 = S3.from_pool(
        aws_region="eu-west-1",
        assume_role_arn="arn:aws:iam::123456789012:role/signer",
        assume_role_duration_seconds=900,
    )

    url = s3.presign_get("bucket", "k")

    assert 880 <= int(query(url.url)["X-Amz-Expires"]) <= 900
    with pytest.raises(InvalidParameterError):
        s3.presign_get("bucket", "k", expires_in=1000)


def test_a_key_without_an_end_signs_for_up_to_7_days() -> None:
    s3 = s3_in()

    assert query(s3.presign_get("bucket", "k", expires_in=604800).url)["X-Amz-Expires"] == "604800"


def test_a_client_that_does_not_sign_is_refused() -> None:
    client = boto3.client("s3", region_name="eu-west-1", config=Config(signature_version=UNSIGNED))

    with pytest.raises(ConfigurationError):
        S3.from_client(client).presign_get("bucket", "k")


def test_without_credentials_nothing_is_signed() -> None:
    client = boto3.Session(region_name="eu-west-1").client("s3")

    with pytest.raises(CredentialsError):
        S3.from_client(client).presign_get("bucket", "k")


def choose_another_signer(s3: S3) -> None:
    events: Any = s3.client.meta.events
    for operation in ("GetObject", "UploadPart"):
        events.register_first(f"choose-signer.s3.{operation}", lambda **_: "s3-query")


def test_another_signer_is_noticed() -> None:
    s3 = s3_in()
    choose_another_signer(s3)

    with pytest.raises(S3ResponseIntegrityError):
        s3.presign_get("bucket", "k")


@pytest.mark.parametrize(
    "arguments",
    [
        {"bucket": "a/b"},
        {"key": 5},
        {"size": -1},
        {"size": 5 * 1024**3 + 1},
        {"checksum_algorithm": "SHA256"},
        {"metadata": {"a": 1}},
        {"checksums": {"MD6": "x"}},
        {"if_none_match": "an-etag"},
        {"checksums": "x"},
        {"checksums": {"SHA256": b"x"}},
    ],
)
def test_a_put_that_cannot_be_signed(arguments: Any) -> None:
    good: dict[str, Any] = {"bucket": "bucket", "key": "k", "content_type": None, "size": 1}

    with pytest.raises(InvalidParameterError):
        s3_in().presign_put(**{**good, **arguments})


@pytest.mark.parametrize("condition", [{"if_match": "e"}, {"if_none_match": "*"}])
def test_the_condition_of_a_plan_belongs_to_its_end(condition: Any) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        s3_in().presign_multipart("bucket", "k", size=1, **condition)

    assert "complete_presigned_multipart" in caught.value.details["suggestion"]


def test_a_wildcard_is_no_type_and_the_error_says_what_allows_a_kind() -> None:
    s3 = s3_in()
    for sign in (
        lambda: s3.presign_put("bucket", "k", content_type="image/*", size=1),
        lambda: s3.presign_post("bucket", "k", content_type="image/*", max_size=1),
        lambda: s3.presign_multipart("bucket", "k", content_type="image/*", size=1),
    ):
        with pytest.raises(InvalidParameterError) as caught:
            sign()
        assert "StartsWith('image/')" in caught.value.details["suggestion"]


def test_a12_the_content_type_has_to_be_spoken_of() -> None:
    with pytest.raises(MissingParameterError):
        s3_in().presign_put("bucket", "k", size=1)


@pytest.mark.parametrize("name", ["\ud800", b"a", 7])
def test_what_is_no_name_of_a_file(name: Any) -> None:
    with pytest.raises(InvalidParameterError):
        s3_in().presign_get("bucket", "k", download_as=name)


def test_a_name_and_a_disposition_exclude_each_other() -> None:
    with pytest.raises(InvalidParameterError):
        s3_in().presign_get("bucket", "k", download_as="a", response_content_disposition="inline")


@pytest.mark.parametrize("can_be_aborted", [True, False])
def test_a_failed_plan_leaves_no_upload_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, can_be_aborted: bool
) -> None:
    calls: list[str] = []

    def call(self: S3, method: str, request: Any) -> Any:
        calls.append(method)
        if method.startswith("abort") and not can_be_aborted:
            raise S3AccessDeniedError("no")
        return {"UploadId": "u"}

    monkeypatch.setattr(S3, "_call", call)
    s3 = s3_in()
    choose_another_signer(s3)

    with pytest.raises(S3ResponseIntegrityError):
        s3.presign_multipart("bucket", "k", size=1)

    assert calls == ["create_multipart_upload", "abort_multipart_upload"]
    assert bool(caplog.messages) is not can_be_aborted


def test_a_stand_in_without_events_is_no_error() -> None:
    S3.from_client(object())


def test_a_prefix_of_keys_is_signed() -> None:
    form = s3_in().presign_post(
        "bucket", StartsWith("u/7/"), content_type=StartsWith("image/"), max_size=9
    )

    assert form.fields["key"] == "u/7/${filename}"
    assert form.to_fill_in == ("key", "Content-Type")
    assert form.expires_at > datetime.now(timezone.utc)
