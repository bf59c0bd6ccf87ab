from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import (
    UUID4,
    AfterValidator,
    AnyUrl,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    Json,
    PastDate,
    RootModel,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.schema import schema_of_class
from boto3_assist.dynamodb.schema.pydantic_core import core_fields_of, has_constraints
from boto3_assist.errors import ValidationError

SECRET = "top-secret-value"


class Colour(Enum):
    RED = "red"


class Typed(DynamoDBModel):
    """Fields named as constraints are none."""

    version: int = 1
    pattern: str = ""
    type: str = ""
    total: Decimal = Decimal(0)
    at: datetime | None = None
    identity: UUID | None = None
    colour: Colour = Colour.RED
    kind: Literal["a", "b"] = "a"
    secret: SecretStr = SecretStr("")
    site: AnyUrl | None = None
    address: IPv4Address | None = None
    path: PurePosixPath | None = None
    many: Sequence[int] = ()
    free: Any = None
    document: Json[list[int]] | None = None


@pytest.mark.parametrize(
    ("annotation", "constrained"),
    [
        (Typed, False),
        (Annotated[int, Field(gt=0)], True),
        (Annotated[Decimal, Field(max_digits=3)], True),
        (Annotated[list[int], Field(min_length=1)], True),
        (dict[str, list[Annotated[str, Field(pattern="^a")]]], True),
        (Annotated[str, StringConstraints(to_lower=True)], True),
        (Annotated[SecretStr, Field(min_length=3)], True),
        (Annotated[str, AfterValidator(str.upper)], True),
        (PastDate, True),
        (AwareDatetime, True),
        (UUID4, True),
        (FiniteFloat, True),
        (int | Annotated[str, Field(max_length=2)], True),
    ],
)
def test_which_models_hold_values_to_more_than_types(annotation: Any, constrained: bool) -> None:
    class Inner(BaseModel):
        value: annotation

    class Model(DynamoDBModel):
        inner: list[Inner]

    assert has_constraints(Model) is constrained


def test_limits_of_the_configuration_and_of_the_model_as_a_whole() -> None:
    class Configured(BaseModel):
        model_config = ConfigDict(str_max_length=3)
        a: str = ""

    class Whole(BaseModel):
        a: str = ""

        @model_validator(mode="after")
        def check(self) -> Whole:
            return self

    assert has_constraints(Configured)
    assert has_constraints(Whole)


class Tree(BaseModel):
    document: Json[Any] = None
    children: list[Tree] = []


def test_where_json_is_taken() -> None:
    class Model(DynamoDBModel):
        own: list[Json[int]] = []
        nested: Tree = Tree()
        none: int = 0

    core = core_fields_of(Model)
    assert core is not None
    assert [core.takes_json(n, inside_models=True) for n in core.fields] == [True, True, False]
    assert [core.takes_json(n, inside_models=False) for n in core.fields] == [True, False, False]


def test_json_fields_are_stored_as_texts_and_read_back() -> None:
    class Model(DynamoDBModel):
        a: Json[dict[str, list[int]]]
        b: Json[Any] | None = None
        tree: Tree = Tree()
        plain: dict[str, int] = Field({"x": 1}, max_length=2)
        hidden: Json[list[int]] = Field([], exclude=True)
        primary = DynamoDBIndex.primary(pk="m")

    tree = Tree(document="1", children=[Tree(document='"x"')])
    model = Model.model_validate({"a": '{"x": [1, 2]}', "b": "[0.1]", "tree": tree})

    item = model.to_resource_dictionary()
    assert (item["a"], item["b"], item["tree"]["document"]) == ('{"x":[1,2]}', "[0.1]", "1")
    assert Model.map(decode_item(model.to_client_dictionary())) == model
    assert Model.map(model.to_dictionary()) == model
    assert model.map({"plain": {"y": 2}}).a == {"x": [1, 2]}
    assert model.tree.children[0].document == "x"


class Line(BaseModel):
    count: int = Field(1, ge=1)
    label: Annotated[SecretStr, Field(min_length=3)] = SecretStr("abc")


@dataclass
class Size:
    width: Annotated[int, Field(gt=0)] = 1


class Order(DynamoDBModel):
    order_id: str
    total: Decimal = Field(Decimal(1), gt=0)
    code: str = Field("A", pattern="^[A-Z]$")
    mail: str = ""
    on: PastDate | None = None
    line: Line = Line()
    lines: list[Line] = []
    by_name: dict[str, tuple[Line, ...]] = {}
    size: Size = Size()
    password: SecretStr = SecretStr(SECRET)
    hidden: int = Field(5, exclude=True, ge=1)
    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")

    @field_validator("mail")
    @classmethod
    def check_mail(cls, mail: str) -> str:
        if mail and "@" not in mail:
            raise ValueError(f"{mail} is no address")
        return mail

    @field_validator("password")
    @classmethod
    def check_password(cls, password: SecretStr) -> SecretStr:
        if len(password.get_secret_value()) < 4:
            raise ValueError(f"{password.get_secret_value()} is too short")
        return password


def set_total(order: Order) -> None:
    order.total = Decimal(-1)


def set_line(order: Order) -> None:
    order.line.count = 0


def set_line_of_list(order: Order) -> None:
    order.lines = [Line(), Line()]
    order.lines[1].count = -3


def set_line_of_map(order: Order) -> None:
    order.by_name = {"a": (Line(),)}
    order.by_name["a"][0].count = -3


def set_label(order: Order) -> None:
    order.line.label = SecretStr("x")


def set_code(order: Order) -> None:
    order.code = SECRET


def set_mail(order: Order) -> None:
    order.mail = SECRET


def set_day(order: Order) -> None:
    order.on = date(9000, 1, 1)


def set_size(order: Order) -> None:
    order.size.width = -1


def set_password(order: Order) -> None:
    order.password = SecretStr("abc")


def set_hidden(order: Order) -> None:
    order.hidden = 0


CHANGES: dict[str, tuple[Callable[[Order], None], str, str]] = {
    "total": (set_total, "Decimal", "Input should be greater than 0"),
    "line.count": (set_line, "int", "Input should be greater than or equal to 1"),
    "lines.1.count": (set_line_of_list, "int", "Input should be greater than or equal to 1"),
    "by_name.a.0.count": (set_line_of_map, "int", "Input should be greater than or equal to 1"),
    "line.label": (set_label, "SecretStr", "Value should have at least 3 items"),
    "code": (set_code, "str of 16 characters", "String should match pattern '^[A-Z]$'"),
    "mail": (set_mail, "str of 16 characters", "what its validator accepts"),
    "on": (set_day, "date", "Date should be in the past"),
    "size.width": (set_size, "int", "Input should be greater than 0"),
    "password": (set_password, "SecretStr", "what its validator accepts"),
    "hidden": (set_hidden, "int", "Input should be greater than or equal to 1"),
}


@pytest.mark.parametrize("path", CHANGES)
def test_s5_what_was_changed_is_validated_again_before_a_write(path: str) -> None:
    change, given, expected = CHANGES[path]
    order = Order(order_id="7", line=Line(), size=Size())
    order.to_resource_dictionary()
    change(order)

    for write in (
        order.to_resource_dictionary,
        order.to_client_dictionary,
        lambda: order.to_resource_dictionary(include_none=True),
    ):
        with pytest.raises(ValidationError) as caught:
            write()
        (problem,) = caught.value.details["fields"]
        assert (problem["field"], problem["given"]) == (path, given)
        assert problem["expected"].startswith(expected)
        assert caught.value.details["suggestion"]
        shown = f"{caught.value!r}{caught.value}{caught.value.to_dict()}{caught.value.__cause__}"
        assert SECRET not in shown and "abc" not in shown
    assert order.to_dictionary()


def test_s5_a_model_nested_in_a_dataclass_is_validated_too() -> None:
    @dataclass
    class Cart(DynamoDBModelBase):
        line: Line
        lines: list[Line]
        primary = DynamoDBIndex.primary(pk="cart")

    cart = Cart(Line(), [Line()])
    assert Cart.map(cart.to_resource_dictionary()) == cart
    cart.lines[0].count = 0
    with pytest.raises(ValidationError) as caught:
        cart.to_resource_dictionary()
    assert caught.value.details["fields"][0]["field"] == "count"
    assert caught.value.details["model"] == "Line"


def test_s5_a_check_of_the_whole_model_is_repeated() -> None:
    class Range(DynamoDBModel):
        low: int = 1
        high: int = 2

        @model_validator(mode="after")
        def check(self) -> Range:
            if self.low > self.high:
                raise ValueError(SECRET)
            return self

    span = Range()
    span.low = 5
    with pytest.raises(ValidationError) as caught:
        schema_of_class(Range).stored(span)
    assert caught.value.details["fields"][0]["field"] == "the model as a whole"
    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"
    span.high = 6
    assert schema_of_class(Range).stored(span) == {"low": 5, "high": 6}


def test_what_is_valid_is_written_whatever_the_model_is_made_of() -> None:
    class Count(RootModel[Annotated[int, Field(gt=0)]]):
        pass

    class Needs(BaseModel):
        hidden: int = Field(exclude=True)
        shown: int = Field(1, gt=0)

    class Exact(DynamoDBModel):
        model_config = ConfigDict(strict=True)
        at: datetime = datetime(2024, 1, 1)
        colour: Colour = Colour.RED
        pair: tuple[int, int] = (1, 2)
        count: Count = Count(1)
        needs: Needs = Needs(hidden=1)
        document: Json[list[int]] | None = None
        name: str = Field(None, max_length=3)  # type: ignore[assignment]  # as people write it

    exact = Exact.model_validate({"document": "[1]"})
    stored = schema_of_class(Exact).stored(exact)
    assert (stored["count"], stored["needs"], stored["document"]) == (1, {"shown": 1}, "[1]")
    exact.count.root = 0
    with pytest.raises(ValidationError, match="count"):
        schema_of_class(Exact).stored(exact)


def test_a_model_without_limits_is_not_validated_a_second_time() -> None:
    calls: list[Any] = []

    class Plain(BaseModel):
        a: int = 1

    class Whole(DynamoDBModel):
        plain: Plain = Plain()
        post: int = 0

        def model_post_init(self, _context: Any) -> None:
            calls.append(self)

    whole = Whole()
    schema_of_class(Whole).stored(whole)
    assert len(calls) == 1
