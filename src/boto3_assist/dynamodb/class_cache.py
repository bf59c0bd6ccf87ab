"""Values computed once for a class and kept on it, so that they go when the class goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

__all__ = ["ClassCache", "own_members"]

T = TypeVar("T")


def own_members(kind: type) -> dict[str, Any]:
    """Give what a class defines itself, to go through it.

    Args:
        kind: A class.

    Returns:
        Name → member as of now: while a class is gone through, another thread may keep a value
        on it.
    """
    # In one step; `dict(...)` would go through the members itself.
    return vars(kind).copy()


class ClassCache(Generic[T]):
    """A function of a class that is computed once for each class, subclasses apart.

    Attributes:
        name: The name under which a class keeps its value.
    """

    def __init__(self, compute: Callable[[type], T]) -> None:
        """Keep what computes the value.

        Args:
            compute: Called with a class; never gives None.
        """
        self._compute = compute
        self.name = f"_boto3_assist_{compute.__name__.strip('_')}"
        self.__doc__ = compute.__doc__

    def __call__(self, model: type) -> T:
        """Give the value for a class."""
        found: T | None = model.__dict__.get(self.name)
        if found is None:
            found = self._compute(model)
            # Past the metaclass, which may have ideas of its own about attributes.
            type.__setattr__(model, self.name, found)
        return found
