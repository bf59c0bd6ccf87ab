from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.stub import Stubber

from boto3_assist.dynamodb import DynamoDB, DynamoDBIndex, DynamoDBModel
from boto3_assist.errors import DynamoDBAccessDeniedError, DynamoDBConnectionError
from boto3_assist.testing import AwsBackend, TableFactory, temporary_tables


class Order(DynamoDBModel):
    customer_id: str
    order_id: str
    status: str = "open"

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id}")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="order#{order_id}")


def tables(aws: AwsBackend) -> list[str]:
    names: list[str] = aws.client("dynamodb").list_tables()["TableNames"]
    return names


def test_a_table_has_the_keys_and_indexes_of_its_models(
    aws_backend: AwsBackend, table_factory: TableFactory
) -> None:
    name = table_factory(Order, prefix="orders").name

    table: dict[str, Any] = aws_backend.client("dynamodb").describe_table(TableName=name)["Table"]
    keys = [key["AttributeName"] for key in table["KeySchema"]]
    assert name.startswith("orders-")
    assert table["TableStatus"] == "ACTIVE"
    assert keys == ["pk", "sk"]
    assert [index["IndexName"] for index in table["GlobalSecondaryIndexes"]] == ["gsi1"]


def test_each_table_has_a_name_of_its_own(aws: AwsBackend, table_factory: TableFactory) -> None:
    made = {table_factory(Order).name, table_factory(Order, db=DynamoDB.from_pool()).name}

    assert len(made) == 2
    assert set(tables(aws)) == made


def test_the_tables_are_gone_after_the_block(aws_backend: AwsBackend) -> None:
    with temporary_tables() as make_table:
        made = {make_table(Order).name, make_table(Order).name}
        assert made <= set(tables(aws_backend))

    assert made.isdisjoint(tables(aws_backend))


def test_the_tables_are_gone_after_a_failure(aws: AwsBackend) -> None:
    with pytest.raises(KeyError, match="inside"), temporary_tables() as make_table:
        make_table(Order)
        raise KeyError("inside")

    assert tables(aws) == []


def test_a_table_that_the_test_deleted_is_no_failure(aws: AwsBackend) -> None:
    with temporary_tables() as make_table:
        make_table(Order)
        aws.client("dynamodb").delete_table(TableName=make_table(Order).name)

    assert tables(aws) == []


@pytest.fixture
def dead_endpoint(aws: AwsBackend) -> Iterator[DynamoDB]:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield DynamoDB.from_pool(
            aws_endpoint_url=f"http://127.0.0.1:{unused.getsockname()[1]}",
            config=Config(retries={"total_max_attempts": 1}),
        )


def test_a_table_that_cannot_be_created_shows_why_and_not_that_it_cannot_be_deleted(
    dead_endpoint: DynamoDB, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(DynamoDBConnectionError) as caught, temporary_tables() as make_table:
        make_table(Order, db=dead_endpoint, prefix="orders")

    assert caught.value.operation == "CreateTable"
    (record,) = caplog.records
    assert record.getMessage().startswith("table orders-")
    assert "DeleteTable" in record.getMessage()


def test_a_table_that_cannot_be_deleted_afterwards_is_a_failure(aws: AwsBackend) -> None:
    db = DynamoDB.from_pool()
    with pytest.raises(DynamoDBAccessDeniedError) as caught, temporary_tables() as make_table:
        make_table(Order, db=db)
        stubber = Stubber(db.client)
        stubber.add_client_error("delete_table", "AccessDeniedException", http_status_code=400)
        stubber.activate()

    assert caught.value.operation == "DeleteTable"
