from __future__ import annotations

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBKey, GetItemConfig
from boto3_assist.dynamodb.query_targets import query_target
from boto3_assist.dynamodb.targets import (
    get_config,
    key_and_model,
    saved_item,
)
from tests.unit.dynamodb.verbs.models import Note, Order

KEY = Order.primary.key(customer_id="secret", order_id="2")


def test_a_target_of_a_query_shows_no_value() -> None:
    target = query_target(Order.primary.query(customer_id="secret"), None)

    assert target.models == (Order,)
    assert target.index_name is None
    assert "secret" not in repr(target)


def test_a_query_of_a_collection_keeps_its_models() -> None:
    query = Order.primary.query(customer_id="1").collection(Order, Note)

    assert query_target(query, None).models == (Order, Note)


@pytest.mark.parametrize(
    ("index_name", "expected"), [(None, "gsi1"), ("gsi1", "gsi1"), ("gsi9", "gsi9")]
)
def test_an_index_by_hand_may_be_told_another_name(index_name: str | None, expected: str) -> None:
    index = DynamoDBIndex("gsi1", partition_key=DynamoDBKey("gsi1_pk", lambda: "a#1"))

    target = query_target(index, index_name)

    assert (target.index_name, target.models) == (expected, ())


def test_a_key_tells_its_model_and_a_dictionary_does_not() -> None:
    assert key_and_model(KEY, None) == (KEY.attributes, Order)
    assert key_and_model(None, Note("7")) == ({"pk": "note#7"}, Note)
    assert key_and_model({"pk": "7"}, None) == ({"pk": "7"}, None)


def test_a_key_attribute_of_zero_or_false_is_set() -> None:
    assert key_and_model({"pk": 0}, None)[0] == {"pk": 0}


def test_a_model_is_saved_with_its_keys_and_a_dictionary_as_it_is() -> None:
    item = {"a": 1}

    assert saved_item(item) is item
    assert saved_item(Note("7", "x")) == {"note_id": "7", "text": "x", "tags": [], "pk": "note#7"}


def test_without_flags_a_config_is_taken_as_it_is() -> None:
    config = GetItemConfig(must_exist=True)

    assert get_config(config, {"strongly_consistent": None}) is config
    assert get_config(None, {}) == GetItemConfig()
