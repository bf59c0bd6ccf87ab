"""Annotations of a class, read without running more of a user's code than Python itself does."""

from __future__ import annotations

import inspect
import re
import sys
import types
import typing
from collections.abc import Mapping
from typing import Any, Final

from boto3_assist.dynamodb.class_cache import own_members

__all__ = [
    "annotated_names",
    "declared_types",
    "own_annotated_names",
    "remember_local_types",
    "unresolved_names",
]


# However `ClassVar` was imported: the annotation is text, and its names may not resolve.
_CLASS_VARIABLE: Final = re.compile(r"([A-Za-z_]\w*\.)*ClassVar\b")


_LOCAL_TYPES: Final = "_boto3_assist_local_types"
_UNRESOLVED: Final = object()


def _own_annotations(owner: Any) -> Mapping[str, Any]:
    if sys.version_info >= (3, 14):
        import annotationlib

        return annotationlib.get_annotations(owner, format=annotationlib.Format.FORWARDREF)
    return inspect.get_annotations(owner)


def _is_class_variable(annotation: Any) -> bool:
    if isinstance(annotation, str):
        return _CLASS_VARIABLE.match(annotation) is not None
    return annotation is typing.ClassVar or typing.get_origin(annotation) is typing.ClassVar


def annotated_names(model: type) -> set[str]:
    """Name what a class and its bases declare by annotation, class variables left out.

    Args:
        model: A class, possibly not yet finished by its decorator or metaclass.

    Returns:
        Names of attributes.
    """
    return {name for base in model.__mro__ for name in own_annotated_names(base)}


def own_annotated_names(model: type) -> set[str]:
    """Name what a class itself declares by annotation, class variables left out.

    Args:
        model: A class, possibly not yet finished by its decorator or metaclass.

    Returns:
        Names of attributes.
    """
    annotations = _own_annotations(model)
    return {name for name, kind in annotations.items() if not _is_class_variable(kind)}


def declared_types(model: type) -> dict[str, Any]:
    """Resolve the declared types of a class, its bases and its properties.

    Args:
        model: A class.

    Returns:
        Attribute name → type; `Any` where the annotation cannot be resolved at run time, such as
        one imported for type checkers only.
    """
    return {n: Any if kind is _UNRESOLVED else kind for n, kind in _declared(model).items()}


def unresolved_names(model: type) -> set[str]:
    """Name what is annotated by something that cannot be resolved at run time.

    Args:
        model: A class.

    Returns:
        Names of attributes.
    """
    return {name for name, kind in _declared(model).items() if kind is _UNRESOLVED}


def remember_local_types(model: type, local_names: Mapping[str, Any]) -> None:
    """Keep the types of a function in which a class is made, to resolve its annotations by.

    Args:
        model: The class.
        local_names: The names of the function.
    """
    found = {name: value for name, value in local_names.items() if _is_type(value)}
    if found:
        type.__setattr__(model, _LOCAL_TYPES, found)


def _declared(model: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(model.__mro__):
        for name, member in own_members(base).items():
            if isinstance(member, property) and inspect.isfunction(member.fget):
                kind = _own_annotations(member.fget).get("return")
                found.update(_resolved(base, member.fget.__module__, {name: kind}))
        found.update(_resolved(base, base.__module__, _own_annotations(base)))
    return found


def _resolved(base: type, module: str, annotations: Mapping[str, Any]) -> dict[str, Any]:
    namespace = _namespace(base, module)
    return {
        name: _resolve(name, kind, namespace)
        for name, kind in annotations.items()
        if kind is not None and not _is_class_variable(kind)
    }


def _resolve(name: str, kind: Any, namespace: dict[str, Any]) -> Any:
    holder = type("_Annotated", (), {"__annotations__": {name: kind}})
    try:
        hints = typing.get_type_hints(holder, globalns=namespace, localns={}, include_extras=True)
    except Exception:
        # The text of an annotation may raise anything.
        return _UNRESOLVED
    return hints[name]


def _namespace(base: type, module: str) -> dict[str, Any]:
    # Of the class only what can be a type: in `date: date | None = None` the default has the
    # name of the type, and a method may be called `list`.
    nested = {name: value for name, value in own_members(base).items() if _is_type(value)}
    names = vars(sys.modules[module]) if module in sys.modules else {}
    return {**names, **vars(base).get(_LOCAL_TYPES, {}), base.__name__: base, **nested}


def _is_type(value: object) -> bool:
    if isinstance(value, (type, types.UnionType, typing.NewType, typing.TypeVar)):
        return True
    # The latter is the alias of a `type` statement.
    return typing.get_origin(value) is not None or type(value).__name__ == "TypeAliasType"
