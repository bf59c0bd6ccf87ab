"""Merging of updates into instances; decides nothing itself where a value meets another."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from boto3_assist._sentinels import CLEAR_FIELD
from boto3_assist.dynamodb.instance_state import (
    forget_unknown,
    keep_unknown,
    lacking_fields,
    mark_cleared,
    undeclared_attributes,
    unmark_cleared,
)
from boto3_assist.dynamodb.mapping import ItemSource
from boto3_assist.dynamodb.merge_names import check_settable, filtered, made_among, resolved
from boto3_assist.dynamodb.merge_sources import Updates, given_in, updates_of
from boto3_assist.dynamodb.merge_strategies import Inside, MergeStrategy, Strategy, strategy_of
from boto3_assist.dynamodb.schema import (
    ModelMarker,
    ModelSchema,
    is_model_instance,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.nesting import ROOT, is_root_model
from boto3_assist.dynamodb.schema.owning import owned_update
from boto3_assist.dynamodb.schema.scalars import Misfit, misfit_inside
from boto3_assist.dynamodb.schema.typed import misfit_error, problem_of
from boto3_assist.errors import ValidationError, describe

__all__ = ["merge_model", "merged"]

M = TypeVar("M", bound=ModelMarker)


def merge_model(
    instance: M,
    updates: ItemSource | None,
    strategy: MergeStrategy | str,
    include_fields: Iterable[str] | None,
    exclude_fields: Iterable[str] | None,
) -> M:
    """Merge updates into an instance.

    Args:
        instance: An instance of a model.
        updates: A dictionary, a result, a response of boto3, a model, or None for nothing.
        strategy: Which of two values is kept.
        include_fields: Names of fields or attributes that are merged alone; all when None.
        exclude_fields: Names of fields or attributes that are left as they are.

    Returns:
        The same instance.

    Raises:
        ItemNotFoundError: When a result or response holds no item.
        ModelMappingError: When an item is of another entity type.
        ValidationError: When a name is not known, a value does not fit, or the class is frozen;
            then nothing is changed.
    """
    schema = schema_of_instance(instance)
    outcome = _outcome(instance, schema, updates, strategy, include_fields, exclude_fields)
    schema.update(instance, outcome.values, outcome.cleared)
    outcome.remember(instance, schema)
    return instance


def merged(instance: M, updates: ItemSource, strategy: MergeStrategy | str) -> M:
    """Merge updates into an instance that nobody else has, of a frozen class into a copy of it.

    Args:
        instance: An instance of a model.
        updates: As for `merge_model`.
        strategy: Which of two values is kept.

    Returns:
        The instance, or the copy, which stands for the same stored item.

    Raises:
        ModelMappingError: When an item is of another entity type.
        ValidationError: When a name is not known, or a value does not fit.
    """
    schema = schema_of_instance(instance)
    if not schema.is_frozen:
        return merge_model(instance, updates, strategy, None, None)
    outcome = _outcome(instance, schema, updates, strategy, None, None)
    made: M = schema.changed(instance, outcome.values, outcome.cleared)
    outcome.remember(made, schema)
    return made


def _outcome(
    instance: ModelMarker,
    schema: ModelSchema,
    updates: ItemSource | None,
    strategy: MergeStrategy | str,
    include_fields: Iterable[str] | None,
    exclude_fields: Iterable[str] | None,
) -> _Outcome:
    chosen = strategy_of(strategy)
    given = updates_of(schema.model, updates)
    wanted = Updates(
        filtered(instance, schema, given.named, include_fields, exclude_fields),
        filtered(instance, schema, given.item, include_fields, exclude_fields),
    )
    try:
        return _Merge(chosen, is_item=not given.named).outcome(instance, schema, wanted)
    except Misfit as misfit:
        # The outermost step is the field itself.
        name = misfit.steps.pop().removeprefix(".")
        raise misfit_error(schema.model, [problem_of(name, updates, misfit)]) from None


@dataclass
class _Outcome:
    """What a merge comes to for one model, before anything is set.

    Attributes:
        values: Attribute name → value to set.
        cleared: Names of attributes whose fields become what an absent one reads as.
        unknown: Attribute name → value of attributes that the class does not know.
        forgotten: Names of such attributes that are removed.
    """

    values: dict[str, Any] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    unknown: dict[str, Any] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.values or self.cleared or self.unknown or self.forgotten)

    def remember(self, instance: Any, schema: ModelSchema) -> None:
        """Let an instance whose fields are set carry the rest."""
        removed: dict[str, str | None] = {
            attribute: schema.by_attribute[attribute].name
            for attribute in self.cleared
            if schema.reads_absent(instance, attribute)
        }
        removed |= dict.fromkeys(self.forgotten)
        if self.unknown:
            keep_unknown(instance, self.unknown)
        # What is never stored may have been read, and an attribute of its name be kept.
        forget_unknown(instance, removed)
        unmark_cleared(instance, {*self.values, *self.unknown, *self.cleared})
        mark_cleared(instance, removed)


# Stands for what is there and was not read.
_UNREAD: Final = object()


class _Merge:
    """Compares what is there with updates, all the way down by one strategy."""

    def __init__(self, strategy: Strategy, *, is_item: bool) -> None:
        self._strategy = strategy
        self._is_item = is_item

    def outcome(self, instance: Any, schema: ModelSchema, updates: Updates) -> _Outcome:
        """Say what of an instance is to be set."""
        item, named = resolved(schema, updates.item), resolved(schema, updates.named)
        check_settable(instance, schema, named.keys())
        every = {**item, **named}
        made = made_among(instance, schema, every)
        kept = undeclared_attributes(instance)
        unread = lacking_fields(instance)
        outcome = _Outcome()
        for attribute, update in every.items():
            if attribute in made:
                continue
            target = schema.by_attribute.get(attribute)
            if update is CLEAR_FIELD:
                (outcome.cleared if target else outcome.forgotten).add(attribute)
                continue
            name = target.name if target else attribute
            if name in unread:
                current, merged = _UNREAD, self._into_unread(instance, schema, attribute, update)
            else:
                current = getattr(instance, name, None) if target else kept.get(attribute)
                merged = self._step(f".{name}", current, update)
            if merged is not current:
                (outcome.values if target else outcome.unknown)[attribute] = merged
        return outcome

    def _into_unread(self, instance: Any, schema: ModelSchema, attribute: str, update: Any) -> Any:
        """Decide without what is there; where the outcome depends on it, say that it is unread."""
        name = schema.by_attribute[attribute].name

        def unread() -> Any:
            return getattr(instance, name)

        inside = None
        if isinstance(update, Mapping) or is_model_instance(update):
            inside = Inside(_is_for_model(schema, attribute, update), unread)
        merged = self._step(f".{name}", _UNREAD, update, inside)
        return unread() if merged is _UNREAD and update is not None else merged

    def _step(self, step: str, current: Any, update: Any, inside: Inside | None = None) -> Any:
        try:
            merged = self._strategy(current, update, inside or self._inside(current, update))
            return owned_update(merged) if merged is update and merged is not current else merged
        except ValidationError as error:
            misfit = misfit_inside(error)
            if misfit is None:
                raise
        except Misfit as caught:
            misfit = caught
        if misfit.given is None:
            misfit.given = describe(update)
        misfit.steps.append(step)
        raise misfit from None

    def _inside(self, current: Any, update: Any) -> Inside | None:
        if is_model_instance(current):
            if isinstance(update, Mapping) or isinstance(update, type(current)):
                return Inside(True, lambda: self._merged_model(current, update))
        elif isinstance(current, Mapping) and isinstance(update, Mapping):
            return Inside(False, lambda: self._merged_map(current, update))
        return None

    def _merged_model(self, current: Any, update: Any) -> Any:
        if not isinstance(update, Mapping):
            updates = given_in(update)
        elif is_root_model(type(current)):
            updates = Updates({ROOT: update})
        else:
            updates = Updates({}, update) if self._is_item else Updates(update)
        schema = schema_of_instance(current)
        outcome = self.outcome(current, schema, updates)
        if not outcome:
            return current
        made = schema.changed(current, outcome.values, outcome.cleared)
        if hasattr(made, "__dict__"):
            outcome.remember(made, schema)
        return made

    def _merged_map(self, current: Mapping[Any, Any], updates: Mapping[Any, Any]) -> Any:
        made: Any = copy.copy(current) if isinstance(current, dict) else dict(current)
        for name, update in updates.items():
            if update is CLEAR_FIELD:
                made.pop(name, None)
                continue
            before = made.get(name)
            merged = self._step(f".{name}", before, update)
            if merged is not before:
                made[name] = merged
        return made


def _is_for_model(schema: ModelSchema, attribute: str, update: Any) -> bool:
    """Tell whether an update is for a nested model, of which it may name some fields."""
    try:
        return is_model_instance(schema.declared(schema.by_attribute[attribute], update))
    except Misfit:
        return True
