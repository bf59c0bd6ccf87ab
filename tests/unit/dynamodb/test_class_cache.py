from __future__ import annotations

import gc
import weakref
from typing import Any

from boto3_assist.dynamodb.class_cache import ClassCache


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
