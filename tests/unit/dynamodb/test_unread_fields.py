"""Instances that were read in part: what was not read does not look like a default."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from pydantic import model_validator

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    GetItemConfig,
    ItemConfig,
    QueryConfig,
    Update,
)
from boto3_assist.errors import FieldNotReadError, ValidationError
from tests.unit.dynamodb.canned import Answer, Line

PRIMARY = {"pk": "shop", "sk": "order#1"}


class Pydantic(DynamoDBModel):
    order_id: str
    total: Decimal
    status: str = "open"
    note: str | None = None
    tags: list[str] = []

    primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")


@dataclass
class Data(DynamoDBModelBase):
    order_id: str
    total: Decimal
    status: str = "open"
    note: str | None = None
    tags: list[str] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")

    @property
    def shown(self) -> str:
        return f"{self.order_id}: {self.status}"


@dataclass(frozen=True)
class Frozen(DynamoDBModelBase):
    order_id: str
    total: Decimal
    status: str = "open"
    note: str | None = None
    tags: list[str] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")


class Plain(DynamoDBModelBase):
    status = "open"

    def __init__(self) -> None:
        super().__init__()
        self.order_id: str | None = None
        self.total: Decimal | None = None
        self.note: str | None = None
        self.tags: list[str] = []

    primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")


styles = pytest.mark.parametrize("model", [Pydantic, Data, Frozen, Plain])
each_unread = pytest.mark.parametrize("name", ["total", "note", "tags"])

ITEM = {"pk": {"S": "shop"}, "sk": {"S": "order#1"}, "order_id": {"S": "1"}}


def read(db: DynamoDB, line: Line, model: Any, *names: str, **item: Any) -> Any:
    line.answers = [Answer({"Items": [{**ITEM, **item}], "Count": 1})]
    query = model.primary.query(order_id="1") if model is not Plain else model.primary.query()
    (found,) = db.query(query, "app", config=QueryConfig(projection=["order_id", *names])).data
    return found


@styles
@each_unread
def test_a_field_that_was_not_read_is_no_default(
    db: DynamoDB, line: Line, model: Any, name: str
) -> None:
    order = read(db, line, model)

    assert order.order_id == "1"
    with pytest.raises(FieldNotReadError) as caught:
        getattr(order, name)
    assert caught.value.details["field"] == name
    assert isinstance(caught.value, AttributeError)
    assert not hasattr(order, name)


@pytest.mark.parametrize("model", [Pydantic, Data, Frozen])
def test_nor_is_one_whose_default_stands_on_the_class(db: DynamoDB, line: Line, model: Any) -> None:
    order, whole = read(db, line, model), model(order_id="2", total=Decimal(1))

    with pytest.raises(FieldNotReadError):
        order.status
    assert (whole.status, whole.note) == ("open", None)
    assert model(order_id="3", total=Decimal(1)) == model(order_id="3", total=Decimal(1))
    if model is not Pydantic:
        assert model.status == "open"


@styles
def test_one_that_was_read_and_is_absent_has_its_default(
    db: DynamoDB, line: Line, model: Any
) -> None:
    order = read(db, line, model, "note", "tags")

    assert (order.note, order.tags) == (None, [])


@pytest.mark.parametrize("model", [Pydantic, Data, Frozen])
def test_one_that_was_read_absent_and_has_no_default_is_an_error(
    db: DynamoDB, line: Line, model: Any
) -> None:
    with pytest.raises(ValidationError, match="total"):
        read(db, line, model, "total")


@styles
def test_a_value_is_read_by_its_declared_type(db: DynamoDB, line: Line, model: Any) -> None:
    order = read(db, line, model, "total", total={"N": "1.50"})

    assert order.total == Decimal("1.5")
    assert type(order.total) is (float if model is Plain else Decimal)


@pytest.mark.parametrize("model", [Pydantic, Data, Frozen])
def test_a_value_that_does_not_fit_is_an_error(db: DynamoDB, line: Line, model: Any) -> None:
    with pytest.raises(ValidationError, match="total"):
        read(db, line, model, "total", total={"S": "much"})


@styles
def test_a_list_of_which_a_part_was_read_has_that_part(
    db: DynamoDB, line: Line, model: Any
) -> None:
    order = read(db, line, model, "tags[0]", tags={"L": [{"S": "a"}]})

    assert order.tags == ["a"]
    with pytest.raises(FieldNotReadError):
        read(db, line, model, "tags[0]").tags


@dataclass
class Address:
    city: str = "Rome"
    zip: str = "?"


@dataclass
class WithAddress(DynamoDBModelBase):
    order_id: str
    address: Address = field(default_factory=Address)
    others: list[Address] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")


class PydanticWithAddress(DynamoDBModel):
    order_id: str
    address: Address
    others: list[Address] = []

    primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")


@pytest.mark.parametrize("model", [WithAddress, PydanticWithAddress])
def test_a_model_of_which_a_part_was_read_counts_as_unread(
    db: DynamoDB, line: Line, model: Any
) -> None:
    part = {"M": {"city": {"S": "Oslo"}}}
    paths = ("address.city", "others[0].city")

    order = read(db, line, model, *paths, address=part, others={"L": [part]})

    for name in ("address", "others"):
        with pytest.raises(FieldNotReadError):
            getattr(order, name)
    line.answers = [Answer({"Items": [{**ITEM, "address": part}], "Count": 1})]
    config = QueryConfig(projection=["order_id", "address.city"])
    result = db.query(model.primary.query(order_id="1"), "app", config=config)
    assert result["Items"][0]["address"] == {"city": "Oslo"}


@pytest.mark.parametrize("model", [Pydantic, Data, Plain])
def test_a_field_that_is_set_can_be_read(db: DynamoDB, line: Line, model: Any) -> None:
    order = read(db, line, model)

    order.note = "late"

    assert order.note == "late"
    assert order.to_dictionary()["note"] == "late"


@styles
def test_copies_and_pickles_lack_it_too(db: DynamoDB, line: Line, model: Any) -> None:
    order = read(db, line, model)

    for again in (copy.copy(order), copy.deepcopy(order), pickle.loads(pickle.dumps(order))):
        assert again.order_id == "1"
        with pytest.raises(FieldNotReadError):
            again.total


@styles
def test_what_is_made_of_it_lacks_it_too(db: DynamoDB, line: Line, model: Any) -> None:
    order = read(db, line, model)

    assert order.to_dictionary() == {"order_id": "1"}
    mapped = model.map(order)
    with pytest.raises(FieldNotReadError):
        mapped.note
    with pytest.raises(ValidationError, match="projection"):
        db.save(mapped, "app")


@styles
def test_get_and_results_hide_it_as_well(db: DynamoDB, line: Line, model: Any) -> None:
    line.answers = [Answer({"Item": ITEM})]
    config = GetItemConfig(projection_expression="order_id")

    result = db.get(PRIMARY, "app", config=config)

    found: Any = [result.to(model), model.map(result)]
    for order in found:
        with pytest.raises(FieldNotReadError):
            order.total


class Asking(DynamoDBModelBase):
    def __init__(self, title: str, order_id: str = "") -> None:
        super().__init__()
        self.order_id = order_id
        self.title = title
        self.note = "none"

    primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")


def test_what_the_constructor_of_a_plain_class_asks_for_is_read_too(
    db: DynamoDB, line: Line
) -> None:
    item = {**ITEM, "title": {"S": "Ms"}}
    line.answers = [Answer({"Items": [item], "Count": 1}), Answer({"Item": item})]
    config = QueryConfig(projection=["order_id"])

    (queried,) = db.query(Asking.primary.query(order_id="1"), "app", config=config).data
    got = db.get(
        Asking.primary.key(order_id="1"), "app", config=GetItemConfig(projection=["order_id"])
    ).unwrap()

    for asking in (queried, got):
        assert (asking.order_id, asking.title) == ("1", "Ms")
        with pytest.raises(FieldNotReadError):
            asking.note
    for body in line.bodies:
        assert "title" in body["ExpressionAttributeNames"].values()


@styles
@pytest.mark.parametrize("returned", ["UPDATED_NEW", "UPDATED_OLD"])
def test_what_an_update_changed_is_all_that_is_known_of_the_item(
    db: DynamoDB, line: Line, model: Any, returned: str
) -> None:
    line.answers = [Answer({"Attributes": {"note": {"S": "late"}}})]
    steps = Update().set("note", "late")

    result = db.update_item("app", key=PRIMARY, update_expression=steps, return_values=returned)

    found: Any = [result.to(model), model.map(result)]
    for order in found:
        assert order.note == "late"
        for name in ("order_id", "total", "status", "tags"):
            if model is not Plain or name != "status":
                with pytest.raises(FieldNotReadError):
                    getattr(order, name)
        with pytest.raises(ValidationError):
            db.save(order, "app")


@pytest.mark.parametrize("model", [Pydantic, Data, Plain])
def test_a_partial_update_writes_what_was_changed(db: DynamoDB, line: Line, model: Any) -> None:
    order = read(db, line, model, "note")
    order.note = "late"

    db.update_item_partial(order, "app")

    body = line.bodies[-1]
    assert list(body["ExpressionAttributeValues"].values()) == [{"S": "late"}]
    assert body["UpdateExpression"].startswith("SET ")
    assert "REMOVE" not in body["UpdateExpression"]


def test_a_property_that_needs_it_says_so(db: DynamoDB, line: Line) -> None:
    order = read(db, line, Data)

    with pytest.raises(FieldNotReadError, match="status"):
        order.shown


def test_a_property_that_fails_otherwise_says_why() -> None:
    class Broken(DynamoDBModelBase):
        @property
        def whole(self) -> str:
            return self.missing_helper  # type: ignore[attr-defined,no-any-return]  # fails

    with pytest.raises(AttributeError, match="missing_helper"):
        Broken().whole
    with pytest.raises(AttributeError, match="no_such"):
        Broken().no_such  # type: ignore[attr-defined]  # what is tested
    with pytest.raises(AttributeError, match="no_such"):
        Pydantic(order_id="1", total=Decimal(1)).no_such  # type: ignore[attr-defined]  # as above


def test_what_an_upcaster_makes_was_read(db: DynamoDB, line: Line) -> None:
    def named(item: dict[str, Any]) -> dict[str, Any]:
        return {**item, "name": item["title"]}

    @dataclass
    class Page(DynamoDBModelBase):
        order_id: str
        name: str = "?"

        item_config = ItemConfig(schema_version=2, upcasters={1: named})
        primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")

    page = read(db, line, Page, "title", title={"S": "Home"})

    assert page.name == "Home"


def test_validators_of_the_whole_model_and_post_init_do_not_run(db: DynamoDB, line: Line) -> None:
    class Checked(DynamoDBModel):
        order_id: str
        total: Decimal

        primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")

        @model_validator(mode="after")
        def fail(self) -> Checked:
            pytest.fail("a validator of the whole model")

    @dataclass
    class Made(DynamoDBModelBase):
        order_id: str
        total: Decimal

        primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")

        def __post_init__(self) -> None:
            pytest.fail("__post_init__")

    models: list[Any] = [Checked, Made]
    for model in models:
        assert read(db, line, model).order_id == "1"


def test_showing_a_dataclass_that_lacks_a_field_says_so(db: DynamoDB, line: Line) -> None:
    with pytest.raises(FieldNotReadError):
        repr(read(db, line, Data))
    assert "order_id='1'" in repr(read(db, line, Pydantic))


def test_a_property_of_a_plain_class_shows_what_init_left(db: DynamoDB, line: Line) -> None:
    class Behind(DynamoDBModelBase):
        primary = DynamoDBIndex.primary(pk="shop", sk="order#{order_id}")

        def __init__(self) -> None:
            super().__init__()
            self.order_id = ""
            self._note = "none"

        @property
        def note(self) -> str:
            return self._note

        @note.setter
        def note(self, note: str) -> None:
            self._note = note

    line.answers = [Answer({"Items": [ITEM], "Count": 1})]
    query = Behind.primary.query(order_id="1")
    (behind,) = db.query(query, "app", config=QueryConfig(projection=["order_id"])).data

    assert (behind.order_id, behind.note) == ("1", "none")
