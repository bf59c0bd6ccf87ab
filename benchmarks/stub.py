"""Clients whose requests are answered before they are sent, so that only client CPU counts."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

__all__ = ["answer_with", "make_client"]


class _Raw:
    """The part of urllib3's response that botocore reads."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Any:
        """Yield the body."""
        yield self._content


def make_client() -> Any:
    """Make a client that could call, but is about to be stubbed.

    Returns:
        A boto3 client for DynamoDB, with made-up credentials.
    """
    return boto3.session.Session().client(
        "dynamodb",
        region_name="us-east-1",
        aws_access_key_id="benchmark",
        aws_secret_access_key="benchmark",  # nosec B106  # answered before it is sent
        config=Config(retries={"mode": "standard"}),
    )


def answer_with(client: Any, response: dict[str, Any]) -> None:
    """Answer every request of a client with one response.

    Args:
        client: A boto3 client.
        response: The body, values in wire form.
    """
    content = json.dumps(response, default=lambda b: base64.b64encode(b).decode()).encode()
    headers = HTTPHeaders()
    headers["content-type"] = "application/x-amz-json-1.0"
    headers["x-amz-crc32"] = str(zlib.crc32(content))
    headers["x-amzn-requestid"] = "BENCHMARK"

    def answer(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, 200, headers, _Raw(content))

    client.meta.events.register("before-send", answer)
