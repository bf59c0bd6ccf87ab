from __future__ import annotations

import collections
import typing
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, Flag, IntEnum, IntFlag
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    NewType,
    Protocol,
    TypedDict,
    TypeVar,
)

import pytest
from boto3.dynamodb.types import Binary
from pydantic import SecretStr

from boto3_assist.dynamodb import DynamoDBModelBase
from boto3_assist.dynamodb.schema.coercion import coerce
from boto3_assist.dynamodb.schema.compilation import _NESTING
from boto3_assist.dynamodb.schema.scalars import Misfit

UTC = timezone.utc
ID = uuid.UUID("12345678-1234-5678-1234-567812345678")
T = TypeVar("T")
UserId = NewType("UserId", str)


class Status(Enum):
    OPEN = "open"
    CLOSED = "closed"


class Mixed(Enum):
    TEXT = "7"
    NUMBER = 7
    YES = True
    PRICE = Decimal("1.1")
    PAIR = ("a", 1)
    DAY = date(2024, 5, 6)


class Level(IntEnum):
    HIGH = 3


class Mask(IntFlag):
    A = 1
    B = 2


class Side(Flag):
    LEFT = 1
    RIGHT = 2


class Slug(str):
    pass


class Even(int):
    def __new__(cls, value: int) -> Even:
        if value % 2:
            raise ValueError(f"secret {value}")
        return super().__new__(cls, value)


class Rounded(float):
    def __new__(cls, value: float) -> Rounded:
        return super().__new__(cls, round(value))


class Money(Decimal):
    pass


class Key(uuid.UUID):
    pass


class Moment(datetime):
    pass


class Point(NamedTuple):
    x: int
    at: date


class Entry(TypedDict, total=False):
    at: datetime
    n: int


class Mystery(TypedDict):
    a: Unknown  # type: ignore[name-defined]  # noqa: F821  # not there at run time


class Tags(list[str]):
    pass


class Choosy(set[str]):
    def __init__(self, members: Any) -> None:
        raise RuntimeError("secret")


class Shape(Protocol):
    sides: int


@dataclass
class Cat:
    kind: Literal["cat"]
    lives: int


@dataclass
class Dog:
    kind: Literal["dog"]
    name: str
    born: date | None = None


@dataclass
class Base:
    name: str


@dataclass
class Wide:
    name: str
    size: int = 0


class Old(DynamoDBModelBase):
    def __init__(self) -> None:
        super().__init__()
        self.name: str | None = None


def convert(value: Any, annotation: Any) -> Any:
    return coerce(value, annotation, _NESTING)


