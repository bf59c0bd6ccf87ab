from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDBIndex
from boto3_assist.dynamodb.requests import CreateTable
from boto3_assist.errors import ConfigurationError

PRIMARY = DynamoDBIndex.primary(pk="a#{a}", sk="b#{b}")


def test_a_table_with_every_kind_of_index() -> None:
    indexes = {
        "primary": PRIMARY,
        "gsi1": DynamoDBIndex("gsi1", pk="c#{c}", sk="d#{d}"),
        "by_rank": DynamoDBIndex("by_rank", pk_attribute="country", sk_attribute="rank"),
        "keys": DynamoDBIndex("keys", pk="k#{k}"),
        "lsi": DynamoDBIndex("lsi", pk="a#{a}", pk_attribute="pk", sk_attribute="made_at"),
    }

    request = CreateTable("app", indexes, {"rank": int, "country": str}).to_request()

    def schema(*names: str) -> list[dict[str, str]]:
        return [
            {"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"))
        ]

    def index(name: str, *keys: str) -> dict[str, Any]:
        projection = {"ProjectionType": "ALL"}
        return {"IndexName": name, "KeySchema": schema(*keys), "Projection": projection}

    assert request == {
        "TableName": "app",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": schema("pk", "sk"),
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind}
            for name, kind in {
                "country": "S",
                "gsi1_pk": "S",
                "gsi1_sk": "S",
                "keys_pk": "S",
                "made_at": "S",
                "pk": "S",
                "rank": "N",
                "sk": "S",
            }.items()
        ],
        "GlobalSecondaryIndexes": [
            index("gsi1", "gsi1_pk", "gsi1_sk"),
            index("by_rank", "country", "rank"),
            index("keys", "keys_pk"),
        ],
        "LocalSecondaryIndexes": [index("lsi", "pk", "made_at")],
    }


def test_d1_a_table_without_a_sort_key() -> None:
    request = CreateTable("app", {"primary": DynamoDBIndex.primary(pk="a#{a}")}, {}).to_request()

    assert request["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]
    assert request["AttributeDefinitions"] == [{"AttributeName": "pk", "AttributeType": "S"}]


def test_a_table_needs_a_primary_index() -> None:
    with pytest.raises(ConfigurationError, match="primary"):
        CreateTable("app", {}, {}).to_request()


def test_an_index_holds_what_it_is_told_beside_its_keys() -> None:
    indexes = {
        "primary": PRIMARY,
        "all": DynamoDBIndex("all", pk="c#{c}"),
        "keys": DynamoDBIndex("keys", pk="k#{k}", projection="KEYS_ONLY"),
        "some": DynamoDBIndex("some", pk_attribute="country", projection=["b", "a"]),
    }
    held = {"keys": ["pk", "keys_pk"], "some": {"b", "a", "country"}}

    request = CreateTable("app", indexes, {"country": str}, held).to_request()

    assert {i["IndexName"]: i["Projection"] for i in request["GlobalSecondaryIndexes"]} == {
        "all": {"ProjectionType": "ALL"},
        "keys": {"ProjectionType": "KEYS_ONLY"},
        "some": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a", "b"]},
    }
