from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest
from boto3.dynamodb.types import Binary
from pydantic import BaseModel, Field, SecretStr

from boto3_assist.dynamodb import DynamoDBModel, DynamoDBModelBase
from boto3_assist.dynamodb.schema import (
    check_models,
    compile_schema,
    declared_value,
    has_fixed_fields,
    plain_value,
    schema_of_class,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.errors import InvalidParameterError
from tests.subprocesses import bare_environment


@dataclass
class Point:
    x: int
    y: int | None = None


class Address(BaseModel):
    street: str


class Plain(DynamoDBModelBase):
    def __init__(self) -> None:
        super().__init__()
        self.a = 1


def test_the_style_of_a_class() -> None:
    assert has_fixed_fields(Point)
    assert has_fixed_fields(Address)
    assert has_fixed_fields(DynamoDBModel)
    assert not has_fixed_fields(Plain)
    assert not has_fixed_fields(int)


def test_a_schema_is_compiled_once_for_each_class_and_anew_when_asked() -> None:
    assert schema_of_class(Point) is schema_of_class(Point)
    assert compile_schema(Point) is not compile_schema(Point)
    plain = Plain()
    assert schema_of_instance(plain) is schema_of_instance(Plain())
    plain.b = 2  # type: ignore[attr-defined]  # a field that only this instance has
    assert list(schema_of_instance(plain).fields) == ["a", "b"]
    assert list(schema_of_instance(Plain()).fields) == ["a"]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Point(1), {"x": 1}),
        (Point(1, 2), {"x": 1, "y": 2}),
        (Address(street="Main"), {"street": "Main"}),
        (Plain(), {"a": 1}),
        (SecretStr("x"), "x"),
        (Binary(b"x"), b"x"),
    ],
)
def test_b14_values_of_a_librarys_own_types_become_plain(value: Any, plain: Any) -> None:
    assert plain_value(value) == plain


@pytest.mark.parametrize("value", [object(), Point, Plain, Address, 1 + 2j])
def test_what_is_none_of_these_stays_what_it_is(value: object) -> None:
    assert plain_value(value) is value


class Priced(DynamoDBModel):
    count: int = 0
    ratio: float = 0.0
    short: Annotated[str, Field(max_length=3)] = Field("", alias="s")


class Typed(DynamoDBModelBase):
    count: int

    def __init__(self) -> None:
        super().__init__()
        self.count = 0


@pytest.mark.parametrize(
    ("model", "name", "value", "expected"),
    [
        (Priced, "count", "7", 7),
        (Priced, "s", "abc", "abc"),
        (Priced, "short", "abc", "abc"),
        (Priced, "ratio", None, None),
        (Priced, "unknown", "x", "x"),
        (Typed, "count", 7.0, 7),
        (Typed, "unknown", "x", "x"),
        (int, "count", "7", "7"),
    ],
)
def test_a_value_is_held_to_the_declared_type_of_a_field(
    model: type, name: str, value: object, expected: object
) -> None:
    assert declared_value(model, name, value) == expected


@pytest.mark.parametrize(
    ("model", "name", "value"),
    [
        (Priced, "count", 1.5),
        (Priced, "ratio", 2**53 + 1),
        (Priced, "short", "abcd"),
        (Typed, "count", "x"),
    ],
)
def test_b11_what_is_not_of_that_type_without_loss_is_refused(
    model: type, name: str, value: object
) -> None:
    with pytest.raises(Misfit):
        declared_value(model, name, value)


class GivenPydantic(DynamoDBModel):
    required: str
    status: str | None = Field("open", alias="state")
    tags: list[str] = []


@dataclass
class GivenData(DynamoDBModelBase):
    required: str
    status: str | None = "open"
    tags: list[str] = field(default_factory=list)


class GivenPlain(DynamoDBModelBase):
    def __init__(self, required: str) -> None:
        self.required = required
        self.status: str | None = "open"
        self.tags: list[str] = []

    @property
    def size(self) -> int:
        return len(self.tags)


@pytest.mark.parametrize("model", [GivenPydantic, GivenData, GivenPlain])
def test_what_was_given_and_what_may_be_absent(model: Any) -> None:
    made = model(required="")
    schema = schema_of_instance(made)
    status = schema.fields["status"].attribute

    assert schema.given_attributes(made) == {"required"}
    made.status = None
    made.tags = ["a"]
    assert schema.given_attributes(made) == {"required", status, "tags"}
    assert schema.records_given is (model is GivenPydantic)
    absent = {a for a in ("required", status, "tags") if schema.reads_absent(made, a)}
    assert absent == {status, "tags"}


@pytest.mark.parametrize("given", [Plain(), [Priced], Point, None])
def test_only_classes_derived_from_the_model_base_are_models(given: Any) -> None:
    check_models([Plain, Priced])
    with pytest.raises(InvalidParameterError, match="not a model class"):
        check_models([Plain, given])


PROGRAM = """
import sys
from dataclasses import dataclass
from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase

@dataclass
class Line:
    sku: str

@dataclass
class Order(DynamoDBModelBase):
    order_id: str
    lines: list[Line]
    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")

class Old(DynamoDBModelBase):
    def __init__(self, id=None):
        super().__init__()
        self.id = id

order = Order.map({"order_id": "7", "lines": [{"sku": "a", "colour": "red"}]})
assert order.to_client_dictionary()["pk"] == {"S": "order#7"}
assert Old.map({"id": "7", "x": 1}).to_dictionary() == {"id": "7"}
for name in ("pydantic", "pydantic_core", "pydantic_settings", "boto3", "botocore"):
    assert name not in sys.modules, name
"""


def test_plain_and_dataclass_models_import_neither_pydantic_nor_boto3() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        env=bare_environment(),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
