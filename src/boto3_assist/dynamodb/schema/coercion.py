"""Values to declared types where nothing is lost, and a refusal where something would be."""

from __future__ import annotations

import collections
import dataclasses
import types
import typing
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import Enum
from typing import Any, Final, Literal, NewType

from boto3_assist.dynamodb.schema.marker import ModelMarker
from boto3_assist.dynamodb.schema.nesting import ROOT, Nesting, is_root_model
from boto3_assist.dynamodb.schema.scalars import (
    SCALARS,
    Misfit,
    misfit_inside,
    to_enum,
    to_subclass,
)
from boto3_assist.errors import ValidationError, describe

__all__ = ["coerce"]

# Written around a type to say something of the field, not of its values.
_QUALIFIERS: Final = frozenset({"Final", "NotRequired", "ReadOnly", "Required"})


def coerce(value: Any, annotation: Any, nesting: Nesting) -> Any:
    """Convert a value to a declared type, if that loses nothing.

    Args:
        value: A Python value, such as one read from an item.
        annotation: The declared type; `Any` takes everything.
        nesting: Makes instances of model classes from maps.

    Returns:
        The value itself, or an equal one of the declared type.

    Raises:
        Misfit: When the value cannot be of that type without loss.
    """
    if annotation is Any or annotation is object:
        return value
    if type(annotation) is type and annotation in SCALARS:
        # Most fields are of these, and what follows costs more than the conversion.
        return SCALARS[annotation](value)
    if isinstance(annotation, (str, typing.TypeVar)):
        return value
    if isinstance(annotation, NewType):
        return coerce(value, annotation.__supertype__, nesting)
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if origin is typing.Annotated or getattr(origin, "_name", None) in _QUALIFIERS:
        return coerce(value, arguments[0], nesting)
    if hasattr(origin or annotation, "__value__"):
        # The alias of a `type` statement.
        return coerce(value, (origin or annotation).__value__, nesting)
    if origin is typing.Union or isinstance(annotation, types.UnionType):
        return _to_union(value, arguments, nesting)
    if origin is Literal:
        return _to_literal(value, arguments)
    kind = origin or annotation
    if not isinstance(kind, type):
        return value
    return _to_class(value, kind, arguments, nesting)


def _to_union(value: Any, arms: tuple[Any, ...], nesting: Nesting) -> Any:
    if value is None:
        if type(None) in arms or Any in arms:
            return None
        raise Misfit("a value, not None")
    misfits: list[Misfit] = []
    fitting: list[Any] = []
    # The value's own type first; a date before a datetime, which would take its text too.
    for arm in sorted(arms, key=lambda arm: (arm is not type(value), arm is datetime)):
        if arm is type(None):
            continue
        try:
            made = coerce(value, arm, nesting)
        except Misfit as misfit:
            misfits.append(misfit)
            continue
        if not isinstance(value, Mapping):
            return made
        fitting.append(made)
    if fitting:
        # Of several models the one that knows most of the map.
        return min(fitting, key=nesting.count_unknown)
    if len(misfits) == 1:
        raise misfits[0]
    raise Misfit(" or ".join(misfit.expected for misfit in misfits))


def _to_literal(value: Any, choices: tuple[Any, ...]) -> Any:
    for choice in choices:
        stored = choice.value if isinstance(choice, Enum) else choice
        is_equal = value == stored and isinstance(value, bool) == isinstance(stored, bool)
        if value is choice or is_equal:
            return choice
    raise Misfit(f"one of {len(choices)} declared values")


def _to_class(value: Any, kind: type, arguments: tuple[Any, ...], nesting: Nesting) -> Any:
    if issubclass(kind, Enum):
        return to_enum(value, kind)
    if issubclass(kind, tuple(SCALARS)):
        return to_subclass(value, kind)
    if issubclass(kind, Mapping) or typing.is_typeddict(kind):
        return _to_mapping(value, kind, arguments, nesting)
    if issubclass(kind, AbstractSet) or _takes_any(kind, value, (set, frozenset)):
        return _to_set(value, kind, arguments, nesting)
    if issubclass(kind, Sequence) or _takes_any(kind, value, (list, tuple)):
        return _to_sequence(value, kind, arguments, nesting)
    if is_root_model(kind) and not isinstance(value, kind):
        return _to_model({ROOT: value}, kind, nesting)
    if isinstance(value, Mapping) and _is_model(kind):
        return _to_model(value, kind, nesting)
    if isinstance(value, (str, bytes)) and hasattr(kind, "get_secret_value"):
        secret: Any = kind
        return secret(value)
    return _instance(value, kind)


