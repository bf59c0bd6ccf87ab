"""The preset for servers that speak S3's protocol, on the server over HTTP."""

from __future__ import annotations

import uuid

import pytest

from boto3_assist.s3 import S3
from boto3_assist.testing import AwsBackend


@pytest.mark.integration
def test_no_checksum_is_sent_that_nobody_asked_for(aws_http: AwsBackend) -> None:
    s3 = S3.from_compatible_server(str(aws_http.endpoint_url))
    bucket = f"test-{uuid.uuid4().hex}"
    sent: list[dict[str, str]] = []
    s3.client.meta.events.register(
        "before-send.s3.PutObject", lambda request, **_: sent.append(dict(request.headers))
    )
    s3.create_bucket(bucket, versioning=True)

    s3.put(bucket, "k", "x")

    assert not [name for headers in sent for name in headers if "checksum" in name.lower()]
    assert s3.get(bucket, "k").verified_by == "ETag"
    assert s3.head(bucket, "k").checksums == {}
    s3.delete_bucket(bucket, delete_contents_of=bucket)
    assert not s3.bucket_exists(bucket)
