"""The expressions of one read of many items, with placeholders that cannot clash; sends nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.expressions import Placeholders, condition_of
from boto3_assist.dynamodb.expressions.limits import check_length
from boto3_assist.dynamodb.expressions.placeholders import (
    PLACEHOLDER,
    check_meanings,
    check_placeholders,
    placeholders_in,
)
from boto3_assist.dynamodb.read_configs import ReadConfig
from boto3_assist.dynamodb.read_projections import (
    attributes_in,
    check_held,
    models_projection,
    paths_projection,
    with_needed,
)
from boto3_assist.dynamodb.requests import Projection
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["ReadExpressions", "giving_way", "read_expressions"]


# A name behind a dot is that of an entry inside an attribute.
_HEAD: Final = re.compile(r"(?<!\.)#\w+")


@dataclass(frozen=True)
class ReadExpressions:
    """What one read asks, in DynamoDB's syntax.

    Attributes:
        key_condition: Which items to read; None of a scan.
        filter: What items must fulfil to be given, if anything.
        projection: The attributes to read; None for all.
    """

    key_condition: Expression | None
    filter: Expression | None
    projection: Projection | None


def read_expressions(
    key_condition: Expression | str | None,
    config: ReadConfig,
    models: Sequence[type[Any]],
    held: AbstractSet[str] | None = None,
) -> ReadExpressions:
    """Join the expressions of one read.

    Args:
        key_condition: One that was generated, or the caller's text; None of a scan.
        config: How to read, with what the placeholders of the caller's texts stand for.
        models: The classes that the items are read as.
        held: Names of the attributes that can be read; None for all.

    Returns:
        The expressions; generated placeholders give way to the caller's.

    Raises:
        InvalidParameterError: When an expression cannot be used, an attribute of the projection
            cannot be read, or a placeholder of the caller's is in none of the texts.
    """
    if isinstance(key_condition, Expression) and not _asks_more(config):
        return ReadExpressions(key_condition, None, None)
    check_meanings(config.expression_attribute_names, config.expression_attribute_values)
    texts = (key_condition, config.filter, config.projection_expression)
    own = Expression(
        " ".join(text for text in texts if isinstance(text, str)),
        config.expression_attribute_names or {},
        config.expression_attribute_values or {},
    )
    check_placeholders({*own.names, *own.values}, own)
    taken = placeholders_in(own)
    key = (
        _text(key_condition, own, "key condition")
        if isinstance(key_condition, str)
        else key_condition and giving_way(key_condition, taken)
    )
    placeholders = Placeholders(_together(own, key))
    projection = _projection(config, models, placeholders, own, held)
    condition = _filter(config.filter, placeholders, own)
    if held is not None and condition is not None:
        check_held(_heads_in(condition), held, "filter asks for")
    return ReadExpressions(key, condition, projection)


def giving_way(generated: Expression, taken: AbstractSet[str]) -> Expression:
    """Rename generated placeholders that are taken.

    Args:
        generated: An expression whose placeholders the library has chosen.
        taken: Placeholders that stand for something else.

    Returns:
        The expression, with none of them.

    Example:
        >>> giving_way(Expression("#k0 = :k0", {"#k0": "pk"}, {":k0": 1}), {"#k0"})
        Expression(text='#k0_ = :k0', names={'#k0_': 'pk'})
    """
    renamed: dict[str, str] = {}
    for placeholder in (*generated.names, *generated.values):
        new = placeholder
        while new in taken:
            new += "_"
        renamed[placeholder] = new
    return Expression(
        PLACEHOLDER.sub(lambda found: renamed.get(found[0], found[0]), generated.text),
        {renamed[name]: meaning for name, meaning in generated.names.items()},
        {renamed[name]: meaning for name, meaning in generated.values.items()},
    )


def _asks_more(config: ReadConfig) -> bool:
    """Tell whether a read has another expression than a key condition, or placeholders."""
    return (
        config.filter is not None
        or config.projection is not None
        or bool(
            config.do_projections
            or config.projection_expression
            or config.expression_attribute_names
            or config.expression_attribute_values
        )
    )


def _text(text: str, own: Expression, kind: str) -> Expression:
    used = set(PLACEHOLDER.findall(check_length(text, kind)))
    return Expression(
        text,
        {name: meaning for name, meaning in own.names.items() if name in used},
        {name: meaning for name, meaning in own.values.items() if name in used},
    )


def _heads_in(condition: Expression) -> Iterable[str]:
    """Name the attributes that placeholders of a condition stand for."""
    return (condition.names[name] for name in _HEAD.findall(condition.text))


def _together(one: Expression, other: Expression | None) -> Expression:
    if other is None:
        return one
    names, values = {**one.names, **other.names}, {**one.values, **other.values}
    return Expression(f"{one.text} {other.text}", names, values)


def _filter(given: object, placeholders: Placeholders, own: Expression) -> Expression | None:
    if given is None:
        return None
    if isinstance(given, str):
        if not given.strip():
            raise InvalidParameterError(
                "the filter is empty text",
                details={"given": describe(given), "expected": "a condition, or None for none"},
            )
        return _text(given, own, "filter")
    text = check_length(condition_of(given).to_expression(placeholders), "filter")
    return Expression(text, placeholders.names, placeholders.values)


def _projection(
    config: ReadConfig,
    models: Sequence[type[Any]],
    placeholders: Placeholders,
    own: Expression,
    held: AbstractSet[str] | None,
) -> Projection | None:
    if config.do_projections:
        # Generated, as that of `get` is; the caller's filter may use the same placeholders.
        found = models_projection(models, held)
        return found and _not_clashing(found, own)
    if config.projection is not None:
        found = paths_projection(config.projection, placeholders, models)
    elif config.projection_expression:
        expression = _text(config.projection_expression, own, "projection")
        found = Projection(expression.text, expression.names)
    else:
        return None
    found = with_needed(found, models, placeholders_in(own), among_others=True)
    if held is not None:
        check_held(attributes_in(found), held, "projection reads")
    return found


def _not_clashing(projection: Projection, own: Expression) -> Projection:
    found = giving_way(Expression(projection.text, projection.names), placeholders_in(own))
    return Projection(found.text, found.names)
