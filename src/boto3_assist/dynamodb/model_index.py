"""An index as a model's class sees it, and as one instance sees it; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from boto3_assist.dynamodb.index_query import IndexQuery, ModelKey, start_query
from boto3_assist.dynamodb.input_types import declared_input
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.key_values import (
    are_in_order,
    complete_key_value,
    has_key_value,
    key_value,
)
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import KeyBuildError

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.indexes import DynamoDBIndex

__all__ = ["BoundIndex", "ModelIndex"]

T = TypeVar("T")


class ModelIndex(Generic[T]):
    """A declared index on its model's class: makes keys and queries from inputs."""

    def __init__(self, definition: DynamoDBIndex, model: type[T]) -> None:
        """Join a declaration and the class it is read from.

        Args:
            definition: The declared index.
            model: The class that the items are read as.
        """
        self.definition = definition
        self.model = model

    def __repr__(self) -> str:
        """Show the model and the index."""
        return f"ModelIndex({self.model.__name__}, {self.name!r})"

    @property
    def name(self) -> str:
        """Name of the index in the table, ``"primary"`` for the table's own key."""
        return self.definition.name or ""

    def key(self, **inputs: object) -> ModelKey[T]:
        """Make the primary key of one item, to `get` or `delete` it.

        Args:
            **inputs: A value for every input of the partition key and the sort key.

        Returns:
            The key, with the model to read the item as.

        Raises:
            KeyBuildError: When this is a secondary index, an input is missing or unknown.

        Example:
            >>> from dataclasses import dataclass
            >>> from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase
            >>> @dataclass
            ... class Note(DynamoDBModelBase):
            ...     note_id: str
            ...     primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")
            >>> Note.primary.key(note_id="7").to_dict()
            {'pk': 'note#7', 'sk': 'note'}
        """
        if not self.definition.is_primary:
            raise KeyBuildError(
                f"the index {self.name!r} does not identify one item",
                details={
                    "index": self.name,
                    "expected": "the primary index",
                    "suggestion": "use query(...) on a secondary index",
                },
            )
        keys = self.definition.declared_keys
        known = {name for key in keys for name in key.inputs or ()}
        missing = sorted(name for name in known if inputs.get(name) is None)
        unknown = sorted(inputs.keys() - known)
        if missing or unknown:
            problems = [f"{', '.join(map(repr, missing))} has no value"] if missing else []
            problems += [f"{', '.join(map(repr, unknown))} is no input"] if unknown else []
            raise KeyBuildError(
                f"the primary key of {self.model.__name__} cannot be made: {'; '.join(problems)}",
                details={
                    "model": self.model.__name__,
                    "missing": missing,
                    "unknown": unknown,
                    "expected": f"the inputs {', '.join(sorted(known))}, none of them None",
                    "suggestion": "give the missing inputs and leave out the unknown ones",
                },
            )
        owner = self.model.__name__
        typed = {name: declared_input(self.model, name, v) for name, v in inputs.items()}
        return ModelKey(
            self.model,
            {k.attribute_name: complete_key_value(owner, k, typed, is_primary=True) for k in keys},
        )

    def query(self, **inputs: object) -> IndexQuery[T]:
        """Start a query of this index.

        Args:
            **inputs: Every input of the partition key, and a leading run of the sort key's.

        Returns:
            A query of the items of this model, to narrow further or to pass to `DynamoDB.query`.
            Where all inputs of the sort key are given it is for one key, else for those that
            begin with the inputs given.

        Raises:
            KeyBuildError: When an input is missing, unknown or None.
        """
        definition = self.definition
        return start_query(
            self.model,
            None if definition.is_primary else self.name,
            definition.partition_key,
            definition.sort_key if definition.has_sort_key else None,
            {name: declared_input(self.model, name, value) for name, value in inputs.items()},
        )


