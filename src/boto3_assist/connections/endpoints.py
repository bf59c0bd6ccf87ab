"""Endpoint URLs: which can be called, and which lead to this machine; resolves no name."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from boto3_assist.errors import ConfigurationError

__all__ = ["check_endpoint", "is_loopback"]


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine's own, without resolving it.

    Args:
        host: A host name, or an IP address without brackets.

    Returns:
        True for localhost, names below it, and loopback addresses.
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_endpoint(endpoint_url: str) -> SplitResult:
    """Refuse a URL that no client could call.

    Args:
        endpoint_url: The URL.

    Returns:
        Its parts.

    Raises:
        ConfigurationError: When it is not an http or https URL with a host and a port in range.
    """
    try:
        parts = urlsplit(endpoint_url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        # Python's words for it show the URL, which may hold a password.
        raise _unusable(endpoint_url) from None
    if not usable:
        raise _unusable(endpoint_url)
    return parts


def _unusable(endpoint_url: str) -> ConfigurationError:
    from boto3_assist.connections.redaction import redact_url

    return ConfigurationError(
        # A URL without a scheme may still begin with user name and password.
        f"the endpoint {redact_url(endpoint_url).rpartition('@')[2]} cannot be used",
        details={
            "expected": "an http or https URL with a host, such as http://127.0.0.1:8000",
            "suggestion": "correct the endpoint URL or AWS_ENDPOINT_URL",
        },
    )
