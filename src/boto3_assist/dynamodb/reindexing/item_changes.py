"""What a stored item lacks to have today's keys and form, and the writes that give it them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from boto3_assist.dynamodb.added_indexes import index_definitions
from boto3_assist.dynamodb.codec import decode_item, encode_item, is_same_value
from boto3_assist.dynamodb.index_changes import KeyGraph, StoredItem
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.item_life import with_values, written_values
from boto3_assist.dynamodb.item_writing import item_of, primary_key_of
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.moving import guards_of_all, move_of
from boto3_assist.dynamodb.partial_changes import generated_defaults, is_older
from boto3_assist.dynamodb.requests import DeleteItem, PutItem, UpdateItem
from boto3_assist.dynamodb.requests.updates import Guards
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.walking.tallies import ItemReport, redacted_key

__all__ = ["ItemChange", "change_of", "unchanged_guards"]


@dataclass(frozen=True)
class ItemChange:
    """What is to be written for one item.

    Attributes:
        model: The class of the item.
        key: Its primary key as it is stored, attribute name → Python value.
        before: The stored item in wire form.
        after: The item as it is to be, in wire form.
        attributes: Names of the attributes that change.
        update: The one write where the primary key stays.
        move: The two writes of one transaction where it changes.
    """

    model: type[Any]
    key: Mapping[str, AttributeValue] = field(repr=False)
    before: WireItem = field(repr=False)
    after: WireItem = field(repr=False)
    attributes: tuple[str, ...]
    update: UpdateItem | None = field(default=None, repr=False)
    move: tuple[PutItem, DeleteItem] | None = field(default=None, repr=False)

    @property
    def outcome(self) -> Literal["moved", "updated"]:
        """What becomes of the item when it is written."""
        return "updated" if self.move is None else "moved"

    def report(self, outcome: str | None = None, *, show_values: bool = False) -> ItemReport:
        """Tell the change.

        Args:
            outcome: What became of it, where that is something else.
            show_values: True to show the key and the values of what changes.

        Returns:
            The report.
        """
        model, outcome = self.model.__name__, outcome or self.outcome
        if not show_values:
            key = redacted_key(self.before, self.key)
            return ItemReport(outcome, key, model, self.attributes)
        before = {name: self.before[name] for name in self.attributes if name in self.before}
        after = {name: self.after[name] for name in self.attributes if name in self.after}
        return ItemReport(
            outcome, self.key, model, self.attributes, decode_item(before), decode_item(after)
        )


def change_of(instance: DynamoDBModelBase, table_name: str, now: datetime) -> ItemChange | None:
    """Find what an instance that was just read is to be changed by.

    Args:
        instance: An instance as it was read, upcasters included.
        table_name: Name or ARN of the table.
        now: The time of the write.

    Returns:
        The change; None when the item is as it should be.

    Raises:
        Boto3AssistError: When its keys cannot be made, or the change cannot be written.
    """
    stored: WireItem = stored_item(instance) or {}
    primary = primary_key_of(instance)
    key = decode_item({name: stored[name] for name in primary if name in stored})
    if not is_same_value({"M": encode_item(key)}, {"M": encode_item(primary)}):
        return _move(instance, stored, table_name, now)
    return _update(instance, stored, key, table_name, now)


def unchanged_guards(instance: DynamoDBModelBase) -> Guards:
    """Give what tells that the item of an instance that was read is still the same.

    Args:
        instance: An instance that was read.

    Returns:
        Attribute name → stored value in wire form; None for one that was not there. Of a
        versioned item the version, else every attribute that was read or that the model knows.
    """
    stored: WireItem = stored_item(instance) or {}
    return _guards_of_whole(
        instance, stored, primary_key_of(instance), KeyGraph.of_instance(instance)
    )


def _move(
    instance: DynamoDBModelBase, stored: WireItem, table_name: str, now: datetime
) -> ItemChange:
    move = move_of(instance, now)
    put, delete = move.requests(table_name)
    after = encode_item(put.item, plain_value)
    names = _different(stored, after, stored.keys() | after.keys())
    return ItemChange(type(instance), move.old_key, stored, after, names, move=(put, delete))


def _update(
    instance: DynamoDBModelBase,
    stored: WireItem,
    key: Mapping[str, AttributeValue],
    table_name: str,
    now: datetime,
) -> ItemChange | None:
    """Write in place: the keys alone, or all of an item that upcasters changed."""
    whole = is_older(instance, stored)
    if whole:
        # What is in it changes, so it counts as a write: another version, another time.
        instance = with_values(instance, written_values(instance, now))
    graph = KeyGraph.of_instance(instance)
    item = item_of(instance, include_indexes=True, include_none=False)
    after: WireItem = encode_item(item, plain_value)
    names = (
        stored.keys() | after.keys() if whole else graph.attributes_of(index_definitions(instance))
    )
    changed = _different(stored, after, names - key.keys())
    if not changed:
        return None
    if whole:
        guards = _guards_of_whole(instance, stored, key, graph)
    else:
        guards = _guards_of_keys(instance, stored, key, graph, changed)
        absent = (guards.keys() & after.keys()) - stored.keys() - set(changed)
        # A key must not be made of a default that is another one at the next read.
        changed = (*changed, *sorted(generated_defaults(instance, stored, absent)))
    request = UpdateItem(
        table_name,
        key,
        {name: item[name] for name in changed if name in item},
        [name for name in changed if name not in item],
        guards=guards,
    )
    kept = {name: wire for name, wire in stored.items() if name not in changed}
    written = {name: after[name] for name in changed if name in after}
    return ItemChange(type(instance), key, stored, {**kept, **written}, changed, update=request)


def _guards_of_keys(
    instance: DynamoDBModelBase,
    stored: WireItem,
    key: Mapping[str, AttributeValue],
    graph: KeyGraph,
    changed: tuple[str, ...],
) -> Guards:
    """Rely on what the keys are made of, so that a change of anything else is no conflict."""
    known = StoredItem(stored, is_complete=True)
    affected = [
        name
        for name, index in index_definitions(instance).items()
        if not key_attribute_names({name: index}).isdisjoint(changed)
    ]
    if graph.is_opaque(affected) or graph.derived:
        return _guards_of_whole(instance, stored, key, graph)
    inputs = graph.relied_on(affected, ()) | graph.primary_inputs
    names = (inputs | set(changed)) - key.keys()
    return {name: stored.get(name) for name in sorted(names)} | graph.form_guards(known)


def _guards_of_whole(
    instance: DynamoDBModelBase,
    stored: WireItem,
    key: Mapping[str, AttributeValue],
    graph: KeyGraph,
) -> Guards:
    """Rely on the version, which every write counts up, or on everything."""
    known = StoredItem(stored, is_complete=True)
    # Who wrote an item without a version may write it again without one.
    if graph.version is None or graph.version not in stored:
        return guards_of_all(instance, stored, key) | graph.form_guards(known)
    names = graph.life_of(known)
    return {name: stored.get(name) for name in sorted(names)} | graph.form_guards(known)


def _different(before: WireItem, after: WireItem, names: Any) -> tuple[str, ...]:
    return tuple(
        name for name in sorted(names) if not is_same_value(before.get(name), after.get(name))
    )
