"""The filter of a search for users, as the one text that Cognito takes; knows no request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from boto3_assist.cognito.arguments import required_text
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["UserFilter"]

# ListUsers: "You can only search for the following standard attributes".
_SEARCHABLE = frozenset(
    {
        "cognito:user_status",
        "email",
        "family_name",
        "given_name",
        "name",
        "phone_number",
        "preferred_username",
        "status",
        "sub",
        "username",
    }
)


@dataclass(frozen=True)
class UserFilter:
    r"""One condition on one attribute; `UserFilter.equals` and `.starts_with` make it.

    Whatever the value holds stays inside the value: quotation marks and backslashes are escaped.

    Attributes:
        attribute: The attribute, one of those that Cognito searches.
        operator: ``"="``, or ``"^="`` for the beginning of the value.
        value: The text to find.

    Example:
        >>> print(UserFilter.equals("email", 'x" or "'))
        email = "x\" or \""
    """

    attribute: str
    operator: Literal["=", "^="]
    value: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what Cognito would refuse, or take for something else."""
        if self.attribute not in _SEARCHABLE:
            raise InvalidParameterError(
                "Cognito cannot search for this attribute",
                details={
                    "given": describe(self.attribute),
                    "expected": f"one of {', '.join(sorted(_SEARCHABLE))}",
                    "suggestion": "custom attributes are not searchable: filter the users read",
                },
            )
        if self.operator not in ("=", "^="):
            raise InvalidParameterError(
                "a filter has an operator that Cognito does not have",
                details={"given": describe(self.operator), "expected": "= or ^="},
            )
        required_text("value", self.value)

    @classmethod
    def equals(cls, attribute: str, value: str) -> UserFilter:
        """Find the users whose attribute has this value.

        Args:
            attribute: ``username``, ``email``, ``phone_number``, ``name``, ``given_name``,
                ``family_name``, ``preferred_username``, ``sub``, ``cognito:user_status`` (such as
                ``CONFIRMED``) or ``status`` (``Enabled`` or ``Disabled``).
            value: The value.

        Returns:
            The filter.
        """
        return cls(attribute, "=", value)

    @classmethod
    def starts_with(cls, attribute: str, value: str) -> UserFilter:
        """Find the users whose attribute begins with this text.

        Args:
            attribute: As in `equals`.
            value: The beginning of the value.

        Returns:
            The filter.
        """
        return cls(attribute, "^=", value)

    def __str__(self) -> str:
        """Write the filter as ListUsers takes it."""
        escaped = self.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{self.attribute} {self.operator} "{escaped}"'
