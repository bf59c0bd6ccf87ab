"""Classes, functions and conditions from the texts of a command line; reads no table."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from functools import reduce
from importlib import import_module
from typing import Any

from boto3_assist.dynamodb import Condition, DynamoDBModelBase, attr
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["condition_of", "function_named", "models_named", "object_named"]


def object_named(name: str) -> Any:
    """Import something by its name.

    Args:
        name: ``module:Name``; modules are found in the current folder too.

    Returns:
        What has that name.

    Raises:
        InvalidParameterError: When there is no such thing.
    """
    module, _, path = name.partition(":")
    if not module or not path or module.startswith("."):
        raise _unknown(name, "it does not have the form module:Name")
    # An installed program does not look in the folder that it is started in, as `python -m` does.
    if (folder := os.getcwd()) not in sys.path:
        sys.path.insert(0, folder)
    try:
        return reduce(getattr, path.split("."), import_module(module))
    except ModuleNotFoundError as error:
        raise _unknown(name, f"there is no module {error.name!r}") from error
    except AttributeError as error:
        raise _unknown(name, "the module does not have it") from error


def models_named(names: Iterable[str]) -> tuple[type[DynamoDBModelBase], ...]:
    """Import model classes.

    Args:
        names: The name of each, as ``module:Class``.

    Returns:
        The classes.

    Raises:
        InvalidParameterError: When one is no model class.
    """
    found = tuple(map(object_named, names))
    for name, each in zip(names, found):
        if not (isinstance(each, type) and issubclass(each, DynamoDBModelBase)):
            raise _unknown(name, "it is no model class")
    return found


def function_named(name: str) -> Any:
    """Import a function.

    Args:
        name: Its name, as ``module:function``.

    Returns:
        The function.

    Raises:
        InvalidParameterError: When it cannot be called.
    """
    found = object_named(name)
    if not callable(found):
        raise _unknown(name, "it is no function")
    return found


def condition_of(equalities: Iterable[str]) -> Condition | None:
    """Read what items must have, all of it.

    Args:
        equalities: Each ``attribute=value``, the value as JSON where it is JSON, else as text.

    Returns:
        The condition; None without any.

    Raises:
        InvalidParameterError: When one has no ``=``.
    """
    conditions = [_equality(each) for each in equalities]
    return reduce(lambda one, other: one & other, conditions) if conditions else None


def _equality(text: str) -> Condition:
    name, sign, value = text.partition("=")
    if not name or not sign:
        raise InvalidParameterError(
            f"a condition was given as {describe(text)}",
            details={"expected": "attribute=value", "suggestion": "write --where status=open"},
        )
    try:
        read: Any = json.loads(value)
    except ValueError:
        read = value
    condition: Condition = attr(name) == read
    return condition


def _unknown(name: str, problem: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"{name!r:.200} cannot be used: {problem}",
        details={
            "given": name,
            "expected": "module:Name of something that can be imported",
            "suggestion": "run it from the folder of your project, or install the project",
        },
    )
