"""Functions as keys: in a copy of an instance they make the keys of the copy."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBKey, DynamoDBModelBase


class User(DynamoDBModelBase):
    def __init__(self, user_id: str | None = None) -> None:
        self.user_id = user_id
        self.indexes.add_primary(DynamoDBIndex(partition_key=DynamoDBKey("pk", self.key())))

    def key(self) -> Callable[[], str]:
        """Give what makes the key."""
        raise NotImplementedError

    def text(self, label: str = "user") -> str:
        return f"{label}#{self.user_id}"


class ByMethodInAVariable(User):
    def key(self) -> Callable[[], str]:
        build = self.text
        return lambda: build()


class ByFunctionInAVariable(User):
    def key(self) -> Callable[[], str]:
        def build() -> str:
            return f"user#{self.user_id}"

        return lambda: build()


class ByFunctionThatCallsItself(User):
    def key(self) -> Callable[[], str]:
        def build(times: int = 2) -> str:
            return build(times - 1) if times else f"user#{self.user_id}"

        return lambda: build()


class ByPartial(User):
    def key(self) -> Callable[[], str]:
        return functools.partial(User.text, self, label="user")


class ByPartialOfAMethod(User):
    def key(self) -> Callable[[], str]:
        return functools.partial(self.text, label="user")


class ByPartialWithKeyword(User):
    def key(self) -> Callable[[], str]:
        def build(*, of: User) -> str:
            return of.text()

        return functools.partial(build, of=self)


class ByDefaults(User):
    def key(self) -> Callable[[], str]:
        build = self.text

        def from_position(made: Callable[[], str] = build) -> str:
            return made()

        def from_name(*, made: Callable[[], str] = from_position) -> str:
            return made()

        return from_name


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
@pytest.mark.parametrize(
    "model",
    [
        ByMethodInAVariable,
        ByFunctionInAVariable,
        ByFunctionThatCallsItself,
        ByPartial,
        ByPartialOfAMethod,
        ByPartialWithKeyword,
        ByDefaults,
    ],
)
def test_the_key_of_a_copy_is_its_own_however_its_function_reaches_the_instance(
    model: type[User], copied: Callable[[User], User]
) -> None:
    original = model("7")

    second = copied(original)
    second.user_id = "8"
    third = copied(second)
    third.user_id = "9"

    keys = [each.to_resource_dictionary()["pk"] for each in (original, second, third)]
    assert keys == ["user#7", "user#8", "user#9"]


def test_what_a_function_shares_with_others_goes_on_being_shared() -> None:
    calls = 0

    def counted() -> str:
        nonlocal calls
        calls += 1
        return "all"

    class Counted(User):
        def key(self) -> Callable[[], str]:
            return lambda: f"{counted()}#{self.user_id}"

    original = Counted("7")
    second = copy.copy(original)
    second.user_id = "8"

    assert [each.primary_key()["pk"] for each in (original, second)] == ["all#7", "all#8"]
    assert calls == 2
