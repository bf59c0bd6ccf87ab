"""How a partial update is to be done, as a value with presets; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["UpdateConfig"]

_RETURN_VALUES: Final = ("NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW")


@dataclass(frozen=True)
class UpdateConfig:
    """How `DynamoDB.update_item_partial` changes an item.

    Attributes:
        upsert: True to make the item when there is none; otherwise it must exist.
        read_first: True to read the item, consistently, where an index key depends on attributes
            that are not known; otherwise such an update raises.
        return_values: NONE, ALL_OLD, UPDATED_OLD, ALL_NEW or UPDATED_NEW: what the response holds.
        max_attempts: How often an update is planned anew because another writer came between;
            at least 1.
        key_attributes: Of a dictionary that holds its own key: names of the key attributes.

    Example:
        >>> UpdateConfig.upserting().upsert
        True
    """

    upsert: bool = False
    read_first: bool = False
    return_values: str = "NONE"
    max_attempts: int = 5
    key_attributes: tuple[str, ...] = ("pk", "sk")

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value is not one of those that can be used.
        """
        if self.return_values not in _RETURN_VALUES:
            raise InvalidParameterError(
                f"return_values was given as {self.return_values!r}",
                details={
                    "given": describe(self.return_values),
                    "expected": f"one of {', '.join(_RETURN_VALUES)}",
                    "suggestion": "correct it, or leave it out",
                },
            )
        if self.max_attempts < 1:
            raise InvalidParameterError(
                f"max_attempts was given as {self.max_attempts}",
                details={
                    "given": self.max_attempts,
                    "expected": "at least 1",
                    "suggestion": "leave it out for 5",
                },
            )

    @classmethod
    def upserting(cls) -> UpdateConfig:
        """Make the item when there is none.

        Returns:
            The configuration.
        """
        return cls(upsert=True)

    @classmethod
    def reading_first(cls) -> UpdateConfig:
        """Read what index keys depend on, where it is not known.

        Returns:
            The configuration.
        """
        return cls(read_first=True)
