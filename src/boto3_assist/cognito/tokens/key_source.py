"""Says where a user pool's public keys come from; fetches nothing itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.cognito.tokens.fetching import check_jwks_url, fetch_jwks
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["JwksSource", "check_seconds"]


@dataclass(frozen=True)
class JwksSource:
    """Where the JSON Web Key Set of a user pool comes from, and how often.

    Attributes:
        url: A URL in place of those of the pool's issuers, such as a test server's. It must be
            https. Wherever it is, the tokens must still name the pool's own issuer.
        preloaded: A key set to begin with, ``{"keys": [...]}``.
        fetch: Called with a URL, gives the set as JSON. What it raises counts as a failed fetch.
            None fetches nothing, so that the preloaded keys are all there is.
        max_age_seconds: After how long a set is fetched again. The old one stays in use while,
            and for as long as, that fails.
        cooldown_seconds: How long after an attempt to fetch, of whatever outcome, a token with an
            unknown key leads to no other.
        allow_http_on_loopback: Whether the URL may be plain http if it leads to this machine.

    Example:
        >>> JwksSource(preloaded={"keys": []}, fetch=None).fetch is None
        True
    """

    url: str | None = None
    preloaded: Mapping[str, Any] | None = field(default=None, repr=False)
    fetch: Callable[[str], bytes] | None = field(default=fetch_jwks, repr=False)
    max_age_seconds: float = 3600.0
    cooldown_seconds: float = 30.0
    allow_http_on_loopback: bool = False

    def __post_init__(self) -> None:
        """Check what can be checked without the keys.

        Raises:
            ConfigurationError: When the URL is not safe to trust.
            InvalidParameterError: When a time is not one, or there is no way to any key.
        """
        if self.url is not None:
            check_jwks_url(self.url, allow_http_on_loopback=self.allow_http_on_loopback)
        check_seconds("max_age_seconds", self.max_age_seconds, least=1.0)
        check_seconds("cooldown_seconds", self.cooldown_seconds, least=1.0)
        if self.fetch is None and self.preloaded is None:
            raise InvalidParameterError(
                "neither a way to fetch keys nor keys were given",
                details={"expected": "fetch, or preloaded, or both"},
            )


def check_seconds(name: str, value: object, *, least: float = 0.0, most: float = math.inf) -> None:
    """Refuse what is not a finite number of seconds within bounds.

    Args:
        name: The name of the argument.
        value: What was given for it.
        least: The smallest number that will do, in seconds.
        most: The largest, in seconds.

    Raises:
        InvalidParameterError: When it is none.
    """
    number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan
    if not (math.isfinite(number) and least <= number <= most):
        bound = f" and at most {most:g}" if math.isfinite(most) else ""
        given = describe(value) if math.isnan(number) else f"{number:g}"
        raise InvalidParameterError(
            f"{name} was given as {given}",
            details={
                "given": given,
                "expected": f"a number of seconds, at least {least:g}{bound}",
            },
        )
