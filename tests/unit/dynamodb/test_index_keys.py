"""Native keys: attributes of the item that are the key of a global secondary index as they are."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.conditions import ConditionBase, Key
from pydantic import Field

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    KeyTemplate,
)
from boto3_assist.dynamodb.indexes import declared_indexes
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.keys import FieldReference
from boto3_assist.dynamodb.query_targets import query_target
from boto3_assist.dynamodb.requests import CreateTable
from boto3_assist.errors import ConfigurationError, KeyBuildError


@dataclass
class Match(DynamoDBModelBase):
    match_id: str
    tournament: str | None = None
    region: str | None = None
    round: int | None = None
    bracket: str | None = None

    primary = DynamoDBIndex.primary(pk="match#{match_id}")
    by_round = DynamoDBIndex(
        "by_round",
        pk="tournament#{tournament}#region#{region}",
        sk="round#{round}#{bracket}",
        native=True,
        description="brackets",
    )
    by_region = DynamoDBIndex("by_region", pk_attribute=["region"], sk_attribute=("round",))


FINAL = Match("7", "winter", "na", 3, "upper")


def test_an_index_uses_the_attributes_that_its_templates_name() -> None:
    index = Match.by_round.definition

    assert index.is_native
    assert [key.source for key in index.partition_keys] == [
        FieldReference("tournament"),
        FieldReference("region"),
    ]
    assert [key.attribute_name for key in index.sort_keys] == ["round", "bracket"]
    assert index.partition_key is index.partition_keys[0]
    assert index.sort_key is index.sort_keys[0]
    assert repr(index) == "DynamoDBIndex('by_round': tournament, region, round, bracket)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"pk": "a#{x}#b#{y}", "native": True}, {"pk_attribute": ("x", "y")}),
        ({"pk": [("a", "x"), ("b", "y")], "native": True}, {"pk_attribute": ["x", "y"]}),
        ({"pk": KeyTemplate.compile("{x}"), "native": True}, {"pk_attribute": ("x",)}),
        ({"pk_attribute": "x", "native": True}, {"pk_attribute": ("x",)}),
        (
            {"pk": "{x}", "sk": "{y}#{z}", "native": True},
            {"pk_attribute": ("x",), "sk_attribute": ("y", "z")},
        ),
        # One attribute as it is beside several makes both native.
        (
            {"pk_attribute": "x", "sk_attribute": ("y", "z")},
            {"pk_attribute": ("x",), "sk_attribute": ("y", "z")},
        ),
    ],
)
def test_templates_and_lists_of_names_declare_the_same(one: Any, other: Any) -> None:
    first, second = DynamoDBIndex("gsi1", **one), DynamoDBIndex("gsi1", **other)

    assert first.is_native and second.is_native
    for keys in ("partition_keys", "sort_keys"):
        assert [(key.attribute_name, key.source) for key in getattr(first, keys)] == [
            (key.attribute_name, key.source) for key in getattr(second, keys)
        ]


@pytest.mark.parametrize(
    "arguments",
    [
        {"pk": "{a}#{b}#{c}#{d}#{e}", "native": True},
        {"pk": "{a}", "sk_attribute": ("a", "b", "c", "d", "e"), "native": True},
        {"pk": "fixed", "native": True},
        {"pk": "{a}", "sk": "fixed", "native": True},
        {"pk": "n#{a:010d}", "native": True},
        {"pk": "{a}", "sk": "n#{b:number}", "native": True},
        {"pk": "{a:text}", "native": True},
        {"pk": "{a}", "pk_attribute": ("a", "b")},
        {"pk": "{a}", "pk_attribute": "a", "native": True},
        {"pk_attribute": ()},
        {"pk_attribute": ("a", 5)},
        {"pk_attribute": ("a", "")},
        {"pk_attribute": 5},
        {"pk": lambda: "x", "native": True},
        {"pk": "{a", "native": True},
        {"partition_key": DynamoDBKey("a", "x"), "native": True},
        {"pk": "{a}", "native": True, "depends_on": ("a",)},
    ],
)
def test_what_no_native_key_can_be_is_refused(arguments: Any) -> None:
    with pytest.raises(KeyBuildError) as caught:
        DynamoDBIndex("gsi1", **arguments)

    assert {"expected", "suggestion"} <= caught.value.details.keys()


def primary() -> None:
    class Wrong(DynamoDBModel):
        a: str
        b: str
        primary = DynamoDBIndex("primary", pk="{a}", sk="{b}", native=True)


def unknown_field() -> None:
    class Wrong(DynamoDBModel):
        a: str
        primary = DynamoDBIndex.primary(pk="{a}")
        by_b = DynamoDBIndex("gsi1", pk="{a}#{b}", native=True)


def excluded_field() -> None:
    class Wrong(DynamoDBModel):
        a: str
        b: str = Field("", exclude=True)
        primary = DynamoDBIndex.primary(pk="{a}")
        by_b = DynamoDBIndex("gsi1", pk="{a}#{b}", native=True)


def one_attribute_in_both_keys() -> None:
    class Wrong(DynamoDBModel):
        a: str
        b: str
        primary = DynamoDBIndex.primary(pk="{a}")
        by_b = DynamoDBIndex("gsi1", pk="{a}#{b}", sk="{b}", native=True)


def no_partition_key() -> None:
    class Wrong(DynamoDBModel):
        a: str
        primary = DynamoDBIndex.primary(pk="{a}")
        by_a = DynamoDBIndex("gsi1", sk="{a}", native=True)


@pytest.mark.parametrize(
    "declare",
    [primary, unknown_field, excluded_field, one_attribute_in_both_keys, no_partition_key],
)
def test_a_wrong_native_index_fails_when_the_class_is_made(declare: Callable[[], None]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        declare()

    assert {"expected", "suggestion"} <= caught.value.details.keys()


@pytest.mark.parametrize(
    "entry",
    [
        {"pk": [["", "region"]], "sk": [["round", "round"], ["", "bracket"]], "native": True},
        {"pk_attribute": ["region"], "sk_attribute": ["round", "bracket"]},
    ],
)
def test_a_configuration_may_declare_native_keys(entry: Any) -> None:
    match = Match("7", "winter", "na", 3, "upper")
    match.setup_indexes_from_config({"gsi9": entry})

    assert match.get_key("gsi9").to_dict() == {"region": "na", "round": 3, "bracket": "upper"}
    assert match.to_resource_dictionary() == FINAL.to_resource_dictionary()


def test_an_index_added_as_primary_cannot_be_native() -> None:
    match = Match("7")
    match.indexes.remove_primary()

    with pytest.raises(ConfigurationError, match="native"):
        match.indexes.add_primary(DynamoDBIndex(pk="{match_id}", native=True))


def test_no_attribute_is_made_for_a_native_index() -> None:
    assert FINAL.to_resource_dictionary() == {
        "match_id": "7",
        "tournament": "winter",
        "region": "na",
        "round": 3,
        "bracket": "upper",
        "pk": "match#7",
    }
    assert key_attribute_names(declared_indexes(Match)) == {"pk"}


def test_an_item_that_lacks_an_attribute_is_not_in_the_index() -> None:
    match = Match("7", "winter", "na", 3)

    assert not match.by_round.is_complete
    assert match.to_resource_dictionary(include_none=True) == {
        "match_id": "7",
        "tournament": "winter",
        "region": "na",
        "round": 3,
        "pk": "match#7",
    }
    with pytest.raises(KeyBuildError, match="'bracket'"):
        match.by_round.to_dict()


def test_the_keys_of_an_instance() -> None:
    assert FINAL.by_round.to_dict() == {
        "tournament": "winter",
        "region": "na",
        "round": 3,
        "bracket": "upper",
    }
    assert FINAL.by_round.to_dict(include_sort_key=False) == {
        "tournament": "winter",
        "region": "na",
    }
    assert FINAL.by_round.is_complete


@pytest.mark.parametrize(
    ("match", "options", "expected"),
    [
        (FINAL, {}, [Key("round").eq(3), Key("bracket").begins_with("upper")]),
        (FINAL, {"condition": "lte"}, [Key("round").eq(3), Key("bracket").lte("upper")]),
        (FINAL, {"include_sort_key": False}, []),
        (Match("7", "winter", "na", 3), {"condition": "gt"}, [Key("round").gt(3)]),
        (Match("7", "winter", "na"), {}, []),
        (
            Match("7", "winter", "na"),
            {"condition": "between", "low_value": 1, "high_value": 3},
            [Key("round").between(1, 3)],
        ),
        (
            Match("7", "winter", "na", 3),
            {"condition": "between", "low_value": "l", "high_value": "u"},
            [Key("round").eq(3), Key("bracket").between("l", "u")],
        ),
    ],
)
def test_the_condition_of_an_instance(
    match: Match, options: dict[str, Any], expected: list[ConditionBase]
) -> None:
    condition: ConditionBase = Key("tournament").eq("winter") & Key("region").eq("na")
    for sort in expected:
        condition = condition & sort

    assert match.by_round.key(**options) == condition


@pytest.mark.parametrize(
    ("match", "options"),
    [
        (Match("7", "winter"), {}),
        (Match("7", "winter", "na", 3), {}),
        (Match("7", "winter", "na"), {"condition": "eq"}),
        (FINAL, {"condition": "between", "low_value": "a", "high_value": "b"}),
    ],
)
def test_a_condition_of_an_instance_that_cannot_be_kept_raises(
    match: Match, options: dict[str, Any]
) -> None:
    with pytest.raises(KeyBuildError):
        match.by_round.key(**options)


def test_the_query_of_an_instance_compares_what_it_has() -> None:
    target = query_target(Match("7", "winter", "na", 3).by_round, None)

    assert target.condition.text == "#k0 = :k0 AND #k1 = :k1 AND #k2 = :k2"
    assert list(target.condition.names.values()) == ["tournament", "region", "round"]
    assert list(target.condition.values.values()) == ["winter", "na", 3]
    assert target.index_name == "by_round"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_native_declaration_can_be_copied(copied: Callable[[Any], Any]) -> None:
    index = copied(Match.by_round.definition)

    assert index.is_native
    assert (index.name, index.description) == ("by_round", "brackets")
    assert [key.attribute_name for key in index.sort_keys] == ["round", "bracket"]


def test_an_instance_with_a_native_index_of_its_own_can_be_copied_and_pickled() -> None:
    match = Match("7", "winter", "na", 3, "upper")
    match.indexes.add_secondary(DynamoDBIndex("gsi9", pk="{region}#{bracket}", native=True))

    for again in (copy.copy(match), copy.deepcopy(match), pickle.loads(pickle.dumps(match))):
        again.bracket = "lower"
        assert again.get_key("gsi9").to_dict() == {"region": "na", "bracket": "lower"}


def test_the_table_has_all_attributes_of_the_partition_key_first() -> None:
    types = {"tournament": str, "region": str, "round": int | None, "bracket": str}
    request = CreateTable("app", declared_indexes(Match), types).to_request()

    assert request["GlobalSecondaryIndexes"] == [
        {
            "IndexName": "by_round",
            "KeySchema": [
                {"AttributeName": "tournament", "KeyType": "HASH"},
                {"AttributeName": "region", "KeyType": "HASH"},
                {"AttributeName": "round", "KeyType": "RANGE"},
                {"AttributeName": "bracket", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        },
        {
            "IndexName": "by_region",
            "KeySchema": [
                {"AttributeName": "region", "KeyType": "HASH"},
                {"AttributeName": "round", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        },
    ]
    assert {"AttributeName": "round", "AttributeType": "N"} in request["AttributeDefinitions"]
    assert "LocalSecondaryIndexes" not in request


def test_a_native_index_on_the_partition_of_the_table_is_a_global_one() -> None:
    indexes = {
        "primary": DynamoDBIndex.primary(pk_attribute="region", sk_attribute="id"),
        "native": DynamoDBIndex("native", pk="{region}", sk="{round}#{bracket}", native=True),
        "local": DynamoDBIndex("local", pk_attribute="region", sk_attribute="round"),
    }
    request = CreateTable("app", indexes, {}).to_request()

    assert [index["IndexName"] for index in request["GlobalSecondaryIndexes"]] == ["native"]
    assert [index["IndexName"] for index in request["LocalSecondaryIndexes"]] == ["local"]


class Aliased(DynamoDBModel):
    id: str
    owner: str = Field(alias="ownerName")
    score: Decimal | None = None

    primary = DynamoDBIndex.primary(pk="{id}")
    by_owner = DynamoDBIndex("gsi1", pk="{ownerName}", sk="{score}", native=True)


def test_a_native_index_names_attributes_of_the_item() -> None:
    item = Aliased(id="7", ownerName="ann", score=Decimal(5))

    assert item.by_owner.to_dict() == {"ownerName": "ann", "score": Decimal(5)}
    query = Aliased.by_owner.query(ownerName="ann").gt(score=4)
    assert query.condition.partition == {"ownerName": "ann"}


@dataclass
class Event(DynamoDBModelBase):
    kind: str
    at: datetime | None = None

    primary = DynamoDBIndex.primary(pk="event#{kind}")
    by_time = DynamoDBIndex("gsi1", pk="{kind}", sk="{at}", native=True)


NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
EAST = timezone(timedelta(hours=5))


def test_a_time_that_is_a_key_as_it_is_must_be_in_utc() -> None:
    assert Event("a", NOON).by_time.to_dict() == {"kind": "a", "at": NOON}
    for wrong in (NOON.astimezone(EAST), NOON.replace(tzinfo=None)):
        with pytest.raises(KeyBuildError, match="not in UTC"):
            Event("a", wrong).to_resource_dictionary()


def test_a_moment_is_asked_for_in_utc() -> None:
    query = Event.by_time.query(kind="a").gte(at=NOON.astimezone(EAST))

    (bound,) = query.condition.sort["at"].operands
    assert bound.isoformat() == "2024-05-01T12:00:00+00:00"
