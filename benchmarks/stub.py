"""Answers the requests of a boto3 client before they are sent, so that only client CPU counts."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

__all__ = ["Answer", "answer", "answer_by"]


class Answer:
    """A response that is ready to be given any number of times."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        """Write the body once.

        Args:
            body: The body, values in wire form.
        """
        self.content = json.dumps(body, separators=(",", ":"), default=_base64_text).encode()
        self.headers = HTTPHeaders()
        self.headers["content-type"] = "application/x-amz-json-1.0"
        self.headers["x-amz-crc32"] = str(zlib.crc32(self.content))
        self.headers["x-amzn-requestid"] = "BENCHMARK"

    def to(self, request: Any) -> AWSResponse:
        """Answer a request.

        Args:
            request: botocore's request.

        Returns:
            The response, its content not read yet.
        """
        return AWSResponse(request.url, 200, self.headers, _Raw(self.content))


def answer(client: Any, bodies: Mapping[str, Mapping[str, Any]]) -> None:
    """Answer every request of a client with the same response for each operation.

    Args:
        client: A client of botocore.
        bodies: AWS's name of an operation → the body of its response, values in wire form.
    """
    answers = {operation: Answer(body) for operation, body in bodies.items()}
    answer_by(client, answers.__getitem__)


def answer_by(client: Any, choose: Callable[[str], Answer]) -> None:
    """Answer every request of a client with a response that is chosen for it.

    Args:
        client: A client of botocore.
        choose: Gives the response to AWS's name of an operation.
    """

    def respond(request: Any, event_name: str, **_: Any) -> AWSResponse:
        return choose(event_name.rpartition(".")[2]).to(request)

    client.meta.events.register("before-send", respond)


class _Raw:
    """The part of urllib3's response that botocore reads."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Any:
        """Yield the body."""
        yield self._content


def _base64_text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