@pytest.mark.parametrize(
    ("value", "annotation", "expected"),
    [
        (1, Any, 1),
        (1, object, 1),
        ("x", T, "x"),
        ("x", "Unresolved", "x"),
        ("x", UserId, "x"),
        ("x", Annotated[str, "note"], "x"),
        (Decimal(5), Final[int], 5),
        (True, bool, True),
        (5, int, 5),
        (5.0, int, 5),
        (1e22, int, 10**22),
        (Decimal("5.00"), int, 5),
        ("-5", int, -5),
        (5, float, 5.0),
        (Decimal("0.1"), float, 0.1),
        ("0.1", float, 0.1),
        (float("inf"), float, float("inf")),
        (0.1, Decimal, Decimal("0.1")),
        ("1.50", Decimal, Decimal("1.50")),
        (2**70, Decimal, Decimal(2**70)),
        ("x", str, "x"),
        (b"x", bytes, b"x"),
        (Binary(b"x"), bytes, b"x"),
        (Binary(b"x"), bytearray, bytearray(b"x")),
        ("2024-05-06T07:08:09Z", datetime, datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)),
        (
            "2024-05-06T07:08:09+05:00",
            datetime,
            datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone(timedelta(hours=5))),
        ),
        ("2024-05-06T07:08:09", datetime, datetime(2024, 5, 6, 7, 8, 9)),
        ("2024-05-06", date, date(2024, 5, 6)),
        ("07:08:00", time, time(7, 8)),
        (str(ID), uuid.UUID, ID),
        (None, type(None), None),
        ("open", Status, Status.OPEN),
        (Status.OPEN, Status, Status.OPEN),
        (3, Level, Level.HIGH),
        (3, Mask, Mask.A | Mask.B),
        (3, Side, Side.LEFT | Side.RIGHT),
        (Decimal(3), Mask, Mask.A | Mask.B),
        (Decimal(3), Level, Level.HIGH),
        ("7", Mixed, Mixed.TEXT),
        (7, Mixed, Mixed.NUMBER),
        (True, Mixed, Mixed.YES),
        (1.1, Mixed, Mixed.PRICE),
        (["a", 1], Mixed, Mixed.PAIR),
        ("2024-05-06", Mixed, Mixed.DAY),
        ("a", Literal["a", "b"], "a"),
        ("open", Literal[Status.OPEN], Status.OPEN),
        (Status.OPEN, Literal[Status.OPEN], Status.OPEN),
        (None, Literal[None], None),
        (1, Literal[1, True], 1),
        ("x", Slug, Slug("x")),
        (4, Even, Even(4)),
        (Decimal("1.5"), Money, Money("1.5")),
        (str(ID), Key, Key(str(ID))),
        ("2024-05-06T00:00:00", Moment, Moment(2024, 5, 6)),
        ([1], list, [1]),
        ((1, 2), list[int], [1, 2]),
        (["5"], typing.List[int], [5]),
        ([1, "a"], tuple[int, str], (1, "a")),
        ([1, 2], tuple[int, ...], (1, 2)),
        ([1], tuple, (1,)),
        ([1, "2024-05-06"], Point, Point(1, date(2024, 5, 6))),
        (["a"], Tags, Tags(["a"])),
        ([1], collections.deque[int], collections.deque([1])),
        ([5.0], collections.abc.Sequence[int], [5]),
        ([5.0], collections.abc.Iterable[int], [5]),
        ({5.0}, collections.abc.Collection[int], {5}),
        ({1}, set[int], {1}),
        ({1}, frozenset[int], frozenset({1})),
        ({"a"}, collections.abc.Set[str], {"a"}),
        ({"2024-05-06"}, set[date], {date(2024, 5, 6)}),
        ({"a": "5"}, dict[str, int], {"a": 5}),
        ({"a": 1}, typing.Dict[str, Any], {"a": 1}),
        ({"5": "x"}, dict[int, str], {5: "x"}),
        ({str(ID): 1}, dict[uuid.UUID, int], {ID: 1}),
        ({"a": 1}, collections.abc.Mapping[str, int], {"a": 1}),
        ({"a": 1}, collections.OrderedDict[str, int], collections.OrderedDict(a=1)),
        ({"a": 1}, collections.Counter[str], collections.Counter(a=1)),
        ({"a": 1}, collections.defaultdict[str, int], collections.defaultdict(None, {"a": 1})),
        (
            {"at": "2024-05-06T00:00:00", "n": 5.0, "other": 1},
            Entry,
            {"at": datetime(2024, 5, 6), "n": 5, "other": 1},
        ),
        (None, typing.Optional[int], None),
        (None, int | None, None),
        ("5", int | str, "5"),
        (5, Decimal | int, 5),
        (5, typing.Union[Decimal, str], Decimal(5)),
        ("2024-05-06", datetime | date, date(2024, 5, 6)),
        ("2024-05-06T07:00:00", date | datetime, datetime(2024, 5, 6, 7)),
        ({"a": 1}, dict[str, int] | None, {"a": 1}),
        ({"a": "1"}, Mystery, {"a": "1"}),
        ("x", 5, "x"),
        ({"kind": "dog", "name": "x"}, Cat | Dog, Dog("dog", "x")),
        ({"name": "x", "size": 2}, Base | Wide, Wide("x", 2)),
        ({"name": "x"}, Base | Wide, Base("x")),
        (Base("x"), Base | Wide, Base("x")),
        ({"name": "x"}, Base | dict[str, str], Base("x")),
        ([{"kind": "cat", "lives": 9}], list[Cat | Dog], [Cat("cat", 9)]),
        ("x", SecretStr, SecretStr("x")),
        (SecretStr("x"), SecretStr, SecretStr("x")),
        (5, Shape, 5),
    ],
)
def test_b11_b15_a_value_becomes_its_declared_type(
    value: Any, annotation: Any, expected: Any
) -> None:
    made = convert(value, annotation)
    assert made == expected
    assert type(made) is type(expected)


