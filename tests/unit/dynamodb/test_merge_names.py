from __future__ import annotations

from typing import Any

import pytest
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDBModel,
    MergeStrategy,
)
from boto3_assist.dynamodb.instance_state import cleared_attributes
from boto3_assist.errors import (
    InvalidParameterError,
    ValidationError,
)
from tests.unit.dynamodb.merge_models import STYLES, make, strategies, styles, values_of


@styles
@pytest.mark.parametrize(
    "name",
    [
        *("_note", "__dict__", "__class__", "_boto3_assist_unknown", "_boto3_assist_cleared"),
        *("map", "merge", "indexes", "primary", "to_dictionary", "model_config", "typo", "", "sk2"),
    ],
)
@strategies
def test_a6_only_fields_are_set_from_data(style: Any, strategy: MergeStrategy, name: str) -> None:
    order = make(style, note="a")
    before = values_of(order)

    for value in ("pwn", CLEAR_FIELD, {"order_id": "pwn"}):
        with pytest.raises(ValidationError) as caught:
            order.merge({"order_id": "9", name: value}, strategy)
        assert caught.value.details["unknown"] == [name]

    assert values_of(order) == before
    assert callable(order.merge) and callable(order.map)


@styles
def test_a6_a_nested_model_takes_only_its_fields(style: Any) -> None:
    order = make(style, place=STYLES[style](street="Main"))

    for name in ("__dict__", "_x", "typo"):
        with pytest.raises(ValidationError, match=f"does not know '{name}'"):
            order.merge({"place": {"street": "Side", name: 1}})

    assert order.place.street == "Main"


@styles
def test_key_attributes_are_made_and_never_taken(style: Any) -> None:
    order = make(style, note="a")

    order.merge({"pk": "other", "sk": CLEAR_FIELD, "note": "b"})

    assert order.to_resource_dictionary()["pk"] == "order#7"
    assert "pk" not in order.to_resource_dictionary(include_indexes=False)
    assert cleared_attributes(order) == frozenset()


class Aliased(DynamoDBModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
    order_id: str
    ship_to: str | None = None
    bill_to: str | None = Field(None, alias="ship_to_bill")


def test_names_are_those_of_attributes_and_of_fields() -> None:
    order = Aliased(order_id="7")

    assert order.merge({"shipTo": "a", "ship_to_bill": "b"}).bill_to == "b"
    assert order.merge({"ship_to": "c"}).ship_to == "c"
    assert order.merge({"ship_to": "d", "shipTo": None}, include_fields=[]).ship_to == "c"
    with pytest.raises(ValidationError, match="'shipTo' of Aliased is named twice"):
        order.merge({"ship_to": "d", "shipTo": "e"})
    order.merge({"ship_to": CLEAR_FIELD})
    assert cleared_attributes(order) == {"shipTo"}


@styles
def test_include_and_exclude(style: Any) -> None:
    updates = {"note": "b", "status": "paid", "junk": 1}
    order = make(style)

    assert order.merge(updates, include_fields=["note", "tags"]).note == "b"
    assert order.status == "open"
    assert order.merge({"note": "c", "status": "paid"}, exclude_fields={"note"}).note == "b"
    assert order.status == "paid"
    order.merge({"note": "d"}, include_fields=["note"], exclude_fields=["note"])
    order.merge({"note": "d"}, include_fields=[])
    assert order.note == "b"
    with pytest.raises(ValidationError, match="'junk'"):
        order.merge(updates, exclude_fields=["note"])


@styles
@pytest.mark.parametrize("names", ["note", b"note", 5, ["typo"], ["note", "_x"], [1]])
@pytest.mark.parametrize("parameter", ["include_fields", "exclude_fields"])
def test_a_filter_of_unknown_names_is_refused(style: Any, names: Any, parameter: str) -> None:
    order = make(style)

    with pytest.raises(InvalidParameterError, match=parameter):
        order.merge({"note": "b"}, **{parameter: names})

    assert order.note is None
