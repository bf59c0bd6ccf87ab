"""The mark of what a model has and never stores; reads no value."""

from __future__ import annotations

import typing
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from boto3_assist.errors import ConfigurationError, describe

__all__ = ["exclude_from_serialization", "is_excluded_member", "is_excluded_type"]

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "_boto3_assist_excluded"


def exclude_from_serialization(getter: F) -> F:
    """Mark a property as never stored: no `to_…` method gives it. `map` and `merge` still set it.

    It stands under ``@property``. In an annotation, ``Annotated[str, exclude_from_serialization]``,
    it marks a field of any style of model; Pydantic's own ``Field(exclude=True)`` does as well.
    What is not stored cannot be an input of a key.

    Args:
        getter: The function of the property.

    Returns:
        The same function.

    Raises:
        ConfigurationError: When it stands above ``@property``, or marks no function.

    Example:
        >>> from boto3_assist.dynamodb import DynamoDBModelBase
        >>> class Person(DynamoDBModelBase):
        ...     def __init__(self) -> None:
        ...         self.first, self.last = "Ann", "Lee"
        ...     @property
        ...     @exclude_from_serialization
        ...     def full_name(self) -> str:
        ...         return f"{self.first} {self.last}"
        >>> Person().to_dictionary()
        {'first': 'Ann', 'last': 'Lee'}
    """
    if isinstance(getter, (property, cached_property)) or not callable(getter):
        raise ConfigurationError(
            f"exclude_from_serialization cannot mark {describe(getter)}",
            details={
                "given": describe(getter),
                "expected": "the function of a property",
                "suggestion": "write @property above @exclude_from_serialization",
            },
        )
    setattr(getter, _MARK, True)
    return getter


def is_excluded_member(member: object) -> bool:
    """Tell whether a member of a class is marked as never stored.

    Args:
        member: A property, a cached one, or anything else.

    Returns:
        True for properties whose function has the mark.
    """
    if isinstance(member, cached_property):
        return hasattr(member.func, _MARK)
    return isinstance(member, property) and hasattr(member.fget, _MARK)


def is_excluded_type(annotation: object) -> bool:
    """Tell whether a declared type has the mark of a field that is never stored.

    Args:
        annotation: A declared type.

    Returns:
        True for ``Annotated[…, exclude_from_serialization]``, or with Pydantic's own mark.
    """
    if typing.get_origin(annotation) is not typing.Annotated:
        return False
    marks = typing.get_args(annotation)[1:]
    return any(m is exclude_from_serialization or getattr(m, "exclude", 0) is True for m in marks)
