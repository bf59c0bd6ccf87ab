"""A reindexer that is killed at random points while others write: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB, DynamoDBTable
from boto3_assist.testing import AwsBackend, TableFactory
from tests.contract.dynamodb.killing.models import MODELS, Job, Task, Ticket, Writer, first_items
from tests.subprocesses import bare_environment

ROOT = Path(__file__).parents[3]
KILLS = 3
STRANGER = {"pk": "stranger", "sk": "ticket#1", "state": "open", "gsi1_pk": "a", "gsi1_sk": "b"}


def start(table: str, directory: Path) -> subprocess.Popen[str]:
    # By this test's own connection settings, which point to the server.
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.contract.dynamodb.killing.worker", table, str(directory)],
        cwd=ROOT,
        env={**bare_environment(), "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def expected_keys(model: type[Any], name: str, state: str) -> dict[str, Any]:
    if model is Ticket:
        key = {"pk": f"project#{name[0]}", "sk": f"ticket#{name}"}
        return {**key, "gsi1_pk": f"ticket-state#{state}", "gsi1_sk": name}
    if model is Task:
        key = {"pk": f"task#{name}", "sk": "task"}
        return {**key, "gsi1_pk": f"task-state#{state}", "gsi1_sk": name}
    return {"pk": f"job#{name}", "sk": "job"}


def check(items: list[dict[str, Any]], writers: list[Writer]) -> None:
    """Compare every item with what must be there."""
    by_key = {(item["pk"], item["sk"]): item for item in items}
    assert by_key.pop(("stranger", "ticket#1")) == STRANGER
    for writer in writers:
        for (model, name), known in writer.known.items():
            if known is None:
                continue
            state, count = known
            keys = expected_keys(model, name, state)
            item = by_key.pop((keys["pk"], keys["sk"]))
            found = {each: item.get(each) for each in ("pk", "sk", "gsi1_pk", "gsi1_sk")}
            assert found == {"gsi1_pk": None, "gsi1_sk": None, **keys}, (model, name)
            assert (item.get("state", "open"), item.get("count", 0)) == (state, count)
            assert item.get("mark") == (None if "." in name else name)
            if model is Job:
                assert (item["schema_version"], "ticks" in item) == (2, False)
    # What was deleted has not come back, and nothing is there twice.
    assert by_key == {}


@pytest.mark.slow
@pytest.mark.integration
def test_killed_at_random_points_while_others_write(
    aws_http: AwsBackend, table_factory: TableFactory, tmp_path: Path
) -> None:
    random = Random()
    db = DynamoDB.from_pool()
    table: DynamoDBTable = table_factory(*MODELS, db=db)
    names = [f"{letter}{n}" for letter in "ab" for n in range(30)]
    items = [item for name in names for item in first_items(name)]
    db.batch_write_item([*items, STRANGER], table.name)
    stop = threading.Event()
    writers = [
        Writer(db, table.name, Random(random.random()), names[half::2], stop) for half in (0, 1)
    ]
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        for _ in range(KILLS):
            with start(table.name, tmp_path) as process:
                time.sleep(random.uniform(0.02, 0.5))
                process.kill()
        with start(table.name, tmp_path) as process:
            told, _ = process.communicate(timeout=120)
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    assert told.split()[:2] == ["True", "0"]
    check(list(db.scan_items(table.name)), writers)
