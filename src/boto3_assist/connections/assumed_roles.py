"""Roles that one identity assumes from another, within the limits of STS; calls nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from boto3_assist.connections.identity import (
    DEFAULT_DURATION_SECONDS,
    SecretValue,
    exact_text,
    unwrapped,
)
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["AssumedRole", "check_chain", "roles_from"]

DEFAULT_SESSION_NAME = "boto3-assist"

# STS limits: a role's session lasts 15 minutes to 12 hours, and one hour when roles are chained.
_SHORTEST_SECONDS = 900
_LONGEST_SECONDS = 43_200
_LONGEST_CHAINED_SECONDS = 3600

# Compiled when a role is checked: most processes assume none.
_ROLE_ARN = r"arn:aws[\w-]*:iam::\d{12}:role/[\x21-\x7e]+"
_SESSION_NAME = r"[\w+=,.@-]{2,64}"
_EXTERNAL_ID = r"[\w+=,.@:/-]{2,1224}"


@dataclass(frozen=True)
class AssumedRole:
    """An IAM role to assume.

    Attributes:
        role_arn: Such as ``"arn:aws:iam::123456789012:role/Reader"``.
        external_id: What the role's trust policy asks of third parties, as text or a `SecretStr`.
        session_name: How CloudTrail names the session, 2 to 64 characters.
        duration_seconds: How long one set of credentials lasts, 900 to 43200 (and at most 3600
            when the role is assumed from another role). They are renewed before they expire.
    """

    role_arn: str
    external_id: str | SecretValue | None = field(default=None, repr=False)
    session_name: str = DEFAULT_SESSION_NAME
    duration_seconds: int = DEFAULT_DURATION_SECONDS

    def __post_init__(self) -> None:
        """Take the external id out of its wrapper; check every part against the limits of STS.

        Raises:
            InvalidParameterError: When STS would refuse a part.
        """
        _check_text("role_arn", self.role_arn, _ROLE_ARN, "arn:aws:iam::<account>:role/<name>")
        _check_text(
            "session_name", self.session_name, _SESSION_NAME, "2 to 64 letters, digits or _+=,.@-"
        )
        if self.external_id is not None:
            object.__setattr__(self, "external_id", unwrapped(self.external_id))
            _check_text(
                "external_id",
                self.external_id,
                _EXTERNAL_ID,
                "2 to 1224 letters, digits or _+=,.@:/-",
            )
        for name in ("role_arn", "session_name", "external_id"):
            object.__setattr__(self, name, exact_text(getattr(self, name)))
        _check_duration(self.duration_seconds, _LONGEST_SECONDS)


def check_chain(roles: Sequence[AssumedRole]) -> None:
    """Check roles that are assumed one from the other.

    Args:
        roles: The roles, in order.

    Raises:
        InvalidParameterError: When one is to last longer than STS grants in a chain.
    """
    for role in roles[1:]:
        _check_duration(role.duration_seconds, _LONGEST_CHAINED_SECONDS)


def roles_from(
    arn: str | None,
    external_id: str | SecretValue | None,
    session_name: str | None,
    chain: Sequence[str | AssumedRole] | None,
    seconds: int,
) -> tuple[AssumedRole, ...]:
    """Make the roles of the arguments of a service.

    Args:
        arn: The one role to assume.
        external_id: The external id of that role.
        session_name: The session name of that role, or of every bare ARN in the chain.
        chain: Roles to assume one from the other, as ARNs or `AssumedRole`.
        seconds: The duration for that role, or for every bare ARN in the chain.

    Returns:
        The roles, the last one being the caller that AWS sees.

    Raises:
        InvalidParameterError: When the arguments contradict each other or cannot be right.
    """
    name = DEFAULT_SESSION_NAME if session_name is None else session_name
    if chain is not None:
        given: object = chain
        is_list = isinstance(given, Sequence) and not isinstance(given, (str, bytes))
        if not is_list or not chain or arn is not None or external_id is not None:
            raise InvalidParameterError(
                "a chain of roles was given empty, as no list, or together with a single role",
                details={
                    "expected": "assume_role_chain as a list, without assume_role_arn",
                    "suggestion": "put AssumedRole(arn, external_id=...) into the list",
                },
            )
        return tuple(_as_role(entry, name, seconds) for entry in chain)
    if arn is not None:
        return (AssumedRole(arn, external_id, name, seconds),)
    if external_id is not None or session_name is not None:
        raise InvalidParameterError(
            "an external id or a session name was given without a role",
            details={"expected": "assume_role_arn or assume_role_chain beside it"},
        )
    return ()


def _as_role(entry: str | AssumedRole, session_name: str, seconds: int) -> AssumedRole:
    if isinstance(entry, AssumedRole):
        return entry
    return AssumedRole(entry, session_name=session_name, duration_seconds=seconds)


def _check_text(name: str, value: object, pattern: str, expected: str) -> None:
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        raise InvalidParameterError(
            f"{name} was given as {describe(value)}",
            details={"given": describe(value), "expected": expected},
        )


def _check_duration(seconds: object, longest: int) -> None:
    if not isinstance(seconds, int) or not _SHORTEST_SECONDS <= seconds <= longest:
        chained = " for a role assumed from a role" if longest == _LONGEST_CHAINED_SECONDS else ""
        given = str(seconds) if isinstance(seconds, int) else describe(seconds)
        raise InvalidParameterError(
            f"a role's duration was given as {given}",
            details={
                "given": given,
                "expected": f"{_SHORTEST_SECONDS} to {longest} seconds{chained}",
            },
        )
