"""A directory and a prefix, on moto and again on a server over HTTP."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.errors import (
    InvalidParameterError,
    S3BucketNotFoundError,
    S3UnsafeKeyError,
)
from boto3_assist.s3 import S3, SyncReport

FILES = {"a.txt": b"a", "sub/b.bin": bytes(range(256)), "sub/deep/é +%20.txt": b"c", "empty": b""}
MIB = 1024 * 1024


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def stored(s3: S3, bucket: str, prefix: str = "") -> dict[str, bytes]:
    return {
        found.key.removeprefix(prefix): s3.get(bucket, found.key).body
        for found in s3.list(bucket, prefix)
    }


def told(report: SyncReport) -> list[tuple[str, str, str]]:
    return [(action.kind, action.name, action.reason) for action in report.actions]


def test_there_and_back_again(s3: S3, bucket: str, here: Path, tmp_path: Path) -> None:
    write(here, FILES)

    up = s3.sync(here, f"s3://{bucket}/backup")
    down = s3.sync(f"s3://{bucket}/backup/", tmp_path / "there")

    assert stored(s3, bucket, "backup/") == FILES == read(tmp_path / "there")
    assert {action.name for action in up.actions} == set(FILES)
    assert {action.kind for action in up.actions} == {"upload"}
    assert {action.kind for action in down.actions} == {"download"}
    assert up.bytes_transferred == down.bytes_transferred == sum(map(len, FILES.values()))


def test_what_agrees_is_left_alone(s3: S3, bucket: str, here: Path) -> None:
    write(here, FILES)
    s3.sync(here, f"s3://{bucket}")
    times = {found.key: found.last_modified for found in s3.list(bucket)}

    again = s3.sync(here, f"s3://{bucket}")
    back = s3.sync(f"s3://{bucket}", here)

    assert (again.actions, again.unchanged) == ((), len(FILES))
    assert (back.actions, back.unchanged) == ((), len(FILES))
    assert {found.key: found.last_modified for found in s3.list(bucket)} == times


def test_content_of_the_same_size_is_told_apart(s3: S3, bucket: str, here: Path) -> None:
    write(here, {"same": b"same", "other": b"new!", "longer": b"longer"})
    for key, body in (("same", b"same"), ("other", b"old!"), ("longer", b"long")):
        s3.put(bucket, key, body)

    report = s3.sync(here, f"s3://{bucket}")

    assert told(report) == [("upload", "longer", "size"), ("upload", "other", "content")]
    assert report.unchanged == 1
    assert stored(s3, bucket) == read(here)


def test_an_object_in_parts_is_compared_by_its_checksum(s3: S3, bucket: str, here: Path) -> None:
    write(here, {"large": os.urandom(6 * MIB)})
    s3.sync(here, f"s3://{bucket}", part_size=5 * MIB)
    assert "-" in s3.head(bucket, "large").etag

    assert s3.sync(here, f"s3://{bucket}").unchanged == 1
    content = bytearray((here / "large").read_bytes())
    content[MIB] ^= 1
    (here / "large").write_bytes(content)
    assert told(s3.sync(here, f"s3://{bucket}")) == [("upload", "large", "content")]


@pytest.mark.parametrize("prefix", ["", "p", "p/", "p/q r"])
def test_a_prefix_ends_at_its_slash(s3: S3, bucket: str, here: Path, prefix: str) -> None:
    s3.put(bucket, "p2/other", "x")
    write(here, {"f": b"1"})

    s3.sync(here, f"s3://{bucket}/{prefix}")
    whole = f"{prefix.rstrip('/')}/" if prefix else ""

    assert stored(s3, bucket)[f"{whole}f"] == b"1"
    report = s3.sync(here, f"s3://{bucket}/{prefix}", delete=True)
    assert s3.exists(bucket, "p2/other") == bool(prefix)
    assert len(report.deleted) == (0 if prefix else 1)


class TestDryRun:
    def test_up(self, s3: S3, bucket: str, here: Path) -> None:
        write(here, {"new": b"1", "same": b"2"})
        s3.put(bucket, "same", "2")
        s3.put(bucket, "gone", "3")

        report = s3.sync(here, f"s3://{bucket}", delete=True, dry_run=True)

        assert told(report) == [("upload", "new", "missing"), ("delete", "gone", "extra")]
        assert report.dry_run
        assert stored(s3, bucket) == {"same": b"2", "gone": b"3"}
        done = s3.sync(here, f"s3://{bucket}", delete=True)
        assert done.actions == report.actions
        assert not done.dry_run

    def test_down(self, s3: S3, bucket: str, tmp_path: Path) -> None:
        s3.put(bucket, "new", "1")

        report = s3.sync(f"s3://{bucket}", tmp_path / "there", dry_run=True)

        assert told(report) == [("download", "new", "missing")]
        assert not (tmp_path / "there").exists()


class TestDelete:
    def test_nothing_is_deleted_unless_asked(self, s3: S3, bucket: str, here: Path) -> None:
        write(here, {"a": b"1"})
        s3.put(bucket, "b", "2")

        s3.sync(here, f"s3://{bucket}")
        s3.sync(f"s3://{bucket}", here)

        assert stored(s3, bucket) == read(here) == {"a": b"1", "b": b"2"}

    def test_up(self, s3: S3, bucket: str, here: Path) -> None:
        write(here, {"a": b"1"})
        for key in ("old/1", "old//2", "a", "outside"):
            s3.put(bucket, f"p/{key}" if key != "outside" else key, "1")

        report = s3.sync(here, f"s3://{bucket}/p", delete=True)

        assert [action.name for action in report.deleted] == ["old//2", "old/1"]
        assert stored(s3, bucket) == {"p/a": b"1", "outside": b"1"}

    def test_down(self, s3: S3, bucket: str, here: Path) -> None:
        s3.put(bucket, "a", "1")
        write(here, {"old/1": b"x", "a": b"0"})

        report = s3.sync(f"s3://{bucket}", here, delete=True)

        assert told(report) == [("download", "a", "content"), ("delete", "old/1", "extra")]
        assert read(here) == {"a": b"1"}

    def test_an_empty_source_is_refused(self, s3: S3, bucket: str, here: Path) -> None:
        s3.put(bucket, "a", "1")
        with pytest.raises(InvalidParameterError):
            s3.sync(here, f"s3://{bucket}", delete=True)
        write(here, {"b": b"2"})
        with pytest.raises(InvalidParameterError):
            s3.sync(f"s3://{bucket}/typo", here, delete=True)

        assert stored(s3, bucket) == {"a": b"1"}
        assert read(here) == {"b": b"2"}


class TestKeysThatAreNoFiles:
    @pytest.mark.parametrize(
        "key", ["p/../escape", "p//absolute", "p/a/../../b", "p/./x", "p/a//b", "p/x/"]
    )
    def test_they_are_refused_before_anything_is_written(
        self, s3: S3, bucket: str, tmp_path: Path, key: str
    ) -> None:
        s3.put(bucket, "p/good", "1")
        s3.put(bucket, key, "x")

        with pytest.raises(S3UnsafeKeyError) as caught:
            s3.sync(f"s3://{bucket}/p", tmp_path / "there")

        assert "escape" not in f"{caught.value} {caught.value.to_dict()}"
        assert list(tmp_path.rglob("*")) == []

    def test_a_file_and_a_folder_at_once(self, s3: S3, bucket: str, tmp_path: Path) -> None:
        for key in ("a", "b", "b/c/d"):
            s3.put(bucket, key, "1")

        with pytest.raises(S3UnsafeKeyError):
            s3.sync(f"s3://{bucket}", tmp_path / "there")

        assert list(tmp_path.iterdir()) == []

    def test_what_shows_a_folder_is_passed_over(self, s3: S3, bucket: str, here: Path) -> None:
        for key in ("p/", "p/sub/"):
            s3.put(bucket, key, "")
        s3.put(bucket, "p/sub/a", "1")

        s3.sync(f"s3://{bucket}/p", here)
        report = s3.sync(here, f"s3://{bucket}/p", delete=True)

        assert read(here) == {"sub/a": b"1"}
        assert (report.actions, report.unchanged) == ((), 1)
        assert s3.exists(bucket, "p/sub/")


class TestLinks:
    def test_they_are_followed_up(self, s3: S3, bucket: str, here: Path, tmp_path: Path) -> None:
        write(tmp_path, {"elsewhere/f": b"1"})
        (here / "folder").symlink_to(tmp_path / "elsewhere")
        (here / "file").symlink_to(tmp_path / "elsewhere/f")

        s3.sync(here, f"s3://{bucket}")

        assert stored(s3, bucket) == {"folder/f": b"1", "file": b"1"}

    def test_a_loop_is_refused(self, s3: S3, bucket: str, here: Path) -> None:
        write(here, {"sub/f": b"1"})
        (here / "sub/loop").symlink_to(here)

        with pytest.raises(InvalidParameterError):
            s3.sync(here, f"s3://{bucket}")

        assert stored(s3, bucket) == {}

    def test_a_broken_one_is_not_passed_over(self, s3: S3, bucket: str, here: Path) -> None:
        (here / "broken").symlink_to(here / "nothing")

        with pytest.raises(FileNotFoundError):
            s3.sync(here, f"s3://{bucket}")

    @pytest.mark.parametrize("key", ["link", "folder/f"])
    def test_none_leads_a_download_out(
        self, s3: S3, bucket: str, here: Path, tmp_path: Path, key: str
    ) -> None:
        write(tmp_path, {"elsewhere/f": b"old"})
        (here / "folder").symlink_to(tmp_path / "elsewhere")
        (here / "link").symlink_to(tmp_path / "elsewhere/f")
        s3.put(bucket, key, "new")

        with pytest.raises(S3UnsafeKeyError):
            s3.sync(f"s3://{bucket}", here, delete=True)

        assert read(tmp_path / "elsewhere") == {"f": b"old"}

    def test_nothing_is_deleted_behind_one(
        self, s3: S3, bucket: str, here: Path, tmp_path: Path
    ) -> None:
        write(tmp_path, {"elsewhere/f": b"old"})
        (here / "folder").symlink_to(tmp_path / "elsewhere")
        s3.put(bucket, "a", "1")

        s3.sync(f"s3://{bucket}", here, delete=True)

        assert read(tmp_path / "elsewhere") == {"f": b"old"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_read(s3: S3, bucket: str, here: Path) -> None:
    write(here, {"a": b"1"})
    os.mkfifo(here / "pipe")

    with pytest.raises(InvalidParameterError):
        s3.sync(here, f"s3://{bucket}")

    assert stored(s3, bucket) == {}


def test_options_reach_each_upload(s3: S3, bucket: str, here: Path) -> None:
    write(here, {"a.json": b"{}", "b": b"1"})

    s3.sync(here, f"s3://{bucket}", metadata={"by": "ann"}, storage_class="STANDARD_IA")

    for key in ("a.json", "b"):
        info = s3.head(bucket, key)
        assert (info.metadata, info.storage_class) == ({"by": "ann"}, "STANDARD_IA")
    assert s3.head(bucket, "a.json").content_type == "application/json"


def test_progress_is_that_of_all_files(s3: S3, bucket: str, here: Path, tmp_path: Path) -> None:
    write(here, FILES)
    total = sum(map(len, FILES.values()))

    for source, target in ((here, f"s3://{bucket}"), (f"s3://{bucket}", tmp_path / "there")):
        seen: list[tuple[int, int | None]] = []
        s3.sync(source, target, progress=lambda *told, seen=seen: seen.append(told))
        assert seen[-1] == (total, total)
        assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_failure_ends_it_and_the_next_run_goes_on(
    s3: S3, bucket: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, {f"{number:02}": b"x" for number in range(30)})
    upload_file = S3.upload_file

    def fails_once(self: S3, bucket: str, key: str, *rest: Any, **options: Any) -> Any:
        if key == "05":
            raise KeyError(key)
        return upload_file(self, bucket, key, *rest, **options)

    s3.put(bucket, "extra", "1")
    with monkeypatch.context() as patch:
        patch.setattr(S3, "upload_file", fails_once)
        with pytest.raises(KeyError):
            s3.sync(here, f"s3://{bucket}", delete=True)
    assert s3.exists(bucket, "extra")

    report = s3.sync(here, f"s3://{bucket}", delete=True)

    assert "05" in [action.name for action in report.transferred]
    assert stored(s3, bucket) == read(here)


class TestBadInput:
    def test_two_of_a_kind(self, s3: S3, here: Path) -> None:
        for source, target, what_to_do in (
            (here, here, "s3://"),
            (here, "bucket/prefix", "s3://"),
            ("s3://a", "s3://b", "copy"),
        ):
            with pytest.raises(InvalidParameterError) as caught:
                s3.sync(source, target)
            assert what_to_do in caught.value.details["suggestion"]

    def test_a_download_takes_no_options_of_a_write(self, s3: S3, bucket: str, here: Path) -> None:
        with pytest.raises(InvalidParameterError) as caught:
            s3.sync(f"s3://{bucket}", here, metadata={"a": "1"})

        taken = caught.value.details["expected"]
        assert {"delete", "progress", "sse_customer_key"} <= set(taken.split(" ", 2)[2].split(", "))

    def test_no_directory(self, s3: S3, bucket: str, here: Path) -> None:
        with pytest.raises(FileNotFoundError):
            s3.sync(here / "nothing", f"s3://{bucket}")
        write(here, {"file": b"1"})
        with pytest.raises(NotADirectoryError):
            s3.sync(here / "file", f"s3://{bucket}")

    def test_no_bucket(self, s3: S3, bucket: str, here: Path) -> None:
        write(here, {"a": b"1"})
        for source, target in ((here, f"s3://{bucket}-2"), (f"s3://{bucket}-2", here)):
            with pytest.raises(S3BucketNotFoundError):
                s3.sync(source, target)

    @pytest.mark.parametrize("options", [{"metadata": {"a": 1}}, {"part_size": 1}, {"typo": 1}])
    def test_options_are_looked_at_first(
        self, s3: S3, bucket: str, here: Path, options: Any
    ) -> None:
        for source, target in ((here, f"s3://{bucket}"), (f"s3://{bucket}", here)):
            with pytest.raises(InvalidParameterError):
                s3.sync(source, target, dry_run=True, **options)

    def test_a_file_whose_name_is_no_key(self, s3: S3, bucket: str, here: Path) -> None:
        write(here, {"good": b"1"})
        try:
            (here / os.fsdecode(b"bad-\xff")).write_bytes(b"2")
        except OSError:
            pytest.skip("this file system takes no such name")

        with pytest.raises(InvalidParameterError):
            s3.sync(here, f"s3://{bucket}")

        assert stored(s3, bucket) == {}