@pytest.mark.parametrize(
    ("value", "annotation", "path"),
    [
        ("false", bool, ""),
        (0, bool, ""),
        (1, bool, ""),
        (True, int, ""),
        (19.99, int, ""),
        (2.386441001284743e16, int, ""),
        ("7.9", int, ""),
        ("07", int, ""),
        ("1_0", int, ""),
        ("٣", int, ""),
        (" 7", int, ""),
        (float("nan"), int, ""),
        (float("inf"), int, ""),
        (Decimal("sNaN"), int, ""),
        (Decimal("1E+999999999"), int, ""),
        ("7" * 10_000, int, ""),
        (2**53 + 1, float, ""),
        (10**400, float, ""),
        (Decimal("1." + "1" * 29), float, ""),
        (Decimal("NaN"), float, ""),
        ("1_0", float, ""),
        ("inf", float, ""),
        ("nan", float, ""),
        (True, float, ""),
        (True, Decimal, ""),
        (float("nan"), Decimal, ""),
        (" 1", Decimal, ""),
        ("Infinity", Decimal, ""),
        (b"1", Decimal, ""),
        (5, str, ""),
        (None, str, ""),
        (["a"], str, ""),
        ("x", bytes, ""),
        (5, bytes, ""),
        (5, datetime, ""),
        ("yesterday", datetime, ""),
        ("2024-05-06T07:08:09.1234567Z", datetime, ""),
        ("07:08:09.123456789", time, ""),
        (datetime(2024, 5, 6), date, ""),
        ("2024-05-06T00:00:00", date, ""),
        ("x", uuid.UUID, ""),
        (5, uuid.UUID, ""),
        (0, type(None), ""),
        ("other", Status, ""),
        (8, Side, ""),
        (True, Side, ""),
        (Decimal("1.5"), Mask, ""),
        (1, Mixed, ""),
        (True, Level, ""),
        (["a"], Mixed, ""),
        (False, Literal[0], ""),
        ("c", Literal["a", "b"], ""),
        (5, Slug, ""),
        (5, Even, ""),
        (2.5, Rounded, ""),
        (None, int, ""),
        (None, int | str, ""),
        ([], int | str, ""),
        ("x", list[str], ""),
        ({"x"}, list[str], ""),
        ([1, "x"], list[int], "[1]"),
        ([1], tuple[int, str], ""),
        ([1, 2], tuple[int, str], "[1]"),
        ([1], Point, ""),
        ([1, "x"], Point, "[1]"),
        (["a"], set[str], ""),
        ({1, 2.5}, set[int], "{}"),
        ({0.1, Decimal("0.1")}, set[Decimal], ""),
        ({"a"}, Choosy, ""),
        ("x", dict[str, int], ""),
        ([("a", 1)], dict[str, int], ""),
        ({"a": {"b": "x"}}, dict[str, dict[str, int]], ".a.b"),
        ({"5": 1, 5: 2}, dict[int, int], ""),
        ({"x": 1}, dict[int, int], ""),
        ({"n": "x"}, Entry, ".n"),
        ("x", Cat, ""),
        ({"kind": "cat", "lives": 1.5}, Cat, ".lives"),
        ({"kind": "cow"}, Cat | Dog, ""),
        ({"kind": "cat"}, Cat, ".lives"),
        ("x", Old, ""),
        ("x", collections.abc.Callable, ""),
        (5, SecretStr, ""),
    ],
)
def test_b10_b11_what_would_lose_something_is_refused_by_its_path(
    value: Any, annotation: Any, path: str
) -> None:
    with pytest.raises(Misfit) as caught:
        convert(value, annotation)
    assert "".join(reversed(caught.value.steps)) == path
    assert "secret" not in str(caught.value)


def test_several_problems_of_a_nested_model_are_all_named() -> None:
    with pytest.raises(Misfit) as caught:
        convert({}, Cat)
    assert caught.value.expected == "kind: a value; lives: a value"


def test_a_nested_plain_model_is_mapped() -> None:
    made = convert({"name": "x"}, Old)
    assert isinstance(made, Old)
    assert made.name == "x"


def test_a_type_statement_is_looked_through() -> None:
    class Alias:
        __value__ = int

    assert convert(5.0, Alias()) == 5


class Priced(TypedDict):
    sku: str
    price: int


def test_a_typed_dictionary_has_the_names_that_it_must() -> None:
    assert coerce({"sku": "a", "price": 5}, Priced, _NESTING) == {"sku": "a", "price": 5}
    with pytest.raises(Misfit, match="a map with price"):
        coerce({"sku": "a"}, Priced, _NESTING)
