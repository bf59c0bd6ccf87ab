"""Attributes that were read into fields that are never stored, kept for the next save."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.instance_state import keep_unstored
from boto3_assist.dynamodb.schema.annotations import declared_types
from boto3_assist.dynamodb.schema.base import ModelSchema
from boto3_assist.dynamodb.schema.compilation import (
    has_fixed_fields,
    is_model_instance,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.exclusion import is_excluded_type
from boto3_assist.dynamodb.schema.marker import ModelMarker
from boto3_assist.dynamodb.schema.owning import owned

__all__ = ["keep_excluded", "may_exclude", "may_exclude_in"]


def keep_excluded(value: Any, read: Any) -> None:
    """Let models keep what was read under the names of fields that they never store.

    Args:
        value: A model made of an item, or what is in one.
        read: The item, or what it has in that place.
    """
    if isinstance(read, Mapping):
        if is_model_instance(value):
            if may_exclude(type(value)):
                _keep_in_model(value, read)
        elif isinstance(value, Mapping):
            for name in value.keys() & read.keys():
                keep_excluded(value[name], read[name])
    elif isinstance(read, (list, tuple)) and isinstance(value, (list, tuple)):
        for pair in zip(value, read):
            keep_excluded(*pair)


def _keep_in_model(instance: Any, read: Mapping[str, Any]) -> None:
    unstored: dict[str, Any] = {}
    for attribute, field in schema_of_instance(instance).by_attribute.items():
        if attribute not in read:
            continue
        if field.stored:
            keep_excluded(getattr(instance, field.name, None), read[attribute])
        else:
            unstored[attribute] = owned(read[attribute])
    keep_unstored(instance, unstored)


def _excludes_inside(model: type) -> bool:
    seen: set[type] = set()
    waiting = [model]
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        if issubclass(kind, ModelMarker) and not has_fixed_fields(kind):
            # Its fields are those of its instances.
            return True
        for annotation in _stored_annotations(kind):
            if annotation is None:
                return True
            waiting.extend(_models_in(annotation))
    return False


may_exclude = ClassCache(_excludes_inside)
"""Tells whether instances of a class may have fields, nested ones too, that are never stored."""


def may_exclude_in(schema: ModelSchema) -> bool:
    """Tell whether fields of an instance, or of what is nested in it, are never stored.

    Args:
        schema: The fields.

    Returns:
        False when all of them are stored.
    """
    fields = schema.fields.values()
    return any(not f.stored or any(map(may_exclude, _models_in(f.annotation))) for f in fields)


def _stored_annotations(kind: type) -> Iterator[Any]:
    """Give the declared types of fields, and None for a field that is never stored."""
    infos = getattr(kind, "__pydantic_fields__", None)
    if infos is not None and not dataclasses.is_dataclass(kind):
        for info in infos.values():
            yield None if info.exclude is True else info.annotation
        return
    declared = declared_types(kind)
    for field in dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ():
        annotation = declared.get(field.name, Any)
        yield None if is_excluded_type(annotation) else annotation


def _models_in(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and typing.get_origin(annotation) is None:
        if has_fixed_fields(annotation) or issubclass(annotation, ModelMarker):
            yield annotation
    for argument in typing.get_args(annotation):
        yield from _models_in(argument)
