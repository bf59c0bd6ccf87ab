"""The request that changes attributes of one item: built purely, in the client's form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.dynamodb.codec import decode_value, encode_item
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.expressions.conditions import enclosed
from boto3_assist.dynamodb.expressions.limits import MAX_OPERATORS, check_expression
from boto3_assist.dynamodb.expressions.placeholders import Placeholders
from boto3_assist.dynamodb.expressions.updates import Clause, Update, update_text
from boto3_assist.dynamodb.requests.item_writes import check_item_size
from boto3_assist.dynamodb.requests.items import expression_parameters
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue, WireValue
from boto3_assist.errors import InvalidParameterError

__all__ = ["Guards", "UpdateItem", "UpdateItemByText", "guard_condition", "guard_expression"]

Guards = Mapping[str, "WireValue | None"]
"""Attribute name → what the stored item must still have there; None for no such attribute."""


def guard_expression(guards: Guards, placeholders: Placeholders) -> str:
    """Write that attributes are as they were when the item was read.

    Args:
        guards: Attribute name → stored value in wire form; None for one that was not there.
        placeholders: Takes the names and values.

    Returns:
        The condition in DynamoDB's syntax; empty without guards.

    Raises:
        InvalidParameterError: When there are more than DynamoDB compares.
    """
    # Each takes an operator or a function, and an AND; that the item is there takes one more.
    if len(guards) * 2 + 1 > MAX_OPERATORS:
        raise InvalidParameterError(
            f"the item has {len(guards)} attributes to compare, more than one expression holds",
            details={
                "given": len(guards),
                "expected": f"an expression of at most {MAX_OPERATORS} operators",
                "suggestion": 'declare ItemConfig(version="version"): one attribute is compared',
            },
        )
    return " AND ".join(_guard(each, wire, placeholders) for each, wire in guards.items())


def guard_condition(partition_key: str, guards: Guards) -> Expression:
    """Write that an item is there and as it was, as a condition of its own.

    Args:
        partition_key: Name of the attribute that every item has.
        guards: Attribute name → stored value in wire form; None for one that was not there.

    Returns:
        The condition.

    Raises:
        InvalidParameterError: When it is longer than DynamoDB takes.
    """
    placeholders = Placeholders()
    # An item that was deleted has none of the attributes that must not be there.
    parts = [f"attribute_exists({placeholders.name(partition_key)})"]
    if guards:
        parts.append(guard_expression(guards, placeholders))
    text = check_expression(" AND ".join(parts), "condition")
    return Expression(text, placeholders.names, placeholders.values)


def _guard(attribute: str, wire: WireValue | None, placeholders: Placeholders) -> str:
    name = placeholders.name(attribute)
    if wire is None:
        return f"attribute_not_exists({name})"
    # Decoded, so that binary is bytes wherever the item came from.
    return f"{name} = {placeholders.value(decode_value(wire, convert_decimals=False))}"


@dataclass(frozen=True)
class UpdateItem:
    """Change whole attributes of one item and leave the others as they are.

    Attributes:
        table_name: Name or ARN of the table.
        key: Key attribute name → Python value.
        values: Attribute name → Python value to set.
        removed: Names of attributes to remove.
        initial: Attribute name → Python value to set where the item does not have it.
        counted: Attribute name → number to add, from 0 where the item does not have it.
        guards: What the stored item must still have.
        condition: What else it must fulfil.
        must_exist: False to make the item when there is none.
        return_values: NONE, ALL_OLD, UPDATED_OLD, ALL_NEW or UPDATED_NEW.
        steps: What is done beside, to other attributes than these.
    """

    table_name: str
    key: Mapping[str, AttributeValue] = field(repr=False)
    values: Mapping[str, AttributeValue] = field(repr=False)
    removed: Collection[str] = ()
    initial: Mapping[str, AttributeValue] = field(default_factory=dict, repr=False)
    counted: Mapping[str, int] = field(default_factory=dict)
    guards: Guards = field(default_factory=dict, repr=False)
    condition: Expression | None = field(default=None, repr=False)
    must_exist: bool = True
    return_values: str = "NONE"
    steps: Update = Update()

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.update_item``.

        Returns:
            The parameters, values in wire form.

        Raises:
            InvalidParameterError: When an expression is longer than DynamoDB takes.
            ItemSizeExceededError: When what is written is over DynamoDB's limit of 400 KB.
        """
        placeholders = Placeholders(self.condition)
        update = self._update_text(placeholders)
        conditions = self._conditions(placeholders)
        request = _parameters(self, update, conditions)
        written = encode_item(self.values, plain_value)
        check_item_size(self.table_name, {**request["Key"], **written})
        generated = Expression("", placeholders.names, placeholders.values)
        return request | expression_parameters(generated, self.condition)

    def _update_text(self, placeholders: Placeholders) -> str:
        name, value = placeholders.name, placeholders.value
        sets = [f"{name(a)} = {value(v)}" for a, v in self.values.items()]
        sets += [
            f"{name(a)} = if_not_exists({name(a)}, {value(v)})" for a, v in self.initial.items()
        ]
        sets += [
            f"{name(a)} = if_not_exists({name(a)}, {value(0)}) + {value(n)}"
            for a, n in self.counted.items()
        ]
        clauses: dict[Clause, list[str]] = {"SET": sets}
        clauses["REMOVE"] = [name(attribute) for attribute in sorted(self.removed)]
        for clause, texts in self.steps.clauses(placeholders).items():
            clauses.setdefault(clause, []).extend(texts)
        return update_text(clauses)

    def _conditions(self, placeholders: Placeholders) -> list[str]:
        parts = []
        if self.must_exist:
            parts.append(f"attribute_exists({placeholders.name(next(iter(self.key)))})")
        if self.guards:
            parts.append(guard_expression(self.guards, placeholders))
        if self.condition is not None:
            parts.append(enclosed(self.condition.text))
        return parts


