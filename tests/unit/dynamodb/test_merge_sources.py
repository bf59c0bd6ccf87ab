from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBResult,
    ItemConfig,
    MergeStrategy,
)
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.instance_state import cleared_attributes, stored_item
from boto3_assist.errors import (
    ItemNotFoundError,
    ModelMappingError,
    ValidationError,
)
from tests.unit.dynamodb.merge_models import (
    EXISTING,
    NON_NULL,
    SECRET,
    STYLES,
    UPDATES,
    PlainOrder,
    PydanticOrder,
    PydanticPlace,
    make,
    strategies,
    styles,
)


@styles
@strategies
def test_b20_only_what_was_set_in_a_model_counts(style: Any, strategy: MergeStrategy) -> None:
    order = make(style, total=Decimal(9), tags=["a"], note="a", status="paid")
    patch = make(style, note="b", options={"x": 1})

    order.merge(patch, strategy, exclude_fields=["order_id", "required"])

    assert (order.total, order.tags, order.status) == (Decimal(9), ["a"], "paid")
    assert order.note == ("a" if strategy is EXISTING else "b")
    if strategy is not EXISTING:
        assert order.options == {"x": 1}
        patch.options["x"] = 2
        assert order.options == {"x": 1}


@pytest.mark.parametrize("source", STYLES)
@styles
def test_a_model_of_another_style_is_merged_too(style: Any, source: Any) -> None:
    order = make(style, note="a")

    order.merge(make(source, note="b", total=Decimal(2)))

    assert (order.note, order.total) == ("b", Decimal(2))


@styles
def test_b20_none_in_a_model_counts_where_it_was_set(style: Any) -> None:
    patch = make(style)
    patch.status = None
    order = make(style)

    with pytest.raises(ValidationError, match="status"):
        order.merge(patch, UPDATES)
    assert order.merge(patch, NON_NULL).status == "open"


def test_a_field_that_the_other_model_does_not_know_is_refused() -> None:
    @dataclass
    class Patch(DynamoDBModelBase):
        note: str | None = None
        colour: str | None = None

    order = make(PydanticOrder)

    assert order.merge(Patch("b")).note == "b"
    with pytest.raises(ValidationError, match="'colour'"):
        order.merge(Patch("c", "red"))
    assert order.note == "b"


def test_clear_field_in_a_model_clears() -> None:
    patch = PlainOrder("7", 1)
    patch.note = CLEAR_FIELD
    order = make(PlainOrder, note="a")

    assert order.merge(patch).note is None
    assert cleared_attributes(order) == {"note"}


ITEM = {
    **{"order_id": "7", "required": 2, "note": "b", "status": "open", "total": Decimal(3)},
    **{"pk": "order#7", "sk": "order", "legacy": {"a": 1}, "extra": [1]},
}


def response() -> dict[str, Any]:
    return {"Item": encode_item(ITEM), "ResponseMetadata": {"RequestId": "1"}}


@styles
@pytest.mark.parametrize(
    "source",
    [
        response,
        lambda: {"Item": dict(ITEM), "ResponseMetadata": {}},
        lambda: DynamoDBResult.success_result(None, response()),
        lambda: DynamoDBResult.success_result(PydanticOrder.map(ITEM)),
    ],
)
def test_an_item_that_was_read_is_merged_with_what_the_model_does_not_know(
    style: Any, source: Any
) -> None:
    order = make(style, note="a", tags=["a"])
    given = source()

    order.merge(given)

    assert (order.note, order.total, order.required, order.tags) == ("b", 3, 2, ["a"])
    stored = order.to_resource_dictionary()
    assert (stored["legacy"], stored["extra"]) == ({"a": 1}, [1])
    order.merge({"legacy": {"b": 2}, "extra": CLEAR_FIELD})
    stored = order.to_resource_dictionary()
    assert stored["legacy"] == {"a": 1, "b": 2}
    assert "extra" not in stored
    assert cleared_attributes(order) == {"extra"}
    assert order.merge({"extra": CLEAR_FIELD}).merge({"extra": 5}) is order
    assert order.to_resource_dictionary()["extra"] == 5
    assert cleared_attributes(order) == frozenset()
    assert stored_item(order) is None


def test_a_response_without_an_item_and_other_things_are_refused() -> None:
    order = make(PydanticOrder)

    with pytest.raises(ItemNotFoundError):
        order.merge({"ResponseMetadata": {}})
    sources: list[Any] = [SECRET, 5, [("note", "b")], PydanticPlace(street=SECRET), PydanticOrder]
    for source in sources:
        with pytest.raises(ValidationError, match="updates were given as") as caught:
            order.merge(source)
        assert SECRET not in str(caught.value)


def test_an_item_of_another_type_is_refused() -> None:
    class Invoice(DynamoDBModel):
        number: str
        item_config = ItemConfig(entity_type="invoice")

    invoice = Invoice(number="1")

    assert invoice.merge({"entity_type": "invoice", "number": "2"}).number == "2"
    for source in (
        {"entity_type": "order", "number": "3"},
        {"Item": {"number": {"S": "3"}, "entity_type": {"S": "order"}}, "ResponseMetadata": {}},
    ):
        with pytest.raises(ModelMappingError):
            invoice.merge(source)
    assert invoice.number == "2"
