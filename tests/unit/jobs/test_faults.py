"""Jobs against a table over HTTP that throttles and breaks connections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from boto3_assist.dynamodb import DynamoDB, FileCheckpoints
from boto3_assist.errors import DynamoDBError
from boto3_assist.jobs import ImportJob, plan, run
from tests.contract.jobs.models import Person
from tests.fault_table import Fault, FaultTable, Passing, VirtualTime, fault_table
from tests.unit.dynamodb.canned import new_client


@pytest.fixture
def table() -> Iterator[FaultTable]:
    with fault_table() as table:
        yield table


@pytest.fixture
def job(table: FaultTable, tmp_path: Path) -> ImportJob:
    place = tmp_path / "in"
    place.mkdir()
    for file in "ab":
        (place / f"{file}.jsonl").write_text(
            "".join(
                json.dumps({"Item": {"pk": {"S": f"{file}{n}"}, "sk": {"S": "x"}}}) + "\n"
                for n in range(130)
            )
        )
    db, time = DynamoDB.from_client(new_client(endpoint=table.url)), VirtualTime()
    db.timer, db.sleep, db.random = time.timer, time.sleep, lambda: 1.0
    # A model tells the key, so that the table is not asked for it.
    return ImportJob(str(place), "people", models=(Person,), connect=lambda: db)


KEYS = {(f"{file}{n}", "x") for file in "ab" for n in range(130)}


@pytest.mark.parametrize(
    "fault",
    [
        Fault(code="ProvisionedThroughputExceededException"),
        Fault(code="InternalServerError", status=500, is_done=True),
        Fault(cut_at=1),
        Fault(unprocessed=lambda key: key[0].endswith("7")),
    ],
)
def test_every_third_request_fails(
    table: FaultTable, job: ImportJob, tmp_path: Path, fault: Fault
) -> None:
    table.fault = lambda passing: fault if passing.number % 3 == 0 else None

    report = run(plan(job, checkpoints=FileCheckpoints(tmp_path / "at"))[0])

    assert (report.is_complete, report.counts) == (True, {"read": 260, "written": 260})
    assert set(table.items) == KEYS


def test_a_request_that_fails_for_good_is_made_up_for(
    table: FaultTable, job: ImportJob, tmp_path: Path
) -> None:
    def fault(passing: Passing) -> Fault | None:
        return Fault(code="ValidationException") if ("b3", "x") in passing.keys else None

    table.fault = fault
    segments = plan(job, checkpoints=FileCheckpoints(tmp_path / "at"))
    with pytest.raises(DynamoDBError):
        run(segments[0])
    assert ("b3", "x") not in table.items
    table.fault = lambda passing: None

    report = run(segments[0])

    assert (report.is_complete, report.counts) == (True, {"read": 260, "written": 260})
    assert set(table.items) == KEYS
