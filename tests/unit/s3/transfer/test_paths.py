from __future__ import annotations

import os
from pathlib import Path

import pytest

from boto3_assist.errors import S3UnsafeKeyError
from boto3_assist.s3.transfer.paths import path_for_key

ELSEWHERE = [
    "..",
    ".",
    "",
    "/",
    "/etc/passwd",
    "../a",
    "a/../b",
    "a/..",
    "a/./b",
    "a//b",
    "a/",
    "a\0b",
]
WRONG_ON_WINDOWS = [
    "C:/a",
    "a\\..\\b",
    "\\\\server\\share",
    "a:stream",
    "con",
    "a/NUL.txt",
    "com1",
    "COM¹",
    "a./b",
    "a /b",
    "what?",
    "tab\there",
]
RIGHT = [
    "a",
    "a/b.txt",
    "...",
    "a/..b/c",
    "ü/日本",
    "a b",
    "-rf",
    "~",
    "%2e%2e/a",
    "console",
    "com10",
]


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize("key", ELSEWHERE)
def test_a_key_that_is_no_path_below_is_refused(tmp_path: Path, key: str, windows: bool) -> None:
    with pytest.raises(S3UnsafeKeyError) as caught:
        path_for_key(tmp_path, key, windows=windows)
    assert "passwd" not in str(caught.value)


@pytest.mark.parametrize("key", WRONG_ON_WINDOWS)
def test_what_windows_reads_as_something_else_is_refused_there(tmp_path: Path, key: str) -> None:
    with pytest.raises(S3UnsafeKeyError):
        path_for_key(tmp_path, key, windows=True)

    assert path_for_key(tmp_path, key, windows=False) == tmp_path.joinpath(*key.split("/"))


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize("key", [key for key in RIGHT if key != "..."])
def test_any_other_key_is_its_own_path(tmp_path: Path, key: str, windows: bool) -> None:
    assert path_for_key(tmp_path, key, windows=windows) == tmp_path.joinpath(*key.split("/"))


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    os.symlink(outside, inside / "out")
    os.symlink(inside, inside / "in")

    with pytest.raises(S3UnsafeKeyError):
        path_for_key(inside, "out/a")
    assert path_for_key(inside, "in/a") == inside / "in" / "a"


def test_a_directory_that_is_a_link_is_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    os.symlink(tmp_path / "real", tmp_path / "link")

    assert path_for_key(tmp_path / "link", "a/b") == tmp_path / "link" / "a" / "b"
