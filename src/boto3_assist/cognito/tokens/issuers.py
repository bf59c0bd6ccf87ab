"""The issuer URLs of a user pool and where each has its keys; built from configuration alone."""

from __future__ import annotations

import re
from typing import Literal

from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["IssuerType", "issuers_of", "jwks_url_of"]

IssuerType = Literal["ORIGINAL", "UPDATED"]
"""Cognito's name for the form of a pool's issuer URL (`IssuerConfigurationType`)."""

_HOSTS: dict[IssuerType, str] = {"ORIGINAL": "cognito-idp", "UPDATED": "issuer-cognito-idp"}
_DNS_SUFFIXES = {
    "cn": "amazonaws.com.cn",
    "eu-isoe": "cloud.adc-e.uk",
    "eusc": "amazonaws.eu",
    "us-iso": "c2s.ic.gov",
    "us-isob": "sc2s.sgov.gov",
    "us-isof": "csp.hci.ic.gov",
}
# Cognito limit: 55 characters. The region stays even for a replica in another one.
_USER_POOL_ID = re.compile(
    r"(?=.{1,55}\Z)(?P<region>(?P<partition>[a-z]{2,4}(?:-gov|-iso[a-z]?)?)(?:-[a-z]+)+-[0-9]{1,2})"
    r"_[0-9A-Za-z]+"
)


def issuers_of(user_pool_id: str, issuer_type: IssuerType | None = None) -> tuple[str, ...]:
    """Give what a user pool may call itself in its tokens.

    Args:
        user_pool_id: Such as ``"eu-west-1_AbCdEf123"``.
        issuer_type: The one form that the pool uses; None for both.

    Returns:
        The URLs, without a slash at the end.

    Raises:
        InvalidParameterError: When the id cannot be a user pool's, or the type is unknown.

    Example:
        >>> issuers_of("eu-west-1_AbCdEf123", "UPDATED")
        ('https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123',)
    """
    match = _USER_POOL_ID.fullmatch(user_pool_id) if isinstance(user_pool_id, str) else None
    if match is None:
        raise InvalidParameterError(
            f"the user pool id was given as {describe(user_pool_id)}",
            details={
                "given": describe(user_pool_id),
                "expected": "an id such as eu-west-1_AbCdEf123",
            },
        )
    if issuer_type is not None and issuer_type not in tuple(_HOSTS):
        raise InvalidParameterError(
            f"issuer_type was given as {describe(issuer_type)}",
            details={
                "given": describe(issuer_type),
                "expected": f"{' or '.join(_HOSTS)}, or None for both",
            },
        )
    suffix = _DNS_SUFFIXES.get(match["partition"], "amazonaws.com")
    return tuple(
        f"https://{host}.{match['region']}.{suffix}/{user_pool_id}"
        for name, host in _HOSTS.items()
        if issuer_type in (None, name)
    )


def jwks_url_of(issuer: str) -> str:
    """Give the URL of an issuer's JSON Web Key Set.

    Args:
        issuer: One of `issuers_of`; never what a token says.

    Returns:
        The URL.
    """
    return f"{issuer}/.well-known/jwks.json"
