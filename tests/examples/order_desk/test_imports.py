from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.errors import AwsConnectionError
from boto3_assist.s3 import S3
from boto3_assist.s3.events import S3Event
from boto3_assist.testing import AwsBackend, TableFactory
from examples.order_desk.imports import ImportReport, create_import, import_lines
from examples.order_desk.models import Order
from examples.order_desk.services import OrderDesk


@dataclass(frozen=True)
class Record:
    bucket: str
    key: str
    is_created: bool = True


@pytest.fixture
def desk(aws: AwsBackend, table_factory: TableFactory) -> OrderDesk:
    return OrderDesk(DynamoDB.from_pool(), table_factory(Order).name)


def line(order_id: str, **changes: Any) -> str:
    order = {
        "customer_id": "7",
        "order_id": order_id,
        "email": "ann@example.com",
        "lines": [{"sku": "CUP-BLUE", "quantity": 1}],
    }
    return json.dumps({**order, **changes})


def test_the_orders_of_a_file_are_taken_and_the_rest_is_told(desk: OrderDesk) -> None:
    lines = [
        line("1"),
        "",
        line("2", email="no address"),
        "{",
        line("3", lines=[{"sku": "TEA", "quantity": 1}]),
        line("4#"),
        line("5"),
    ]

    report = import_lines(desk, lines)

    assert (report.imported, report.known) == (2, 0)
    assert report.refused == {
        3: [{"field": "email", "problem": "value_error"}],
        4: [{"field": "", "problem": "json_invalid"}],
        5: "UNKNOWN_ARTICLE",
        6: [{"field": "order_id", "problem": "string_pattern_mismatch"}],
    }
    assert [order.order_id for order in desk.orders("7").data] == ["5", "1"]


def test_a_file_that_is_reported_twice_is_imported_once(desk: OrderDesk) -> None:
    import_lines(desk, [line("1")])
    before = desk.orders("7").data

    again = import_lines(desk, [line("1"), line("2")])

    assert again == ImportReport(imported=1, known=1)
    assert desk.orders("7").data[1:] == before


def test_an_import_that_breaks_off_can_be_repeated(desk: OrderDesk) -> None:
    def broken() -> Iterator[str]:
        yield line("1")
        raise AwsConnectionError("the connection broke")

    with pytest.raises(AwsConnectionError):
        import_lines(desk, broken())

    assert import_lines(desk, [line("1"), line("2")]) == ImportReport(imported=1, known=1)


def test_the_handler_reads_each_file_that_was_created(
    desk: OrderDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {("in", "a b.jsonl"): [line("1"), line("2")], ("in", "c.jsonl"): ["{"]}
    event = {"Records": ["a b.jsonl", "gone.jsonl", "c.jsonl"]}

    def records_of(event: Any) -> list[Record]:
        return [Record("in", key, key != "gone.jsonl") for key in event["Records"]]

    handle = create_import(desk, records_of, lambda bucket, key: files[bucket, key])
    reports = handle(event, None)

    assert reports["a b.jsonl"] == {"imported": 2, "known": 0, "refused": {}}
    assert reports["c.jsonl"]["refused"] == {1: [{"field": "", "problem": "json_invalid"}]}
    assert list(reports) == ["a b.jsonl", "c.jsonl"]
    assert "ann@example.com" not in capsys.readouterr().out


def test_a_file_in_a_bucket_is_imported_when_s3_reports_it(desk: OrderDesk) -> None:
    s3 = S3.from_pool()
    s3.create_bucket("partners")
    s3.put("partners", "orders of may.jsonl", f"{line('1')}\n{line('2')}\n")
    handle = create_import(desk, S3Event, s3.read_lines)
    created = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "partners"}, "object": {"key": "orders+of+may.jsonl"}},
    }

    reports = handle({"Records": [created]}, None)

    assert reports["orders of may.jsonl"] == {"imported": 2, "known": 0, "refused": {}}
    assert {order.order_id for order in desk.orders("7").data} == {"1", "2"}


def test_what_lambda_calls_is_put_together(
    aws: AwsBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOTO3_ASSIST_COGNITO_USER_POOL_ID", "eu-west-1_AbCdEf123")
    monkeypatch.setenv("BOTO3_ASSIST_COGNITO_CLIENT_ID", "client")
    from examples.order_desk import entry

    assert entry.import_orders({"Records": []}, None) == {}