@dataclass(frozen=True)
class UpdateItemByText:
    """Change one item by an update in DynamoDB's syntax, which keeps no index true.

    Attributes:
        table_name: Name or ARN of the table.
        key: Key attribute name → Python value.
        update: The update.
        condition: What the item must fulfil, if anything.
        must_exist: False to make the item when there is none.
        return_values: NONE, ALL_OLD, UPDATED_OLD, ALL_NEW or UPDATED_NEW.
    """

    table_name: str
    key: Mapping[str, AttributeValue] = field(repr=False)
    update: Expression = field(repr=False)
    condition: Expression | None = field(default=None, repr=False)
    must_exist: bool = False
    return_values: str = "NONE"

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.update_item``.

        Returns:
            The parameters, values in wire form.
        """
        placeholders = Placeholders(self.update, self.condition)
        parts = []
        if self.must_exist:
            parts.append(f"attribute_exists({placeholders.name(next(iter(self.key)))})")
        if self.condition is not None:
            parts.append(enclosed(self.condition.text) if parts else self.condition.text)
        request = _parameters(self, self.update.text, parts)
        generated = Expression("", placeholders.names)
        return request | expression_parameters(self.update, self.condition, generated)


def _parameters(
    request: UpdateItem | UpdateItemByText, update: str, conditions: Collection[str]
) -> dict[str, Any]:
    """Give what both requests have in common, all but what placeholders stand for."""
    parameters: dict[str, Any] = {
        "TableName": request.table_name,
        "Key": encode_item(request.key, plain_value),
        "UpdateExpression": check_expression(update, "update"),
    }
    if conditions:
        joined = " AND ".join(conditions)
        parameters["ConditionExpression"] = check_expression(joined, "condition")
        parameters["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    if request.return_values != "NONE":
        parameters["ReturnValues"] = request.return_values
    return parameters
