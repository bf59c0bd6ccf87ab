"""Another writer between the steps of an update, and the item that is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from boto3_assist.dynamodb import DynamoDB, DynamoDBTable
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.testing import AwsBackend


def raw(table: DynamoDBTable, backend: AwsBackend) -> dict[str, Any]:
    """The only item of the table, as it is."""
    (item,) = backend.client("dynamodb").scan(TableName=table.name)["Items"]
    return decode_item(item)


def interrupt(db: DynamoDB, act: Callable[[], Any], times: int = 1) -> None:
    """Do something right before the next updates are sent, as another writer could."""
    left, acting = [act] * times, list[bool]()

    def before(**_: Any) -> None:
        # What it does may be an update, too.
        if left and not acting:
            acting.append(True)
            left.pop()()
            acting.pop()

    db.client.meta.events.register("before-call.dynamodb.UpdateItem", before)
