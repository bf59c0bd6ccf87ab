"""As whom a client calls AWS: keys, a profile, assumed roles; knows nothing of sessions."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from boto3_assist.config import get_settings
from boto3_assist.errors import InvalidParameterError, describe

if TYPE_CHECKING:
    from boto3_assist.connections.assumed_roles import AssumedRole

__all__ = [
    "DEFAULT_DURATION_SECONDS",
    "Identity",
    "SecretValue",
    "exact_text",
    "identity_from",
    "unwrapped",
]

DEFAULT_DURATION_SECONDS: Final = 3600
"""How long one set of credentials of a role lasts."""

_NO_KEYS = (None, None, None)
_NO_ROLES = (None, None, None, None)

_HASH_KEY = secrets.token_bytes(32)


class SecretValue(Protocol):
    """A secret that shows itself only when asked, such as Pydantic's `SecretStr`."""

    def get_secret_value(self) -> str:
        """Give the secret itself."""


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
        if len(self.roles) > 1:
            from boto3_assist.connections.assumed_roles import check_chain

            check_chain(self.roles)

    def __getstate__(self) -> dict[str, Any]:
        """Give what is pickled: the key of another process means nothing in this one."""
        return {name: value for name, value in vars(self).items() if name != "cache_key"}

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
    profile = get_settings().aws_profile if profile is None else profile
    if roles == _NO_ROLES:
        return Identity(profile, *keys)
    from boto3_assist.connections.assumed_roles import roles_from

    return Identity(profile, *keys, roles_from(*roles, duration_seconds))


def unwrapped(value: object) -> object:
    """Take a secret out of what hides it.

    Args:
        value: A `SecretValue`, or anything else.

    Returns:
        The secret; anything else as it is.
    """
    unwrap = getattr(value, "get_secret_value", None)
    return unwrap() if callable(unwrap) else value


def _plain_text(name: str, value: object) -> str | None:
    text = unwrapped(value)
    if text is None or (isinstance(text, str) and text):
        return exact_text(text)
    raise InvalidParameterError(
        f"{name} was given as {describe(text)}",
        details={"given": describe(text), "expected": "text that is not empty, or None"},
    )


def exact_text(text: str | None) -> str | None:
    """Take a text for exactly what it is.

    Args:
        text: A text, possibly of a class of its own, or None.

    Returns:
        An equal text of the class `str`, or None.
    """
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
