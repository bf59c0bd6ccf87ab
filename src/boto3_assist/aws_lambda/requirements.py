"""Which groups and scopes a caller needs; knows no HTTP."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boto3_assist.aws_lambda.principals import Principal
from boto3_assist.cognito.tokens.rules import GROUPS_CLAIM, check_groups, check_scopes, names_in

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Requirements"]


@dataclass(frozen=True)
class Requirements:
    """The groups and scopes of which a caller needs one each; None asks for none.

    Attributes:
        groups: Names of groups, exactly.
        scopes: Names of scopes, exactly.
    """

    groups: frozenset[str] | None = None
    scopes: frozenset[str] | None = None

    @classmethod
    def of(cls, groups: str | Collection[str] | None, scopes: str | Collection[str] | None) -> Self:
        """Make requirements from what a caller gave.

        Args:
            groups: A name, or several of which one will do.
            scopes: A name, or several of which one will do.

        Returns:
            The requirements.

        Raises:
            InvalidParameterError: When one of them is empty or not of its kind.
        """
        return cls(names_in("groups", groups), names_in("scopes", scopes))

    def check(self, principal: Principal) -> None:
        """Let a caller pass, or say what is missing.

        Args:
            principal: Who calls.

        Raises:
            TokenGroupError: When the caller is in none of the groups.
            TokenScopeError: When the caller has none of the scopes.
        """
        if self.groups is not None:
            check_groups({GROUPS_CLAIM: principal.groups}, self.groups)
        if self.scopes is not None:
            check_scopes({"scope": " ".join(principal.scopes)}, self.scopes)
