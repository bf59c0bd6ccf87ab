"""Attributes of an item from the fields of its model, nested ones too; makes no instance of it."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from boto3_assist.dynamodb.expressions.attributes import Attribute
from boto3_assist.dynamodb.expressions.paths import AttributePath, Segment, path_of
from boto3_assist.dynamodb.expressions.stored_values import FieldType, stored_part
from boto3_assist.dynamodb.key_types import arms_of
from boto3_assist.dynamodb.schema import ModelMarker, has_fixed_fields, schema_of_class
from boto3_assist.dynamodb.schema.annotations import declared_types
from boto3_assist.dynamodb.schema.nesting import ROOT, is_root_model
from boto3_assist.errors import ValidationError

__all__ = ["field_of"]


def field_of(model: type[Any], path: str | AttributePath) -> Attribute:
    """Name a field of a model, or an entry inside one, to make conditions and updates.

    Args:
        model: A model class.
        path: Names of fields, or of their attributes in the item; see `AttributePath.parse`.

    Returns:
        The attribute. What it is compared with is converted to what the field stores.

    Raises:
        InvalidParameterError: When it is no path.
        ValidationError: When the model, or a model inside it, has no such field.
    """
    given = path_of(path)
    place = _Place(None, (model,))
    segments: list[Segment] = []
    for position, segment in enumerate(given.segments):
        found = list(_steps(place, segment))
        if not found:
            raise _no_field(model, given, position, place)
        segments.append(found[0].attribute if isinstance(segment, str) else segment)
        place = _Place(found[0].field, tuple(each.annotation for each in found))
    where = AttributePath(tuple(segments))

    def convert(value: Any, part: Any) -> Any:
        return stored_part(f"{model.__name__}.{given}", place.field, place.annotations, value, part)

    return Attribute(where, convert)


@dataclass(frozen=True)
class _Place:
    """What a path leads to: a field of a model, if it is one, and the types it may have."""

    field: FieldType | None
    annotations: tuple[Any, ...]


@dataclass(frozen=True)
class _Step:
    """One way on: the name in the item, and what is there."""

    attribute: str
    annotation: Any
    field: FieldType | None = None


def _steps(place: _Place, segment: Segment) -> Iterator[_Step]:
    for annotation in place.annotations:
        for arm in arms_of(annotation):
            yield from _steps_in(arm, segment)


def _steps_in(kind: Any, segment: Segment) -> Iterator[_Step]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    base = origin or kind
    if kind is Any or kind is object or not isinstance(base, type):
        yield _Step(str(segment), Any)
    elif is_root_model(base):
        root = schema_of_class(base).fields[ROOT].annotation
        yield from (step for arm in arms_of(root) for step in _steps_in(arm, segment))
    elif isinstance(segment, int):
        yield from _entries(base, arguments, segment)
    elif has_fixed_fields(base):
        yield from _fields(base, segment)
    elif issubclass(base, ModelMarker):
        # The fields of a plain class belong to its instances: what it does not declare it may have.
        yield _Step(segment, declared_types(base).get(segment, Any))
    elif hasattr(base, "__required_keys__"):
        # A TypedDict; that of typing_extensions, which Pydantic asks for, typing does not know.
        declared = typing.get_type_hints(base)
        yield from [_Step(segment, declared[segment])] if segment in declared else []
    elif issubclass(base, Mapping):
        yield _Step(segment, arguments[1] if len(arguments) == 2 else Any)


def _entries(base: type, arguments: tuple[Any, ...], position: int) -> Iterator[_Step]:
    if not issubclass(base, Sequence) or issubclass(base, (str, bytes, AbstractSet)):
        return
    if issubclass(base, tuple) and arguments and arguments[1:] != (Ellipsis,):
        arguments = arguments[position : position + 1]
        if not arguments:
            return
    yield _Step("", arguments[0] if arguments else Any)


def _fields(model: type, name: str) -> Iterator[_Step]:
    schema = schema_of_class(model)
    field = schema.fields.get(name) or schema.by_attribute.get(name)
    if field is not None and field.stored:
        yield _Step(field.attribute, field.annotation, FieldType(model, field))
    elif name in schema.extra_attributes():
        yield _Step(name, Any)


def _no_field(model: type, path: AttributePath, position: int, place: _Place) -> ValidationError:
    wrong, before = path.segments[position], AttributePath(path.segments[:position] or ("-",))
    owner = f"{model.__name__}.{before}" if position else model.__name__
    arms = [arm for annotation in place.annotations for arm in arms_of(annotation)]
    models = [arm for arm in arms if isinstance(arm, type) and has_fixed_fields(arm)]
    names = [n for m in models for n, f in schema_of_class(m).fields.items() if f.stored]
    near = get_close_matches(str(wrong), names, n=1)
    return ValidationError(
        f"{owner} has no {'position' if isinstance(wrong, int) else 'field'} {wrong!r}",
        details={
            "model": model.__name__,
            "path": str(path),
            "unknown": wrong,
            "expected": f"one of {', '.join(names)}" if names else "a path that the types allow",
            "suggestion": (
                f"write {near[0]!r}"
                if near
                else "correct it, or write attr(...) for an "
                "attribute that the model does not know"
            ),
        },
    )
