"""Jobs hold a page at a time, however many items there are."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBReindexer,
    FileCheckpoints,
    WalkSource,
)
from boto3_assist.jobs import (
    BackfillJob,
    ExportJob,
    ImportJob,
    Job,
    PurgeJob,
    ReindexJob,
    plan,
    run,
)
from tests.contract.jobs.models import Person

PAGE = 100


class Endless(DynamoDB):
    """Answers by so many pages of items that are as they should be, and takes what is written."""

    pages = 0

    def _send(
        self,
        method_name: str,
        request: Mapping[str, Any],
        source: str | None,
        item_hook: Any = None,
    ) -> Any:
        if method_name == "batch_write_item":
            return {"UnprocessedItems": {}}
        if method_name == "describe_table":
            names = [{"AttributeName": name} for name in ("pk", "sk")]
            return {"Table": {"KeySchema": names}}
        assert method_name == "scan"
        start = int(request.get("ExclusiveStartKey", {"n": {"N": "0"}})["n"]["N"])
        items = [item(start * PAGE + n) for n in range(PAGE)]
        last = {} if start + 1 >= self.pages else {"LastEvaluatedKey": {"n": {"N": str(start + 1)}}}
        return {"Items": items, "Count": PAGE, "ScannedCount": PAGE, **last}


def item(n: int) -> dict[str, Any]:
    attributes = {"pk": f"person#{n}", "sk": "person", "person_id": str(n), "name": "Ada" * 50}
    return {name: {"S": value} for name, value in attributes.items()}


class Stranger(Person):
    primary = DynamoDBIndex.primary(pk="stranger#{person_id}", sk="stranger")


def connect() -> Endless:
    return Endless.from_pool()


def peak(job: Job, pages: int, place: Path) -> int:
    Endless.pages = pages
    if isinstance(job, ImportJob):
        lines = (json.dumps({"Item": item(n)}) + "\n" for n in range(pages * PAGE))
        Path(job.location, "people.jsonl").write_text("".join(lines))
    (segment,) = plan(job, checkpoints=FileCheckpoints(place))
    tracemalloc.start()
    try:
        report = run(segment)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        assert report.counts["read"] == pages * PAGE


def leave(person: Person) -> None:
    """Change nothing."""


def job_of(kind: str, place: Path) -> Job:
    source = WalkSource("people")
    if kind == "backfill":
        return BackfillJob(source, leave, (Person,), connect)
    if kind == "export":
        return ExportJob(source, str(place), 500, connect)
    if kind == "import":
        return ImportJob(str(place), "people", models=(Person,), connect=connect)
    if kind == "purge":
        return PurgeJob(source, everything=True, connect=connect)
    return ReindexJob(source, (Person,), connect=connect)


@pytest.mark.parametrize("kind", ["backfill", "export", "import", "purge", "reindex"])
def test_memory_is_flat_in_the_number_of_items(aws: object, tmp_path: Path, kind: str) -> None:
    (tmp_path / "items").mkdir()
    job, places = job_of(kind, tmp_path / "items"), (tmp_path / f"at-{n}" for n in count())
    peak(job, 1, next(places))

    small, large = peak(job, 2, next(places)), peak(job, 14, next(places))

    assert large < 1.3 * small


def test_examples_are_few(aws: object) -> None:
    Endless.pages = 3

    report = DynamoDBReindexer("people", models=[Stranger], db=connect()).run()

    assert report.counts["unknown"] == 3 * PAGE
    assert len(report.examples) == 5
