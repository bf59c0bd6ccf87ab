from __future__ import annotations

import typing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NewType, TypeVar

from boto3_assist.dynamodb import DynamoDBModelBase
from boto3_assist.dynamodb.schema.annotations import annotated_names, declared_types

if TYPE_CHECKING:
    from fractions import Fraction


class Parent:
    constant: ClassVar[int] = 1
    other: typing.ClassVar[Fraction]
    name: str
    ratio: Fraction

    class Inner:
        pass

    inner: Inner
    broken: 1 / 0  # type: ignore[valid-type]  # the text of an annotation may be anything


class Child(Parent):
    name: int  # type: ignore[assignment]  # the type of the subclass counts
    date: date | None = None

    @property
    def size(self) -> int:
        return 0

    @property
    def undeclared(self):  # type: ignore[no-untyped-def]  # as people write it
        return 0

    @property
    def lost(self) -> Fraction:
        raise NotImplementedError


def test_names_are_those_of_every_base_without_class_variables() -> None:
    assert annotated_names(Child) == {"name", "ratio", "inner", "broken", "date"}


def test_types_are_resolved_where_they_exist_at_run_time() -> None:
    assert declared_types(Child) == {
        "name": int,
        "ratio": Any,
        "inner": Parent.Inner,
        "broken": Any,
        "date": date | None,
        "size": int,
        "lost": Any,
    }


def test_no_annotation_is_evaluated_before_a_model_is_used() -> None:
    evaluated: list[str] = []
    namespace = {"note": evaluated.append, "DynamoDBModelBase": DynamoDBModelBase}
    source = (
        "class Lazy(DynamoDBModelBase):\n    x: note('x')\n    def __init__(self): self.x = 1\n"
    )
    exec(
        "from __future__ import annotations\n" + source, namespace
    )  # noqa: S102  # a class of its own
    assert evaluated == []


def test_types_of_the_function_around_are_found() -> None:
    class Local:
        pass

    @dataclass
    class Model(DynamoDBModelBase):
        local: Local
        locals: list[Local]
        known: int

    assert declared_types(Model) == {"local": Local, "locals": list[Local], "known": int}


def test_type_variables_and_new_types_of_the_function_around_are_found() -> None:
    kind = TypeVar("kind")
    number = NewType("number", int)

    @dataclass
    class Page(DynamoDBModelBase, Generic[kind]):
        entries: list[kind]
        position: number

    many: Any = list
    assert declared_types(Page) == {"entries": many[kind], "position": number}
    assert Page.map({"entries": [1], "position": 2}).to_dictionary() == {
        "entries": [1],
        "position": 2,
    }
