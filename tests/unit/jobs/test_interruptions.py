"""Jobs that end before or after any checkpoint, and go on."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

import pytest

from boto3_assist.dynamodb import DynamoDB, DynamoDBTable, FileCheckpoints, WalkSource
from boto3_assist.dynamodb.walking import Checkpoint
from boto3_assist.errors import S3Error
from boto3_assist.jobs import ExportJob, ImportJob, Job, plan, run
from boto3_assist.jobs.files import S3Files
from boto3_assist.testing import TableFactory
from tests.contract.jobs.models import Person


class Killed(BaseException):
    """Ends a process in the middle of what it does."""


@dataclass(frozen=True)
class MortalCheckpoints(FileCheckpoints):
    """Ends the process at one of its checkpoints."""

    last: int = 0
    moment: Literal["before", "after"] = "before"
    numbers: count[int] = count(1)

    def save(self, segment: str, checkpoint: Checkpoint) -> None:
        is_last = next(self.numbers) == self.last
        if not is_last or self.moment == "after":
            super().save(segment, checkpoint)
        if is_last:
            raise Killed


@pytest.fixture
def table(aws: object, table_factory: TableFactory) -> DynamoDBTable:
    return table_factory(Person, db=DynamoDB.from_pool())


def go_on_after(job: Job, place: Path, last: int, moment: Literal["before", "after"]) -> bool:
    """Run it to one checkpoint, then to its end; tell whether there was such a checkpoint."""
    mortal = MortalCheckpoints(place, last, moment, count(1))
    try:
        run(plan(job, checkpoints=mortal)[0])
    except Killed:
        assert run(plan(job, checkpoints=FileCheckpoints(place))[0]).is_complete
        return True
    return False


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_export_has_each_item_once(
    table: DynamoDBTable, tmp_path: Path, moment: Literal["before", "after"]
) -> None:
    keys = {str(n) for n in range(23)}
    for key in keys:
        table.db.save({"pk": key, "sk": "x"}, table.name)
    for last in count(1):
        place = tmp_path / f"{last}"
        job = ExportJob(WalkSource(table.name, page_size=2), str(place), items_per_file=5)
        if not go_on_after(job, tmp_path / f"at-{last}", last, moment):
            break
        job.finish(1)
        lines = [
            line
            for path in (place / "data").iterdir()
            for line in gzip.open(path, "rt", encoding="utf-8")
        ]
        listed = (place / "manifest-files.json").read_text().splitlines()
        assert sorted(json.loads(line)["Item"]["pk"]["S"] for line in lines) == sorted(keys)
        assert len(listed) == len(list((place / "data").iterdir()))
    assert last > 4


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("existing", ["overwrite", "keep"])
def test_an_import_writes_all(
    table: DynamoDBTable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    existing: Literal["overwrite", "keep"],
    moment: Literal["before", "after"],
) -> None:
    monkeypatch.setattr("boto3_assist.jobs.importing._LINES", 10)
    place = tmp_path / "in"
    place.mkdir()
    for file in "ab":
        (place / f"{file}.jsonl").write_text(
            "".join(
                json.dumps({"Item": {"pk": {"S": f"{file}{n}"}, "sk": {"S": "x"}}}) + "\n"
                for n in range(15)
            )
        )
    for last in count(1):
        job = ImportJob(str(place), table.name, existing)
        is_ended = go_on_after(job, tmp_path / f"at-{last}", last, moment)
        items = list(table.db.scan_items(table.name))
        assert {item["pk"] for item in items} == {f"{f}{n}" for f in "ab" for n in range(15)}
        if not is_ended:
            break
        table.db.batch_write_item(
            [{"pk": item["pk"], "sk": item["sk"]} for item in items], table.name, operation="delete"
        )
    assert last > 4


def test_two_runs_at_once_do_not_change_each_others_files(
    table: DynamoDBTable, tmp_path: Path
) -> None:
    # A worker that was thought dead goes on while another does its segment.
    store, place = FileCheckpoints(tmp_path / "at"), tmp_path / "to"
    for n in range(6):
        table.db.save({"pk": f"{n}", "sk": "x"}, table.name)
    job = ExportJob(WalkSource(table.name, page_size=1), str(place), items_per_file=2)
    run(plan(job, checkpoints=store, stop_after=4)[0])
    table.db.save({"pk": "0", "sk": "x", "changed": True}, table.name)
    run(plan(job, checkpoints=FileCheckpoints(tmp_path / "others"), stop_after=3)[0])

    assert run(plan(job, checkpoints=store)[0]).is_complete
    job.finish(1)

    table.db.batch_write_item(
        [{"pk": f"{n}", "sk": "x"} for n in range(6)], table.name, operation="delete"
    )
    assert run(plan(ImportJob(str(place), table.name))[0]).counts["written"] == 6
    assert not any("changed" in item for item in table.db.scan_items(table.name))


def test_what_cannot_be_uploaded_is_not_left_behind(tmp_path: Path, aws: object) -> None:
    path = tmp_path / "part"
    path.write_text("x")

    with pytest.raises(S3Error):
        S3Files("no-such-bucket").put("a.json", path)
    assert not path.exists()
