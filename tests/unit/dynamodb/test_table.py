from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    Deadline,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
)
from boto3_assist.errors import (
    ConfigurationError,
    DynamoDBConnectionError,
    DynamoDBError,
    TableInUseError,
    TableNotFoundError,
)
from boto3_assist.testing import AwsBackend
from tests.unit.dynamodb.canned import Answer, Line, new_client


class Country(DynamoDBModel):
    code: str
    rank: int = 0
    primary = DynamoDBIndex.primary(pk="country#{code}", sk="country")
    by_rank = DynamoDBIndex("by_rank", pk_attribute="code", sk_attribute="rank")


@dataclass
class City(DynamoDBModelBase):
    country: str
    name: str
    # Not of the type that an index of another model needs, but under another name.
    ranks: str = ""
    primary = DynamoDBIndex.primary(pk="country#{country}", sk="city#{name}")
    by_name = DynamoDBIndex("by_name", pk="city#{name}")


class Visit(DynamoDBModelBase):
    at: int

    def __init__(self, at: int = 0) -> None:
        super().__init__()
        self.at = at

    primary = DynamoDBIndex.primary(pk="visits", sk="visit#{at}")
    by_time = DynamoDBIndex("by_time", pk="visits", sk_attribute="at")


def types_of(table: DynamoDBTable) -> dict[str, str]:
    request = table.definition().to_request()
    return {d["AttributeName"]: d["AttributeType"] for d in request["AttributeDefinitions"]}


@pytest.mark.parametrize("models", [(Country, City, Visit), (City, Visit, Country)])
def test_a_definition_joins_the_indexes_of_all_models(models: tuple[type[Any], ...]) -> None:
    table = DynamoDBTable("app", models=models)

    request = table.definition().to_request()

    assert table.models == models
    assert types_of(table) == {
        "pk": "S",
        "sk": "S",
        "code": "S",
        "rank": "N",
        "by_name_pk": "S",
        "by_time_pk": "S",
        "at": "N",
    }
    names = {index["IndexName"] for index in request["GlobalSecondaryIndexes"]}
    assert names == {"by_rank", "by_name", "by_time"}


def test_models_that_differ_on_an_index_are_refused() -> None:
    @dataclass
    class Other(DynamoDBModelBase):
        code: str
        primary = DynamoDBIndex.primary(pk="other#{code}", sk="x", sk_attribute="SK")

    with pytest.raises(ConfigurationError, match="primary"):
        DynamoDBTable("app", models=[Country, Other])


def test_models_that_differ_on_the_type_of_a_key_are_refused() -> None:
    @dataclass
    class Other(DynamoDBModelBase):
        code: str
        rank: str
        primary = DynamoDBIndex.primary(pk="other#{code}", sk="other")
        by_rank = DynamoDBIndex("by_rank", pk_attribute="code", sk_attribute="rank")

    with pytest.raises(ConfigurationError, match="'rank'"):
        DynamoDBTable("app", models=[Country, Other]).definition()


def test_a_field_named_like_another_models_key_has_its_type() -> None:
    @dataclass
    class Other(DynamoDBModelBase):
        code: str
        rank: str = ""
        primary = DynamoDBIndex.primary(pk="other#{code}", sk="other")

    with pytest.raises(ConfigurationError, match="'rank'"):
        DynamoDBTable("app", models=[Country, Other]).definition()


def test_models_that_differ_on_how_a_key_is_made_are_refused() -> None:
    @dataclass
    class Other(DynamoDBModelBase):
        code: str
        primary = DynamoDBIndex.primary(pk="other#{code}", sk="other")
        by_rank = DynamoDBIndex(
            "by_rank", pk_attribute="code", sk="built#{code}", sk_attribute="rank"
        )

    with pytest.raises(ConfigurationError, match="'rank'"):
        DynamoDBTable("app", models=[Country, Other]).definition()


def test_a_table_without_models_has_no_definition() -> None:
    with pytest.raises(ConfigurationError, match="primary"):
        DynamoDBTable("app", models=[]).definition().to_request()


def test_a_table_is_made_used_and_deleted(aws: AwsBackend) -> None:
    table = DynamoDBTable("app", models=[Country, City])

    table.create()
    table.db.save(Country(code="FR", rank=3), table_name=table.name)
    table.db.save(City("FR", "Nice"), table_name=table.name)

    assert table.db.list_tables() == ["app"]
    ranked = table.db.query(Country.by_rank.query(code="FR"), "app").data
    assert ranked == [Country(code="FR", rank=3)]
    with pytest.raises(TableInUseError):
        table.create()
    table.delete()
    assert table.db.list_tables() == []
    with pytest.raises(TableNotFoundError):
        table.delete()


def test_a_service_of_ones_own_is_used(aws: AwsBackend) -> None:
    db = DynamoDB.from_pool(aws_region="eu-west-1")

    DynamoDBTable("app", models=[City], db=db).create()

    assert db.list_tables() == ["app"]
    assert DynamoDB.from_pool().list_tables() == []


class TestWaiting:
    @pytest.fixture(autouse=True)
    def no_waiting(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        waits: list[float] = []
        monkeypatch.setattr("botocore.waiter.time.sleep", waits.append)
        return waits

    @pytest.mark.parametrize(
        ("seconds", "waits"), [(12, [5]), (5, []), (3, []), (1, []), (0, []), (16, [5, 5])]
    )
    def test_ends_in_time_with_a_typed_error(
        self, no_waiting: list[float], seconds: int, waits: list[int]
    ) -> None:
        db = DynamoDB.from_client(new_client())
        creating = Answer({"Table": {"TableStatus": "CREATING"}})
        Line(db.client, Answer(), *[creating] * 9)

        with pytest.raises(DynamoDBError):
            DynamoDBTable("app", models=[City], db=db).create(wait_seconds=seconds)
        assert no_waiting == waits

    def test_ends_at_the_deadline(self, no_waiting: list[float]) -> None:
        db = DynamoDB.from_client(new_client())
        Line(db.client, Answer(), *[Answer({"Table": {"TableStatus": "CREATING"}})] * 9)

        with Deadline(12.5, lambda: 0.0), pytest.raises(DynamoDBError):
            DynamoDBTable("app", models=[City], db=db).create(wait_seconds=300)
        assert no_waiting == [5]

    def test_ends_when_the_table_is_active(self, no_waiting: list[float]) -> None:
        db = DynamoDB.from_client(new_client())
        creating = Answer({"Table": {"TableStatus": "CREATING"}})
        active = Answer({"Table": {"TableStatus": "ACTIVE"}})
        Line(db.client, Answer(), creating, creating, active)

        DynamoDBTable("app", models=[City], db=db).create()

        assert no_waiting == [5, 5]

    def test_a_server_that_is_gone_is_a_typed_error(self) -> None:
        db = DynamoDB.from_client(new_client(endpoint="http://127.0.0.1:9"))

        with pytest.raises(DynamoDBConnectionError):
            DynamoDBTable("app", models=[City], db=db).create()
