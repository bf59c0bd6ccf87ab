"""An index as a model's class sees it, and as one instance sees it; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from itertools import takewhile
from operator import and_
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, TypeVar

from boto3_assist.dynamodb.codec.quick_decoding import SURPRISES, Surprise
from boto3_assist.dynamodb.input_types import declared_inputs
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.key_values import has_key_value, index_key, key_value
from boto3_assist.dynamodb.keys import DynamoDBKey
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.query_inputs import inputs_of
from boto3_assist.dynamodb.schema import ModelMarker
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import KeyBuildError

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.index_query import IndexQuery
    from boto3_assist.dynamodb.indexes import DynamoDBIndex
    from boto3_assist.dynamodb.key_parsing import ReadableKey
    from boto3_assist.dynamodb.quick_keys import QuickKey

__all__ = ["BoundIndex", "ModelIndex"]

T = TypeVar("T")

_QUICK_KEY: Final = "_boto3_assist_quick_key"
# What makes no more keys than these is not worth compiling a function for.
_FEW: Final = 8


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
        self._quick: QuickKey | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle by the constructor: what was compiled stays behind."""
        return type(self), (self.definition, self.model)

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
        quick = self._quick or self._found_quick()
        try:
            return ModelKey(self.model, quick(self.definition, inputs))
        except SURPRISES:
            # There may be a better one by now.
            self._quick = None
        return ModelKey(self.model, self._key_attributes(inputs))

    def _found_quick(self) -> QuickKey:
        self._quick = vars(self.model).get(_QUICK_KEY) or _beginning(self.model)
        return self._quick

    def _key_attributes(self, inputs: Mapping[str, object]) -> dict[str, AttributeValue]:
        """Make the key step by step: what the quick way has to agree with, and its way out."""
        if not self.definition.is_primary:
            raise KeyBuildError(
                f"the index {self.name!r} does not identify one item",
                details={
                    "index": self.name,
                    "expected": "the primary index",
                    "suggestion": "use query(...) on a secondary index",
                },
            )
        known = set(inputs_of(self.definition.declared_keys))
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
        typed = declared_inputs(self.model, inputs)
        return index_key(self.model.__name__, self.definition, typed)

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
        from boto3_assist.dynamodb.index_query import start_query

        typed = declared_inputs(self.model, inputs)
        return start_query(self.model, self.definition, typed)

    def parse(self, key: ReadableKey) -> dict[str, Any]:
        """Read the inputs back from a key: the inverse of `key`.

        Args:
            key: Key attribute name → Python value, possibly a whole item or the `last_key` of a
                page; what `key` gave; or the text of an index that has one key attribute.

        Returns:
            Input name → value of the declared type of its field.

        Raises:
            KeyBuildError: When a key attribute is missing, was not made by this index, or cannot
                be read back: a function or a template without escapes made it.

        Example:
            >>> from dataclasses import dataclass
            >>> from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase
            >>> @dataclass
            ... class Line(DynamoDBModelBase):
            ...     order_id: str
            ...     number: int
            ...     primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="line#{number:04d}")
            >>> Line.primary.parse({"pk": "order#7", "sk": "line#0012"})
            {'order_id': '7', 'number': 12}
        """
        from boto3_assist.dynamodb.key_parsing import parse_key

        return parse_key(self.model, self.definition, key)


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
        """The partition key with its value, of several native ones the first.

        Raises:
            KeyBuildError: When an input has no value.
        """
        return self._bound(self.definition.partition_key)

    @property
    def sort_key(self) -> DynamoDBKey:
        """The sort key with its value, of several native ones the first.

        Raises:
            KeyBuildError: When an input has no value, or the index has no sort key.
        """
        return self._bound(self.definition.sort_key)

    @property
    def is_complete(self) -> bool:
        """Tell whether every key attribute of this index has a value."""
        return all(has_key_value(key, self._values) for key in self.definition.declared_keys)

    def to_dict(self, include_sort_key: bool = True) -> dict[str, AttributeValue]:
        """Give the key attributes of the instance in this index.

        Args:
            include_sort_key: False for the partition key alone.

        Returns:
            Key attribute name → value, complete.

        Raises:
            KeyBuildError: When an input has no value.
        """
        return index_key(
            self.model.__name__, self.definition, self._values, include_sort_keys=include_sort_key
        )

    def parse(self, key: ReadableKey) -> dict[str, Any]:
        """Read the inputs back from a key; see `ModelIndex.parse`.

        Args:
            key: Key attribute name → Python value, or the text of an index with one key attribute.

        Returns:
            Input name → value of the declared type of its field.

        Raises:
            KeyBuildError: When it is no key of this index, or cannot be read back.
        """
        from boto3_assist.dynamodb.key_parsing import parse_key

        return parse_key(self.model, self.definition, key)

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
            condition: begins_with, eq, gt, gte, lt, lte or between, for the sort key; for the
                last native one that has a value.
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
        from boto3_assist.dynamodb.sort_comparisons import check_bounds, sort_comparisons

        check_bounds(condition, low_value, high_value)
        if self.definition.is_primary and include_sort_key and not query_key:
            return self.to_dict()
        from boto3.dynamodb.conditions import Key

        conditions: list[ConditionBase] = [
            Key(name).eq(value) for name, value in self.to_dict(include_sort_key=False).items()
        ]
        if include_sort_key:
            conditions += [
                getattr(Key(name), comparison)(*operands)
                for name, comparison, operands in sort_comparisons(
                    self, condition, low_value, high_value
                )
            ]
        return reduce(and_, conditions)

    def sort_values(self) -> dict[str, AttributeValue]:
        """Give the sort key, or as much of its beginning as the instance has values for.

        Returns:
            Sort key attribute → its value, or of the one sort key of a template a prefix of it;
            native ones up to the first without a value. Empty without a sort key or a value.
        """
        found: dict[str, AttributeValue] = {}
        for key in self.definition.sort_keys:
            value = self._start_of(key)
            if value is None:
                break
            found[key.attribute_name] = value
        return found

    def _start_of(self, key: DynamoDBKey) -> AttributeValue | None:
        if isinstance(key.source, KeyTemplate) and not key.is_complete(self._values):
            values = self._values
            leading = takewhile(lambda name: values.get(name) is not None, key.source.inputs)
            return key.source.prefix({name: values[name] for name in leading}) or None
        value = key_value(key, self._values)
        return None if value == "" else value

    def _bound(self, key: DynamoDBKey) -> DynamoDBKey:
        return DynamoDBKey(key.attribute_name, key_value(key, self._values))


class _Beginning:
    """Leaves the first keys of a class to the plain way, then gives place to a function."""

    def __init__(self, model: type) -> None:
        self._model = model
        self._asked = 0

    def __call__(self, index: DynamoDBIndex, _inputs: Mapping[str, object]) -> NoReturn:
        self._asked += 1
        if self._asked > _FEW and index.is_primary:
            from boto3_assist.dynamodb.quick_keys import quick_key

            _set_quick_key(self._model, quick_key(self._model, index))
        raise Surprise


def _beginning(model: type) -> QuickKey:
    made = _Beginning(model)
    if issubclass(model, ModelMarker):
        _set_quick_key(model, made)
    return made


def _set_quick_key(model: type, function: QuickKey) -> None:
    # Past the metaclass, which may have ideas of its own about attributes.
    type.__setattr__(model, _QUICK_KEY, function)
