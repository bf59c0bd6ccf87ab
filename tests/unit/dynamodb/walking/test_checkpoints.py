from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from boto3_assist.dynamodb import FileCheckpoints, TableCheckpoints
from boto3_assist.dynamodb.walking import Checkpoint
from boto3_assist.errors import CheckpointMismatchError, ConfigurationError

CHECKPOINT = Checkpoint("work", {"pk": {"S": "a#é"}, "sk": {"N": "1.50"}}, False, {"n": 1})


def test_a_file_holds_what_was_saved_last(tmp_path: Path) -> None:
    store = FileCheckpoints(tmp_path / "at")

    assert store.load("segment-0000-of-0001") is None
    store.save("segment-0000-of-0001", Checkpoint("other"))
    store.save("segment-0000-of-0001", CHECKPOINT)

    assert store.load("segment-0000-of-0001") == CHECKPOINT
    (path,) = (tmp_path / "at").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_binary_keys_are_kept() -> None:
    kept = Checkpoint.from_text(Checkpoint("w", {"pk": {"B": b"\x00\xff"}}).to_text())

    assert kept.position == {"pk": {"B": "AP8="}}


def test_a_file_is_whole_when_writing_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileCheckpoints(tmp_path)
    store.save("s", CHECKPOINT)

    def fail(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        store.save("s", Checkpoint("w"))

    assert store.load("s") == CHECKPOINT
    assert [path.name for path in tmp_path.iterdir()] == ["s.json"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"work": 1'])
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        Checkpoint.from_text(text)


def test_other_work_does_not_go_on_from_it() -> None:
    CHECKPOINT.check_work("work", "s")
    with pytest.raises(CheckpointMismatchError):
        CHECKPOINT.check_work("another", "s")


def test_a_table_knows_its_checkpoints() -> None:
    store = TableCheckpoints("arn:aws:dynamodb:eu-west-1:123456789012:table/app", "job")
    own = {"pk": {"S": "checkpoint#job#segment-0000-of-0001"}, "checkpoint": {"S": "{}"}}

    assert store.keeps("app", own)
    assert not store.keeps("other", own)
    assert not store.keeps("app", {"pk": {"S": "checkpoint#x"}, "checkpoint": {"S": "{}"}})
    assert not store.keeps("app", {"pk": own["pk"]})
