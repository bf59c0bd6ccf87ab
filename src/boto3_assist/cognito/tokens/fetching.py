"""Fetches a JSON Web Key Set within a size and a time; knows nothing of what is in it."""

from __future__ import annotations

import http.client
import ssl
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from http import HTTPStatus
from threading import Thread
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler

from boto3_assist.connections.endpoints import check_endpoint, is_loopback
from boto3_assist.errors import ConfigurationError, JwksUnavailableError

__all__ = ["MAX_JWKS_BYTES", "check_jwks_url", "fetch_jwks"]

# Cognito's sets have two keys in about a thousand bytes.
MAX_JWKS_BYTES = 65_536

_TIMEOUT_SECONDS = 5.0


def check_jwks_url(url: str, *, allow_http_on_loopback: bool) -> None:
    """Refuse a URL whose answer could have been written by somebody on the way.

    Args:
        url: The URL.
        allow_http_on_loopback: Whether plain HTTP will do if it stays on this machine.

    Raises:
        ConfigurationError: When it is not https, and not http to this machine with that consent,
            or holds a user name.
    """
    parts = check_endpoint(url)
    local = allow_http_on_loopback and is_loopback(parts.hostname or "")
    if parts.username is not None or not (parts.scheme == "https" or local):
        raise ConfigurationError(
            "the URL of the JSON Web Key Set is not safe to trust",
            details={
                "expected": "https without a user name",
                "suggestion": "for a server on this machine allow_http_on_loopback=True",
            },
        )


def fetch_jwks(url: str, *, timeout_seconds: float = _TIMEOUT_SECONDS) -> bytes:
    """Get a JSON Web Key Set over HTTPS, or over HTTP from this machine.

    Redirects are not followed. The certificate is checked against the system's authorities. The
    environment's proxy is used, except for this machine.

    Args:
        url: The URL, from configuration.
        timeout_seconds: How long all of it may take, the look-up of the name included.

    Returns:
        The body of the answer, at most `MAX_JWKS_BYTES`.

    Raises:
        ConfigurationError: When the URL is neither https nor http to this machine.
        JwksUnavailableError: When there is no such answer in time.
    """
    check_jwks_url(url, allow_http_on_loopback=True)
    answer: Future[bytes] = Future()

    def work() -> None:
        try:
            answer.set_result(_download(url, timeout_seconds))
        except BaseException as error:
            answer.set_exception(error)

    # The timeout of a socket is for one step, and resolving a name has none: only waiting for
    # another thread bounds the whole.
    Thread(target=work, name="boto3-assist-jwks", daemon=True).start()
    try:
        return answer.result(timeout_seconds)
    except (FutureTimeoutError, TimeoutError):
        raise _unavailable(f"there was no answer within {timeout_seconds:g} seconds") from None


def _download(url: str, timeout_seconds: float) -> bytes:
    deadline = time.monotonic() + timeout_seconds
    try:
        with _opener(url).open(url, timeout=timeout_seconds) as response:
            if response.status != HTTPStatus.OK:
                raise _unavailable(f"the answer has status {response.status}")
            return _body(response, deadline)
    except (URLError, OSError, http.client.HTTPException) as error:
        cause = getattr(error, "reason", error)
        raise _unavailable(f"the request failed with {type(cause).__name__}") from error


def _body(response: http.client.HTTPResponse, deadline: float) -> bytes:
    body = b""
    while chunk := response.read1(MAX_JWKS_BYTES):
        body += chunk
        if len(body) > MAX_JWKS_BYTES:
            raise _unavailable(f"the answer has more than {MAX_JWKS_BYTES} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    return body


def _opener(url: str) -> OpenerDirector:
    """Only what is needed: urllib's own choice of handlers follows redirects and opens files."""
    on_this_machine = is_loopback(urlsplit(url).hostname or "")
    opener = OpenerDirector()
    for handler in (
        ProxyHandler({} if on_this_machine else None),
        HTTPHandler(),
        HTTPSHandler(context=ssl.create_default_context()),
    ):
        opener.add_handler(handler)
    return opener


def _unavailable(reason: str) -> JwksUnavailableError:
    return JwksUnavailableError(
        f"the JSON Web Key Set could not be fetched: {reason}",
        details={"expected": "an answer of 200 with a JSON Web Key Set", "reason": reason},
    )
