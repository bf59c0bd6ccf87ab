"""Queries and keys asked for by a model's index; builds conditions and sends nothing."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import takewhile
from typing import Any, Generic, NoReturn, TypeVar, cast, overload
from uuid import UUID

from boto3_assist.dynamodb.conditions import KeyCondition, SortCondition, SortOperator
from boto3_assist.dynamodb.input_types import declared_input
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.key_values import are_in_order, complete_key_value
from boto3_assist.dynamodb.keys import DynamoDBKey
from boto3_assist.dynamodb.schema import check_models
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import KeyBuildError

__all__ = ["IndexQuery", "ModelKey", "start_query"]

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")

# Sorts above every character: the last code point, which stands for none.
_LAST_TEXT = "\U0010ffff"


@dataclass(frozen=True, repr=False)
class ModelKey(Generic[T]):
    """The primary key of one item and the model it is to be read as.

    Attributes:
        model: The class to read the item as.
        attributes: Key attribute name → value.
    """

    model: type[T]
    attributes: Mapping[str, AttributeValue]

    def __repr__(self) -> str:
        """Show the model and the attribute names, never a value."""
        return f"ModelKey({self.model.__name__}, {', '.join(self.attributes)})"

    def to_dict(self) -> dict[str, AttributeValue]:
        """Give the key as a dictionary.

        Returns:
            Key attribute name → value.
        """
        return dict(self.attributes)


@dataclass(frozen=True, repr=False)
class IndexQuery(Generic[T]):
    """A query of one index that returns models; each method gives a new, narrower one.

    Attributes:
        index_name: Name of the secondary index; None for the table itself.
        models: The classes that the items are read as.
        partition_key: The declared partition key.
        sort_key: The declared sort key, or None.
        inputs: The inputs given so far.
        sort: The condition on the sort key so far; None reads the whole partition.
    """

    index_name: str | None
    models: tuple[type, ...]
    partition_key: DynamoDBKey
    sort_key: DynamoDBKey | None
    inputs: Mapping[str, object]
    sort: SortCondition | None
    _narrowed: bool = False

    def __repr__(self) -> str:
        """Show the index and the inputs' names, never a value."""
        names = ", ".join(self.inputs)
        return f"IndexQuery({self.index_name or 'primary'}: {names})"

    @property
    def condition(self) -> KeyCondition:
        """The condition to send: the partition and what was asked of the sort key."""
        return KeyCondition(
            self.partition_key.attribute_name,
            self.partition_key.resolve(self.inputs),
            self.sort_key.attribute_name if self.sort_key else None,
            self.sort,
        )

    def begins_with(self, **start: str) -> IndexQuery[T]:
        """Ask for items of which one input begins with a text.

        Args:
            **start: The next input of the sort key and its first characters.

        Returns:
            The narrower query.

        Raises:
            KeyBuildError: When the input is not the next one, or is not text.
        """
        name, text = self._one_input(start, "begins_with")
        sort_key = self._next_input(name, "begins_with")
        if isinstance(sort_key.source, KeyTemplate):
            leading = {n: self.inputs[n] for n in _leading(sort_key, self.inputs)}
            text = sort_key.source.prefix({**leading, name: text}, partial=name)
        if not isinstance(text, (str, bytes)) or not text:
            self._refuse(f"begins_with on {name!r} needs text")
        return self._narrow("begins_with", text)

    def between(self, **bounds: tuple[Any, Any]) -> IndexQuery[T]:
        """Ask for items of which the last input of the sort key lies in a range.

        Args:
            **bounds: The last input and its (low, high), both included.

        Returns:
            The narrower query.

        Raises:
            KeyBuildError: When the input is not the last one left, a bound is missing, they are
                in the wrong order, or the template does not keep the order of such values.
        """
        name, pair = self._one_input(bounds, "between")
        if not isinstance(pair, tuple) or len(pair) != 2 or None in pair:
            self._refuse(f"between on {name!r} needs a (low, high) tuple without None")
        low, high = (self._sort_value(name, bound, "between") for bound in pair)
        if not are_in_order(low, high):
            self._refuse(f"between on {name!r} needs a low bound that is not above the high one")
        return self._narrow("BETWEEN", low, high)

    def gte(self, **bound: Any) -> IndexQuery[T]:
        """Ask for items of which the last input of the sort key is at least a value.

        Args:
            **bound: The last input and the lowest value, included.

        Returns:
            The narrower query; it stays among the keys of this template.

        Raises:
            KeyBuildError: When the input is not the last one left, the value is None, or the
                template does not keep the order of such values.
        """
        name, value = self._one_input(bound, "gte")
        low = self._sort_value(name, value, "gte")
        prefix = self._template_prefix(name)
        if not prefix:
            return self._narrow(">=", low)
        return self._narrow("BETWEEN", low, prefix + _LAST_TEXT)

    def lte(self, **bound: Any) -> IndexQuery[T]:
        """Ask for items of which the last input of the sort key is at most a value.

        Args:
            **bound: The last input and the highest value, included.

        Returns:
            The narrower query; it stays among the keys of this template.

        Raises:
            KeyBuildError: When the input is not the last one left, the value is None, or the
                template does not keep the order of such values.
        """
        name, value = self._one_input(bound, "lte")
        high = self._sort_value(name, value, "lte")
        prefix = self._template_prefix(name)
        if not prefix:
            return self._narrow("<=", high)
        return self._narrow("BETWEEN", prefix, high)

    @overload
    def collection(self, first: type[A], /) -> IndexQuery[A]: ...
    @overload
    def collection(self, first: type[A], second: type[B], /) -> IndexQuery[A | B]: ...
    @overload
    def collection(
        self, first: type[A], second: type[B], third: type[C], /
    ) -> IndexQuery[A | B | C]: ...
    @overload
    def collection(
        self, first: type[A], second: type[B], third: type[C], fourth: type[D], /
    ) -> IndexQuery[A | B | C | D]: ...
    @overload
    def collection(self, *models: type[Any]) -> IndexQuery[Any]: ...
    def collection(self, *models: type[Any]) -> IndexQuery[Any]:
        """Ask for the whole partition, each item as the model whose keys it has.

        Args:
            *models: The classes whose items share the partition.

        Returns:
            A query of the partition without a condition on the sort key.

        Raises:
            KeyBuildError: When no model is given, or the sort key was narrowed already.
            InvalidParameterError: When one is not a model class.
        """
        if not models:
            self._refuse("collection needs the models to read the items as")
        check_models(models)
        if self._narrowed or self.inputs.keys() - set(self.partition_key.inputs or ()):
            self._refuse("collection reads the whole partition, but the sort key was narrowed")
        return replace(self, models=models, sort=None)

    def _narrow(self, operator: SortOperator, *operands: AttributeValue) -> IndexQuery[T]:
        return replace(self, sort=SortCondition(operator, operands), _narrowed=True)

    def _one_input(self, given: Mapping[str, Any], verb: str) -> tuple[str, Any]:
        if len(given) != 1:
            self._refuse(f"{verb} takes one input, not {len(given)}")
        if self._narrowed:
            self._refuse(f"{verb} follows another condition on the same sort key")
        return next(iter(given.items()))

    def _next_input(self, name: str, verb: str) -> DynamoDBKey:
        if self.sort_key is None:
            self._refuse(f"{verb} needs a sort key, and this index has none")
        left = (self.sort_key.inputs or ())[len(_leading(self.sort_key, self.inputs)) :]
        if left[:1] != (name,):
            self._refuse(f"{verb} takes the next input of the sort key, {left[:1]}, not {name!r}")
        return self.sort_key

    def _sort_value(self, name: str, value: object, verb: str) -> Any:
        sort_key = self._next_input(name, verb)
        if (sort_key.inputs or ())[-1] != name:
            self._refuse(f"{verb} takes the last input of the sort key, not {name!r}")
        if value is None:
            self._refuse(f"{verb} on {name!r} needs a value, not None")
        value = declared_input(self.models[0], name, value)
        if isinstance(sort_key.source, KeyTemplate) and not _keeps_order(
            sort_key.source, name, value
        ):
            self._refuse(
                f"the template does not keep the order of {name!r}, which {verb} needs",
                "format numbers as {name:010d} or {name:number}, and let text end the template",
            )
        return self._checked(sort_key, {**self.inputs, name: value})

    @property
    def _declared(self) -> str:
        sort_key = self.sort_key.inputs if self.sort_key else ()
        return ", ".join([*(self.partition_key.inputs or ()), *(sort_key or ())]) or "none"

    def _checked(self, key: DynamoDBKey, values: Mapping[str, object]) -> AttributeValue:
        owner = self.models[0].__name__
        return complete_key_value(owner, key, values, is_primary=False)

    def _template_prefix(self, name: str) -> str:
        source = cast(DynamoDBKey, self.sort_key).source
        if not isinstance(source, KeyTemplate):
            return ""
        leading = takewhile(lambda n: n != name, source.inputs)
        return source.prefix({n: self.inputs[n] for n in leading})

    def _refuse(
        self, problem: str, suggestion: str = "give the inputs in the order of the templates"
    ) -> NoReturn:
        raise KeyBuildError(
            f"{problem} (index {self.index_name or 'primary'!r})",
            details={
                "index": self.index_name or "primary",
                "partition_inputs": list(self.partition_key.inputs or ()),
                "sort_inputs": list(self.sort_key.inputs or ()) if self.sort_key else [],
                "expected": f"a condition on the declared inputs, in their order: {self._declared}",
                "suggestion": suggestion,
            },
        )


