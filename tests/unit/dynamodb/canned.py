"""Clients whose requests are kept and answered on the spot, and a server that misbehaves."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

_session: Any = boto3.Session()


def new_client(*, mode: str = "standard", attempts: int = 1, endpoint: str | None = None) -> Any:
    """A boto3 client of its own, with made-up credentials."""
    retries: Any = {"mode": mode, "total_max_attempts": attempts}
    return _session.client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries=retries, connect_timeout=2, read_timeout=2),
    )


@dataclass
class Answer:
    """One response to give."""

    body: Mapping[str, Any] | bytes = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] | None = None

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    def all_headers(self) -> Any:
        checksum = {"x-amz-crc32": str(zlib.crc32(self.content()))}
        return {"x-amzn-requestid": "REQ", **(checksum if self.headers is None else self.headers)}


class _Raw:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self) -> Iterator[bytes]:
        yield self.content


class Line:
    """Hears every request of a client at the last moment, and answers it."""

    def __init__(self, client: Any, *answers: Answer) -> None:
        self.requests: list[Any] = []
        self.answers = list(answers)
        self._client = client
        client.meta.events.register("before-send", self._answer)

    def hang_up(self) -> None:
        self._client.meta.events.unregister("before-send", self._answer)

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else Answer()
        return AWSResponse(request.url, answer.status, answer.all_headers(), _Raw(answer.content()))

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.body) for request in self.requests]


Reply = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def misbehaving_server(*replies: Reply) -> Iterator[str]:
    """A server on loopback that gives each connection the next reply, the last one for ever."""
    left = list(replies)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            reply = left.pop(0) if len(left) > 1 else left[0]
            reply(self)
            self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(answer: Answer, *, announced: int | None = None) -> Reply:
    """A reply that sends an answer, with another length than it has when told so."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        content = answer.content()
        handler.send_response(answer.status)
        for name, value in answer.all_headers().items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(announced or len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return reply
