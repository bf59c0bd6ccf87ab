from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBKey, DynamoDBModel, DynamoDBModelBase
from boto3_assist.dynamodb.indexes import declared_indexes
from boto3_assist.errors import ConfigurationError, KeyBuildError


class User(DynamoDBModelBase):
    def __init__(self, user_id: str | None = "7", name: str | None = "ann") -> None:
        super().__init__()
        self.user_id = user_id
        self.name = name


def primary(user: User) -> DynamoDBIndex:
    return DynamoDBIndex(
        partition_key=DynamoDBKey("pk", lambda: DynamoDBKey.build_key(("user", user.user_id))),
        sort_key=DynamoDBKey("sk", lambda: DynamoDBKey.build_key(("user", user.user_id))),
    )


def by_name(user: User) -> DynamoDBIndex:
    return DynamoDBIndex(
        "gsi1", DynamoDBKey("gsi1_pk", "users"), DynamoDBKey("gsi1_sk", lambda: user.name)
    )


def test_indexes_are_added_and_found() -> None:
    user = User()
    assert user.list_keys() == []

    user.indexes.add_primary(primary(user))
    user.indexes.add_secondary(by_name(user))

    assert user.indexes.primary is not None
    assert user.indexes.primary.name == "primary"
    assert list(user.indexes.secondaries) == ["gsi1"]
    assert [index.name for index in user.indexes.values()] == ["primary", "gsi1"]
    assert [index.name for index in user.list_keys()] == ["primary", "gsi1"]
    assert [index.name for index in user.list_keys(exclude_pk=True)] == ["gsi1"]
    assert user.get_key("gsi1").to_dict() == {"gsi1_pk": "users", "gsi1_sk": "ann"}
    assert user.indexes.get("primary").to_dict() == {"pk": "user#7", "sk": "user#7"}


def test_the_primary_index_is_listed_first_whenever_it_was_added() -> None:
    user = User()
    user.indexes.add_secondary(by_name(user))
    user.indexes.add_primary(primary(user))

    assert [index.name for index in user.list_keys()] == ["primary", "gsi1"]


def test_the_primary_index_can_be_removed_and_removed_again() -> None:
    user = User()
    user.indexes.add_primary(primary(user))

    user.indexes.remove_primary()
    user.indexes.remove_primary()

    assert user.indexes.primary is None
    user.indexes.add_primary(primary(user))
    assert user.primary_key() == {"pk": "user#7", "sk": "user#7"}


@pytest.mark.parametrize(
    ("add", "problem"),
    [
        (lambda u: u.indexes.add_primary(primary(u)), "'primary' is already defined on User"),
        (lambda u: u.indexes.add_secondary(by_name(u)), "'gsi1' is already defined on User"),
        (lambda u: u.indexes.add_secondary(DynamoDBIndex("primary")), "named 'primary'"),
        (lambda u: u.indexes.add_secondary(DynamoDBIndex(pk="x")), "named None"),
        (lambda u: u.indexes.add_secondary(DynamoDBIndex("gsi2")), "no partition key"),
        (
            lambda u: u.indexes.add_secondary(DynamoDBIndex("g", pk="{name}", pk_attribute="pk")),
            "two different keys",
        ),
        (lambda u: u.indexes.get("gsi9"), "'gsi9' is not declared on User"),
        (lambda u: u.get_key("gsi9"), "'gsi9' is not declared on User"),
    ],
)
def test_what_cannot_be_added_or_found_raises(add: Callable[[User], object], problem: str) -> None:
    user = User()
    user.indexes.add_primary(primary(user))
    user.indexes.add_secondary(by_name(user))

    with pytest.raises(ConfigurationError, match=problem) as caught:
        add(user)

    assert {"expected", "suggestion"} <= caught.value.details.keys()
    assert [index.name for index in user.list_keys()] == ["primary", "gsi1"]


def test_get_says_that_there_is_none_yet() -> None:
    with pytest.raises(ConfigurationError) as caught:
        User().indexes.get("primary")

    assert "no index yet" in caught.value.details["expected"]


CONFIG = {
    "primary": {"pk": ("group", "group_id"), "sk": ("group", "group_id")},
    "gsi1": {"pk": [("group", ""), ("user", "user_id")], "sk": ("name", "name")},
    "gsi2": {"pk": "users", "sk": "user#{user_id}", "pk_attribute": "p", "sk_attribute": "s"},
}
FROM_JSON = {
    "primary": {"pk": ["group", "group_id"], "sk": ["group", "group_id"]},
    "gsi1": {"pk": [["group", ""], ["user", "user_id"]], "sk": ["name", "name"]},
    "gsi2": {"pk": "users", "sk": [["user", "user_id"]], "pk_attribute": "p", "sk_attribute": "s"},
}


class Configured(DynamoDBModelBase):
    def __init__(self, config: Any = CONFIG) -> None:
        self.setup_indexes_from_config(config)
        self.group_id = "1"
        self.user_id = "7"
        self.name: str | None = "ann"


