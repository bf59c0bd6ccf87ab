"""As whom a client calls AWS: keys, a profile, assumed roles; knows nothing of sessions."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from functools import cached_property
from typing import Protocol, cast

from boto3_assist.config import get_settings
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["AssumedRole", "Identity", "SecretValue", "identity_from"]

DEFAULT_DURATION_SECONDS = 3600
DEFAULT_SESSION_NAME = "boto3-assist"

# STS limits: a role's session lasts 15 minutes to 12 hours, and one hour when roles are chained.
_SHORTEST_SECONDS = 900
_LONGEST_SECONDS = 43_200
_LONGEST_CHAINED_SECONDS = 3600

# Compiled when a role is checked: most processes assume none.
_ROLE_ARN = r"arn:aws[\w-]*:iam::\d{12}:role/[\x21-\x7e]+"
_SESSION_NAME = r"[\w+=,.@-]{2,64}"
_EXTERNAL_ID = r"[\w+=,.@:/-]{2,1224}"

_NO_KEYS = (None, None, None)
_NO_ROLES = (None, None, None, None)

_HASH_KEY = secrets.token_bytes(32)


class SecretValue(Protocol):
    """A secret that shows itself only when asked, such as Pydantic's `SecretStr`."""

    def get_secret_value(self) -> str:
        """Give the secret itself."""


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
            object.__setattr__(self, "external_id", _unwrapped(self.external_id))
            _check_text(
                "external_id",
                self.external_id,
                _EXTERNAL_ID,
                "2 to 1224 letters, digits or _+=,.@:/-",
            )
        for name in ("role_arn", "session_name", "external_id"):
            object.__setattr__(self, name, _exact(getattr(self, name)))
        _check_duration(self.duration_seconds, _LONGEST_SECONDS)


@dataclass(frozen=True)
class Identity:
    """As whom AWS is called; two identities never share a session or a client.

    Without any part it is the default credential chain of botocore. With a profile and keys, the
    keys sign and the profile gives the other settings of the AWS configuration files.

    Attributes:
        profile: A profile of the AWS configuration files.
        access_key_id: The id of an access key; needs `secret_access_key`.
        secret_access_key: The secret of the access key, as text or a `SecretStr`.
        session_token: The token of temporary credentials, as text or a `SecretStr`.
        roles: Roles to assume one from the other, the last one being the caller that AWS sees.
    """

    profile: str | None = None
    access_key_id: str | SecretValue | None = field(default=None, repr=False)
    secret_access_key: str | SecretValue | None = field(default=None, repr=False)
    session_token: str | SecretValue | None = field(default=None, repr=False)
    roles: tuple[AssumedRole, ...] = ()

    def __post_init__(self) -> None:
        """Take secrets out of their wrappers and check that the parts belong together.

        Raises:
            InvalidParameterError: When a part is empty, of another kind, or lacks its counterpart.
        """
        for name in ("profile", "access_key_id", "secret_access_key", "session_token"):
            object.__setattr__(self, name, _plain_text(name, getattr(self, name)))
        _check_pair(self)
        for role in self.roles[1:]:
            _check_duration(role.duration_seconds, _LONGEST_CHAINED_SECONDS)

    @cached_property
    def cache_key(self) -> bytes:
        """A keyed hash of every part; its key lives and dies with the process."""
        parts = repr(astuple(self)).encode()
        return hashlib.blake2b(parts, key=_HASH_KEY, digest_size=32).digest()

    @property
    def keys(self) -> tuple[str, str, str | None] | None:
        """Access key id, secret access key and session token, if the identity has keys."""
        if self.access_key_id is None:
            return None
        return cast(
            "tuple[str, str, str | None]",
            (self.access_key_id, self.secret_access_key, self.session_token),
        )

    @property
    def label(self) -> str:
        """The identity in words that hold no credential, for logs and reports."""
        if self.roles:
            return self.roles[-1].role_arn
        if self.access_key_id is not None:
            return "an access key"
        return f"profile {self.profile}" if self.profile else "the default credentials"


def identity_from(
    *,
    profile: str | None = None,
    access_key_id: str | SecretValue | None = None,
    secret_access_key: str | SecretValue | None = None,
    session_token: str | SecretValue | None = None,
    role_arn: str | None = None,
    external_id: str | SecretValue | None = None,
    session_name: str | None = None,
    role_chain: Sequence[str | AssumedRole] | None = None,
    duration_seconds: int = DEFAULT_DURATION_SECONDS,
) -> Identity | None:
    """Make an identity from the arguments of a service.

    Args:
        profile: A profile of AWS's configuration files; the setting ``aws_profile`` when None.
        access_key_id: The id of an access key.
        secret_access_key: Its secret.
        session_token: The token of temporary credentials.
        role_arn: The one role to assume.
        external_id: The external id of that role.
        session_name: The session name of `role_arn`, or of every bare ARN in `role_chain`.
        role_chain: Roles to assume one from the other, as ARNs or `AssumedRole`.
        duration_seconds: The duration for `role_arn`, or for every bare ARN in `role_chain`.

    Returns:
        The identity, or None when none of its parts was given.

    Raises:
        InvalidParameterError: When the arguments contradict each other or cannot be right.
    """
    keys = (access_key_id, secret_access_key, session_token)
    roles = (role_arn, external_id, session_name, role_chain)
    if profile is None and keys == _NO_KEYS and roles == _NO_ROLES:
        return None
    return Identity(
        get_settings().aws_profile if profile is None else profile,
        *keys,
        _roles_from(*roles, duration_seconds),
    )


def _roles_from(
    arn: str | None,
    external_id: str | SecretValue | None,
    session_name: str | None,
    chain: Sequence[str | AssumedRole] | None,
    seconds: int,
) -> tuple[AssumedRole, ...]:
    name = DEFAULT_SESSION_NAME if session_name is None else session_name
    if chain is not None:
        if not chain or isinstance(chain, str) or arn is not None or external_id is not None:
            raise InvalidParameterError(
                "a chain of roles was given empty, as text, or together with a single role",
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


def _unwrapped(value: object) -> object:
    unwrap = getattr(value, "get_secret_value", None)
    return unwrap() if callable(unwrap) else value


def _plain_text(name: str, value: object) -> str | None:
    text = _unwrapped(value)
    if text is None or (isinstance(text, str) and text):
        return _exact(text)
    raise InvalidParameterError(
        f"{name} was given as {describe(text)}",
        details={"given": describe(text), "expected": "text that is not empty, or None"},
    )


def _exact(text: str | None) -> str | None:
    # A subclass may mask itself in its repr, and two identities would have one key.
    return None if text is None else str.__str__(text)


def _check_pair(identity: Identity) -> None:
    keys = (identity.access_key_id, identity.secret_access_key)
    if (None in keys and keys != (None, None)) or (
        identity.session_token is not None and None in keys
    ):
        given = [
            name
            for name in ("access_key_id", "secret_access_key", "session_token")
            if getattr(identity, name) is not None
        ]
        raise InvalidParameterError(
            f"of the credentials only {' and '.join(given)} was given",
            details={
                "given": given,
                "expected": "access key id and secret access key together",
                "suggestion": "give both, or none to use the default credentials",
            },
        )


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
