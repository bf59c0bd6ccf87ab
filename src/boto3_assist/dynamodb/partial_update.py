"""One partial update as a value: what it asks for, and how it goes on when it was refused."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from boto3_assist.dynamodb.codec import decode_item, decode_value, encode_item, is_same_value
from boto3_assist.dynamodb.expressions import Update
from boto3_assist.dynamodb.index_changes import (
    StoredItem,
    UpdatePlan,
    plan_creation,
    plan_update,
)
from boto3_assist.dynamodb.instance_state import (
    cleared_attributes,
    forget_unknown,
    keep_stored,
    mark_cleared,
    stored_item,
    unmark_cleared,
)
from boto3_assist.dynamodb.item_expiry import ttl_attribute
from boto3_assist.dynamodb.item_writing import item_of
from boto3_assist.dynamodb.life_fields import life_fields
from boto3_assist.dynamodb.partial_changes import Changes, rebuilt
from boto3_assist.dynamodb.schema import ModelMarker, plain_value, schema_of_instance
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.version_lock import VersionLock

__all__ = ["PartialUpdate", "is_as_planned", "taken_over", "version_attribute", "version_in"]

M = TypeVar("M", bound=ModelMarker)


@dataclass(frozen=True)
class PartialUpdate:
    """What a partial update is to do, and what it takes the stored item to be.

    Attributes:
        after: An instance as the item is to be.
        changes: What the update is for, stamps and version included.
        stored: What is known of the stored item.
        key: Primary key attribute name → Python value.
        stamps: Names of the attributes among the changes that the library sets itself.
        lock: The version that the instance stands for; None where any may be changed.
        must_exist: False where the item may have to be made.
        new_item: What beside the changes a new item is made of, attribute name → Python value;
            None where none is made.
        counted: Attribute name → number to add to it, of an item that nobody has read.
        initial: Attribute name → Python value, set where such an item does not have it.
        is_creation: True when there is known to be no item.
        steps: What is done beside, to attributes that nothing follows from.
    """

    after: ModelMarker = field(repr=False)
    changes: Changes
    stored: StoredItem
    key: Mapping[str, AttributeValue] = field(repr=False)
    stamps: tuple[str, ...] = ()
    lock: VersionLock | None = None
    must_exist: bool = True
    new_item: Mapping[str, AttributeValue] | None = field(default=None, repr=False)
    counted: Mapping[str, int] = field(default_factory=dict)
    initial: Mapping[str, AttributeValue] = field(default_factory=dict, repr=False)
    is_creation: bool = False
    steps: Update = Update()

    def plan(self) -> UpdatePlan:
        """Find what is written and relied on; see `plan_update` and `plan_creation`.

        Returns:
            The plan.
        """
        if self.is_creation:
            return plan_creation(self.after, self.changes.removed)
        may_be_new = not self.must_exist
        return plan_update(
            self.after, self.changes, self.stored, counted=self.counted, may_be_new=may_be_new
        )

    def on(self, item: WireItem | None) -> PartialUpdate:
        """Give the same update of the item as it was found to be.

        Args:
            item: The whole item in wire form; None when there is none.

        Returns:
            An update whose keys are made of that item and the changes.
        """
        if item is None:
            made = self._made_of(self.new_item or {}, version=1)
            return replace(made, must_exist=False, is_creation=True)
        # In two steps: the changes are of today's schema version, the item may be of an older.
        found = item_of(
            rebuilt(self.after, decode_item(item), is_stored=True),
            include_indexes=False,
            include_none=False,
        )
        if self.lock is None:
            made = self._made_of(found, version=version_in(type(self.after), item) + 1)
        else:
            # What the instance stands for is relied on, whatever was found.
            names = {self.lock.attribute, ttl_attribute(self.lock.model)}
            held = {n: wire for n, wire in self.stored.item.items() if n in names}
            item = {n: wire for n, wire in item.items() if n != self.lock.attribute} | held
            made = self._made_of(found)
        return replace(made, stored=StoredItem(item, True), must_exist=True)

    def _made_of(
        self, found: Mapping[str, AttributeValue], *, version: int | None = None
    ) -> PartialUpdate:
        changes, stamps = self.changes, self.stamps
        attribute = version_attribute(type(self.after))
        if version is not None and attribute is not None:
            changes, stamps = changes.writing({attribute: version}), (*stamps, attribute)
        after = rebuilt(self.after, changes.applied_to(found))
        return replace(self, after=after, changes=changes, stamps=stamps, counted={}, initial={})


def version_attribute(model: type) -> str | None:
    """Name the attribute that counts the writes of a model's items.

    Args:
        model: A model class.

    Returns:
        The name; None of a model without versions.
    """
    field = life_fields(model).get("version")
    return None if field is None else field.attribute


def version_in(model: type, item: WireItem) -> int:
    """Read the version of an item.

    Args:
        model: A model class.
        item: The item in wire form.

    Returns:
        The version; 0 of an item without one.
    """
    wire = item.get(version_attribute(model) or "")
    return 0 if wire is None else int(decode_value(wire) or 0)


def is_as_planned(update: PartialUpdate, plan: UpdatePlan, item: WireItem | None) -> bool:
    """Tell whether an item is what a plan relied on, so that another condition refused it.

    Args:
        update: The update.
        plan: The plan of it.
        item: The stored item; None when there is none.

    Returns:
        True when every guard holds.
    """
    if item is None and update.must_exist:
        return False
    return all(is_same_value(wire, (item or {}).get(name)) for name, wire in plan.guards.items())


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
    changes = update.changes
    cleared = changes.removed & schema.by_attribute.keys()
    names = [schema.by_attribute[attribute].name for attribute in (*update.stamps, *cleared)]
    taken = {name: getattr(update.after, name) for name in names}
    written = copy.copy(instance) if schema.is_frozen else instance
    schema.assign(written, taken, cleared)
    forget_unknown(written, changes.removed - cleared)
    waiting = cleared_attributes(instance) - changes.attributes
    unmark_cleared(written, changes.attributes)
    stored = stored_item(instance)
    if stored is not None:
        # Not the item of another writer: what is stored and the instance would not fit together.
        keep_stored(written, _item_after(stored, plan))
    fields = {a: schema.by_attribute[a].name if a in schema.by_attribute else None for a in waiting}
    mark_cleared(written, fields)
    return written


def _item_after(item: WireItem, plan: UpdatePlan) -> WireItem:
    kept = {name: wire for name, wire in item.items() if name not in plan.removed}
    return {**kept, **encode_item(plan.values, plain_value)}
