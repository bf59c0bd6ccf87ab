"""The app client of a user pool, as which users sign in; knows no request and no AWS client."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field

from pydantic import SecretStr

from boto3_assist.cognito.arguments import Secret, check_kind, required_secret, required_text
from boto3_assist.errors import InvalidParameterError, MissingParameterError, describe

__all__ = ["AppClient", "check_app"]


@dataclass(frozen=True)
class AppClient:
    """An app client of a user pool.

    Attributes:
        client_id: The id of the app client.
        client_secret: Its secret, as text or a `SecretStr`; None for a client without one.
        user_pool_id: The id of its pool, such as ``"eu-west-1_AbCdEfGhI"``; SRP and the calls of
            an administrator need it.

    Example:
        >>> app = AppClient("1example23456789", client_secret="s3cret")
        >>> app
        AppClient(client_id='1example23456789', user_pool_id=None)
        >>> app.secret_hash("ann")
        '9Eyw4Iyrjf5kvIbnlCY0jT2IF38lQHuDAbwE1f53ETE='
    """

    client_id: str
    client_secret: Secret | None = field(default=None, repr=False)
    user_pool_id: str | None = None

    def __post_init__(self) -> None:
        """Check the parts, and wrap the secret."""
        required_text("client_id", self.client_id)
        if self.client_secret is not None:
            secret = required_secret("client_secret", self.client_secret)
            object.__setattr__(self, "client_secret", SecretStr(secret))
        if self.user_pool_id is not None:
            pool = required_text("user_pool_id", self.user_pool_id)
            if not all(pool.partition("_")):
                raise InvalidParameterError(
                    f"user_pool_id was given as {describe(pool)} without a region or a name",
                    details={
                        "given": describe(pool),
                        "expected": "a region, an underscore and a name: eu-west-1_AbCdEfGhI",
                    },
                )

    def secret_hash(self, username: str) -> str | None:
        """Compute the ``SECRET_HASH`` that Cognito asks of an app client with a secret.

        It is HMAC-SHA-256 with the secret as key over username and client id, in base64
        (Cognito's developer guide, "Computing secret hash values").

        Args:
            username: The username as it stands in the same request.

        Returns:
            The hash; None for a client without a secret.
        """
        if self.client_secret is None:
            return None
        secret = required_secret("client_secret", self.client_secret)
        message = f"{username}{self.client_id}".encode()
        return base64.b64encode(hmac.digest(secret.encode(), message, "sha256")).decode()

    def required_pool_id(self, purpose: str) -> str:
        """Give the id of the pool where a call cannot do without.

        Args:
            purpose: What needs it, for the message.

        Returns:
            The id.

        Raises:
            MissingParameterError: When the app client was made without it.
        """
        if self.user_pool_id is None:
            raise MissingParameterError(
                f"{purpose} needs the id of the user pool",
                details={
                    "expected": "an AppClient with user_pool_id",
                    "suggestion": "pass AppClient(client_id, …, user_pool_id='eu-west-1_…')",
                },
            )
        return self.user_pool_id


def check_app(app: object) -> None:
    """Check that an argument is an app client, and not its id alone.

    Args:
        app: What was given.
    """
    check_kind(
        "app", app, AppClient, expected="an AppClient", suggestion="pass AppClient('<client id>')"
    )
