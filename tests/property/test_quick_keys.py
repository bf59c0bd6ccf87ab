"""The compiled functions of keys against the plain way, which they must agree with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal, NewType, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field, PydanticUserError, StringConstraints

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase
from boto3_assist.dynamodb.codec.quick_decoding import SURPRISES
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.quick_keys import quick_key
from boto3_assist.errors import Boto3AssistError
from tests.property.values import decimals, integers, texts

modest = settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)


class Status(str, Enum):
    OPEN = "open"
    ODD = "o#p"


class Level(IntEnum):
    LOW = 1


class Text(str):
    pass


class Number(int):
    pass


Name = NewType("Name", str)
V = TypeVar("V")
ANNOTATIONS: list[Any] = [
    *(str, int, bool, float, Decimal, bytes, datetime, date, UUID, Any, object, Status, Level),
    *(str | None, int | None, int | str, str | UUID | None, date | datetime, Decimal | int, Text),
    *(Name, Name | None, Annotated[str, "note"], Annotated[str | None, []], Literal["a", "b#"]),
    *(list[str], dict[str, str], "NotThere", V),
]
CONSTRAINED: list[Any] = [
    Annotated[str, StringConstraints(to_lower=True)],
    Annotated[str, StringConstraints(strip_whitespace=True)],
    Annotated[str, StringConstraints(max_length=3)],
    Annotated[int, Field(ge=0)],
]
CONFIGS: list[dict[str, Any]] = [{}, {"str_to_upper": True}, {"strict": True}]
# What the keys are made of beside the input a, and a value of the input b that fits.
INDEXES: list[tuple[Callable[[], DynamoDBIndex], object]] = [
    (lambda: DynamoDBIndex.primary(pk="p#{a}", sk="s#{b}"), "b"),
    (lambda: DynamoDBIndex.primary(pk="{a}#{b}#x{{}}{a}", sk="fixed"), "b"),
    (lambda: DynamoDBIndex.primary(pk="{a:text}#{b}"), "b"),
    (lambda: DynamoDBIndex.primary(pk="n#{a:number}", sk="{b:06d}#{a}"), 7),
    (lambda: DynamoDBIndex.primary(pk=KeyTemplate.compile("{a}#{b}", escape=False)), "b"),
    (lambda: DynamoDBIndex.primary(pk_attribute="a", sk_attribute="b"), "b"),
    (lambda: DynamoDBIndex.primary(pk="fixed#{b}", sk_attribute="a"), "b"),
    (lambda: DynamoDBIndex("primary", pk=lambda: "function", sk="{a}#{b}"), "b"),
]
CODE = UUID("12345678-1234-5678-1234-567812345678")
MOMENT = datetime(2024, 5, 1, tzinfo=timezone.utc)
VALUES: list[Any] = [
    *("a", "b#", "A B ", "abcd", "a%23", "\u00e9", "\ud800", "", "x" * 300, "\u00e9" * 300),
    *("x" * 3000, "7", "2024-05-01", str(CODE), MOMENT.isoformat(), Text("t"), Status.OPEN),
    *(Status.ODD, Level.LOW, 0, -5, 7, 10**37, 10**38, -(10**38), 10**125, 10**200, Number(7)),
    *(True, 1.5, 2.0, Decimal("1.50"), Decimal("1E+40"), Decimal("NaN"), b"bytes", b"", None),
    *(MOMENT, MOMENT.replace(tzinfo=None), MOMENT.astimezone(timezone(timedelta(hours=5)))),
    *(date(2024, 5, 1), CODE, ["a"], {"a": "b"}, object()),
]
values: st.SearchStrategy[Any] = st.one_of(
    texts(), texts(min_size=240, max_size=300), integers(), decimals(), st.uuids(), st.dates()
)


def outcome(make: Any, *arguments: Any) -> Any:
    """What was made, with the classes of its values: an int is equal to a bool and a Decimal."""
    try:
        made = make(*arguments)
    except (Boto3AssistError, PydanticUserError) as error:
        return type(error), str(error), getattr(error, "details", None)
    return [(name, type(value), value) for name, value in made.items()]


class Checker:
    """Compares the ways of one class."""

    def __init__(self, model: Any) -> None:
        self.index = model.primary
        self.quick = quick_key(model, self.index.definition)
        self.quickly_made = 0

    def check(self, inputs: Mapping[str, Any]) -> None:
        plain = outcome(self.index._key_attributes, inputs)
        try:
            quick = self.quick(self.index.definition, inputs)
        except SURPRISES:
            pass
        else:
            assert outcome(lambda: quick) == plain
            self.quickly_made += 1
        assert outcome(lambda: self.index.key(**inputs).attributes) == plain


def model_of(style: str, one: Any, other: Any, index: DynamoDBIndex, **config: Any) -> Any:
    """Make a class of a style, whose keys are made of the fields a and b."""
    namespace: dict[str, Any] = {"__module__": __name__, "primary": index}
    namespace["__annotations__"] = {"a": one, "b": other}
    if style == "pydantic":
        namespace["model_config"] = {"arbitrary_types_allowed": True, **config}
        metaclass: Any = type(DynamoDBModel)
        return metaclass("Checked", (DynamoDBModel,), namespace)
    if style == "dataclass":
        return dataclass(type("Data", (DynamoDBModelBase,), namespace))

    def make(self: Any) -> None:
        self.a = self.b = None

    return type("Plain", (DynamoDBModelBase,), {**namespace, "__init__": make})


@pytest.mark.parametrize("style", ["dataclass", "plain", "pydantic"])
@pytest.mark.parametrize(("index", "other"), INDEXES)
def test_a_compiled_key_is_that_of_the_plain_way(style: str, index: Any, other: object) -> None:
    quickly_made = 0
    for annotation in [*ANNOTATIONS, *CONSTRAINED]:
        for config in CONFIGS if style == "pydantic" else [{}]:
            try:
                checker = Checker(model_of(style, annotation, type(other), index(), **config))
            except Boto3AssistError:
                # Not every type can be the key as it is.
                continue
            for value in VALUES:
                checker.check({"a": value, "b": other})
            for wrong in ({}, {"a": "a"}, {"a": "a", "b": None}, {"a": "a", "b": "b", "c": "c"}):
                checker.check(wrong)
            quickly_made += checker.quickly_made

    assert quickly_made > 20 or callable(index().partition_key.source)


@modest
@given(st.sampled_from(INDEXES), st.sampled_from(["dataclass", "plain"]), values, values)
def test_a_compiled_key_of_any_values_is_that_of_the_plain_way(
    index: Any, style: str, a: object, b: object
) -> None:
    Checker(model_of(style, Any, Any, index[0]())).check({"a": a, "b": b})


@modest
@given(st.sampled_from(["dataclass", "plain", "pydantic"]), texts(), texts())
def test_in_lower_case_a_key_is_that_of_the_plain_way(style: str, a: str, b: str) -> None:
    model = model_of(style, str, str, DynamoDBIndex.primary(pk="P#{a}", sk="S#{b}"))
    checker = Checker(model)
    with override_config(dynamodb_key_case="lower"):
        checker.check({"a": a, "b": b})
    assert checker.quickly_made == 0
    checker.check({"a": a, "b": b})
