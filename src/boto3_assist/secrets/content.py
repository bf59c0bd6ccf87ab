"""What a secret with AWS credentials holds; shows none of it, and sends nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from boto3_assist.errors import ConfigurationError, describe

if TYPE_CHECKING:
    from boto3_assist.service import ConnectionOptions

__all__ = ["StoredCredentials", "read_credentials"]

_KEY_ID, _SECRET, _TOKEN = "accesskeyid", "secretaccesskey", "sessiontoken"
_EXPIRATION = "expiration"


@dataclass(frozen=True)
class StoredCredentials:
    """AWS credentials out of a secret; they show themselves only when asked.

    Attributes:
        aws_access_key_id: The id of the access key.
        aws_secret_access_key: Its secret.
        aws_session_token: The token of temporary credentials.
        expires_at: When they cease to be valid, with its time zone, if the secret says so.

    Example:
        >>> StoredCredentials(SecretStr("AKIA…"), SecretStr("…"))
        StoredCredentials(aws_access_key_id=SecretStr('**********'), aws_secret_access_key=...)
    """

    aws_access_key_id: SecretStr
    aws_secret_access_key: SecretStr
    aws_session_token: SecretStr | None = None
    expires_at: datetime | None = None

    def options(self) -> ConnectionOptions:
        """Give them by the names of a service's arguments.

        Returns:
            Arguments for ``from_pool(**credentials.options())``; the values are `SecretStr`.
        """
        return {
            "aws_access_key_id": self.aws_access_key_id,
            "aws_secret_access_key": self.aws_secret_access_key,
            "aws_session_token": self.aws_session_token,
        }


def read_credentials(response: Mapping[str, Any], secret_id: str) -> StoredCredentials:
    """Read the content of a secret.

    Args:
        response: The response to GetSecretValue.
        secret_id: Name or ARN of the secret, for messages.

    Returns:
        The credentials.

    Raises:
        ConfigurationError: When the secret holds none, or holds one part twice.
    """
    members = _members(response, secret_id)
    parts: dict[str, str] = {}
    for name, value in members.items():
        part = _part_of(name)
        if part is None or value is None or value == "":
            continue
        if part in parts or not isinstance(value, str):
            problem = "holds one part of the credentials twice"
            if not isinstance(value, str):
                problem = f"holds {describe(value)} for a part of the credentials"
            raise _unusable(secret_id, problem)
        parts[part] = value
    required = {_KEY_ID: "aws_access_key_id", _SECRET: "aws_secret_access_key"}
    if missing := [name for part, name in required.items() if part not in parts]:
        raise _unusable(secret_id, f"holds no {' and no '.join(missing)}")
    token = parts.get(_TOKEN)
    return StoredCredentials(
        SecretStr(parts[_KEY_ID]),
        SecretStr(parts[_SECRET]),
        None if token is None else SecretStr(token),
        _time(parts.get(_EXPIRATION), secret_id),
    )


def _part_of(name: str) -> str | None:
    """``AWS_ACCESS_KEY_ID``, ``aws_access_key_id``, ``AccessKeyId``: all of one part."""
    plain = name.replace("_", "").replace("-", "").lower().removeprefix("aws")
    return plain if plain in (_KEY_ID, _SECRET, _TOKEN, _EXPIRATION) else None


def _members(response: Mapping[str, Any], secret_id: str) -> Mapping[str, Any]:
    content = response.get("SecretString")
    if content is None:
        content = response.get("SecretBinary")
    members: object = None
    if isinstance(content, (str, bytes)):
        try:
            members = json.loads(content, object_pairs_hook=_unique)
        except (ValueError, RecursionError):
            # The error of the parser has the whole content in it.
            pass
    if not isinstance(members, Mapping):
        problem = "that is no JSON object with unique members"
        raise _unusable(secret_id, f"holds {describe(content)} {problem}")
    return members


def _unique(members: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(members)
    if len(value) != len(members):
        # Of two values, no reader of the secret may take the one and another the other.
        raise ValueError("two members have one name")
    return value


def _time(text: str | None, secret_id: str) -> datetime | None:
    if text is None:
        return None
    try:
        # Python 3.10 does not read the "Z".
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise _unusable(secret_id, "holds an expiration that is no time with a time zone")
    return time


def _unusable(secret_id: str, problem: str) -> ConfigurationError:
    return ConfigurationError(
        f"the secret {secret_id} {problem}",
        details={
            "given": secret_id,
            "expected": "a JSON object with aws_access_key_id and aws_secret_access_key, and "
            "aws_session_token and expiration if they are temporary",
        },
    )
