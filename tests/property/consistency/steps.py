"""The same writers with updates by steps, and with another writer between read and write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from boto3_assist.dynamodb import Update, attr
from boto3_assist.errors import ValidationError
from tests.property.consistency.machine import (
    TwoWriters,
    fields_of,
    ids,
    names,
    some_values,
    values,
)

INPUTS = ("status", "region", "category", "score")


class TwoWritersInSteps(TwoWriters):
    """Random steps beside what the base class does."""

    @precondition(lambda self: hasattr(self.model, "primary"))
    @rule(
        order_id=ids,
        given=values,
        removed=st.just([]) | names,
        by=st.integers(-3, 3),
        between=values,
    )
    def update_by_steps(
        self,
        order_id: str,
        given: dict[str, Any],
        removed: list[str],
        by: int,
        between: dict[str, Any],
    ) -> None:
        update = Update().increment(attr("tally"), by, start=10)
        for name in given.keys() - set(removed):
            update = update.set(name, given[name])
        update = update.remove(*removed) if removed else update

        def send() -> Any:
            key = self.model_key(order_id)
            return self.db.update_item(self.table.name, key, update, return_values="ALL_NEW")

        if order_id not in self.expected:
            self.missing(send)
            return
        before = self.stored(order_id).get("tally", 10)
        with self.written_between(order_id, between):
            order = send().unwrap()
        after = self.expected[order_id] | given | dict.fromkeys(removed)
        # What is removed reads as its default.
        self.expected[order_id] = after | {"note": after["note"] or ""}
        self.count(order_id)
        # Sent again because of the other writer, but done once.
        assert self.stored(order_id)["tally"] == before + by
        assert fields_of(order) == self.expected[order_id]

    @precondition(lambda self: hasattr(self.model, "primary"))
    @rule(order_id=ids, given=some_values)
    def steps_that_no_key_can_follow(self, order_id: str, given: dict[str, Any]) -> None:
        """Refused, or leaves every key true: the invariants tell."""
        update = Update()
        for name in sorted(given):
            update = update.set_if_not_exists(name, given[name])
        before = self.expected.get(order_id)
        stored = {} if before is None else self.stored(order_id)
        result = self.db.update_item(
            self.table.name, self.model_key(order_id), update, raise_on_error=False
        )
        if before is None or given.keys() & set(INPUTS):
            assert result.error is not None
        if result.success and before is not None:
            absent = {n: v for n, v in given.items() if n not in stored}
            self.expected[order_id] = before | absent
            self.count(order_id)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), given=values)
    def update_held_by_steps(self, data: st.DataObject, given: dict[str, Any]) -> None:
        writer, order_id = data.draw(st.sampled_from(sorted(self.held)))
        held = self.held[writer, order_id]
        now = fields_of(held.instance)
        update = Update().increment(attr("tally"))
        for name, value in given.items():
            update = update.set(name, value)

        def send() -> Any:
            return self.db.update_item(self.table.name, held.instance, update)

        if now != held.known or any(now[name] is None for name in held.cleared):
            with pytest.raises(ValidationError):
                send()
        elif order_id not in self.expected:
            self.missing(send)
        elif self.is_stale(order_id, held):
            self.refused(send)
        else:
            after = self.expected[order_id] | given
            assert send().unwrap() is held.instance
            assert fields_of(held.instance) == after
            self.written(writer, order_id, held.instance, after)
            return
        assert fields_of(held.instance) == now

    @contextmanager
    def written_between(self, order_id: str, given: dict[str, Any]) -> Iterator[None]:
        """Let another writer change the item right before the update of the block is sent."""
        left = [given] if given else []

        def before_call(**_: Any) -> None:
            if left:
                self.update_by_key_of(order_id, left.pop())

        events = self.db.client.meta.events
        events.register("before-call.dynamodb.UpdateItem", before_call)
        try:
            yield
        finally:
            events.unregister("before-call.dynamodb.UpdateItem", before_call)

    def update_by_key_of(self, order_id: str, changes: dict[str, Any]) -> None:
        self.db.update_item_partial(self.model_key(order_id), self.table.name, changes=changes)
        after = self.expected[order_id] | changes
        if after != self.expected[order_id]:
            self.count(order_id)
        self.expected[order_id] = after

    def stored(self, order_id: str) -> dict[str, Any]:
        (item,) = (item for item in self.scan(None) if item["order_id"] == order_id)
        return item
