"""What the generators know of a declared type; makes no code."""

from __future__ import annotations

import dataclasses
import inspect
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, Flag
from typing import Any, Final, Literal, NamedTuple, NewType
from uuid import UUID

from boto3_assist.dynamodb.schema import ModelSchema, schema_of_class
from boto3_assist.dynamodb.schema.scalars import to_enum
from boto3_assist.errors import Boto3AssistError

__all__ = ["ANY", "OTHER", "SCALAR_KINDS", "Shape", "choices_of", "nested_schema", "shape_of"]


class Shape(NamedTuple):
    """A declared type.

    Attributes:
        kind: One of `SCALAR_KINDS`, ``any``, ``list``, ``texts`` (a set of text), ``map``,
            ``choice``, ``model``, or ``other`` for what the generators do not know.
        type: The class of a choice or a model.
        inner: What a list or a map holds.
        optional: True where None is taken beside it.
        tag: The type descriptor of a choice.
        choices: Content on the wire → value, of a choice.
    """

    kind: str
    type: Any = None
    inner: Any = None
    optional: bool = False
    tag: str = ""
    choices: Mapping[str, Any] | None = None


ANY: Final = Shape("any")
OTHER: Final = Shape("other")

SCALAR_KINDS: Final[Mapping[type, str]] = {
    str: "text",
    int: "int",
    float: "float",
    bool: "bool",
    Decimal: "decimal",
    bytes: "bytes",
    datetime: "datetime",
    date: "date",
    UUID: "uuid",
}


def shape_of(annotation: Any) -> Shape:
    """Give the shape of a declared type, as `coerce` understands it.

    Args:
        annotation: The declared type.

    Returns:
        The shape.
    """
    if annotation is Any or annotation is object or isinstance(annotation, (str, typing.TypeVar)):
        return ANY
    if isinstance(annotation, NewType):
        return shape_of(annotation.__supertype__)
    other = Shape("other", annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return shape_of(arguments[0])
    if origin is typing.Union or isinstance(annotation, types.UnionType):
        arms = [arm for arm in arguments if arm is not type(None)]
        if len(arms) != 1 or len(arguments) != 2:
            return other
        inner = shape_of(arms[0])
        return other if inner.kind in ("any", "other") else inner._replace(optional=True)
    if origin is Literal:
        found = choices_of(None, zip(arguments, arguments))
    elif origin in (list, dict, set):
        found = _container(origin, arguments)
    else:
        is_class = origin is None and isinstance(annotation, type)
        found = _class_shape(annotation) if is_class else OTHER
    return other if found is OTHER else found


def choices_of(kind: Any, choices: Iterable[tuple[Any, Any]]) -> Shape:
    """Give the shape of a value that is one of some.

    Args:
        kind: The class of the values where they are members of an Enum.
        choices: What is stored and the value, of each.

    Returns:
        A shape where all are stored as distinct texts, or all as distinct whole numbers.
    """
    pairs = list(choices)
    kinds = {type(stored) for stored, _ in pairs}
    # Others may be lists; and an Enum that says itself what is equal has no hash.
    if kinds not in ({str}, {int}) or (kind is not None and kind.__hash__ is None):
        return OTHER
    values = dict(pairs)
    if len(values) < len(pairs):
        return OTHER
    if kinds == {str}:
        return Shape("choice", kind, tag="S", choices=values)
    return Shape("choice", kind, tag="N", choices={str(s): v for s, v in values.items()})


def nested_schema(kind: type) -> ModelSchema | None:
    """Give the schema of a dataclass whose constructor takes its fields as it was made to.

    Args:
        kind: A class.

    Returns:
        The schema; None for every other class.
    """
    if not dataclasses.is_dataclass(kind) or hasattr(kind, "__pydantic_fields__"):
        return None
    maker = next(base for base in kind.__mro__ if "__init__" in vars(base))
    parameters = vars(maker).get("__dataclass_params__")
    if parameters is None or not parameters.init:
        return None
    try:
        schema = schema_of_class(kind)
    except Boto3AssistError:
        return None
    takes = {f.name: _default_of(f) for f in dataclasses.fields(kind) if f.init}
    given = {n: each.default for n, each in inspect.signature(kind).parameters.items()}
    # A constructor of the class's own may have defaults of its own.
    is_whole = takes.keys() == schema.fields.keys() == given.keys()
    is_plain = is_whole and all(given[name] is default for name, default in takes.items())
    return schema if is_plain else None


@dataclasses.dataclass
class _Made:
    by_factory: list[Any] = dataclasses.field(default_factory=list)


_BY_FACTORY: Final = inspect.signature(_Made).parameters["by_factory"].default


def _default_of(field: dataclasses.Field[Any]) -> Any:
    """Give the default that the constructor made for a field shows."""
    if field.default_factory is not dataclasses.MISSING:
        return _BY_FACTORY
    return inspect.Parameter.empty if field.default is dataclasses.MISSING else field.default


def _container(origin: Any, arguments: tuple[Any, ...]) -> Shape:
    if origin is list:
        return Shape("list", inner=shape_of(arguments[0]))
    if origin is set:
        return Shape("texts") if arguments == (str,) else OTHER
    return Shape("map", inner=shape_of(arguments[1])) if arguments[0] is str else OTHER


def _class_shape(kind: type) -> Shape:
    if kind in SCALAR_KINDS:
        return Shape(SCALAR_KINDS[kind], kind)
    if kind in (list, dict):
        return Shape("list" if kind is list else "map", inner=ANY)
    if issubclass(kind, Enum) and not issubclass(kind, Flag):
        return choices_of(kind, [(member.value, to_enum(member.value, kind)) for member in kind])
    return OTHER if nested_schema(kind) is None else Shape("model", kind)
