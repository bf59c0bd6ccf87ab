"""Queries asked for by a model's index; builds conditions and sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, overload

from boto3_assist.dynamodb.conditions import KeyCondition, SortCondition
from boto3_assist.dynamodb.input_types import declared_input, declared_inputs, input_annotations
from boto3_assist.dynamodb.key_template import DELIMITER, KeyTemplate
from boto3_assist.dynamodb.key_types import key_type
from boto3_assist.dynamodb.key_values import (
    MAX_SORT_KEY_BYTES,
    are_in_order,
    check_key_value,
    index_key,
    sort_key_value,
)
from boto3_assist.dynamodb.keys import DynamoDBKey
from boto3_assist.dynamodb.query_inputs import (
    check_query_inputs,
    given_inputs,
    inputs_of,
    key_of_next,
    sort_beginning_with,
    unaskable,
)
from boto3_assist.dynamodb.schema import check_models
from boto3_assist.dynamodb.sort_ranges import (
    Comparison,
    attribute_range,
    self_and_descendants,
    template_range,
)
from boto3_assist.dynamodb.types import AttributeValue

if TYPE_CHECKING:
    from boto3_assist.dynamodb.indexes import DynamoDBIndex

__all__ = ["IndexQuery", "start_query"]

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")


@dataclass(frozen=True, repr=False)
class IndexQuery(Generic[T]):
    """A query of one index that returns models; each method gives a new, narrower one.

    A condition names one input of the sort key, the next one behind those already given, and a
    value of its declared type. What cannot be asked raises: a query never reads more than was
    asked for.

    Attributes:
        index: The declared index.
        model: The class that declares it.
        models: The classes that the items are read as; none for dictionaries.
        inputs: The inputs given so far.
        sort: Sort key attribute → condition so far; empty for the whole partition.

    Example:
        >>> from dataclasses import dataclass
        >>> from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase
        >>> @dataclass
        ... class Score(DynamoDBModelBase):
        ...     game: str
        ...     points: int
        ...     primary = DynamoDBIndex.primary(pk="game#{game}", sk="{points:06d}")
        >>> query = Score.primary.query(game="chess").gte(points=100)
        >>> query.condition.to_expression().text
        '#k0 = :k0 AND #k1 >= :k1'
    """

    index: DynamoDBIndex
    model: type
    models: tuple[type, ...]
    inputs: Mapping[str, object]
    sort: Mapping[str, SortCondition] = field(default_factory=dict)
    _narrowed_by: str | None = None
    # Made from the inputs; None where it was not needed yet.
    _partition: Mapping[str, AttributeValue] | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        """Show the index and the inputs' names, never a value."""
        return f"IndexQuery({self.index.name}: {', '.join(self.inputs)})"

    @property
    def index_name(self) -> str | None:
        """Name of the secondary index; None for the table itself."""
        return None if self.index.is_primary else self.index.name

    @property
    def condition(self) -> KeyCondition:
        """The condition to send: the partition and what was asked of the sort key."""
        partition = self._partition
        if partition is None:
            partition = _partition_of(self.model, self.index, self.inputs)
        return KeyCondition(partition, self.sort)

    def eq(self, **values: object) -> IndexQuery[T]:
        """Ask for items of which the next inputs have values, as if `query` had been given them.

        Args:
            **values: The next inputs of the sort key, in any order, with their values.

        Returns:
            The narrower query, which can be narrowed further by the inputs behind them.

        Raises:
            KeyBuildError: When an input is not among the next ones, or a value is None.
        """
        self._check_narrowable("eq")
        if not values:
            self._refuse("eq takes the next inputs of the sort key, and none was given")
        if again := sorted(values.keys() & self.inputs.keys()):
            self._refuse(f"{', '.join(map(repr, again))} has a value already")
        typed = declared_inputs(self.model, values)
        return start_query(self.model, self.index, {**self.inputs, **typed})

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
        key = key_of_next(self.index, self.inputs, name, "begins_with")
        if isinstance(key.source, KeyTemplate):
            values = {**given_inputs(key, self.inputs), name: text}
            text = key.source.prefix(values, partial=name)
        elif key_type(key, input_annotations(self.model)) == "N":
            self._refuse(f"begins_with on {name!r}, a number, cannot be asked", "use between")
        if not isinstance(text, (str, bytes)) or not text:
            self._refuse(f"begins_with on {name!r} needs text")
        return self._narrow("begins_with", key, SortCondition("begins_with", (text,)))

    def between(self, **bounds: tuple[Any, Any]) -> IndexQuery[T]:
        """Ask for items of which the next input of the sort key lies in a range.

        Args:
            **bounds: The input and its (low, high), both included.

        Returns:
            The narrower query; what stands behind the input in the key may be anything.

        Raises:
            KeyBuildError: When the input is not the next one, a bound is missing, they are in the
                wrong order, or the template does not keep the order of such values.
        """
        name, pair = self._one_input(bounds, "between")
        if not isinstance(pair, tuple) or len(pair) != 2:
            self._refuse(f"between on {name!r} needs a (low, high) tuple", "give both bounds")
        return self._range("between", name, pair)

    def gt(self, **bound: Any) -> IndexQuery[T]:
        """Ask for items of which the next input of the sort key is above a value.

        Args:
            **bound: The input and the value, which is left out.

        Returns:
            The narrower query; it stays among the keys of this template.

        Raises:
            KeyBuildError: As for `between`.
        """
        name, value = self._one_input(bound, "gt")
        return self._range("gt", name, (value,))

    def gte(self, **bound: Any) -> IndexQuery[T]:
        """Ask for items of which the next input of the sort key is at least a value.

        Args:
            **bound: The input and the lowest value, included.

        Returns:
            The narrower query; it stays among the keys of this template.

        Raises:
            KeyBuildError: As for `between`.
        """
        name, value = self._one_input(bound, "gte")
        return self._range("gte", name, (value,))

    def lt(self, **bound: Any) -> IndexQuery[T]:
        """Ask for items of which the next input of the sort key is below a value.

        Args:
            **bound: The input and the value, which is left out.

        Returns:
            The narrower query; it stays among the keys of this template.

        Raises:
            KeyBuildError: As for `between`.
        """
        name, value = self._one_input(bound, "lt")
        return self._range("lt", name, (value,))

    def lte(self, **bound: Any) -> IndexQuery[T]:
        """Ask for items of which the next input of the sort key is at most a value.

        Args:
            **bound: The input and the highest value, included.

        Returns:
            The narrower query; it stays among the keys of this template.

        Raises:
            KeyBuildError: As for `between`.
        """
        name, value = self._one_input(bound, "lte")
        return self._range("lte", name, (value,))

    def descendants(self) -> IndexQuery[dict[str, AttributeValue]]:
        """Ask for everything under the key that the inputs make: ``order#1#…``, never ``order#10``.

        Returns:
            A query whose items are dictionaries; `collection` names the models they belong to.

        Raises:
            KeyBuildError: When no input of the sort key was given, or it has no template.
        """
        key, template = self._hierarchy("descendants")
        start = template.part(given_inputs(key, self.inputs)) + DELIMITER
        condition = SortCondition("begins_with", (start,))
        return self._narrow("descendants", key, condition)._as_dictionaries()

    def self_and_descendants(self) -> IndexQuery[dict[str, AttributeValue]]:
        """Ask for the very key that the inputs make, and for everything under it.

        Returns:
            A query whose items are dictionaries; `collection` names the models they belong to.
            Keys with a character that sorts below ``#``, such as a blank, may lie between; they
            count as read, and are left out of the result.

        Raises:
            KeyBuildError: When no input of the sort key was given, or it has no template.
        """
        key, template = self._hierarchy("self_and_descendants")
        condition = self_and_descendants(template, given_inputs(key, self.inputs))
        return self._narrow("self_and_descendants", key, condition)._as_dictionaries()

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
        """Ask for items of several models, each as the model whose keys it has.

        Args:
            *models: The classes whose items are in the partition, or under the key asked for.

        Returns:
            A query of what `descendants` or `self_and_descendants` asked for, else of the whole
            partition.

        Raises:
            KeyBuildError: When no model is given, or the sort key was narrowed otherwise.
            InvalidParameterError: When one is not a model class.
        """
        if not models:
            self._refuse("collection needs the models to read the items as", "name the models")
        check_models(models)
        if self._narrowed_by in ("descendants", "self_and_descendants"):
            return replace(self, models=models)
        if self._narrowed_by or self.inputs.keys() - set(inputs_of(self.index.partition_keys)):
            self._refuse(
                "collection reads the whole partition, but the sort key was narrowed",
                "leave the inputs of the sort key out, or ask for self_and_descendants() first",
            )
        return replace(self, models=models, sort={})

    def _range(
        self, comparison: Comparison, name: str, values: tuple[object, ...]
    ) -> IndexQuery[T]:
        key = key_of_next(self.index, self.inputs, name, comparison)
        if None in values:
            self._refuse(f"{comparison} on {name!r} needs a value, not None")
        typed = tuple(declared_input(self.model, name, value) for value in values)
        if isinstance(key.source, KeyTemplate):
            if not all(key.source.keeps_order_of(name, value) for value in typed):
                self._refuse(
                    f"the template does not keep the order of {name!r}, which {comparison} needs",
                    "format numbers as {name:010d} or {name:number}, and text that does not end "
                    "the template as {name:text}",
                )
            leading = given_inputs(key, self.inputs)
            condition = template_range(key.source, leading, name, comparison, typed)
        else:
            owner = self.model.__name__
            bounds = (sort_key_value(owner, key, {name: value}) for value in typed)
            condition = attribute_range(comparison, tuple(bounds))
        if comparison == "between" and not are_in_order(*condition.operands):
            self._refuse(f"between on {name!r} has its low bound above the high", "swap them")
        return self._narrow(comparison, key, condition)

    def _narrow(self, verb: str, key: DynamoDBKey, condition: SortCondition) -> IndexQuery[T]:
        owner = self.model.__name__
        for operand in condition.operands:
            check_key_value(owner, key.attribute_name, operand, MAX_SORT_KEY_BYTES)
        equalities = {name: sort for name, sort in self.sort.items() if sort.operator == "="}
        sort = {**equalities, key.attribute_name: condition}
        return replace(self, sort=sort, _narrowed_by=verb)

    def _as_dictionaries(self) -> IndexQuery[dict[str, AttributeValue]]:
        return IndexQuery(self.index, self.model, (), self.inputs, self.sort, self._narrowed_by)

    def _check_narrowable(self, verb: str) -> None:
        if self._narrowed_by:
            self._refuse(
                f"{verb} follows {self._narrowed_by} on the same sort key",
                "give one condition; between has both bounds of a range",
            )

    def _one_input(self, given: Mapping[str, Any], verb: str) -> tuple[str, Any]:
        self._check_narrowable(verb)
        if len(given) != 1:
            self._refuse(f"{verb} takes one input, not {len(given)}")
        return next(iter(given.items()))

    def _hierarchy(self, verb: str) -> tuple[DynamoDBKey, KeyTemplate]:
        self._check_narrowable(verb)
        for key in self.index.sort_keys:
            if isinstance(key.source, KeyTemplate):
                return key, key.source
        self._refuse(f"{verb} needs a sort key with a template", "query by between or begins_with")

    def _refuse(
        self, problem: str, suggestion: str = "give the inputs in the order of the templates"
    ) -> NoReturn:
        raise unaskable(self.index, problem, suggestion)


def start_query(
    model: type[T], index: DynamoDBIndex, inputs: Mapping[str, object]
) -> IndexQuery[T]:
    """Start a query from the inputs of the partition and a leading run of those of the sort key.

    Args:
        model: The class to read the items as.
        index: The declared index.
        inputs: Input name → value.

    Returns:
        A query of the sort keys that begin with the inputs given: one key when all are given,
        else all keys of the template's fixed text, which leaves out other models' items.

    Raises:
        KeyBuildError: When an input is unknown, None, missing from the partition key, or not in
            the leading run of the sort key.
    """
    check_query_inputs(index, inputs)
    partition = _partition_of(model, index, inputs)
    sort = sort_beginning_with(model.__name__, index, inputs)
    return IndexQuery(index, model, (model,), dict(inputs), sort, _partition=partition)


def _partition_of(
    model: type, index: DynamoDBIndex, inputs: Mapping[str, object]
) -> dict[str, AttributeValue]:
    return index_key(model.__name__, index, inputs, include_sort_keys=False)
