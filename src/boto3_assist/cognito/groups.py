"""A group of a user pool, as Cognito tells it; knows no request and no client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

__all__ = ["CognitoGroup"]


@dataclass(frozen=True)
class CognitoGroup:
    """A group of a user pool.

    Attributes:
        name: The name, which tokens list in ``cognito:groups``.
        description: What the group is for.
        precedence: The lowest number of a user's groups names the preferred role.
        role_arn: The IAM role of the group, for identity pools.
        created_at: When it was made.
        modified_at: When it was changed last.
    """

    name: str
    description: str | None = None
    precedence: int | None = None
    role_arn: str | None = None
    created_at: datetime | None = None
    modified_at: datetime | None = None

    @classmethod
    def from_response(cls, data: Mapping[str, Any]) -> CognitoGroup:
        """Read a group out of a response.

        Args:
            data: A ``Group`` of Cognito's.

        Returns:
            The group.
        """
        return cls(
            name=data["GroupName"],
            description=data.get("Description"),
            precedence=data.get("Precedence"),
            role_arn=data.get("RoleArn"),
            created_at=data.get("CreationDate"),
            modified_at=data.get("LastModifiedDate"),
        )
