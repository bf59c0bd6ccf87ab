from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, ItemConfig, attr
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.instance_state import keep_stored
from boto3_assist.dynamodb.version_lock import version_lock
from boto3_assist.dynamodb.write_conditions import (
    beside,
    given_condition,
    living_condition,
    put_condition,
)
from boto3_assist.errors import InvalidParameterError

NOW = datetime(2024, 5, 1, 12, 0, 0, 999_999, tzinfo=timezone.utc)
SECONDS = 1_714_564_800


class Ticket(DynamoDBModel):
    ticket_id: str
    ends_at: int | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="ticket#{ticket_id}", sk="ticket")
    item_config = ItemConfig(ttl="ends_at", version="version")


def loaded(version: int) -> Ticket:
    ticket = Ticket(ticket_id="7", version=version)
    keep_stored(ticket, ticket.to_client_dictionary())
    return ticket


def test_a_save_has_no_condition_unless_asked() -> None:
    assert put_condition({"a": 1}, None) is None


def test_an_expired_item_counts_as_absent_at_a_time() -> None:
    ticket = Ticket(ticket_id="7")

    assert put_condition(ticket, None, must_exist=False) == Expression(
        "attribute_not_exists(#pk)", {"#pk": "pk"}
    )
    assert put_condition(ticket, None, must_exist=False, now=NOW) == Expression(
        "(attribute_not_exists(#pk) OR #ttl < :now)",
        {"#pk": "pk", "#ttl": "ends_at"},
        {":now": SECONDS},
    )


class Typed(Ticket):
    item_config = ItemConfig(ttl="ends_at", entity_type="ticket", entity_type_attribute="kind")


def test_an_item_is_one_that_a_read_would_find() -> None:
    given = Expression("#ttl = :now", {"#ttl": "x"}, {":now": 1})

    assert living_condition(Typed, NOW, given) == Expression(
        "(attribute_not_exists(#type) OR #type = :type) AND "
        "(NOT (#ttl_ < :now_) AND (#ttl = :now))",
        {"#type": "kind", "#ttl_": "ends_at", "#ttl": "x"},
        {":type": "ticket", ":now_": SECONDS, ":now": 1},
    )
    assert living_condition(DynamoDBModel, NOW, None) is None
    assert living_condition(DynamoDBModel, NOW, given) is given


@pytest.mark.parametrize("must_exist", [False, None])
def test_a_new_instance_is_written_once_whether_asked_or_not(must_exist: bool | None) -> None:
    ticket = Ticket(ticket_id="7")

    condition = put_condition(
        ticket, None, must_exist=must_exist, lock=version_lock(ticket, NOW), now=NOW
    )

    assert condition is not None
    assert condition.text == "(attribute_not_exists(#pk) OR #ttl < :now)"


def test_all_conditions_hold_together() -> None:
    ticket = loaded(3)

    given = given_condition("a = :a OR b = :a", None, {":a": 1})
    lock = version_lock(ticket, NOW)

    condition = put_condition(ticket, given, must_exist=False, lock=lock, now=NOW)

    assert condition == Expression(
        "(attribute_not_exists(#pk) OR #ttl < :now) AND "
        "(#version = :version AND (a = :a OR b = :a))",
        {"#pk": "pk", "#ttl": "ends_at", "#version": "version"},
        {":now": SECONDS, ":version": 3, ":a": 1},
    )


@pytest.mark.parametrize(
    ("text", "names", "values", "expected"),
    [
        (
            "#version > :version",
            {"#version": "other"},
            {":version": 1},
            Expression(
                "#version_ = :version_ AND (#version > :version)",
                {"#version_": "version", "#version": "other"},
                {":version_": 3, ":version": 1},
            ),
        ),
        (
            "#version > :version_ AND #version_ < :version_",
            {"#version": "other", "#version_": "third"},
            {":version_": 1},
            Expression(
                "#version__ = :version AND (#version > :version_ AND #version_ < :version_)",
                {"#version__": "version", "#version": "other", "#version_": "third"},
                {":version": 3, ":version_": 1},
            ),
        ),
    ],
)
def test_placeholders_give_way_to_the_callers(
    text: str, names: Any, values: Any, expected: Expression
) -> None:
    ticket = loaded(3)
    given = given_condition(text, names, values)

    assert put_condition(ticket, given, lock=version_lock(ticket)) == expected


def test_a_placeholder_that_the_caller_forgot_does_not_mean_ours() -> None:
    condition = beside(
        Expression("attribute_not_exists(#pk)", {"#pk": "pk"}), Expression("size(#pk) > :n")
    )

    assert condition.names == {"#pk_": "pk"}
    assert condition.text == "attribute_not_exists(#pk_) AND (size(#pk) > :n)"


@pytest.mark.parametrize(
    ("condition", "names", "values", "wrong"),
    [
        ("#a = :a", {"#a": "a"}, {}, [":a"]),
        ("#a = :a", {}, {":a": 1}, ["#a"]),
        ("a = :a", {"#b": "b"}, {":a": 1}, ["#b"]),
        ("a = :a", {}, {":a": 1, ":b": 2}, [":b"]),
        (Attr("a").eq(1), {"#n0": "b"}, {}, ["#n0"]),
        (attr("a") == 1, {}, {":v": 1}, [":v"]),
    ],
)
def test_placeholders_without_a_use_or_a_meaning_are_refused(
    condition: Any, names: Any, values: Any, wrong: list[str]
) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        given_condition(condition, names, values)

    assert caught.value.details["placeholders"] == wrong


def test_a_condition_of_boto3_keeps_its_placeholders() -> None:
    ticket = loaded(3)
    given = given_condition(Attr("version").gt(1), None, None)

    condition = put_condition(ticket, given, lock=version_lock(ticket))

    assert condition == Expression(
        "#version = :version AND (#n0 > :v0)",
        {"#version": "version", "#n0": "version"},
        {":version": 3, ":v0": 1},
    )
