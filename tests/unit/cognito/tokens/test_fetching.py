"""Fetching from a server on this machine that behaves well, badly, or not at all."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest

from boto3_assist.cognito.tokens import JwksSource, fetch_jwks, fetching
from boto3_assist.cognito.tokens.fetching import MAX_JWKS_BYTES
from boto3_assist.errors import ConfigurationError, JwksUnavailableError

BODY = b'{"keys": []}'


class Server(ThreadingHTTPServer):
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        kind = self.path.strip("/")
        self.server.asked.append(kind)
        if kind.isdigit():
            self.answer(int(kind), BODY, Location=f"http://localhost:{self.server.server_port}/200")
        elif kind == "huge":
            self.answer(200, b" " * (MAX_JWKS_BYTES + 1))
        elif kind == "largest":
            self.answer(200, b" " * MAX_JWKS_BYTES)
        else:
            self.wfile.write(b"no HTTP at all\r\n\r\n")

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def url(server: Server) -> str:
    server.asked = []
    return f"http://127.0.0.1:{server.server_port}"


@contextmanager
def silent_port() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_the_body_of_a_good_answer(url: str) -> None:
    assert fetch_jwks(f"{url}/200") == BODY
    assert len(fetch_jwks(f"{url}/largest")) == MAX_JWKS_BYTES


@pytest.mark.parametrize(
    "status", [201, 202, 206, 301, 302, 303, 307, 308, 400, 404, 429, 500, 503]
)
def test_any_other_status_fails_and_no_redirect_is_followed(
    server: Server, url: str, status: int
) -> None:
    with pytest.raises(JwksUnavailableError) as caught:
        fetch_jwks(f"{url}/{status}")

    assert caught.value.details["reason"] == f"the answer has status {status}"
    assert server.asked == [str(status)]


@pytest.mark.parametrize("kind", ["huge", "nonsense"])
def test_an_answer_that_is_too_large_or_no_http_fails(url: str, kind: str) -> None:
    with pytest.raises(JwksUnavailableError):
        fetch_jwks(f"{url}/{kind}")


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_told() -> None:
    with silent_port() as port:
        with pytest.raises(JwksUnavailableError):
            fetch_jwks(f"http://127.0.0.1:{port}/", timeout_seconds=0.05)
        # The thread behind it comes to an end too.
        with pytest.raises(JwksUnavailableError, match="failed with"):
            fetching._download(f"http://127.0.0.1:{port}/", 0.05)


def test_a_server_that_never_comes_to_an_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    class Drip:
        reads = 0

        def read1(self, size: int) -> bytes:
            self.reads += 1
            return b" "

    times = iter([1.0, 2.0, 3.1])
    clock = SimpleNamespace(monotonic=lambda: next(times))
    monkeypatch.setattr(fetching, "time", clock)
    response: Any = Drip()

    with pytest.raises(TimeoutError):
        fetching._body(response, deadline=3.0)
    assert response.reads == 3


def test_what_no_socket_bounds_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    released = Event()

    def resolving(url: str, timeout_seconds: float) -> bytes:
        released.wait(10)
        return BODY

    monkeypatch.setattr(fetching, "_download", resolving)
    try:
        with pytest.raises(JwksUnavailableError, match="no answer within 0.05 seconds"):
            fetch_jwks("https://example.com/", timeout_seconds=0.05)
    finally:
        released.set()


def test_nobody_at_the_port_fails() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(JwksUnavailableError, match="ConnectionRefusedError"):
        fetch_jwks(f"http://127.0.0.1:{port}/")


def test_the_environments_proxy_is_not_asked_for_this_machine(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")

    assert fetch_jwks(f"{url}/200") == BODY


def test_certificates_are_checked() -> None:
    from urllib.request import HTTPSHandler

    opener: Any = fetching._opener("https://example.com/")
    [handler] = [one for one in opener.handlers if isinstance(one, HTTPSHandler)]
    context: ssl.SSLContext = vars(handler)["_context"]

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_only_http_is_opened() -> None:
    opener: Any = fetching._opener("https://example.com/")

    assert set(opener.handle_open) <= {"http", "https"}


UNSAFE = [
    *[
        "http://example.com/",
        "http://10.0.0.1/",
        "http://localhost.evil.example/",
        "ftp://localhost/",
    ],
    *[
        "file:///etc/passwd",
        "data:application/json,{}",
        "//example.com/",
        "example.com",
        "",
        "https://",
    ],
    *["https://user@example.com/", "https://user:secret@example.com/", "http://0.0.0.0/"],
    *["http://127.0.0.1@evil.example/", "http://[::2]/", "https://example.com:0/"],
]


@pytest.mark.parametrize("url", UNSAFE)
def test_a_url_that_somebody_else_could_answer_is_refused(url: str) -> None:
    for consent in (True, False):
        with pytest.raises(ConfigurationError) as caught:
            JwksSource(url=url, allow_http_on_loopback=consent)
        assert "secret" not in str(caught.value)
    with pytest.raises(ConfigurationError):
        fetch_jwks(url)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "a.localhost"])
def test_http_on_this_machine_needs_consent(host: str) -> None:
    url = f"http://{host}:4566/jwks.json"

    assert JwksSource(url=url, allow_http_on_loopback=True).url == url
    with pytest.raises(ConfigurationError, match="allow_http_on_loopback"):
        JwksSource(url=url)