@pytest.mark.parametrize("config", [CONFIG, FROM_JSON])
def test_indexes_from_configuration(config: Any) -> None:
    assert Configured(config).to_resource_dictionary() == {
        "group_id": "1",
        "user_id": "7",
        "name": "ann",
        "pk": "group#1",
        "sk": "group#1",
        "gsi1_pk": "group#user#7",
        "gsi1_sk": "name#ann",
        "p": "users",
        "s": "user#7",
    }


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ({"primary": {"pk": ("a", "user_id"), "sort": "b"}}, ConfigurationError),
        ({"primary": ("a", "user_id")}, ConfigurationError),
        ({"primary": {"sk": ("a", "user_id")}}, ConfigurationError),
        ({"primary": {"pk": 5}}, KeyBuildError),
        ({"primary": {"pk": b"ab"}}, KeyBuildError),
        ({"primary": {"pk": [5]}}, KeyBuildError),
        ({"primary": {"pk": [("a", "b", "c")]}}, KeyBuildError),
        ({"primary": {"pk": None}}, KeyBuildError),
    ],
)
def test_a_wrong_configuration_raises(config: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        Configured(config)


def test_a_configured_template_that_names_an_unknown_attribute_raises() -> None:
    wrong = Configured({"primary": {"pk": "{user_id}"}, "gsi1": {"pk": ("name", "nmae")}})

    with pytest.raises(ConfigurationError, match="names 'nmae'"):
        wrong.to_resource_dictionary()


def test_an_added_index_belongs_to_one_instance() -> None:
    @dataclass
    class Note(DynamoDBModelBase):
        id: str
        primary = DynamoDBIndex.primary(pk="{id}")

    first, second = Note("1"), Note("2")
    first.indexes.add_secondary(DynamoDBIndex("gsi1", pk="note#{id}"))

    assert first.to_resource_dictionary() == {"id": "1", "pk": "1", "gsi1_pk": "note#1"}
    assert second.to_resource_dictionary() == {"id": "2", "pk": "2"}
    assert list(declared_indexes(Note)) == ["primary"]
    with pytest.raises(TypeError):
        second.indexes.definitions["gsi1"] = first  # type: ignore[index]  # read-only


class Rebuilt(User):
    """Keys made in every way a function can hold its instance."""

    def __init__(self, user_id: str | None = "7") -> None:
        super().__init__(user_id)
        own = self
        if user_id is None:
            # Elsewhere the function below holds a variable that has no value.
            name = "nobody"
        self.indexes.add_primary(
            DynamoDBIndex(
                partition_key=DynamoDBKey("pk", lambda: f"user#{own.user_id}"),
                sort_key=DynamoDBKey("sk", self.method),
            )
        )
        self.indexes.add_secondary(
            DynamoDBIndex(
                "gsi1",
                DynamoDBKey("gsi1_pk", lambda of=self: f"user#{of.user_id}"),
                DynamoDBKey("gsi1_sk", lambda: own.name if own.user_id else name),
            )
        )
        self.indexes.add_secondary(DynamoDBIndex("gsi2", pk="user#{user_id}"))
        self.indexes.add_secondary(
            DynamoDBIndex("gsi3", DynamoDBKey("gsi3_pk", functools.partial(str, "all")))
        )

    def method(self) -> str:
        return f"user#{self.user_id}"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_functions_that_hold_the_original_are_made_to_hold_the_copy(
    copied: Callable[[Rebuilt], Rebuilt],
) -> None:
    original = Rebuilt()

    second = copied(original)
    second.user_id, second.name = "8", "bob"
    third = copied(second)
    third.user_id = "9"

    def keys(user_id: str, name: str) -> dict[str, str]:
        key = f"user#{user_id}"
        gsi1 = {"gsi1_pk": key, "gsi1_sk": name}
        own = {"user_id": user_id, "name": name}
        return {**own, "pk": key, "sk": key, **gsi1, "gsi2_pk": key, "gsi3_pk": "all"}

    assert original.to_resource_dictionary() == keys("7", "ann")
    assert second.to_resource_dictionary() == keys("8", "bob")
    assert third.to_resource_dictionary() == keys("9", "bob")
    second.indexes.remove_primary()
    assert original.indexes.primary is not None


def test_pydantic_models_add_indexes_too() -> None:
    class Thing(DynamoDBModel):
        id: str
        kind: str = "a"

        def model_post_init(self, _: object) -> None:
            self.indexes.add_primary(DynamoDBIndex(pk="thing#{id}"))
            self.indexes.add_secondary(
                DynamoDBIndex("gsi1", DynamoDBKey("gsi1_pk", lambda: f"kind#{self.kind}"))
            )

    first = Thing(id="1")
    second = first.model_copy(update={"id": "2", "kind": "b"})

    assert first.model_dump() == {"id": "1", "kind": "a"}
    assert first == Thing(id="1")
    assert first.to_resource_dictionary()["gsi1_pk"] == "kind#a"
    assert second.to_resource_dictionary() == {
        "id": "2",
        "kind": "b",
        "pk": "thing#2",
        "gsi1_pk": "kind#b",
    }


def test_d2_an_lsi_shares_the_partition_key() -> None:
    user = User()
    table = primary(user)
    user.indexes.add_primary(table)
    user.indexes.add_secondary(
        DynamoDBIndex("lsi1", table.partition_key, DynamoDBKey("lsi1_sk", lambda: user.name))
    )

    assert user.to_resource_dictionary() == {
        "user_id": "7",
        "name": "ann",
        "pk": "user#7",
        "sk": "user#7",
        "lsi1_sk": "ann",
    }


def test_an_index_that_is_added_to_an_instance_drops_what_was_read_for_it() -> None:
    class Ticket(DynamoDBModelBase):
        primary = DynamoDBIndex.primary(pk="ticket#{ticket_id}")

        def __init__(self) -> None:
            super().__init__()
            self.ticket_id: str | None = None
            self.status: str | None = None

    ticket = Ticket.map({"ticket_id": "7", "status": "open", "gsi1_pk": "status#open", "old": 1})
    ticket.indexes.add_secondary(DynamoDBIndex("gsi1", pk="status#{status}"))
    ticket.status = None

    assert ticket.to_resource_dictionary() == {"old": 1, "ticket_id": "7", "pk": "ticket#7"}
