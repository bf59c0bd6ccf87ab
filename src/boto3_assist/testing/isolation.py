"""Keeps real credentials, profiles and endpoints out of a test; knows no service."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from boto3_assist.connections.endpoints import is_loopback
from boto3_assist.errors import ConfigurationError

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

__all__ = ["isolated_environment", "isolation"]

# None of these names an identity, a region or an endpoint; tests of Lambda functions set the first.
_HARMLESS = (
    "AWS_LAMBDA_",
    "AWS_XRAY_",
    "AWS_SAM_",
    "AWS_CA_BUNDLE",
    "AWS_DATA_PATH",
    "AWS_MAX_ATTEMPTS",
    "AWS_RETRY_MODE",
)
_LOOPBACK = "127.0.0.1,localhost,::1"


def _chooses_endpoint(name: str) -> bool:
    name = name.upper()
    return name.startswith("AWS_ENDPOINT_URL") or name == "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"


def _chooses_account(name: str) -> bool:
    """Tell whether a variable can bear on who calls AWS and where; a new AWS_ variable may."""
    name = name.upper()
    if name.startswith("AWS_"):
        return not name.startswith(_HARMLESS)
    return name == "BOTO_CONFIG" or name.startswith("BOTO3_ASSIST_AWS_")


def _replace(governed: Callable[[str], bool], variables: Mapping[str, str]) -> None:
    """Make `variables` the only governed ones; the one place where the library writes them."""
    for name in [name for name in os.environ if governed(name) and name not in variables]:
        del os.environ[name]
    os.environ.update(variables)


@contextmanager
def isolated_environment(
    variables: Mapping[str, str], *, keep_credentials: bool = False
) -> Iterator[None]:
    """Hide every AWS variable of the process and set others in their place for a while.

    Args:
        variables: The AWS variables that hold inside.
        keep_credentials: Whether only the endpoint variables are hidden.

    Yields:
        Nothing; what was there before is back afterwards, also after an exception.
    """
    if keep_credentials:
        hidden, inside = _chooses_endpoint, dict(variables)
    else:
        hidden = _chooses_account
        proxies = {name: _without_proxy(name) for name in ("NO_PROXY", "no_proxy")}
        inside = {**variables, **proxies}

    def governed(name: str) -> bool:
        return hidden(name) or name in inside

    before = {name: value for name, value in os.environ.items() if governed(name)}
    _replace(governed, inside)
    try:
        yield
    finally:
        _replace(governed, before)


def _without_proxy(name: str) -> str:
    """Extend a list of hosts that no proxy may see by the loopback ones."""
    return ",".join(filter(None, (os.environ.get(name), _LOOPBACK)))


@contextmanager
def _loopback_only() -> Iterator[None]:
    """Let botocore send to this machine only.

    A client made earlier keeps its credentials, and moto hears only of clients made after its
    import: without this, such a client would call AWS in the middle of a test.
    """
    from botocore.httpsession import URLLib3Session

    sessions: Any = URLLib3Session
    send = sessions.send

    def guarded(session: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
        host = urlsplit(request.url).hostname or ""
        if not is_loopback(host):
            raise ConfigurationError(
                f"a call to {host} would have left the test environment",
                details={
                    "expected": "calls to this machine only",
                    "suggestion": "make the client inside the test environment, not before it",
                },
            )
        response: AWSResponse = send(session, request)
        return response

    sessions.send = guarded
    try:
        yield
    finally:
        sessions.send = send


@contextmanager
def _fresh_default_session() -> Iterator[None]:
    """Hide boto3's default session, which remembers the credentials it once found."""
    import boto3

    before = boto3.DEFAULT_SESSION
    boto3.DEFAULT_SESSION = None
    try:
        yield
    finally:
        boto3.DEFAULT_SESSION = before


def _forget() -> None:
    """Drop the settings and the clients that the library made in another environment."""
    from boto3_assist.config import reset_config
    from boto3_assist.connections import ConnectionPool

    reset_config()
    ConnectionPool.default().reset()


@contextmanager
def isolation(variables: Mapping[str, str], *, keep_credentials: bool = False) -> Iterator[None]:
    """Run with these AWS variables and no client of before; calls stay here unless kept real."""
    with ExitStack() as stack:
        # Runs last of all, when the environment of before is back.
        stack.callback(_forget)
        stack.enter_context(isolated_environment(variables, keep_credentials=keep_credentials))
        stack.enter_context(_fresh_default_session())
        if not keep_credentials:
            stack.enter_context(_loopback_only())
        _forget()
        yield
