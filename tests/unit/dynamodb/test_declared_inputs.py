"""What is given to a key or a query makes the key that the items have, or is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field, StringConstraints, field_validator, model_validator

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase
from boto3_assist.errors import KeyBuildError, ValidationError

SECRET = "top-secret-value"
ID = UUID("12345678-1234-5678-1234-567812345678")
MOMENT = datetime(2024, 5, 31, 12, 30, tzinfo=timezone.utc)


class Color(Enum):
    RED = "red"


@dataclass
class Event(DynamoDBModelBase):
    event_id: UUID
    at: datetime
    number: int = 0
    color: Color | None = None
    primary = DynamoDBIndex.primary(pk="event#{event_id}", sk="at#{at}")
    by_number = DynamoDBIndex("gsi1", pk="number#{number}", sk="color#{color}")


class Visit(DynamoDBModel):
    event_id: UUID
    at: datetime
    number: int = 0
    color: Color | None = None
    primary = DynamoDBIndex.primary(pk="event#{event_id}", sk="at#{at}")
    by_number = DynamoDBIndex("gsi1", pk="number#{number}", sk="color#{color}")


class Plain(DynamoDBModelBase):
    primary = DynamoDBIndex.primary(pk="plain#{number}")

    def __init__(self) -> None:
        super().__init__()
        self._number = 0

    @property
    def number(self) -> int:
        return self._number

    @number.setter
    def number(self, value: int) -> None:
        self._number = value


MODELS: pytest.MarkDecorator = pytest.mark.parametrize("model", [Event, Visit])


@MODELS
@pytest.mark.parametrize("event_id", [ID, str(ID), ID.hex, str(ID).upper()])
@pytest.mark.parametrize("at", [MOMENT, "2024-05-31T12:30:00Z", "2024-05-31T17:30:00+05:00"])
def test_equal_inputs_make_the_key_of_the_item(model: Any, event_id: object, at: object) -> None:
    stored = model(event_id=ID, at=MOMENT).primary_key()

    assert model.primary.key(event_id=event_id, at=at).to_dict() == stored


@MODELS
@pytest.mark.parametrize(
    "ask",
    [
        lambda model: model.primary.key(event_id=ID, at=date(2024, 5, 31)),
        lambda model: model.primary.key(event_id=SECRET, at=MOMENT),
        lambda model: model.by_number.query(number=1, color=Decimal("sNaN")),
        lambda model: model.by_number.query(number="05.5"),
        lambda model: model.by_number.query(number=5.5),
        lambda model: model.by_number.query(number=5, color=SECRET),
        lambda model: model.primary.query(event_id=ID).gte(at="31 May"),
        lambda model: model.primary.query(event_id=ID).between(at=(MOMENT, SECRET)),
    ],
)
def test_what_no_item_can_have_is_refused(model: Any, ask: Callable[[Any], object]) -> None:
    with pytest.raises(KeyBuildError) as caught:
        ask(model)

    assert {"expected", "suggestion"} <= caught.value.details.keys()
    assert SECRET not in f"{caught.value}{caught.value.details}"


@MODELS
def test_the_bounds_of_a_range_are_held_to_the_type_too(model: Any) -> None:
    offset = MOMENT.astimezone(timezone(timedelta(hours=5))).isoformat()
    query = model.primary.query(event_id=ID).between(at=(offset, MOMENT))

    assert query.condition.sort["sk"].operands == ("at#2024-05-31T12:30:00.000000Z",) * 2


def test_the_property_of_a_plain_class_declares_a_type() -> None:
    assert Plain.primary.key(number=Decimal(7)).to_dict() == {"pk": "plain#7"}
    with pytest.raises(KeyBuildError, match="'number' of Plain cannot be float"):
        Plain.primary.key(number=7.5)


def test_pydantic_converts_as_it_does_in_the_model() -> None:
    class User(DynamoDBModel):
        email: Annotated[str, StringConstraints(to_lower=True)]
        primary = DynamoDBIndex.primary(pk="user#{email}")

    assert User.primary.key(email="A@B.C").to_dict() == User(email="A@B.C").primary_key()


def test_an_instance_whose_field_has_another_type_has_the_key_it_is_read_with() -> None:
    event = Event(str(ID), "2024-05-31T14:30:00+02:00")  # type: ignore[arg-type]  # tested

    assert event.primary_key() == Event(ID, MOMENT).primary_key()
    assert Event.map(event.to_resource_dictionary()).primary_key() == event.primary_key()


def test_a_field_that_is_never_stored_makes_no_key() -> None:
    with pytest.raises(Exception, match="names 'hidden'"):

        class Hidden(DynamoDBModel):
            hidden: str = Field("h", exclude=True)
            primary = DynamoDBIndex.primary(pk="x#{hidden}")


class Odd:
    """A class that Pydantic knows nothing of."""

    def __str__(self) -> str:
        return "odd"


def test_a_type_that_only_the_configuration_allows_is_checked_too() -> None:
    class Holder(DynamoDBModel, arbitrary_types_allowed=True):
        number: int
        odd: Odd
        primary = DynamoDBIndex.primary(pk="number#{number}", sk="odd#{odd}")

    assert Holder.primary.query(number="7").condition.partition == {"pk": "number#7"}
    with pytest.raises(KeyBuildError, match="'odd' does not fit the key"):
        Holder.primary.key(number=7, odd=Odd())
    with pytest.raises(KeyBuildError, match="'odd' of Holder cannot be"):
        Holder.primary.key(number=7, odd=SECRET)


class Node(DynamoDBModel, str_strip_whitespace=True, frozen=True):
    name: str
    children: list[Node] = []
    primary = DynamoDBIndex.primary(pk="node#{name}")

    @field_validator("name")
    @classmethod
    def lowered(cls, name: str) -> str:
        return name.lower()

    @model_validator(mode="after")
    def kept(self) -> Node:
        return self


def test_the_models_own_validators_and_configuration_apply() -> None:
    key = Node.primary.key(name=" A@X ")

    assert key.to_dict() == Node(name=" A@X ").primary_key() == {"pk": "node#a@x"}


def test_validators_of_the_model_as_a_whole_are_left_out() -> None:
    class Pair(DynamoDBModel):
        low: int
        high: int
        primary = DynamoDBIndex.primary(pk="pair#{low}")

        @model_validator(mode="before")
        @classmethod
        def both(cls, values: Any) -> Any:
            assert "high" in values
            return values

    assert Pair.primary.key(low="1").to_dict() == {"pk": "pair#1"}


def test_a_field_of_an_instance_that_does_not_fit_its_type_makes_no_key() -> None:
    event = Event(SECRET, MOMENT)  # type: ignore[arg-type]  # tested

    with pytest.raises(ValidationError, match="event_id") as caught:
        event.primary_key()

    assert SECRET not in f"{caught.value}{caught.value.details}"


def test_a_range_over_an_enum_has_the_order_of_its_values() -> None:
    red = Color.RED
    query = Event.by_number.query(number=7).between(color=("red", red))

    assert query.condition.sort is not None
    assert query.condition.sort["gsi1_sk"].operands == ("color#red", "color#red")


def test_a_function_that_does_not_tell_its_arguments_may_be_a_key() -> None:
    function: Any = type

    assert DynamoDBIndex("gsi9", pk=function).partition_key.source is function
