"""The installed program, in a process of its own, against a server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.testing import AwsBackend, TableFactory
from tests.contract.jobs.models import Person
from tests.subprocesses import bare_environment


@pytest.mark.integration
def test_models_of_the_current_folder_are_found(
    aws_http: AwsBackend, table_factory: TableFactory, tmp_path: Path
) -> None:
    table = table_factory(Person, db=DynamoDB.from_pool())
    item = {"pk": "person#1", "sk": "person", "person_id": "1", "name": "A", "initials": "A"}
    table.db.save(item, table.name)
    (tmp_path / "shop_models.py").write_text(
        "from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel\n"
        "class Person(DynamoDBModel):\n"
        "    person_id: str\n"
        "    name: str\n"
        "    initials: str\n"
        "    primary = DynamoDBIndex.primary(pk='person#{person_id}', sk='person')\n"
        "    by = DynamoDBIndex('gsi1', pk='initials#{initials}', sk='person#{person_id}')\n"
    )
    program = "import sys; from boto3_assist.cli import main; main()"
    command = [sys.executable, "-c", program, "reindex", table.name]

    done = subprocess.run(
        [*command, "--model", "shop_models:Person"],
        cwd=tmp_path,
        env={
            **bare_environment(),
            "PYTHONPATH": str(Path(__file__).parents[3] / "src"),
            "PYTHONSAFEPATH": "1",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "updated: 1" in done.stdout
    assert table.db.count(Person.by_initials.query(initials="A"), table.name) == 1
