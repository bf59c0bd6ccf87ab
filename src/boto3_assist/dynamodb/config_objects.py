"""How an operation is to be done, as values with presets; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

__all__ = ["GetItemConfig", "Preset"]

C = TypeVar("C")


class Preset:
    """A preset: on the class it starts from the defaults, on an instance from that instance."""

    def __init__(self, summary: str, **changes: Any) -> None:
        """Say what it changes.

        Args:
            summary: What it is for, its docstring.
            **changes: Field → value.
        """
        self.__doc__ = summary
        self._changes = changes

    def __get__(self, instance: C | None, owner: type[C]) -> Callable[[], C]:
        def preset() -> C:
            configured: Any = owner() if instance is None else instance
            changed: C = replace(configured, **self._changes)
            return changed

        return preset


@dataclass(frozen=True)
class GetItemConfig:
    """How `DynamoDB.get` reads an item.

    Attributes:
        strongly_consistent: True to see every write that succeeded before, for twice the capacity.
        do_projections: True to read the model's own attributes only; such an instance can be
            read but not saved, because attributes may be missing from it.
        return_consumed_capacity: INDEXES, TOTAL or NONE; None for DynamoDB's default.
        projection_expression: The attributes to read, in DynamoDB's syntax.
        expression_attribute_names: Placeholder such as ``#n`` → attribute name.
        must_exist: True to raise `ItemNotFoundError` when there is no such item.
        include_expired: True to read an item of a model too that has expired, by the model's
            ``ItemConfig(ttl=…)``, and that DynamoDB has not deleted yet.

    Example:
        >>> GetItemConfig.consistent().with_projections().strongly_consistent
        True
    """

    strongly_consistent: bool = False
    do_projections: bool = False
    return_consumed_capacity: str | None = None
    projection_expression: str | None = None
    expression_attribute_names: Mapping[str, str] | None = None
    must_exist: bool = False
    include_expired: bool = False

    consistent = Preset("Read with strong consistency.", strongly_consistent=True)
    with_projections = Preset("Read the model's own attributes only.", do_projections=True)
