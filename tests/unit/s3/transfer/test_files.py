from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.transfer.files import whole_file


def write(path: Path, content: bytes, *, fail: bool = False) -> None:
    with whole_file(path) as file:
        file.write(content)
        if fail:
            raise LookupError


def test_a_file_appears_at_the_end(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "target"
    with whole_file(target) as file:
        file.write(b"new")
        assert not target.exists()
        assert len(list(target.parent.iterdir())) == 1

    assert target.read_bytes() == b"new"
    assert [path.name for path in target.parent.iterdir()] == ["target"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")

    for path in (tmp_path / "target", tmp_path / "a" / "b" / "target"):
        with pytest.raises(LookupError):
            write(path, b"new", fail=True)

    assert [path.name for path in tmp_path.iterdir()] == ["target"]
    assert (tmp_path / "target").read_bytes() == b"old"


def test_a_folder_that_somebody_uses_meanwhile_stays(tmp_path: Path) -> None:
    with pytest.raises(LookupError), whole_file(tmp_path / "a" / "b" / "target"):
        (tmp_path / "a" / "other").write_bytes(b"")
        raise LookupError

    assert [path.name for path in (tmp_path / "a").iterdir()] == ["other"]


def test_the_bytes_are_on_the_disk_before_the_file_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def note_fsync(descriptor: int) -> None:
        fsync(descriptor)
        done.append(f"{os.fstat(descriptor).st_size} bytes")

    def note_replace(source: Path, target: Path) -> None:
        replace(source, target)
        done.append(target.name)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)

    write(tmp_path / "target", b"new")

    assert done == ["3 bytes", "target"]


def test_folders_that_cannot_all_be_made_are_taken_away_again(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write(tmp_path / "a" / "b" / ("x" * 300) / "target", b"new")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_another_writer_takes_away_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makes = Path.mkdir
    taken: list[Path] = []

    def taken_away(path: Path) -> None:
        makes(path)
        if not taken:
            taken.append(path)
            path.rmdir()

    monkeypatch.setattr(Path, "mkdir", taken_away)

    write(tmp_path / "a" / "b" / "target", b"new")

    assert taken == [tmp_path / "a"]
    assert (tmp_path / "a" / "b" / "target").read_bytes() == b"new"


def test_a_folder_of_another_writer_is_not_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makes = Path.mkdir

    def faster(path: Path) -> None:
        makes(path)
        raise FileExistsError

    monkeypatch.setattr(Path, "mkdir", faster)

    with pytest.raises(LookupError):
        write(tmp_path / "a" / "target", b"new", fail=True)

    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_in_the_place_of_a_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")

    with pytest.raises(OSError):
        write(tmp_path / "a" / "target", b"new")

    assert (tmp_path / "a").read_bytes() == b"old"


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(InvalidParameterError) as caught:
        write(tmp_path / "folder", b"new")

    assert "directory=" in caught.value.details["suggestion"]

    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.skipif(os.name != "posix", reason="modes and links of POSIX")
class TestOnPosix:
    def test_the_mode_is_that_of_the_old_file_or_of_any_new_one(self, tmp_path: Path) -> None:
        (tmp_path / "old").write_bytes(b"")
        (tmp_path / "old").chmod(0o604)
        (tmp_path / "any").write_bytes(b"")

        write(tmp_path / "old", b"new")
        write(tmp_path / "new", b"new")

        assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o604
        assert (tmp_path / "new").stat().st_mode == (tmp_path / "any").stat().st_mode

    def test_a_link_stays_and_its_file_is_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "real" / "file").write_bytes(b"old")
        (tmp_path / "link").symlink_to(tmp_path / "real" / "file")

        write(tmp_path / "link", b"new")

        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real" / "file").read_bytes() == b"new"

    def test_a_pipe_is_not_replaced(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")

        with pytest.raises(InvalidParameterError):
            write(tmp_path / "pipe", b"new")

        assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
