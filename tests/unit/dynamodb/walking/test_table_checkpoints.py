from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist.dynamodb import DynamoDB, DynamoDBIndex, DynamoDBModel, TableCheckpoints
from boto3_assist.dynamodb.walking import Checkpoint
from boto3_assist.errors import DynamoDBThrottledError
from boto3_assist.testing import TableFactory


class Entry(DynamoDBModel):
    entry_id: str

    primary = DynamoDBIndex.primary(pk="entry#{entry_id}", sk="entry")


class Throttled(DynamoDB):
    """Is throttled at its first calls of each kind."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.left = {"get_item": 3, "put_item": 3}

    def _send(
        self,
        method_name: str,
        request: Mapping[str, Any],
        source: str | None,
        item_hook: Any = None,
    ) -> Any:
        if self.left.get(method_name):
            self.left[method_name] -= 1
            raise DynamoDBThrottledError("no")
        return super()._send(method_name, request, source, item_hook)


def test_throttles_do_not_end_the_work(aws: object, table_factory: TableFactory) -> None:
    db = Throttled.from_pool()
    db.sleep = lambda seconds: None
    table = table_factory(Entry, db=db)
    store = TableCheckpoints(table.name, "work", connect=lambda: db)
    checkpoint = Checkpoint("digest", {"pk": {"S": "a"}}, notes={"n": 1})

    store.save("segment", checkpoint)

    assert store.load("segment") == checkpoint
    assert db.left == {"get_item": 0, "put_item": 0}
