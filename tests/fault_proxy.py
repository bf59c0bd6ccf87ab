"""An HTTP proxy before a server that fails as networks do, where a test says so."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

__all__ = ["Answer", "Asked", "FaultProxy", "flipped"]


@dataclass
class Asked:
    """A request that passed the proxy.

    Attributes:
        method: Such as ``"PUT"``.
        path: The path, without the query.
        query: The query's parameters, each with its first value.
        headers: The headers, their names in lower case.
        body: The bytes.
    """

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def is_part(self) -> bool:
        return self.method == "PUT" and "partNumber" in self.query


@dataclass
class Answer:
    """What the server said; `cut_at` sends only so many bytes of it and hangs up."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = field(repr=False)
    cut_at: int | None = None


class FaultProxy:
    """Passes requests on to an endpoint; two functions may change what passes.

    Attributes:
        url: Where it listens.
        asked: What passed, in the order in which it came.
        on_request: May change a request, answer it itself, or raise ConnectionError to hang up.
        on_answer: May change an answer, or raise ConnectionError to hang up after the server acted.
    """

    def __init__(self, endpoint_url: str) -> None:
        self.asked: list[Asked] = []
        self.on_request: Callable[[Asked], Answer | None] = lambda asked: None
        self.on_answer: Callable[[Asked, Answer], Answer | None] = lambda asked, answer: None
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except ConnectionError:
                    self.close_connection = True

            def pass_on(self) -> None:
                proxy._pass_on(self)

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = pass_on

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._target = urlsplit(endpoint_url)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> FaultProxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def parts(self) -> list[int]:
        """The numbers of the parts that were sent."""
        return [int(asked.query["partNumber"]) for asked in self.asked if asked.is_part]

    def _pass_on(self, handler: BaseHTTPRequestHandler) -> None:
        url = urlsplit(handler.path)
        asked = Asked(
            handler.command,
            url.path,
            {name: values[0] for name, values in parse_qs(url.query, True).items()},
            {name.lower(): value for name, value in handler.headers.items()},
            handler.rfile.read(int(handler.headers.get("Content-Length") or 0)),
        )
        with self._lock:
            self.asked.append(asked)
        answer = self.on_request(asked)
        if answer is None:
            answer = self._forward(asked, handler.path)
            answer = self.on_answer(asked, answer) or answer
        self._answer(handler, asked, answer)

    def _forward(self, asked: Asked, path: str) -> Answer:
        connection = http.client.HTTPConnection(str(self._target.hostname), self._target.port or 80)
        headers = {name: value for name, value in asked.headers.items() if name != "expect"}
        try:
            connection.request(asked.method, path, asked.body or None, headers)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def _answer(self, handler: BaseHTTPRequestHandler, asked: Asked, answer: Answer) -> None:
        handler.send_response(answer.status)
        left_out = {"connection", "date", "server", "transfer-encoding"}
        if asked.method != "HEAD":
            left_out.add("content-length")
            handler.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            if name.lower() not in left_out:
                handler.send_header(name, value)
        handler.end_headers()
        if answer.cut_at is not None:
            handler.wfile.write(answer.body[: answer.cut_at])
            raise ConnectionAbortedError
        handler.wfile.write(answer.body)


def flipped(body: bytes, position: int) -> bytes:
    """Change one bit of one byte."""
    changed = bytearray(body)
    changed[position] ^= 1
    return bytes(changed)