class BoundIndex(Generic[T]):
    """An index bound to the values of one instance."""

    def __init__(self, definition: DynamoDBIndex, model: type[T], values: Mapping[str, Any]):
        """Join a declaration and the values that its keys are built from.

        Args:
            definition: The declared index.
            model: The class of the instance.
            values: Attribute name → value of the instance.
        """
        self.definition = definition
        self.model = model
        self._values = values

    def __repr__(self) -> str:
        """Show the model and the index, never a value."""
        return f"BoundIndex({self.model.__name__}, {self.name!r})"

    @property
    def name(self) -> str | None:
        """Name of the index in the table, ``"primary"`` for the table's own key."""
        return self.definition.name

    @property
    def description(self) -> str | None:
        """What the index is for."""
        return self.definition.description

    @property
    def partition_key(self) -> DynamoDBKey:
        """The partition key with its value.

        Raises:
            KeyBuildError: When an input has no value.
        """
        return self._bound(self.definition.partition_key)

    @property
    def sort_key(self) -> DynamoDBKey:
        """The sort key with its value.

        Raises:
            KeyBuildError: When an input has no value, or the index has no sort key.
        """
        return self._bound(self.definition.sort_key)

    def to_dict(self, include_sort_key: bool = True) -> dict[str, AttributeValue]:
        """Give the key attributes of the instance in this index.

        Args:
            include_sort_key: False for the partition key alone.

        Returns:
            Key attribute name → value, complete.

        Raises:
            KeyBuildError: When an input has no value.
        """
        return self._values_of(self.definition.declared_keys[: None if include_sort_key else 1])

    def key(
        self,
        *,
        include_sort_key: bool = True,
        condition: str = "begins_with",
        low_value: object = None,
        high_value: object = None,
        query_key: bool = False,
    ) -> dict[str, AttributeValue] | ConditionBase:
        """Give the primary key as a dictionary, or any index as a condition of boto3.

        Args:
            include_sort_key: False for the partition key alone.
            condition: begins_with, eq, gt, gte, lt, lte or between, for the sort key.
            low_value: For between: the lower bound, text behind the sort key's value; of a sort
                key that is an attribute of the item without a value, the bound itself.
            high_value: For between: the upper bound, likewise.
            query_key: True for a condition where the index is the primary one too.

        Returns:
            Attribute name → value for the primary index; a boto3 condition otherwise.

        Raises:
            KeyBuildError: When the partition key is incomplete, the condition is unknown, its
                bounds are missing, superfluous or in the wrong order, or the sort key lacks the
                value that it needs.
        """
        _check_bounds(condition, low_value, high_value)
        if self.definition.is_primary and include_sort_key and not query_key:
            return self.to_dict()
        from boto3.dynamodb.conditions import Key

        ((name, value),) = self._values_of((self.definition.partition_key,)).items()
        partition: ConditionBase = Key(name).eq(value)
        operands = self._operands(condition, low_value, high_value) if include_sort_key else None
        if operands is None:
            return partition
        on_sort_key = getattr(Key(self.definition.sort_key.attribute_name), condition)
        both: ConditionBase = partition & on_sort_key(*operands)
        return both

    def _operands(
        self, condition: str, low: object, high: object
    ) -> tuple[AttributeValue, ...] | None:
        """Give what the sort key is compared with, or None for the whole partition."""
        start = self.sort_start()
        if condition == "between":
            return self._bounds(start, low, high)
        if condition == "begins_with":
            # Everything begins with nothing; other conditions without a value would read it all.
            if isinstance(start, (int, float, Decimal)):
                raise self._unusable(condition, "text or bytes, not a number")
            return None if start is None else (start,)
        if start is None or not has_key_value(self.definition.sort_key, self._values):
            raise self._unusable(condition, "a sort key with a value for every part")
        return (start,)

    def _bounds(self, start: AttributeValue, low: object, high: object) -> tuple[Any, Any]:
        if not self.definition.has_sort_key:
            raise self._unusable("between", "a sort key")
        if start is None and isinstance(self.definition.sort_key.source, FieldReference):
            bounds: tuple[Any, Any] = (low, high)
        elif start is None or isinstance(start, str):
            bounds = (f"{start or ''}{low}", f"{start or ''}{high}")
        else:
            raise self._unusable("between", "text, or no value in the sort key's attribute")
        if not are_in_order(*bounds):
            raise self._unusable("between", "low_value not above high_value, both of one kind")
        return bounds

    def _unusable(self, condition: str, expected: str) -> KeyBuildError:
        return KeyBuildError(
            f"the condition {condition!r} cannot be used on the index {self.name!r} of this "
            f"{self.model.__name__}",
            details={
                "model": self.model.__name__,
                "index": self.name,
                "condition": condition,
                "expected": expected,
                "suggestion": "set the attributes of the sort key, or use another condition",
            },
        )

    def sort_start(self) -> AttributeValue | None:
        """Give the sort key, or as much of its beginning as the instance has values for.

        Returns:
            The value, a prefix of it, or None when the index has no sort key or no value for it.
        """
        if not self.definition.has_sort_key:
            return None
        key = self.definition.sort_key
        if isinstance(key.source, KeyTemplate) and not key.is_complete(self._values):
            values = self._values
            leading = takewhile(lambda name: values.get(name) is not None, key.source.inputs)
            return key.source.prefix({name: values[name] for name in leading}) or None
        value = key_value(key, self._values)
        return None if value == "" else value

    @property
    def is_complete(self) -> bool:
        """Tell whether every key attribute of this index has a value."""
        return all(has_key_value(key, self._values) for key in self.definition.declared_keys)

    def _bound(self, key: DynamoDBKey) -> DynamoDBKey:
        return DynamoDBKey(key.attribute_name, key_value(key, self._values))

    def _values_of(self, keys: Iterable[DynamoDBKey]) -> dict[str, AttributeValue]:
        owner, is_primary = self.model.__name__, self.definition.is_primary
        return {
            key.attribute_name: complete_key_value(owner, key, self._values, is_primary=is_primary)
            for key in keys
        }


_CONDITIONS = ("begins_with", "between", "eq", "gt", "gte", "lt", "lte")


def _check_bounds(condition: str, low: object, high: object) -> None:
    if condition not in _CONDITIONS:
        problem = f"the sort key condition {condition!r} does not exist"
    elif condition == "between" and (low is None or high is None):
        problem = "between needs low_value and high_value"
    elif condition != "between" and (low is not None or high is not None):
        problem = f"{condition} takes no low_value or high_value"
    else:
        return
    raise KeyBuildError(
        problem,
        details={
            "condition": condition,
            "expected": f"one of {', '.join(_CONDITIONS)}; both bounds for between only",
            "suggestion": "correct the condition: it would otherwise read the whole partition",
        },
    )
