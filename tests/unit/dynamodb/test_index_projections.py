from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import Field

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
    ItemConfig,
)
from boto3_assist.dynamodb.index_projections import (
    held_attributes,
    is_global_index,
    projected_attributes,
)
from boto3_assist.errors import ConfigurationError, KeyBuildError


class Order(DynamoDBModel):
    order_id: str
    status: str = "open"
    total: int = Field(default=0, alias="sum")
    ends_at: int | None = None

    item_config = ItemConfig(entity_type="order", ttl="ends_at")
    primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")
    whole = DynamoDBIndex("whole", pk="status#{status}")
    some = DynamoDBIndex("some", pk="status#{status}", projection=["total"])
    keys = DynamoDBIndex("keys", pk="shop", pk_attribute="pk", sk_attribute="status")


@dataclass
class Refund(DynamoDBModelBase):
    refund_id: str
    reason: str = ""

    primary = DynamoDBIndex.primary(pk="shop", sk="refund#{refund_id}")
    some = DynamoDBIndex("some", pk="refunds", projection=["reason"])


@dataclass
class Whole(DynamoDBModelBase):
    whole_id: str

    primary = DynamoDBIndex.primary(pk="shop", sk="whole#{whole_id}")
    some = DynamoDBIndex("some", pk="wholes")


def declared(model: type, name: str) -> Any:
    return vars(model)[name]


def held(name: str | None, models: list[type]) -> set[str] | None:
    found = held_attributes(name, models)
    return None if found is None else set(found)


def projected(model: type, name: str) -> set[str] | None:
    found = projected_attributes(declared(model, name), model)
    return None if found is None else set(found)


def test_what_an_index_holds_beside_its_keys() -> None:
    assert projected(Order, "whole") is None
    assert projected(Order, "some") == {"sum", "ends_at", "entity_type"}
    assert projected(Refund, "some") == {"reason"}


def test_what_items_have_in_an_index() -> None:
    assert held(None, [Order]) is None
    assert held("whole", [Order]) is None
    assert held("other", [Order]) is None
    assert held("some", []) is None
    assert held("some", [Refund]) == {"pk", "sk", "some_pk", "reason"}
    assert held("some", [Refund, Order]) == (
        {"pk", "sk", "some_pk", "reason", "sum", "ends_at", "entity_type"}
    )
    assert held("some", [Refund, Whole]) is None


def test_which_indexes_are_global() -> None:
    assert is_global_index("some", [Order])
    assert is_global_index("whole", [Order])
    assert not is_global_index("keys", [Order])
    assert not is_global_index(None, [Order])
    assert not is_global_index("other", [Order])
    assert not is_global_index("some", [])


def test_an_index_of_several_models_holds_what_each_of_them_names() -> None:
    request = DynamoDBTable("shop", models=[Refund, Order]).definition().to_request()

    projections = {i["IndexName"]: i["Projection"] for i in request["GlobalSecondaryIndexes"]}
    names = ["ends_at", "entity_type", "reason", "sum"]
    assert projections["some"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": names}
    assert projections["whole"] == {"ProjectionType": "ALL"}


@pytest.mark.parametrize("models", [[Whole, Refund], [Refund, Whole]])
def test_one_model_cannot_hold_everything_where_another_does_not(models: list[type]) -> None:
    with pytest.raises(ConfigurationError, match="some"):
        DynamoDBTable("shop", models=models).definition()


def test_a_field_that_the_model_does_not_have() -> None:
    @dataclass
    class Wrong(DynamoDBModelBase):
        wrong_id: str

        primary = DynamoDBIndex.primary(pk="wrong#{wrong_id}")
        some = DynamoDBIndex("some", pk="wrong#{wrong_id}", projection=["total"])

    with pytest.raises(ConfigurationError, match="total"):
        DynamoDBTable("shop", models=[Wrong]).definition()
    with pytest.raises(ConfigurationError, match="total"):
        held_attributes("some", [Wrong])


@pytest.mark.parametrize("projection", ["SOME", "", [], [""], [5], 5, None, b"ALL"])
def test_what_is_no_projection(projection: Any) -> None:
    with pytest.raises(KeyBuildError):
        DynamoDBIndex("some", pk="a#{a}", projection=projection)


def test_the_primary_index_is_the_items_themselves() -> None:
    with pytest.raises(KeyBuildError):
        DynamoDBIndex("primary", pk="a#{a}", projection="KEYS_ONLY")


def test_a_copy_holds_the_same() -> None:
    index = declared(Order, "some")

    for again in (copy.deepcopy(index), pickle.loads(pickle.dumps(index))):
        assert again.projected == ("total",)
    assert index.with_sources(lambda source: source).projected == ("total",)
