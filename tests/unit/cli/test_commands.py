from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from boto3_assist.cli.commands import app
from boto3_assist.dynamodb import DynamoDB, DynamoDBTable
from boto3_assist.testing import TableFactory
from tests.contract.jobs.models import Person

PERSON = "tests.contract.jobs.models:Person"
SET_INITIALS = "tests.contract.jobs.models:set_initials"
GUIDE = Path(__file__).parents[3].joinpath("docs/guides/command-line.md").read_text("utf-8")
EXAMPLES = [shlex.split(line)[1:] for line in re.findall("^boto3-assist .*", GUIDE, re.M)]


@pytest.fixture
def table(aws: object, table_factory: TableFactory) -> DynamoDBTable:
    table = table_factory(Person, db=DynamoDB.from_pool())
    for n in range(6):
        item = {"person_id": str(n), "name": "Ada Lovelace", "initials": "AL", "n": n % 2}
        table.db.save({"pk": f"person#{n}", "sk": "person", **item}, table.name)
    return table


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def initialed(table: DynamoDBTable) -> int:
    return table.db.count(Person.by_initials.query(initials="AL"), table.name)


def test_reindex(table: DynamoDBTable) -> None:
    planned = run("reindex", table.name, "--model", PERSON, "--dry-run")
    assert (planned[0], initialed(table)) == (0, 0)
    done = run("reindex", table.name, "--model", PERSON)

    assert "updated: 6" in planned[1]
    assert "attribute gsi1_pk: 6" in planned[1]
    assert "nothing was written" in planned[1]
    assert "person#" not in planned[1]
    assert (done[0], initialed(table)) == (0, 6)
    # No bar where there is no terminal.
    assert done[2] == planned[2] == ""


def test_a_dry_run_shows_values_when_asked(table: DynamoDBTable) -> None:
    status, out, _ = run("reindex", table.name, "--model", PERSON, "--dry-run", "--show-values")

    assert status == 0
    assert "person#0" in out


def test_it_stops_and_goes_on(table: DynamoDBTable, tmp_path: Path) -> None:
    arguments = ["reindex", table.name, "--model", PERSON, "--checkpoints", str(tmp_path)]

    stopped = run(*arguments, "--stop-after", "4")
    after_four = initialed(table)
    done = run(*arguments)

    assert (stopped[0], after_four) == (3, 4)
    assert "run it again" in stopped[1]
    assert (done[0], initialed(table)) == (0, 6)
    assert "read: 6" in done[1]


def test_items_that_cannot_be_done_are_told_by_the_exit_status(table: DynamoDBTable) -> None:
    table.db.save({"pk": "person#x", "sk": "person", "person_id": [1]}, table.name)

    status, out, _ = run("reindex", table.name, "--model", PERSON)

    assert (status, initialed(table)) == (1, 6)
    assert "VALIDATION_ERROR" in out


def test_export_import_backfill_and_purge(table: DynamoDBTable, tmp_path: Path) -> None:
    place = str(tmp_path / "out")

    assert run("export", table.name, place, "--segments", "2")[0] == 0
    purged = run("purge", table.name, "--where", "n=1", "--where", "name=Ada Lovelace")
    left = len(list(table.db.scan_items(table.name)))
    kept = run("import", place, table.name, "--existing", "keep", "--model", PERSON)
    filled = run("backfill", table.name, "--function", SET_INITIALS, "--model", PERSON)

    assert (purged[0], "deleted: 3" in purged[1], left) == (0, True, 3)
    assert (kept[0], "kept: 3" in kept[1], "written: 3" in kept[1]) == (0, True, True)
    assert (filled[0], "unchanged: 6" in filled[1]) == (0, True)
    assert initialed(table) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("purge", "people"),
        ("purge", "people", "--where", "n"),
        ("reindex", "people", "--model", "no.such.module:Person"),
        ("reindex", "people", "--model", "tests.contract.jobs.models:Nobody"),
        ("reindex", "people", "--model", SET_INITIALS),
        ("reindex", "people", "--model", "Person"),
        ("reindex", "people"),
        ("reindex", "people", "--model", PERSON, "--segments", "0"),
        ("reindex", "people", "--model", PERSON, "--show-values"),
        ("backfill", "people", "--function", "tests.contract.jobs.models:__all__"),
        ("backfill", "people", "--function", ".models:set_initials"),
        ("import", "nowhere", "people", "--existing", "both"),
    ],
)
def test_arguments_that_cannot_be_used(aws: object, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert err != ""


@pytest.mark.parametrize("arguments", EXAMPLES, ids=" ".join)
def test_the_guides_examples_are_taken(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Any] = []
    monkeypatch.setattr("boto3_assist.cli.commands._run", lambda *job, **how: taken.append(job))

    status, _, err = run(*arguments)

    assert (status, err, len(taken)) == (0, "", 1)


def test_the_guide_names_the_commands_and_options_there_are() -> None:
    program: Any = typer.main.get_command(app)
    options = {
        name
        for command in (program, *program.commands.values())
        for option in command.params
        for name in option.opts
        if name.startswith("--")
    }

    assert {arguments[0] for arguments in EXAMPLES} == program.commands.keys()
    assert set(re.findall("--[a-z][a-z-]*", GUIDE)) <= options


@pytest.mark.parametrize(
    "command",
    [
        ["reindex", "{table}", "--model", PERSON],
        ["backfill", "{table}", "--function", SET_INITIALS, "--model", PERSON],
        ["export", "{table}", "{place}"],
        ["import", "{place}", "{table}"],
        ["purge", "{table}", "--everything"],
    ],
    ids=lambda command: command[0],
)
def test_a_terminal_has_a_bar(
    table: DynamoDBTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    (tmp_path / "a.jsonl").write_text('{"Item": {"pk": {"S": "x"}, "sk": {"S": "x"}}}')
    # By this rich takes any stream for a terminal.
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")

    status, _, err = run(*(each.format(table=table.name, place=tmp_path) for each in command))

    assert status == 0
    assert "1 of 1 segments" in err
    assert " read" in err


def test_a_failure_is_told(aws: object) -> None:
    status, _, err = run("reindex", "no-such-table", "--model", PERSON)

    assert status == 1
    assert "TABLE_NOT_FOUND" in err


def test_what_to_install_is_told(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from boto3_assist.cli import main

    monkeypatch.setitem(sys.modules, "typer", None)
    monkeypatch.delitem(sys.modules, "boto3_assist.cli.commands")

    with pytest.raises(SystemExit) as caught:
        main()

    assert caught.value.code == 1
    assert "boto3-assist[cli]" in capsys.readouterr().err


def test_files_that_cannot_be_used_are_told(table: DynamoDBTable, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"Item": {"pk": {"S": "person#1"}, "sk": {"S": "person"}}}')

    nowhere = run("import", str(tmp_path / "none"), table.name)
    onto_file = run("export", table.name, str(file))
    unfit = run("import", str(tmp_path), table.name, "--model", PERSON)

    assert (nowhere[0], onto_file[0], unfit[0]) == (2, 1, 1)
    assert "there is no file to import" in nowhere[2]
    assert "a.jsonl" in onto_file[2]
    # Where it is, and what it lacks.
    assert "line 1 of 'a.jsonl'" in unfit[2]
    assert "person_id" in unfit[2]
