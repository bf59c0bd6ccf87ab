from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest

from boto3_assist.dynamodb import DynamoDB, DynamoDBIndex, DynamoDBModel, DynamoDBTable, WalkSource
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.walking import Checkpoint, Tally
from boto3_assist.dynamodb.walking.walks import SegmentWalk, shares_of, walk_segment
from boto3_assist.errors import CheckpointMismatchError
from boto3_assist.testing import TableFactory


class Entry(DynamoDBModel):
    entry_id: str

    primary = DynamoDBIndex.primary(pk="entry#{entry_id}", sk="entry")


class Killed(BaseException):
    """Ends a process in the middle of what it does."""


class Kept:
    """Checkpoints in memory."""

    def __init__(self) -> None:
        self.saved: list[Checkpoint] = []

    def load(self, segment: str) -> Checkpoint | None:
        return self.saved[-1] if self.saved else None

    def save(self, segment: str, checkpoint: Checkpoint) -> None:
        self.saved.append(checkpoint)

    def keeps(self, table_name: str, item: WireItem) -> bool:
        return False


@pytest.fixture
def table(aws: object, table_factory: TableFactory) -> DynamoDBTable:
    table = table_factory(Entry, db=DynamoDB.from_pool())
    table.db.batch_write_item([Entry(entry_id=str(n)) for n in range(8)], table.name)
    return table


def walk_of(table: DynamoDBTable, kept: Kept, digest: str = "work") -> SegmentWalk:
    source = WalkSource(table.name, page_size=2)
    return SegmentWalk(table.db, source, digest=digest, checkpoints=kept)


def test_after_a_kill_only_the_page_that_was_under_way_is_worked_on_again(
    table: DynamoDBTable,
) -> None:
    kept, pages = Kept(), count(1)
    seen: list[str] = []

    def work(items: Sequence[WireItem], tally: Tally) -> None:
        seen.extend(item["entry_id"]["S"] for item in items)
        if next(pages) == 3:
            raise Killed

    with pytest.raises(Killed):
        walk_segment(walk_of(table, kept), work)
    assert [each.notes["tally"]["counts"] for each in kept.saved] == [{"read": 2}, {"read": 4}]
    progress = walk_segment(walk_of(table, kept), work)

    assert (progress.is_done, progress.tally.counts) == (True, {"read": 8})
    assert seen[4:6] == seen[6:8]
    assert sorted(seen[:4] + seen[6:]) == [str(n) for n in range(8)]


def test_what_is_complete_is_not_read_again(table: DynamoDBTable) -> None:
    kept = Kept()
    walk_segment(walk_of(table, kept), lambda items, tally: None)
    seen: list[WireItem] = []

    progress = walk_segment(walk_of(table, kept), lambda items, tally: seen.extend(items))

    assert (seen, progress.is_done, progress.tally.counts) == ([], True, {"read": 8})
    with pytest.raises(CheckpointMismatchError):
        walk_segment(walk_of(table, kept, "other work"), lambda items, tally: None)


@pytest.mark.parametrize(
    ("number", "shares", "expected"),
    [(None, 2, [None, None]), (7, 3, [3, 2, 2]), (2, 3, [1, 1, 0]), (4, 1, [4])],
)
def test_shares_add_up(number: int | None, shares: int, expected: list[int | None]) -> None:
    assert shares_of(number, shares) == expected
