"""Conditions of saves and deletions, on moto and again on a server: P7 on any key schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr, Key

from boto3_assist.dynamodb import (
    Condition,
    DeleteConfig,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModelBase,
    DynamoDBTable,
    ItemConfig,
    SaveConfig,
    attr,
)
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    InvalidParameterError,
    ItemNotFoundError,
    VersionConflictError,
)
from boto3_assist.testing import AwsBackend, TableFactory

NOW = datetime(2026, 3, 4, tzinfo=timezone.utc)


@dataclass
class User(DynamoDBModelBase):
    user_id: str
    name: str = ""

    primary = DynamoDBIndex.primary(
        pk="user#{user_id}", sk="user", pk_attribute="PK", sk_attribute="SK"
    )


@dataclass
class Setting(DynamoDBModelBase):
    name: str
    value: str = ""

    primary = DynamoDBIndex.primary(pk="setting#{name}", pk_attribute="hash")


@dataclass
class Code(DynamoDBModelBase):
    code: str
    tries: int = 0
    ends_at: int | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="code#{code}", sk="code")
    item_config = ItemConfig(ttl="ends_at", version="version")


MakeItem = Callable[[str], Any]


@pytest.mark.parametrize("model", [User, Setting])
@pytest.mark.parametrize("as_dictionary", [False, True])
def test_if_not_exists_and_if_exists_on_any_key_schema(
    db: DynamoDB, table_factory: TableFactory, model: Any, as_dictionary: bool
) -> None:
    table = table_factory(model)

    def item(text: str) -> Any:
        made = model("7", text)
        return made.to_resource_dictionary() if as_dictionary else made

    with pytest.raises(ItemNotFoundError):
        db.save(item("a"), table.name, config=SaveConfig.if_exists())
    db.save(item("b"), table.name, config=SaveConfig.if_not_exists())
    with pytest.raises(ConditionalCheckFailedError) as caught:
        db.save(item("c"), table.name, config=SaveConfig.if_not_exists())
    with pytest.raises(ConditionalCheckFailedError):
        db.save(item("c"), table.name, fail_if_exists=True)
    result = db.save(item("d"), table.name, config=SaveConfig.if_exists().returning_old())

    assert caught.value.item == model("7", "b").to_resource_dictionary()
    assert result["Attributes"] == model("7", "b").to_resource_dictionary()
    assert db.get(model.primary.key(**{next(iter(vars(model("7")))): "7"}), table.name).data == (
        model("7", "d")
    )


@pytest.fixture
def table(table_factory: TableFactory, aws_backend: AwsBackend) -> DynamoDBTable:
    return table_factory(User)


MATCHING: list[Condition | Any] = [
    attr("name") == "Ann",
    attr("name").is_in(["Bob", "Ann"]) & attr("PK").exists(),
    User.field("name").begins_with("A") | (attr("x") > 5),
    ~(attr("name") == "Bob"),
    attr("name").size() == 3,
    attr("name").between("A", "B") & attr("name").contains("nn"),
    attr("name").attribute_type("S") & attr("name").ne(attr("PK")),
    Attr("name").eq("Ann") & Attr("x").not_exists(),
    (attr("name") == "Ann") & (Attr("x").not_exists() | Attr("x").gt(1)),
    Key("PK").eq("user#7"),
    "attribute_exists(PK) AND attribute_not_exists(x)",
]
FAILING: list[Condition | Any] = [
    attr("name") != "Ann",
    attr("name") > attr("SK"),
    attr("name.first").exists(),
    attr("name[0]").exists(),
    Attr("name").eq("Bob"),
    "attribute_not_exists(PK)",
]


@pytest.mark.parametrize("condition", MATCHING)
def test_a_condition_that_holds(db: DynamoDB, table: DynamoDBTable, condition: Any) -> None:
    key = User.primary.key(user_id="7")
    db.save(User("7", "Ann"), table.name)

    db.save(
        User("7", "Ann"),
        table.name,
        condition_expression=condition,
        config=SaveConfig.if_exists(),
    )
    result = db.delete(
        primary_key=key,
        table_name=table.name,
        condition_expression=condition,
        config=DeleteConfig.if_exists().returning_old(),
    )

    assert result.data == User("7", "Ann")
    assert db.get(key, table.name).data is None


@pytest.mark.parametrize("condition", FAILING)
def test_a_condition_that_does_not_hold(db: DynamoDB, table: DynamoDBTable, condition: Any) -> None:
    user = User("7", "Ann")
    db.save(user, table.name)

    with pytest.raises(ConditionalCheckFailedError) as saving:
        db.save(User("7", "Bob"), table.name, condition_expression=condition)
    with pytest.raises(ConditionalCheckFailedError) as deleting:
        db.delete(model=user, table_name=table.name, condition_expression=condition)

    assert saving.value.item == deleting.value.item == user.to_resource_dictionary()
    assert db.get(User.primary.key(user_id="7"), table.name).data == user


def test_deleting_returns_what_was_there(db: DynamoDB, table: DynamoDBTable) -> None:
    key = {"PK": "user#7", "SK": "user"}
    returning = DeleteConfig(return_values="ALL_OLD")

    assert db.delete(primary_key=key, table_name=table.name, config=returning).data is None
    assert db.delete(primary_key=key, table_name=table.name).success
    with pytest.raises(ItemNotFoundError):
        db.delete(primary_key=key, table_name=table.name, config=DeleteConfig.if_exists())
    db.save({**key, "n": 1}, table.name)
    result = db.delete(primary_key=key, table_name=table.name, config=returning)
    assert result.data == result["Attributes"] == {**key, "n": 1}


def test_what_has_expired_does_not_exist(db: DynamoDB, table_factory: TableFactory) -> None:
    table = table_factory(Code)
    db.clock = lambda: NOW
    code = Code("x", ends_at=int(NOW.timestamp()) - 10)
    db.save(code, table.name)

    with pytest.raises(ItemNotFoundError):
        db.save(code, table.name, config=SaveConfig.if_exists())
    db.save(Code("x", ends_at=int(NOW.timestamp()) + 10), table.name, fail_if_exists=True)


def test_a_condition_and_the_lock_of_the_version_both_hold(
    db: DynamoDB, table_factory: TableFactory
) -> None:
    table = table_factory(Code)
    code = Code("x")
    db.save(code, table.name)
    stale = db.get(Code.primary.key(code="x"), table.name).unwrap()
    db.save(code, table.name, condition_expression=Code.field("tries") == 0)

    # The lock is one of two: a condition that holds must not open it.
    with pytest.raises(VersionConflictError):
        db.delete(model=stale, table_name=table.name, condition_expression=attr("tries") == 0)
    with pytest.raises(VersionConflictError):
        db.save(stale, table.name, condition_expression=attr("tries") == 0)
    with pytest.raises(ConditionalCheckFailedError):
        db.delete(model=code, table_name=table.name, condition_expression=attr("tries") == 5)
    db.delete(model=code, table_name=table.name, condition_expression=attr("tries") == 0)


def test_a_deletion_of_what_is_new_or_gone_fails_by_the_condition_alone(
    db: DynamoDB, table_factory: TableFactory
) -> None:
    table = table_factory(Code)
    code, new = Code("x"), Code("x")
    db.save(code, table.name)

    with pytest.raises(ConditionalCheckFailedError) as of_the_new:
        db.delete(new, table.name, condition_expression=attr("tries") == 5)
    db.delete(code, table.name)
    with pytest.raises(ConditionalCheckFailedError) as of_the_gone:
        db.delete(code, table.name, condition_expression=attr("tries") == 0)

    assert type(of_the_new.value) is type(of_the_gone.value) is ConditionalCheckFailedError


def test_a_partial_update_takes_the_algebra(db: DynamoDB, table: DynamoDBTable) -> None:
    user = User("7", "Ann")
    db.save(user, table.name)
    user.name = "Bob"

    with pytest.raises(ConditionalCheckFailedError):
        db.update_item_partial(user, table.name, condition_expression=User.field("name") == "Carl")
    db.update_item_partial(
        user,
        table.name,
        condition_expression=(User.field("name") == "Ann") | Attr("name").eq("Eve"),
    )

    assert db.get(User.primary.key(user_id="7"), table.name).data == User("7", "Bob")


@pytest.mark.parametrize("placeholder", ["version", "u0", "u1", "u2"])
def test_b19_the_value_of_a_condition_is_not_what_is_set(
    db: DynamoDB, table: DynamoDBTable, placeholder: str
) -> None:
    key = {"PK": "user#7", "SK": "user"}
    db.save({**key, "version": 1}, table.name)

    db.update_item_partial(
        key,
        table.name,
        changes={"version": 2},
        condition_expression=f"version = :{placeholder}",
        expression_attribute_values={f":{placeholder}": 1},
    )

    assert db.get(key, table.name).data == {**key, "version": 2}


def test_a_flag_and_a_configuration_that_contradict(db: DynamoDB, table: DynamoDBTable) -> None:
    wrong: Any = DeleteConfig()

    for options in ({"fail_if_exists": True, "config": SaveConfig.if_exists()}, {"config": wrong}):
        with pytest.raises(InvalidParameterError):
            db.save(User("7"), table.name, **options)
