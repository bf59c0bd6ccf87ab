from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any, Generic, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict, create_model
from pydantic.alias_generators import to_camel

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBResult,
    ItemConfig,
)
from boto3_assist.dynamodb.instance_state import is_partial, mark_partial, stored_item
from boto3_assist.errors import ConfigurationError, KeyBuildError
from tests.subprocesses import bare_environment

T = TypeVar("T")


class Order(DynamoDBModel):
    order_id: str
    status: str = "open"

    primary = DynamoDBIndex.primary(pk="order#{order_id}")


def test_the_signature_is_that_of_the_fields() -> None:
    assert list(inspect.signature(Order).parameters) == ["order_id", "status"]
    assert Order.model_json_schema()["required"] == ["order_id"]


def test_arguments_reach_pydantic() -> None:
    class Mixed(DynamoDBModelBase, BaseModel):
        order_id: str

    assert Mixed(order_id="7").order_id == "7"
    with pytest.raises(ValueError, match="order_id"):
        Mixed()  # type: ignore[call-arg]  # that is what is tested


def test_options_of_a_class_reach_pydantic() -> None:
    class Frozen(DynamoDBModel, frozen=True):
        order_id: str
        primary = DynamoDBIndex.primary(pk="{order_id}")

    read, made = Frozen.map({"order_id": "7", "legacy": 1}), Frozen(order_id="7")

    assert Frozen.model_config["frozen"]
    assert (read, hash(read)) == (made, hash(made))
    assert read.to_resource_dictionary()["legacy"] == 1


def test_attributes_of_the_item_have_the_aliases_of_the_fields() -> None:
    class Camel(DynamoDBModel):
        model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True)
        order_id: str
        primary = DynamoDBIndex.primary(pk="order#{order_id}")
        by_own = DynamoDBIndex("gsi1", pk_attribute="orderId")

    order = Camel.map({"orderId": "7"})

    assert order.to_resource_dictionary() == {"orderId": "7", "pk": "order#7"}
    assert Camel.by_own.query(orderId="7").condition.partition == {"orderId": "7"}


def test_extra_values_reach_neither_keys_nor_what_the_library_writes() -> None:
    class Ticket(DynamoDBModel, extra="allow"):
        ticket_id: str
        status: str | None = None
        primary = DynamoDBIndex.primary(pk="ticket#{ticket_id}")
        by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="{ticket_id}")
        item_config = ItemConfig(entity_type="ticket", schema_version=1)

    body: dict[str, Any] = {
        "gsi1_pk": "status#paid",
        "gsi1_sk": "0",
        "pk": "x",
        "schema_version": 9,
        "note": "a",
    }
    ticket: Any = Ticket(ticket_id="7", **body)
    ticket.entity_type = "invoice"

    item = {"ticket_id": "7", "note": "a", "entity_type": "ticket", "schema_version": 1}
    assert ticket.to_resource_dictionary() == {**item, "pk": "ticket#7"}
    assert ticket.to_resource_dictionary(include_indexes=False) == item


class Open(DynamoDBModel):
    model_config = ConfigDict(extra="allow", validate_assignment=True)
    order_id: str
    status: str = "open"

    primary = DynamoDBIndex.primary(pk="order#{order_id}")


def test_a_model_that_allows_extra_values_has_unknown_attributes_among_them() -> None:
    order: Any = Open.map({"order_id": "7", "legacy": "x", "__dict__": {"order_id": "pwn"}})
    order.status = "paid"
    order.legacy = "y"

    assert order.model_extra == {"legacy": "y", "__dict__": {"order_id": "pwn"}}
    assert order.to_resource_dictionary() == {
        "order_id": "7",
        "status": "paid",
        "legacy": "y",
        "__dict__": {"order_id": "pwn"},
        "pk": "order#7",
    }


