"""The claims of a token that was let in; can be made of any claims, so it proves nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from boto3_assist.cognito.tokens.rules import CLIENT_CLAIMS, GROUPS_CLAIM, USERNAME_CLAIMS, TokenUse

__all__ = ["VerifiedToken"]


class VerifiedToken(Mapping[str, Any]):
    """What a verified token says; a read-only mapping of claim → value.

    It holds neither the token nor its signature, and its repr shows no claim.

    Attributes:
        user_pool_id: The user pool that issued the token.

    Example:
        >>> claims = {"sub": "u1", "token_use": "id", "aud": "c1", "email": "ann@example.com"}
        >>> token = VerifiedToken("eu-west-1_AbCdEf123", claims)
        >>> token.subject, token.client_id, token["email"], token.groups
        ('u1', 'c1', 'ann@example.com', ())
        >>> token
        <VerifiedToken: id token of eu-west-1_AbCdEf123, 4 claims>
    """

    def __init__(self, user_pool_id: str, claims: Mapping[str, Any]) -> None:
        """Keep a copy of the claims.

        Args:
            user_pool_id: The user pool that issued the token.
            claims: Name → value.
        """
        self.user_pool_id = user_pool_id
        self._claims = dict(claims)

    @property
    def subject(self) -> str:
        """The ``sub``: the user's id, or the app client's for a token without a user."""
        return str(self._claims["sub"])

    @property
    def token_use(self) -> TokenUse:
        """Whether it is an ``"access"`` or an ``"id"`` token."""
        use: TokenUse = self._claims["token_use"]
        return use

    @property
    def client_id(self) -> str | None:
        """The app client that the token was issued to."""
        return self._claims.get(CLIENT_CLAIMS[self.token_use])

    @property
    def username(self) -> str | None:
        """The user's name in the pool; None for a token without a user."""
        return self._claims.get(USERNAME_CLAIMS[self.token_use])

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that the user is in."""
        return tuple(self._claims.get(GROUPS_CLAIM, ()))

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes of an access token; an ID token has none."""
        return tuple(scope for scope in self._claims.get("scope", "").split(" ") if scope)

    @property
    def issued_at(self) -> datetime:
        """When it was issued, in UTC."""
        return datetime.fromtimestamp(self._claims["iat"], timezone.utc)

    @property
    def expires_at(self) -> datetime:
        """When its time is over, in UTC."""
        return datetime.fromtimestamp(self._claims["exp"], timezone.utc)

    def __getitem__(self, name: str) -> Any:
        return self._claims[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._claims)

    def __len__(self) -> int:
        return len(self._claims)

    def __repr__(self) -> str:
        kind = self._claims.get("token_use")
        return f"<VerifiedToken: {kind} token of {self.user_pool_id}, {len(self)} claims>"
