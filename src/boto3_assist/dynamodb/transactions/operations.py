"""The operations of a transaction as a caller asks for them; knows no client and no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.guarded_writes import CallerCondition
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.targets import key_and_model
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.update_config import UpdateConfig
from boto3_assist.dynamodb.write_configs import SaveConfig
from boto3_assist.errors import ValidationError

__all__ = [
    "Asked",
    "AskedCheck",
    "AskedDelete",
    "AskedGet",
    "AskedPut",
    "AskedUpdate",
    "AskedWrite",
    "ItemTarget",
    "TransactionOperation",
]

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class ItemTarget:
    """The item that an operation is about.

    Attributes:
        key: A key made by a model's index, or a dictionary; None where an instance tells.
        instance: An instance that has the values of its primary key, or None.
    """

    key: Any = field(repr=False)
    instance: DynamoDBModelBase | None = field(default=None, repr=False)

    @classmethod
    def of(cls, given: object) -> ItemTarget:
        """Take what a caller gave for an item.

        Args:
            given: An instance, a key made by a model's index, or a dictionary.

        Returns:
            The item.

        Raises:
            Boto3AssistError: When it is none of these, or its key is not complete.
        """
        target = cls(None, given) if isinstance(given, DynamoDBModelBase) else cls(given)
        target.key_and_model()
        return target

    def key_and_model(self) -> tuple[Mapping[str, AttributeValue], type[Any] | None]:
        """Give the key as it is now, and the class of the item; see there.

        Returns:
            Key attribute name → Python value, and the class or None.
        """
        return key_and_model(self.key, self.instance)


@dataclass(frozen=True)
class Asked:
    """What is asked of one item.

    Attributes:
        table_name: Name or ARN of the table; None for that of the transaction.
    """

    table_name: str | None = field(kw_only=True)


@dataclass(frozen=True)
class AskedPut(Asked):
    """Write a whole item.

    Attributes:
        item: A model, or a dictionary.
        condition: What the caller asks of the stored item.
        config: How to save.
    """

    item: Any = field(repr=False)
    condition: CallerCondition
    config: SaveConfig


@dataclass(frozen=True)
class AskedUpdate(Asked):
    """Change a part of an item.

    Attributes:
        item: An instance, a key made by a model's index, or a dictionary.
        update: Steps, or a text; None for what has changed, or the changes.
        changes: Field name → value, or None.
        fields: Names of the fields of an instance to write, or None.
        fields_to_clear: Names of fields whose attributes are removed.
        condition: What the caller asks of the stored item.
        config: How to update, or None.
    """

    item: Any = field(repr=False)
    update: Any
    changes: Mapping[str, Any] | None = field(repr=False)
    fields: Iterable[str] | None
    fields_to_clear: Iterable[str]
    condition: CallerCondition
    config: UpdateConfig | None


@dataclass(frozen=True)
class AskedDelete(Asked):
    """Delete an item.

    Attributes:
        target: The item.
        condition: What the caller asks of it.
        must_exist: True to refuse it where there is no item.
    """

    target: ItemTarget
    condition: CallerCondition
    must_exist: bool


@dataclass(frozen=True)
class AskedCheck(Asked):
    """Check an item without writing it.

    Attributes:
        target: The item.
        condition: What the caller asks of it.
    """

    target: ItemTarget
    condition: CallerCondition


@dataclass(frozen=True)
class AskedGet(Asked):
    """Read an item.

    Attributes:
        target: The item.
        config: How to read.
    """

    target: ItemTarget
    config: GetItemConfig


AskedWrite = AskedPut | AskedUpdate | AskedDelete | AskedCheck


class TransactionOperation(Generic[T_co]):
    """One operation of a `Transaction`; after the transaction has succeeded, what it gave.

    Attributes:
        asked: What is asked.
    """

    def __init__(self, asked: AskedWrite | AskedGet) -> None:
        """Ask for something; a `Transaction` does.

        Args:
            asked: What is asked.
        """
        self.asked = asked
        self._outcome: tuple[Any] | None = None

    def __repr__(self) -> str:
        """Show what it is, never a value."""
        done = "" if self._outcome is None else ", carried out"
        return f"TransactionOperation({type(self.asked).__name__.removeprefix('Asked')}{done})"

    @property
    def data(self) -> T_co:
        """What it gave: the item that was read, or None; the instance that was written.

        Of a frozen class that keeps stamps or a version it is a new instance.

        Raises:
            ValidationError: When the transaction has not succeeded yet.
        """
        if self._outcome is None:
            raise ValidationError(
                "the operation has no data: its transaction has not been carried out",
                details={
                    "operation": repr(self),
                    "expected": "a transaction that has succeeded",
                    "suggestion": "look at it after the block of db.transaction(), or after "
                    "db.transact_write_items(tx) or db.transact_get_items(tx)",
                },
            )
        return cast(T_co, self._outcome[0])

    def succeed(self, data: Any) -> None:
        """Keep what it gave.

        Args:
            data: The item that was read, or the instance that was written.
        """
        self._outcome = (data,)
