"""What the arguments of a query mean: the condition, the index and the models they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.dynamodb.conditions import (
    Expression,
    KeyCondition,
    SortCondition,
    condition_expression,
)
from boto3_assist.dynamodb.expressions import Condition
from boto3_assist.dynamodb.index_query import IndexQuery
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.keys import FieldReference
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_index import BoundIndex
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import InvalidParameterError, MissingParameterError, describe

__all__ = ["QueryTarget", "query_target", "secondary", "start_key_of"]


@dataclass(frozen=True)
class QueryTarget:
    """What a query asks: a condition on an index, and the models to read the items as.

    Attributes:
        condition: The condition to send.
        index_name: Name of the secondary index; None for the table itself.
        models: The classes to read the items as; none for dictionaries.
        selects: Tells of an item that was read whether it was asked for; None where all are.
        owner: The class that declares the index; None where that is not known.
    """

    condition: Expression = field(repr=False)
    index_name: str | None
    models: tuple[type[Any], ...]
    selects: Callable[[Mapping[str, AttributeValue]], bool] | None = field(default=None, repr=False)
    owner: type[Any] | None = None

    @property
    def owners(self) -> tuple[type[Any], ...]:
        """The classes whose declarations tell about the index."""
        return self.models if self.owner is None else (*self.models, self.owner)


def query_target(key: Any, index_name: str | None) -> QueryTarget:
    """Give what a query asks.

    Args:
        key: A query of a model's index, an index of an instance, an index with keys made by
            hand, a condition of boto3, or its text.
        index_name: The index, where the key does not tell.

    Returns:
        The condition, the index and the models.

    Raises:
        InvalidParameterError: When the key is none of these, or tells itself what came with it.
        KeyBuildError: When the partition key of an instance is incomplete.
        MissingParameterError: When no key was given.
    """
    if isinstance(key, IndexQuery):
        _check_alone(key, index_name)
        condition = key.condition
        has_strays = any(each.is_meant is not None for each in condition.sort.values())
        selects = condition.selects if has_strays else None
        text = condition.to_expression()
        return QueryTarget(text, key.index_name, key.models, selects, key.model)
    if isinstance(key, DynamoDBIndex):
        key = key.unbound
    if isinstance(key, BoundIndex):
        name = secondary(index_name or key.name)
        models = (key.model,) if issubclass(key.model, DynamoDBModelBase) else ()
        return QueryTarget(_bound_condition(key).to_expression(), name, models)
    # A condition of the algebra refuses to be taken for true or false.
    if not isinstance(key, Condition) and not key:
        raise MissingParameterError(
            "no key condition was given",
            details={
                "expected": "a query of a model's index, or a condition of boto3",
                "suggestion": "write Order.by_status.query(status=...)",
            },
        )
    expression = condition_expression(key, is_key_condition=True)
    return QueryTarget(expression, secondary(index_name), ())


def start_key_of(start_key: object) -> Mapping[str, AttributeValue] | None:
    """Give the key that a page starts after.

    Args:
        start_key: `last_key` of the page before, or None.

    Returns:
        Key attribute name → Python value; None for the first page.

    Raises:
        InvalidParameterError: When it is not a key.
    """
    if start_key is None:
        return None
    if not isinstance(start_key, Mapping) or not start_key:
        raise InvalidParameterError(
            f"start_key was given as {describe(start_key)}",
            details={
                "given": describe(start_key),
                "expected": "last_key of the page before, or None for the first page",
                "suggestion": "pass start_key=result.last_key",
            },
        )
    return start_key


def secondary(index_name: str | None) -> str | None:
    """Give the name of an index as DynamoDB takes it.

    Args:
        index_name: Name of an index; None or ``"primary"`` for the table itself.

    Returns:
        The name of a secondary index; None for the table itself.
    """
    return None if index_name == PRIMARY_INDEX else index_name


def _check_alone(key: IndexQuery[Any], index_name: str | None) -> None:
    """Refuse what the key tells already: it would be passed over without a word."""
    if index_name and secondary(index_name) != key.index_name:
        raise InvalidParameterError(
            f"index_name {index_name!r} came together with {key!r}",
            details={
                "expected": "the index that the query of a model names itself",
                "suggestion": "leave index_name out, or query by a condition of boto3",
            },
        )


def _bound_condition(index: BoundIndex[Any]) -> KeyCondition:
    partition = index.to_dict(include_sort_key=False)
    sources = {key.attribute_name: key.source for key in index.definition.sort_keys}
    is_complete = index.is_complete
    sort = {}
    for attribute, start in index.sort_values().items():
        is_attribute = isinstance(sources[attribute], FieldReference)
        # What a function or a fixed text gives may be the beginning of a key, as in 0.x.
        is_declared = is_attribute or isinstance(sources[attribute], KeyTemplate)
        is_whole = is_attribute or not isinstance(start, str) or (is_declared and is_complete)
        sort[attribute] = SortCondition("=" if is_whole else "begins_with", (start,))
    return KeyCondition(partition, sort)
