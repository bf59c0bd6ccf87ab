"""One partial update as a value: what it asks for, and how it goes on when it was refused."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from boto3_assist.dynamodb.codec import decode_item, encode_item, is_same_value
from boto3_assist.dynamodb.index_changes import StoredItem, UpdatePlan, plan_update
from boto3_assist.dynamodb.instance_state import keep_stored, stored_item, unmark_cleared
from boto3_assist.dynamodb.item_writing import item_of
from boto3_assist.dynamodb.partial_changes import Changes, rebuilt
from boto3_assist.dynamodb.schema import ModelMarker, plain_value, schema_of_instance
from boto3_assist.dynamodb.types import AttributeValue, WireItem

__all__ = ["PartialUpdate", "is_as_planned", "taken_over"]

M = TypeVar("M", bound=ModelMarker)


@dataclass(frozen=True)
class PartialUpdate:
    """What a partial update is to do, and what it takes the stored item to be.

    Attributes:
        after: An instance as the item is to be.
        changes: What the update is for, stamps and version included.
        stored: What is known of the stored item.
        key: Primary key attribute name → Python value.
        counted: Attribute name → number to add to it.
        initial: Attribute name → Python value of a new item.
        stamps: Names of the attributes among the changes that the library sets itself.
    """

    after: ModelMarker = field(repr=False)
    changes: Changes
    stored: StoredItem
    key: Mapping[str, AttributeValue] = field(repr=False)
    counted: Mapping[str, int] = field(default_factory=dict)
    initial: Mapping[str, AttributeValue] = field(default_factory=dict, repr=False)
    stamps: tuple[str, ...] = ()

    def plan(self) -> UpdatePlan:
        """Find what is written and relied on; see `plan_update`.

        Returns:
            The plan.
        """
        return plan_update(self.after, self.changes, self.stored)

    def on(self, item: WireItem) -> PartialUpdate:
        """Give the same update of the item as it was found to be.

        Args:
            item: The whole item in wire form.

        Returns:
            An update whose keys are made of that item and the changes.
        """
        # In two steps: the changes are of today's schema version, the item may be of an older.
        found = item_of(
            rebuilt(self.after, decode_item(item), is_stored=True),
            include_indexes=False,
            include_none=False,
        )
        after = rebuilt(self.after, self.changes.applied_to(found))
        return replace(self, after=after, stored=StoredItem(item, True))


def is_as_planned(plan: UpdatePlan, item: WireItem) -> bool:
    """Tell whether an item is what a plan relied on, so that another condition refused it.

    Args:
        plan: The plan.
        item: The stored item.

    Returns:
        True when every guard holds.
    """
    return all(is_same_value(wire, item.get(name)) for name, wire in plan.guards.items())


def taken_over(instance: M, update: PartialUpdate, plan: UpdatePlan) -> M:
    """Let an instance be what was written of it.

    Args:
        instance: The instance that asked for the update.
        update: The update that was carried out.
        plan: What was written.

    Returns:
        The instance with its stamps and version, its cleared fields as an absent attribute reads;
        of a frozen class another instance.
    """
    schema = schema_of_instance(instance)
    cleared = update.changes.removed & schema.by_attribute.keys()
    names = [schema.by_attribute[attribute].name for attribute in (*update.stamps, *cleared)]
    taken = {name: getattr(update.after, name) for name in names}
    written = copy.copy(instance) if schema.is_frozen else instance
    schema.assign(written, taken, cleared)
    unmark_cleared(written, update.changes.attributes)
    stored = stored_item(instance)
    if stored is not None:
        # Not the item of another writer: what is stored and the instance would not fit together.
        keep_stored(written, _item_after(stored, plan))
    return written


def _item_after(item: WireItem, plan: UpdatePlan) -> WireItem:
    kept = {name: wire for name, wire in item.items() if name not in plan.removed}
    return {**kept, **encode_item(plan.values, plain_value)}
