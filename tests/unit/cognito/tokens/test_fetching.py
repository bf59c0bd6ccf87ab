"""Fetching from a server on this machine that behaves well, badly, or not at all."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
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


def test_a_server_that_says_nothing_is_left() -> None:
    with silent_port() as port:
        with pytest.raises(JwksUnavailableError):
            fetch_jwks(f"http://127.0.0.1:{port}/", timeout_seconds=0.05)
        # The thread behind it comes to an end too.
        with pytest.raises(JwksUnavailableError, match="failed with"):
            fetching._download(f"http://127.0.0.1:{port}/", 0.05)


class Drip:
    """An opener, and an answer that goes on for ever: a byte comes with each reading."""

    status = 200

    def __init__(self) -> None:
        self.timeouts: list[float] = []
        self.reads = 0

    def open(self, url: str, timeout: float) -> Drip:
        self.timeouts.append(timeout)
        return self

    def __enter__(self) -> Drip:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read1(self, size: int) -> bytes:
        self.reads += 1
        return b" "


def test_a_server_that_never_comes_to_an_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    drip, times = Drip(), iter([100.0, 101.0, 105.0, 105.1, 106.0])
    monkeypatch.setattr(fetching, "time", SimpleNamespace(monotonic=lambda: next(times)))
    monkeypatch.setattr(fetching, "_opener", lambda url: drip)

    with pytest.raises(JwksUnavailableError, match="TimeoutError"):
        fetching._download("https://example.com/", 5.0)

    # Five seconds for each step of the socket, and for all of them together.
    assert (drip.timeouts, drip.reads) == ([5.0], 3)


@pytest.mark.parametrize(("options", "seconds"), [({}, 5.0), ({"timeout_seconds": 0.5}, 0.5)])
def test_what_no_socket_bounds_is_bounded_too(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, float], seconds: float
) -> None:
    """Such as the look-up of a name: the thread that does it is waited for, and then left."""
    waits: list[float | None] = []

    class Unanswered(Future[bytes]):
        def result(self, timeout: float | None = None) -> bytes:
            waits.append(timeout)
            raise FutureTimeoutError

    class AtOnce(Thread):
        def start(self) -> None:
            self.run()

    given: list[float] = []

    def downloading(url: str, timeout_seconds: float) -> bytes:
        given.append(timeout_seconds)
        return BODY

    monkeypatch.setattr(fetching, "Future", Unanswered)
    monkeypatch.setattr(fetching, "Thread", AtOnce)
    monkeypatch.setattr(fetching, "_download", downloading)

    with pytest.raises(JwksUnavailableError, match=f"no answer within {seconds:g} seconds"):
        fetch_jwks("https://example.com/", **options)

    assert (given, waits) == ([seconds], [seconds])


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
