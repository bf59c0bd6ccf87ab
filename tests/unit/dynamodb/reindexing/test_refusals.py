"""Items that DynamoDB does not take are counted, and the others are done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBReindexer,
    DynamoDBTable,
    FileCheckpoints,
    ItemConfig,
    ReindexConfig,
    WalkSource,
)
from boto3_assist.errors import (
    CancellationReason,
    CheckpointMismatchError,
    DynamoDBAccessDeniedError,
    DynamoDBError,
    DynamoDBRequestRejectedError,
    ItemCollectionSizeLimitExceededError,
    TransactionCanceledError,
)
from boto3_assist.jobs import BackfillJob, plan, run
from boto3_assist.testing import TableFactory


def twice(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "copy": item["text"]}


class Content(DynamoDBModel):
    page_id: str
    text: str


class Page(Content):
    primary = DynamoDBIndex.primary(pk="page#{page_id}", sk="page")
    item_config = ItemConfig(schema_version=2, upcasters={1: twice})


class MovedPage(Content):
    primary = DynamoDBIndex.primary(pk="book#{page_id}", sk="page")
    item_config = ItemConfig(entity_type="page", schema_version=2, upcasters={1: twice})


class Refusing(DynamoDB):
    """Refuses what is about one item."""

    error: DynamoDBError | None = None

    def _send(
        self,
        method_name: str,
        request: Mapping[str, Any],
        source: str | None,
        item_hook: Any = None,
    ) -> Any:
        if self.error is not None and "page#small" in str(request) and "scan" != method_name:
            raise self.error
        return super()._send(method_name, request, source, item_hook)


@pytest.fixture
def db(aws: object) -> Refusing:
    return Refusing.from_pool()


@pytest.fixture
def table(db: Refusing, table_factory: TableFactory) -> DynamoDBTable:
    table = table_factory(Page, db=db)
    for name, size in {"big": 250_000, "other": 1, "small": 1}.items():
        item = {"pk": f"page#{name}", "sk": "page", "page_id": name, "text": "x" * size}
        db.save({**item, "schema_version": 1, "entity_type": "page"}, table.name)
    return table


def shout(page: Page) -> None:
    page.text = page.text.upper()


@pytest.mark.parametrize(("model", "outcome"), [(Page, "updated"), (MovedPage, "moved")])
def test_an_item_that_upcasters_make_too_large(
    db: Refusing, table: DynamoDBTable, model: type[Content], outcome: str
) -> None:
    report = DynamoDBReindexer(table.name, models=[model], db=db).run()

    assert report.counts == {"read": 3, "failed": 1, outcome: 2}
    failed = [each for each in report.examples if each.outcome == "failed"]
    assert [each.error_code for each in failed] == ["ITEM_SIZE_EXCEEDED"]


@pytest.mark.parametrize(
    ("model", "outcome", "error", "code"),
    [
        (Page, "updated", DynamoDBRequestRejectedError("no"), "REQUEST_REJECTED"),
        (
            Page,
            "updated",
            ItemCollectionSizeLimitExceededError("no"),
            "ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED",
        ),
        (
            MovedPage,
            "moved",
            TransactionCanceledError(
                "no",
                reasons=[
                    CancellationReason(
                        position=0, code="ValidationError", error=DynamoDBRequestRejectedError("no")
                    )
                ],
            ),
            "REQUEST_REJECTED",
        ),
    ],
)
def test_an_item_that_dynamodb_refuses(
    db: Refusing,
    table: DynamoDBTable,
    model: type[Content],
    outcome: str,
    error: DynamoDBError,
    code: str,
) -> None:
    db.error = error

    report = DynamoDBReindexer(table.name, models=[model], db=db).run()

    assert report.counts == {"read": 3, "failed": 2, outcome: 1}
    assert code in {each.error_code for each in report.examples}


def test_what_is_about_all_items_ends_the_run(db: Refusing, table: DynamoDBTable) -> None:
    db.error = DynamoDBAccessDeniedError("no")

    with pytest.raises(DynamoDBAccessDeniedError):
        DynamoDBReindexer(table.name, models=[Page], db=db).run()


def test_a_backfill_of_an_item_that_dynamodb_refuses(db: Refusing, table: DynamoDBTable) -> None:
    db.error = DynamoDBRequestRejectedError("no")
    DynamoDBReindexer(table.name, models=[Page], db=DynamoDB.from_pool()).run()

    report = run(plan(BackfillJob(WalkSource(table.name), shout, (Page,), lambda: db))[0])

    assert report.counts["failed"] == 2
    assert report.counts["updated"] == 1


def test_the_keys_of_today_are_other_work_than_those_of_before(
    db: Refusing, table: DynamoDBTable, tmp_path: Path
) -> None:
    config = ReindexConfig(checkpoints=FileCheckpoints(tmp_path))
    DynamoDBReindexer(table.name, models=[Page], db=db).run(config)
    again = type(
        "Page",
        (Page,),
        {
            "__module__": Page.__module__,
            "__qualname__": Page.__qualname__,
            "by_text": DynamoDBIndex("gsi1", pk="text#{text}", sk="{page_id}"),
        },
    )

    # Done for the keys of before, it would be taken for done.
    with pytest.raises(CheckpointMismatchError):
        DynamoDBReindexer(table.name, models=[again], db=db).run(config)
