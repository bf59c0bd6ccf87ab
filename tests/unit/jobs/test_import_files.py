"""Places and files that cannot be imported as a whole are refused before they do harm."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from boto3_assist.dynamodb import DynamoDB, DynamoDBTable, FileCheckpoints
from boto3_assist.errors import (
    Boto3AssistError,
    CheckpointMismatchError,
    InvalidParameterError,
    SerializationError,
    ValidationError,
)
from boto3_assist.jobs import ImportJob, plan, run
from boto3_assist.jobs.files import LocalFiles
from boto3_assist.testing import TableFactory
from tests.contract.jobs.models import Person


@pytest.fixture
def table(aws: object, table_factory: TableFactory) -> DynamoDBTable:
    return table_factory(Person, db=DynamoDB.from_pool())


def lines(keys: Iterable[object]) -> bytes:
    texts = (json.dumps({"Item": {"pk": {"S": str(key)}, "sk": {"S": "x"}}}) for key in keys)
    return "".join(f"{text}\n" for text in texts).encode()


def stored(table: DynamoDBTable) -> set[str]:
    return {str(item["pk"]) for item in table.db.scan_items(table.name)}


@pytest.mark.parametrize("name", [None, "readme.txt", "files/segment-0000-of-0001.json"])
def test_a_place_without_files_is_a_mistake(tmp_path: Path, name: str | None) -> None:
    if name is not None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")

    with pytest.raises(InvalidParameterError):
        ImportJob(str(tmp_path if name else tmp_path / "none"), "people").files()


def test_an_export_that_was_not_finished_is_no_export(tmp_path: Path) -> None:
    part = tmp_path / "data" / "segment-0000-of-0002-part-00000-00.json.gz"
    part.parent.mkdir()
    part.write_bytes(gzip.compress(lines([1])))

    with pytest.raises(InvalidParameterError):
        ImportJob(str(tmp_path), "people").files()
    assert ImportJob(str(part.parent), "people").files() == [part.name]


@pytest.mark.parametrize(
    "manifest",
    [
        "{broken",
        "[]",
        "{}",
        '{"dataFileS3Key": 1}',
        '{"dataFileS3Key": "data/a.jsonl", "md5Checksum": 1}',
        '{"dataFileS3Key": "data/none.jsonl"}',
        '{"dataFileS3Key": "/etc/hostname"}',
        '{"dataFileS3Key": "data/../../a.jsonl"}',
        "\xff",
    ],
)
def test_a_manifest_names_files_that_are_there(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.jsonl").write_bytes(lines([1]))
    (tmp_path / "manifest-files.json").write_bytes(manifest.encode("latin-1"))

    with pytest.raises(SerializationError):
        ImportJob(str(tmp_path), "people").files()


def test_a_file_that_is_not_the_exported_one_is_not_read(
    table: DynamoDBTable, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines("a"))
    entry = {"dataFileS3Key": "a.jsonl", "md5Checksum": LocalFiles(str(tmp_path)).md5("a.jsonl")}
    (tmp_path / "manifest-files.json").write_text(json.dumps(entry))
    job = ImportJob(str(tmp_path), table.name)
    assert run(plan(job)[0]).counts == {"read": 1, "written": 1}

    # Whole lines are missing, or others: nothing else tells.
    (tmp_path / "a.jsonl").write_bytes(lines("b"))
    with pytest.raises(SerializationError):
        run(plan(job)[0])
    assert stored(table) == {"a"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl.gz", gzip.compress(lines(range(500)), mtime=0)[:-20]),
        ("a.jsonl.gz", lines("a")),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0)[:10] + b"\xff" * 50),
        ("a.jsonl", b"\xff\xfe\n"),
    ],
)
def test_a_damaged_file_is_told(
    table: DynamoDBTable, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Boto3AssistError) as caught:
        run(plan(ImportJob(str(tmp_path), table.name))[0])

    assert isinstance(caught.value, SerializationError)
    assert caught.value.details["file"] == name


def test_blank_lines_are_no_items(table: DynamoDBTable, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n  \n" + lines("ab") + b"\r\n")

    assert run(plan(ImportJob(str(tmp_path), table.name))[0]).counts == {"read": 2, "written": 2}


def test_a_checkpoint_is_of_the_same_files(table: DynamoDBTable, tmp_path: Path) -> None:
    place, store = tmp_path / "in", FileCheckpoints(tmp_path / "at")
    place.mkdir()
    (place / "b.jsonl").write_bytes(lines("ab"))
    job = ImportJob(str(place), table.name)
    assert not run(plan(job, checkpoints=store, stop_after=1)[0]).is_complete

    # The first file would be another one: to go on at its second line would lose an item.
    (place / "a.jsonl").write_bytes(lines("cd"))
    with pytest.raises(CheckpointMismatchError):
        run(plan(job, checkpoints=store)[0])
    with pytest.raises(CheckpointMismatchError):
        run(plan(ImportJob(str(place), table.name, models=(Person,)), checkpoints=store)[0])
    (place / "a.jsonl").unlink()
    assert run(plan(job, checkpoints=store)[0]).is_complete
    assert stored(table) == {"a", "b"}


def test_an_item_that_does_not_fit_its_model_is_told_by_its_line(
    table: DynamoDBTable, tmp_path: Path
) -> None:
    item = {"pk": {"S": "person#1"}, "sk": {"S": "person"}, "person_id": {"S": "1"}}
    (tmp_path / "a.jsonl").write_bytes(lines("a") + json.dumps({"Item": item}).encode())

    with pytest.raises(SerializationError) as caught:
        run(plan(ImportJob(str(tmp_path), table.name, models=(Person,)))[0])

    assert (caught.value.details["file"], caught.value.details["line"]) == ("a.jsonl", 2)
    assert isinstance(caught.value.__cause__, ValidationError)
