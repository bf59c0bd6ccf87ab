"""Event handlers of the user's own beside the library's, against a server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from boto3_assist.dynamodb import DynamoDB, DynamoDBIndex, DynamoDBModelBase
from boto3_assist.testing import TableFactory


@dataclass
class Blob(DynamoDBModelBase):
    blob_id: str
    content: bytes = b""
    primary = DynamoDBIndex.primary(pk="blob#{blob_id}")


def test_a_call_made_by_a_handler_with_our_key_is_plain_boto3(
    db: DynamoDB, table_factory: TableFactory
) -> None:
    table = table_factory(Blob)
    db.save(Blob("1", b"\0\1hello"), table.name)
    seen: list[Any] = []

    def audit(params: dict[str, Any], **_: object) -> None:
        seen.append(db.client.get_item(TableName=table.name, Key=params["Key"])["Item"])

    event = "before-parameter-build.dynamodb.DeleteItem"
    db.client.meta.events.register(event, audit)
    try:
        db.delete(model=Blob("1"), table_name=table.name)
    finally:
        db.client.meta.events.unregister(event, audit)

    assert [item["content"] for item in seen] == [{"B": b"\0\1hello"}]
    assert db.get(Blob.primary.key(blob_id="1"), table.name).data is None
