"""How an operation is to be done, as values with presets; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from boto3_assist.dynamodb.class_cache import ClassCache, own_members
from boto3_assist.errors import InvalidParameterError, describe

if TYPE_CHECKING:
    from boto3_assist.dynamodb.expressions import Attribute, AttributePath

__all__ = ["GetItemConfig", "Preset", "check_alone", "config_of", "projection_paths"]

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
        projection: The paths of the attributes to read, as `attr` takes them, or fields
            (``Order.field("total")``); in place of `projection_expression`.

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
    projection: Iterable[str | AttributePath | Attribute] | None = None

    consistent = Preset("Read with strong consistency.", strongly_consistent=True)
    with_projections = Preset("Read the model's own attributes only.", do_projections=True)

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When the projection cannot be used, or came twice.
        """
        if self.projection is not None:
            check_alone(self, "do_projections", "projection", "projection_expression")
            object.__setattr__(self, "projection", projection_paths(self.projection))


def _default_config(kind: Any) -> Any:
    return kind()


# One of each class is enough: they cannot be changed.
_defaults = ClassCache(_default_config)


def config_of(config: object, kind: type[C]) -> C:
    """Give the configuration of a call.

    Args:
        config: What the caller gave, or None.
        kind: The class that the call takes.

    Returns:
        The configuration; with its defaults when None.

    Raises:
        InvalidParameterError: When it is of another class.
    """
    if config is None:
        found: C = _defaults(kind)
        return found
    if not isinstance(config, kind):
        raise InvalidParameterError(
            f"config was given as {describe(config)}",
            details={
                "given": describe(config),
                "expected": f"an instance of {kind.__name__}",
                "suggestion": _how_to_make(kind),
            },
        )
    return config


def _how_to_make(kind: type) -> str:
    members = [each for base in kind.__mro__ for each in own_members(base).items()]
    presets = [name for name, member in members if isinstance(member, Preset)]
    called = f", or call the preset: {kind.__name__}.{presets[0]}()" if presets else ""
    return f"write {kind.__name__}(...){called}"


def check_alone(config: object, *names: str) -> None:
    """Check that at most one of several fields of a configuration is set.

    Args:
        config: The configuration.
        *names: Names of the fields.

    Raises:
        InvalidParameterError: When several are.
    """
    given = [name for name in names if getattr(config, name)]
    if len(given) > 1:
        raise InvalidParameterError(
            f"{' came together with '.join(given)}",
            details={
                "expected": f"one of {', '.join(names)}",
                "suggestion": "leave the others out",
            },
        )


def projection_paths(
    projection: Iterable[str | AttributePath | Attribute],
) -> tuple[str | AttributePath | Attribute, ...]:
    """Take the paths of a projection once for all: an iterator would be empty for a second page.

    Args:
        projection: The paths.

    Returns:
        The same.

    Raises:
        InvalidParameterError: When they are no list of paths.
    """
    if isinstance(projection, str) or not isinstance(projection, Iterable):
        raise InvalidParameterError(
            f"the projection was given as {describe(projection)}",
            details={
                "given": describe(projection),
                "expected": "a list of the paths of attributes",
                "suggestion": 'write ["total", "lines[0].qty"]; an expression in '
                "DynamoDB's syntax goes into projection_expression",
            },
        )
    return tuple(projection)
