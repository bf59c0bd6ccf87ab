"""How an item is to be saved or deleted, as values with presets; sends nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from boto3_assist.dynamodb.config_objects import Preset, config_of
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["DeleteConfig", "SaveConfig", "check_choice", "save_config"]

_RETURN_VALUES: Final = ("NONE", "ALL_OLD")

C = TypeVar("C")


@dataclass(frozen=True)
class SaveConfig:
    """How `DynamoDB.save` writes an item.

    Attributes:
        must_exist: True to write only over an item, False only where there is none, None either
            way. An item that has expired, by the model's ``ItemConfig(ttl=…)``, counts as none.
        return_values: NONE, or ALL_OLD for the item that was there before, at
            ``result["Attributes"]``.

    Example:
        >>> SaveConfig.if_not_exists().returning_old()
        SaveConfig(must_exist=False, return_values='ALL_OLD')
    """

    must_exist: bool | None = None
    return_values: str = "NONE"

    if_exists = Preset("Write only over an item with this key.", must_exist=True)
    if_not_exists = Preset("Write only where no item has this key.", must_exist=False)
    returning_old = Preset("Return the item that was there before.", return_values="ALL_OLD")

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value is not one of those that can be used.
        """
        check_choice("must_exist", self.must_exist, (None, True, False))
        check_choice("return_values", self.return_values, _RETURN_VALUES)


@dataclass(frozen=True)
class DeleteConfig:
    """How `DynamoDB.delete` deletes an item.

    Attributes:
        must_exist: True to raise `ItemNotFoundError` when there is no such item.
        return_values: NONE, or ALL_OLD for a result whose data is the item that was deleted.

    Example:
        >>> DeleteConfig.if_exists().returning_old()
        DeleteConfig(must_exist=True, return_values='ALL_OLD')
    """

    must_exist: bool = False
    return_values: str = "NONE"

    if_exists = Preset("Raise when there is no such item.", must_exist=True)
    returning_old = Preset("Return the item that was deleted.", return_values="ALL_OLD")

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value is not one of those that can be used.
        """
        check_choice("must_exist", self.must_exist, (True, False))
        check_choice("return_values", self.return_values, _RETURN_VALUES)


def save_config(config: object, fail_if_exists: bool) -> SaveConfig:
    """Give how to save, from the object and the old argument.

    Args:
        config: The configuration object, or None.
        fail_if_exists: True to write only where no item has the key.

    Returns:
        The configuration.

    Raises:
        InvalidParameterError: When both tell whether the item may exist, or the object is none.
    """
    found = config_of(config, SaveConfig)
    if not fail_if_exists:
        return found
    if found.must_exist:
        raise InvalidParameterError(
            "fail_if_exists came together with a config whose must_exist is True",
            details={
                "expected": "an item that must exist, or one that must not",
                "suggestion": "leave fail_if_exists out",
            },
        )
    return replace(found, must_exist=False)


def check_choice(name: str, given: object, allowed: Collection[object]) -> None:
    """Check that a value is one of those that a field of a configuration takes.

    Args:
        name: Name of the field.
        given: The value.
        allowed: What it may be.

    Raises:
        InvalidParameterError: When it is another one.
    """
    # 1 is equal to True, and not meant.
    if not any(type(given) is type(each) and given == each for each in allowed):
        raise InvalidParameterError(
            f"{name} was given as {describe(given)}",
            details={
                "given": describe(given),
                "expected": f"one of {', '.join(map(str, allowed))}",
                "suggestion": "correct it, or leave it out",
            },
        )
