"""How far the segments of a long walk have come, kept as items of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import Context
from dataclasses import dataclass, field

from boto3_assist.dynamodb.client import DynamoDB
from boto3_assist.dynamodb.codec import decode_value
from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.walking.checkpoints import Checkpoint
from boto3_assist.dynamodb.walking.enduring import enduring

__all__ = ["TableCheckpoints"]


@dataclass(frozen=True)
class TableCheckpoints:
    """Checkpoints in a table, one item for each segment, for workers that share no disk.

    The items have no attributes but their key and ``checkpoint``. In the table that is walked they
    are left alone. Reading and writing them is not ended by a deadline, nor counted by a ledger.

    Attributes:
        table_name: Name or ARN of the table.
        name: The name of the work, from which the keys are made.
        partition_key: Name of the table's partition key attribute, of type S.
        sort_key: Name of its sort key attribute, of type S; None where it has none.
        connect: Gives the service to use; it must be picklable for workers in other processes.
    """

    table_name: str
    name: str
    partition_key: str = "pk"
    sort_key: str | None = "sk"
    connect: Callable[[], DynamoDB] = field(default=DynamoDB.from_pool, repr=False)

    def load(self, segment: str) -> Checkpoint | None:
        """Give the checkpoint of a segment.

        Args:
            segment: Name of the segment.

        Returns:
            The checkpoint; None when there is none.

        Raises:
            Boto3AssistError: When it cannot be read.
        """
        item = Context().run(self._load, self._key(segment))
        return None if item is None else Checkpoint.from_text(str(item["checkpoint"]))

    def save(self, segment: str, checkpoint: Checkpoint) -> None:
        """Put a checkpoint in the place of the one before.

        Args:
            segment: Name of the segment.
            checkpoint: The checkpoint.

        Raises:
            Boto3AssistError: When it cannot be written.
        """
        item: dict[str, AttributeValue] = {**self._key(segment), "checkpoint": checkpoint.to_text()}
        # The deadline that ends a walk is not to end what keeps how far it has come.
        Context().run(self._save, item)

    def keeps(self, table_name: str, item: WireItem) -> bool:
        """Tell whether an item of a table is one of these.

        Args:
            table_name: Name or ARN of the table.
            item: The item in wire form.

        Returns:
            True for a checkpoint of this work.
        """
        if _bare(table_name) != _bare(self.table_name) or "checkpoint" not in item:
            return False
        found = decode_value(item[self.partition_key]) if self.partition_key in item else None
        prefix = self._partition("")
        return isinstance(found, str) and found.startswith(prefix)

    def _load(self, key: Mapping[str, AttributeValue]) -> Mapping[str, AttributeValue] | None:
        db, how = self.connect(), GetItemConfig.consistent()
        return enduring(
            db, lambda: db.get(key, self.table_name, config=how, raise_on_error=True).data
        )

    def _save(self, item: Mapping[str, AttributeValue]) -> None:
        db = self.connect()
        enduring(db, lambda: db.save(item, self.table_name, raise_on_error=True))

    def _key(self, segment: str) -> dict[str, AttributeValue]:
        key: dict[str, AttributeValue] = {self.partition_key: self._partition(segment)}
        if self.sort_key is not None:
            key[self.sort_key] = "checkpoint"
        return key

    def _partition(self, segment: str) -> str:
        # A partition of its own for each: the checkpoints of many workers are no hot partition.
        return f"checkpoint#{self.name}#{segment}"


def _bare(table_name: str) -> str:
    return table_name.rpartition("/")[2]
