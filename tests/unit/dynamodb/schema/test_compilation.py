from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from boto3.dynamodb.types import Binary
from pydantic import BaseModel, SecretStr

from boto3_assist.dynamodb import DynamoDBModel, DynamoDBModelBase
from boto3_assist.dynamodb.schema import (
    compile_schema,
    has_fixed_fields,
    plain_value,
    schema_of_class,
    schema_of_instance,
)


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
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
