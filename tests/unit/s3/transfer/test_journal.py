from __future__ import annotations

import dataclasses
import os
import stat
from pathlib import Path

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.transfer.journal import Journal, JournalHeader, SourceStamp
from boto3_assist.s3.transfer.parts import SentPart

HEADER = JournalHeader(
    bucket="photos",
    key="ü \ud7ff\n.jpg",
    upload_id="an id",
    part_size=5,
    source=SourceStamp(12, 1_700_000_000_123_456_789),
    options="digest",
    algorithm="CRC32",
    full_object=True,
)
PARTS = [SentPart(2, 5, '"b"', "BBBB"), SentPart(1, 5, '"a"', "AAAA")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def journal(path: Path) -> Journal:
    journal = Journal.begin(path, HEADER)
    for part in PARTS:
        journal.add(part)
    return journal


def read(path: Path) -> Journal:
    journal = Journal.read(path)
    assert journal is not None
    return journal


def test_a_journal_is_read_as_it_was_written(path: Path, journal: Journal) -> None:
    found = read(path)

    assert found.header == HEADER
    assert found.parts == journal.parts == {part.number: part for part in PARTS}
    assert not found.completing


def test_a_journal_tells_that_the_parts_were_to_be_put_together(
    path: Path, journal: Journal
) -> None:
    journal.complete()

    assert journal.completing
    assert read(path).completing


def test_there_may_be_no_journal(path: Path) -> None:
    assert Journal.read(path) is None


def test_a_journal_replaces_another(path: Path, journal: Journal) -> None:
    other = dataclasses.replace(HEADER, upload_id="another")

    Journal.begin(path, other)

    assert read(path).header == other
    assert read(path).parts == {}


def test_a_line_that_a_crash_cut_short_is_dropped_and_overwritten(
    path: Path, journal: Journal
) -> None:
    whole = path.read_bytes()
    last = len(whole.splitlines(keepends=True)[-1])
    for cut in range(1, last):
        path.write_bytes(whole[:-cut])

        found = read(path)
        found.add(SentPart(3, 2, '"c"', "CCCC"))

        assert set(found.parts) == {2, 3}
        assert read(path).parts == found.parts


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"no json\n",
        b"{}\n",
        b"[]\n",
        b'{"version": 99}\n',
        b'{"version": 1, "bucket": "b"}\n',
        b"\xff\xfe\n",
    ],
)
def test_what_is_no_journal_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(InvalidParameterError):
        Journal.read(path)

    assert path.read_bytes() == content


def test_a_line_in_the_middle_that_cannot_be_read_is_refused(path: Path, journal: Journal) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b"{\n" + lines[2])

    with pytest.raises(InvalidParameterError):
        Journal.read(path)


def test_a_journal_that_was_removed_is_not_begun_in_the_middle(
    path: Path, journal: Journal
) -> None:
    journal.remove()
    journal.remove()

    with pytest.raises(FileNotFoundError):
        journal.add(PARTS[0])
    assert not path.exists()


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_journal_is_for_its_owner(path: Path, journal: Journal) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_header_does_not_show_the_key() -> None:
    assert "jpg" not in repr(HEADER)