def _leading(sort_key: DynamoDBKey, inputs: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(takewhile(lambda name: name in inputs, sort_key.inputs or ()))


def _keeps_order(template: KeyTemplate, name: str, value: object) -> bool:
    """Tell whether keys sort as the values of their last input do."""
    fields = [(field, spec) for _, field, spec, _ in string.Formatter().parse(template.source)]
    spec = next(spec for field, spec in fields if field == name)
    if isinstance(value, Enum):
        value = value.value
    if not spec and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return False
    # Behind values of one width, or behind nothing, all keys go on at the same place.
    is_fixed_width = isinstance(value, (date, UUID)) or (spec or "").startswith("0")
    return is_fixed_width or ([field for field, _ in fields].index(name) == len(fields) - 1)


def start_query(
    model: type[T],
    index_name: str | None,
    partition_key: DynamoDBKey,
    sort_key: DynamoDBKey | None,
    inputs: Mapping[str, object],
) -> IndexQuery[T]:
    """Start a query from the inputs of the partition and a leading run of those of the sort key.

    Args:
        model: The class to read the items as.
        index_name: Name of the secondary index; None for the table itself.
        partition_key: The declared partition key.
        sort_key: The declared sort key, or None.
        inputs: Input name → value.

    Returns:
        A query of the sort keys that begin with the inputs given: one key when all are given,
        else all keys of the template's fixed text, which leaves out other models' items.

    Raises:
        KeyBuildError: When an input is unknown, None, missing from the partition key, or not in
            the leading run of the sort key.
    """
    query: IndexQuery[T] = IndexQuery(
        index_name, (model,), partition_key, sort_key, dict(inputs), None
    )
    needed = partition_key.inputs
    if needed is None or (sort_key is not None and sort_key.inputs is None):
        query._refuse("a key made by a function cannot be asked by inputs")
    leading = _leading(sort_key, inputs) if sort_key is not None else ()
    if unknown := [name for name in inputs if name not in needed and name not in leading]:
        query._refuse(f"{', '.join(map(repr, unknown))} cannot be used here")
    if missing := [name for name in needed if inputs.get(name) is None]:
        query._refuse(f"{', '.join(map(repr, missing))} of the partition key has no value")
    if empty := [name for name in leading if inputs[name] is None]:
        query._refuse(f"{', '.join(map(repr, empty))} of the sort key is None")
    query._checked(partition_key, inputs)
    if sort_key is None:
        return query
    return replace(query, sort=_initial_sort(query, sort_key, leading))


def _initial_sort(
    query: IndexQuery[Any], sort_key: DynamoDBKey, leading: tuple[str, ...]
) -> SortCondition | None:
    inputs = query.inputs
    if len(leading) == len(sort_key.inputs or ()):
        return SortCondition("=", (query._checked(sort_key, inputs),))
    if not isinstance(sort_key.source, KeyTemplate):
        return None
    prefix = sort_key.source.prefix({name: inputs[name] for name in leading})
    return SortCondition("begins_with", (prefix,)) if prefix else None
