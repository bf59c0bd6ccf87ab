"""How a partial update is to be done, as a value with presets; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from boto3_assist.dynamodb.config_objects import Preset
from boto3_assist.dynamodb.write_configs import check_choice
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["UpdateConfig"]

_RETURN_VALUES: Final = ("NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW")


@dataclass(frozen=True)
class UpdateConfig:
    """How `DynamoDB.update_item_partial` and `DynamoDB.update_item` change an item.

    Attributes:
        upsert: True to make the item of an instance, or of a dictionary, when there is none;
            otherwise it must exist.
        read_first: True to read the item, consistently, unless the instance was read as a whole;
            otherwise an update raises where an index key depends on what is not known.
        return_values: NONE, ALL_OLD, UPDATED_OLD, ALL_NEW or UPDATED_NEW: what the response holds.
        max_attempts: How often an update is planned anew because another writer came between;
            at least 1.
        key_attributes: Of a dictionary that holds its own key: names of the key attributes.

    Example:
        >>> UpdateConfig.upserting().reading_first() == UpdateConfig(upsert=True, read_first=True)
        True
    """

    upsert: bool = False
    read_first: bool = False
    return_values: str = "NONE"
    max_attempts: int = 5
    key_attributes: tuple[str, ...] = ("pk", "sk")

    upserting = Preset("Make the item when there is none.", upsert=True)
    reading_first = Preset("Read what index keys depend on, if it is not known.", read_first=True)
    returning_old = Preset("Return the item as it was before.", return_values="ALL_OLD")
    returning_new = Preset("Return the item as it is afterwards.", return_values="ALL_NEW")

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value is not one of those that can be used.
        """
        check_choice("upsert", self.upsert, (True, False))
        check_choice("read_first", self.read_first, (True, False))
        check_choice("return_values", self.return_values, _RETURN_VALUES)
        attempts: object = self.max_attempts
        if type(attempts) is not int or attempts < 1:
            given = attempts if isinstance(attempts, int) else describe(attempts)
            raise InvalidParameterError(
                f"max_attempts was given as {given}",
                details={
                    "given": given,
                    "expected": "a whole number, at least 1",
                    "suggestion": "leave it out for 5",
                },
            )
        names: object = self.key_attributes
        if not isinstance(names, (tuple, list)) or not all(isinstance(n, str) for n in names):
            raise InvalidParameterError(
                f"key_attributes were given as {describe(names)}",
                details={
                    "given": describe(names),
                    "expected": "a tuple of the names of the key attributes",
                    "suggestion": 'write key_attributes=("pk",)',
                },
            )
        object.__setattr__(self, "key_attributes", tuple(names))
