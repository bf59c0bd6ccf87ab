"""Names of a package that are found in its modules when they are asked for; knows no package."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["lazy_names"]


def lazy_names(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the functions by which a package finds its names, so that one does not load all.

    Args:
        package: The package, its ``__name__``.
        homes: Name → the module of the package that has it.

    Returns:
        What the package is to call ``__getattr__`` and ``__dir__`` (PEP 562). Type checkers read
        imports under `typing.TYPE_CHECKING` instead.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return find, names