def test_what_is_carried_survives_a_validated_assignment() -> None:
    order = Open(order_id="7")
    order.indexes.add_secondary(DynamoDBIndex("gsi1", pk="status#{status}"))
    mark_partial(order)

    order.status = "paid"

    assert order.to_dictionary() == {"order_id": "7", "status": "paid"}
    assert order.to_resource_dictionary()["gsi1_pk"] == "status#paid"
    assert is_partial(order)


def test_what_is_carried_is_not_shown_after_a_validated_assignment() -> None:
    stored = {"order_id": {"S": "7"}, "pk": {"S": "order#7"}, "token": {"S": "top-secret"}}
    order: Any = DynamoDBResult.success_result(None, {"Item": stored}).to(Open)
    del order.token
    made = Open(order_id="7", status="paid")

    order.status = "paid"

    assert stored_item(order) == stored
    assert "top-secret" not in repr(order)
    assert order.model_extra == {}
    assert order.model_dump() == made.model_dump()
    assert order.model_dump_json() == made.model_dump_json()
    assert order == made


def test_names_of_what_is_carried_are_attributes_like_others_in_data() -> None:
    attack = {"_boto3_assist_indexes": 1, "_boto3_assist_partial": True}

    order = Open.map({"order_id": "7", **attack})

    assert not is_partial(order)
    assert order.to_resource_dictionary() == {
        "order_id": "7",
        "status": "open",
        **attack,
        "pk": "order#7",
    }


def test_a_generic_model_takes_its_parameter() -> None:
    class Base(DynamoDBModel, Generic[T], abstract=True):
        payload: T
        primary = DynamoDBIndex.primary(pk="{kind}#{payload}")

    class Number(Base[int]):
        kind: str = "number"

    class Box(DynamoDBModel, Generic[T]):
        content: T
        primary = DynamoDBIndex.primary(pk="box#{content}")

    assert Number(payload=5).primary_key() == {"pk": "number#5"}
    assert Box[int](content=5).primary_key() == {"pk": "box#5"}
    with pytest.raises(ConfigurationError, match="'kind'"):

        class Wrong(Base[int]):
            other: str = ""


def test_a_created_model_is_checked_too() -> None:
    class Base(DynamoDBModel, abstract=True):
        primary = DynamoDBIndex.primary(pk="thing#{thing_id}")

    fields: Any = {"thing_id": (str, ...)}
    thing = create_model("Thing", __base__=Base, **fields)

    assert thing.map({"thing_id": "7"}).primary_key() == {"pk": "thing#7"}
    with pytest.raises(ConfigurationError, match="'thing_id'"):
        create_model("Wrong", __base__=Base)


def test_a_nested_model_may_have_been_read() -> None:
    class Line(DynamoDBModel):
        sku: str

    class Note(DynamoDBModel):
        text: str

    class Cart(DynamoDBModel):
        cart_id: str
        first: Line | Note
        lines: list[Line]
        primary = DynamoDBIndex.primary(pk="{cart_id}")

    line = Line.map({"sku": "a", "legacy": 1})
    cart = Cart(cart_id="7", first=line, lines=[line])

    assert cart.to_dictionary() == {"cart_id": "7", "first": {"sku": "a"}, "lines": [{"sku": "a"}]}
    assert Cart.map(cart.to_resource_dictionary()).first == Line(sku="a")


def test_an_instance_made_past_validation_lacks_what_was_not_set() -> None:
    order: Any = Order
    with pytest.raises(KeyBuildError, match="'order_id'"):
        order.model_construct(status="x").primary_key()


def test_other_styles_do_not_import_pydantic() -> None:
    program = """
import sys
from dataclasses import dataclass
from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase
@dataclass
class Note(DynamoDBModelBase):
    note_id: str
    primary = DynamoDBIndex.primary(pk="note#{note_id}")
assert Note.map({"note_id": "7", "x": 1}).to_client_dictionary()["pk"] == {"S": "note#7"}
print(sorted({"pydantic", "boto3", "botocore"} & sys.modules.keys()))
"""
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=bare_environment(),
    )

    assert run.stdout.strip() == "[]"
