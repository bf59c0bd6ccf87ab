from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any, ClassVar

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase
from boto3_assist.dynamodb.class_cache import ClassCache, own_members


class Counting:
    def __init__(self) -> None:
        self.asked: list[type] = []

    def cache(self) -> ClassCache[list[str]]:
        def _names_of(model: type) -> list[str]:
            """Names."""
            self.asked.append(model)
            return [model.__name__]

        return ClassCache(_names_of)


def test_a_value_is_computed_once_for_a_class_and_apart_for_its_subclasses() -> None:
    class Parent:
        pass

    class Child(Parent):
        pass

    counting = Counting()
    cache = counting.cache()
    assert cache(Parent) == cache(Parent) == ["Parent"]
    assert cache(Child) == ["Child"]
    assert cache(Parent) is cache(Parent)
    assert counting.asked == [Parent, Child]
    assert cache.__doc__ == "Names."


class Meddling:
    """Keeps something on a class whenever it is looked at, as another thread may at any time."""

    kept_on: type | None = None

    def __getattribute__(self, name: str) -> Any:
        kind = Meddling.kept_on
        if kind is not None:
            type.__setattr__(kind, f"_kept_{len(vars(kind))}", True)
        return object.__getattribute__(self, name)


class Guest(DynamoDBModelBase):
    primary = DynamoDBIndex.primary(pk="guest#{name}")
    meddling: ClassVar = Meddling()

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.name = name

    @property
    def greeting(self) -> str:
        return "hello"


def test_a_class_is_gone_through_while_another_thread_keeps_something_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in vars(Guest) if name.startswith("_boto3_assist")]:
        monkeypatch.delattr(Guest, name)
    monkeypatch.setattr(Meddling, "kept_on", Guest)

    assert Guest.primary.key(name="a").to_dict() == {"pk": "guest#a"}
    assert Guest("a").to_client_dictionary()["pk"] == {"S": "guest#a"}
    assert Guest.map({"pk": "guest#a", "name": "a"}).name == "a"


def test_the_members_of_a_class_are_those_of_one_moment() -> None:
    members = own_members(Guest)

    assert members == dict(vars(Guest))
    type.__setattr__(Guest, "_kept_later", True)
    assert "_kept_later" not in members


def test_it_is_kept_past_a_metaclass_that_refuses_attributes() -> None:
    class Closed(type):
        def __setattr__(cls, name: str, value: Any) -> None:
            raise AttributeError(name)

    class Model(metaclass=Closed):
        pass

    counting = Counting()
    cache = counting.cache()
    assert cache(Model) is cache(Model)
    assert counting.asked == [Model]


def test_it_goes_when_the_class_goes() -> None:
    def _name_of(model: type) -> str:
        return model.__name__

    cache = ClassCache(_name_of)

    class Model:
        pass

    cache(Model)
    gone = weakref.ref(Model)
    del Model
    gc.collect()
    assert gone() is None


class Page(DynamoDBModel):
    site: str
    path: str
    status: str | None = None
    rank: int = 0

    primary = DynamoDBIndex.primary(pk="site#{site}", sk="page#{path}")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="{rank:06d}")
    by_rank = DynamoDBIndex("gsi2", pk="{site}", sk="{rank}", native=True)


@dataclass
class Note(DynamoDBModelBase):
    site: str
    status: str | None = None

    primary = DynamoDBIndex.primary(pk="site#{site}", sk="note")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}")


class Old(DynamoDBModelBase):
    primary = DynamoDBIndex.primary(pk="site#{site}", sk="old")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}")

    def __init__(self, site: str = "", status: str | None = None) -> None:
        super().__init__()
        self.site = site
        self.status = status


READING_A_CLASS = {
    *("check_declaration", "check_indexes", "check_inputs", "compile_schema", "segments_of"),
    *("_declared_indexes", "declared_types", "_own_annotations", "_types_by_name"),
}
READING_A_FILE = {"open", "stat", "listdir", "scandir"}


@pytest.mark.parametrize(
    "make",
    [
        lambda: Page(site="a", path="b", status="c"),
        lambda: Note("a", "c"),
        lambda: Old("a", "c"),
    ],
)
def test_e11_an_instance_reads_no_file_and_derives_nothing_of_its_class_again(
    make: Callable[[], DynamoDBModelBase],
) -> None:
    def use() -> None:
        instance = make()
        instance.to_client_dictionary()
        instance.primary_key()
        for index in instance.list_keys():
            index.to_dict()
        type(instance).map(instance.to_resource_dictionary())

    functions, built_in = set(), set()

    def record(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            functions.add(frame.f_code.co_name)
        elif event == "c_call":
            built_in.add(argument.__name__)

    use()
    before = sys.getprofile()
    sys.setprofile(record)
    try:
        use()
    finally:
        sys.setprofile(before)

    assert "to_client_dictionary" in functions
    assert not READING_A_CLASS & functions
    assert not READING_A_FILE & built_in