def _takes_any(kind: type, value: Any, kinds: tuple[type, ...]) -> bool:
    return kind in (Iterable, Collection) and isinstance(value, kinds)


def _is_model(kind: type) -> bool:
    is_known = dataclasses.is_dataclass(kind) or hasattr(kind, "__pydantic_fields__")
    return is_known or issubclass(kind, ModelMarker)


def _to_model(value: Mapping[str, Any], kind: type, nesting: Nesting) -> Any:
    try:
        return nesting.build(kind, value)
    except ValidationError as error:
        misfit = misfit_inside(error)
        if misfit is None:
            # Not one of its fields: a check of the class as a whole.
            raise
        raise misfit from None


def _instance(value: Any, kind: type) -> Any:
    try:
        if isinstance(value, kind):
            return value
    except TypeError:
        # A protocol that cannot be checked at run time.
        return value
    raise Misfit(kind.__name__)


def _to_mapping(value: Any, kind: type, arguments: tuple[Any, ...], nesting: Nesting) -> Any:
    if not isinstance(value, Mapping):
        raise Misfit("a map")
    if typing.is_typeddict(kind):
        declared = _hints(kind)
        if missing := sorted(getattr(kind, "__required_keys__", frozenset()) - value.keys()):
            raise Misfit(f"a map with {', '.join(missing)}")
        return {n: _step(f".{n}", v, declared.get(n, Any), nesting) for n, v in value.items()}
    name_kind, content = arguments if len(arguments) == 2 else (Any, Any)
    if kind is dict and content is Any and all(type(name) is str for name in value):
        if name_kind in (str, Any):
            return dict(value)
    entries = {
        coerce(name, name_kind, nesting): _step(f".{name}", entry, content, nesting)
        for name, entry in value.items()
    }
    if len(entries) < len(value):
        raise Misfit("a map with distinct names")
    if issubclass(kind, collections.defaultdict):
        return kind(None, entries)
    return entries if kind is dict or _is_abstract(kind) else _collected(entries, kind)


def _to_sequence(value: Any, kind: type, arguments: tuple[Any, ...], nesting: Nesting) -> Any:
    if not isinstance(value, (list, tuple)):
        raise Misfit("a list")
    names = getattr(kind, "_fields", None)
    if names is not None and issubclass(kind, tuple):
        declared = _hints(kind)
        arguments = tuple(declared.get(name, Any) for name in names)
    if not issubclass(kind, tuple) or not arguments or arguments[1:] == (Ellipsis,):
        content = arguments[0] if arguments else Any
        arguments = (content,) * len(value)
    if len(value) != len(arguments):
        raise Misfit(f"a list of {len(arguments)} entries")
    entries = [_step(f"[{i}]", *pair, nesting) for i, pair in enumerate(zip(value, arguments))]
    if names is not None and issubclass(kind, tuple):
        return kind(*entries)
    return entries if kind is list or _is_abstract(kind) else _collected(entries, kind)


def _to_set(value: Any, kind: type, arguments: tuple[Any, ...], nesting: Nesting) -> Any:
    if not isinstance(value, (set, frozenset)):
        raise Misfit("a set")
    content = arguments[0] if arguments else Any
    members = {_step("{}", member, content, nesting) for member in value}
    if len(members) < len(value):
        raise Misfit("a set whose members stay distinct")
    return members if kind is set or _is_abstract(kind) else _collected(members, kind)


def _is_abstract(kind: type) -> bool:
    return kind.__module__ in ("collections.abc", "typing")


def _collected(entries: Collection[Any], kind: Any) -> Any:
    try:
        return kind(entries)
    except Exception:
        # Whatever the user's class raises, it may hold a value.
        raise Misfit(kind.__name__) from None


def _hints(kind: type) -> dict[str, Any]:
    try:
        return typing.get_type_hints(kind)
    except Exception:
        # Types that exist for type checkers only check nothing at run time either.
        return {}


def _step(step: str, value: Any, annotation: Any, nesting: Nesting) -> Any:
    try:
        return coerce(value, annotation, nesting)
    except Misfit as misfit:
        if misfit.given is None:
            misfit.given = describe(value)
        misfit.steps.append(step)
        raise
