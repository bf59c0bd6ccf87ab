"""Which origins, methods and headers a browser's page may use; knows no handler."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["ANY_ORIGIN", "CorsRules", "origins_in", "tokens_in"]

ANY_ORIGIN = "*"

# A token of RFC 9110, section 5.6.2: names of headers and methods.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_LONGEST_SECONDS = 86_400
# As browsers write hosts: names of other alphabets in Punycode (WHATWG URL, "host serializing").
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]*:[0-9a-f:.]*", re.ASCII)


@dataclass(frozen=True)
class CorsRules:
    """What pages of other origins may do (Fetch standard, "CORS protocol").

    Attributes:
        allowed_origins: Origins such as ``"https://shop.example"``, exactly as a browser writes
            them, or ``"*"`` alone for every one.
        allow_credentials: Whether browsers may send cookies and certificates. Not with ``"*"``.
        allow_methods: The methods that a preflight allows.
        allow_headers: The headers that a preflight allows.
        expose_headers: The headers of a response that a page may read.
        max_age_seconds: How long a browser may keep what a preflight said, 0 to 86400.
    """

    allowed_origins: frozenset[str]
    allow_credentials: bool
    allow_methods: tuple[str, ...]
    allow_headers: tuple[str, ...]
    expose_headers: tuple[str, ...]
    max_age_seconds: int

    def __post_init__(self) -> None:
        """Refuse rules that no browser follows, or that let in more than was meant.

        Raises:
            InvalidParameterError: When there is no origin, one is none, or the rules contradict
                each other.
        """
        if not self.allowed_origins:
            raise InvalidParameterError(
                "no origin was given", details={"expected": "origins, or * alone for every one"}
            )
        if self.allows_any and (len(self.allowed_origins) > 1 or self.allow_credentials):
            raise InvalidParameterError(
                "the origin * was given together with others, or with credentials",
                details={
                    "expected": "* alone, or origins by name",
                    "suggestion": "name the origins: browsers take no credentials with *",
                },
            )
        if not self.allows_any:
            for origin in self.allowed_origins:
                _check_origin(origin)
        seconds = self.max_age_seconds if type(self.max_age_seconds) is int else None
        if seconds is None or not 0 <= seconds <= _LONGEST_SECONDS:
            given = describe(self.max_age_seconds) if seconds is None else str(seconds)
            raise InvalidParameterError(
                f"max_age_seconds was given as {given}",
                details={"given": given, "expected": f"0 to {_LONGEST_SECONDS} whole seconds"},
            )

    @property
    def allows_any(self) -> bool:
        """Whether the origin does not matter."""
        return ANY_ORIGIN in self.allowed_origins

    def allows(self, origins: Sequence[str]) -> bool:
        """Tell whether a request comes from an allowed origin.

        Args:
            origins: The values of its ``Origin`` header.

        Returns:
            True for exactly one that is allowed.
        """
        return len(origins) == 1 and (self.allows_any or origins[0] in self.allowed_origins)

    def response_headers(self, origins: Sequence[str]) -> dict[str, str]:
        """Give the headers for the response to a request.

        Args:
            origins: The values of its ``Origin`` header.

        Returns:
            Name → value; none that allows anything for an origin that is not allowed.
        """
        headers = self._origin_headers(origins)
        if headers and self.expose_headers:
            headers["access-control-expose-headers"] = ", ".join(self.expose_headers)
        return headers

    def preflight_headers(self, origins: Sequence[str], method: str) -> dict[str, str]:
        """Give the headers for the response to a preflight.

        Args:
            origins: The values of its ``Origin`` header.
            method: The method that it asks for.

        Returns:
            Name → value; none where the origin or the method is not allowed.
        """
        headers = self._origin_headers(origins)
        if not headers or method not in self.allow_methods:
            return {}
        headers["access-control-allow-methods"] = ", ".join(self.allow_methods)
        if self.allow_headers:
            headers["access-control-allow-headers"] = ", ".join(self.allow_headers)
        headers["access-control-max-age"] = str(self.max_age_seconds)
        return headers

    def _origin_headers(self, origins: Sequence[str]) -> dict[str, str]:
        if not self.allows(origins):
            return {}
        allowed = ANY_ORIGIN if self.allows_any else origins[0]
        headers = {"access-control-allow-origin": allowed}
        if self.allow_credentials:
            headers["access-control-allow-credentials"] = "true"
        return headers


def origins_in(given: str | Collection[str]) -> frozenset[str]:
    """Take one origin or several.

    Args:
        given: What was given.

    Returns:
        The origins.

    Raises:
        InvalidParameterError: When it is neither text nor a collection of texts.
    """
    origins = [given] if isinstance(given, str) else given
    is_several = isinstance(origins, Collection) and not isinstance(origins, (bytes, Mapping))
    if not is_several or not all(isinstance(origin, str) for origin in origins):
        raise InvalidParameterError(
            f"allowed_origins was given as {describe(given)}",
            details={
                "given": describe(given),
                "expected": "an origin, or several, such as https://shop.example",
            },
        )
    return frozenset(origins)


def tokens_in(parameter: str, values: object) -> tuple[str, ...]:
    """Take names of headers or of methods.

    Args:
        parameter: The name of the argument.
        values: What was given for it.

    Returns:
        The names, sorted.

    Raises:
        InvalidParameterError: When it is no collection of names, or has ``"*"`` in it, which
            browsers do not take for every name.
    """
    is_several = isinstance(values, Collection) and not isinstance(values, (str, bytes, Mapping))
    names = list(values) if is_several and isinstance(values, Collection) else [None]
    if not all(isinstance(n, str) and n != "*" and _TOKEN.fullmatch(n) for n in names):
        raise InvalidParameterError(
            f"{parameter} was given as {describe(values)}",
            details={
                "given": describe(values),
                "expected": "several names without *, such as ['content-type']",
            },
        )
    return tuple(sorted(str(name) for name in names))


def _check_origin(origin: str) -> None:
    """Only what a browser itself would write can ever be equal to what it sends."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}.get(parts.scheme)
    suffix = "" if port is None else f":{port}"
    written = f"{parts.scheme}://{shown}{suffix}"
    is_written = _HOST.fullmatch(host) is not None and origin == written
    if not is_written or default is None or port == default:
        raise InvalidParameterError(
            f"an allowed origin was given as {describe(origin)} that no browser sends",
            details={
                "given": describe(origin),
                "expected": "scheme, host in lower case and Punycode, and port, such as "
                "https://shop.example",
                "suggestion": "leave out the path, the slash at the end and the default port, and "
                "name each subdomain",
            },
        )
