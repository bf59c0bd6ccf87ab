"""Which of several models an item of a table belongs to, if to one at all; makes no instance."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from boto3_assist.dynamodb.entity_types import class_of_item, is_of_other_type
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.key_template import DELIMITER, KeyTemplate
from boto3_assist.dynamodb.reading import owners_of, read_model
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import Boto3AssistError, ModelMappingError

__all__ = ["owner_among"]


def owner_among(
    models: Sequence[type[Any]], item: Mapping[str, AttributeValue]
) -> type[Any] | None:
    """Find the model that an item belongs to.

    Its entity type decides, whatever its keys are: they may be those that are to be replaced. An
    item without a type belongs to the model whose primary key has its key's form. Where a model's
    key has no fixed text by which to tell, only an item belongs to it whose key is the one that
    the model would give it.

    Args:
        models: The model classes.
        item: Attribute name → Python value.

    Returns:
        The class; None when no model fits the item, or more than one does.
    """
    try:
        typed = {found for model in models if (found := class_of_item(model, item))}
        if len(typed) == 1:
            return typed.pop()
        candidates = list(typed) or [each for each in models if not is_of_other_type(each, item)]
        fitting = [each for each in candidates if _fits(each, item)]
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        return owners_of(fitting, [item])[0]
    except ModelMappingError:
        # More than one.
        return None


def _fits(model: type[Any], item: Mapping[str, AttributeValue]) -> bool:
    primary = declared_indexes(model).get(PRIMARY_INDEX)
    sources = [] if primary is None else [key.source for key in primary.declared_keys]
    if any(map(_has_text, sources)) and not any(map(callable, sources)):
        return owners_of([model], [item])[0] is not None
    try:
        key: Mapping[str, AttributeValue] = read_model(model, item).primary_key()
    except Boto3AssistError:
        return False
    return all(item.get(name) == value for name, value in key.items())


def _has_text(source: object) -> bool:
    if not isinstance(source, KeyTemplate):
        return False
    return bool(re.sub(r"\{[^{}]*\}", "", source.source).strip(DELIMITER))
