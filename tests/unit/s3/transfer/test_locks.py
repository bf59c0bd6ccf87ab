from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.transfer.locks import sole_user

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")


def test_a_second_user_is_kept_off(tmp_path: Path) -> None:
    with sole_user(tmp_path / "new" / "journal"):
        with pytest.raises(InvalidParameterError), sole_user(tmp_path / "new" / "journal"):
            pytest.fail("two have it")
        with sole_user(tmp_path / "new" / "another"):
            pass

    with sole_user(tmp_path / "new" / "journal"):
        pass
    assert list((tmp_path / "new").iterdir()) == []


def test_a_failure_gives_it_back(tmp_path: Path) -> None:
    with pytest.raises(LookupError), sole_user(tmp_path / "journal"):
        raise LookupError

    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_keeps_nobody_off(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from boto3_assist.s3.transfer.locks import sole_user\n"
        "with sole_user(sys.argv[1]):\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "journal"])

    assert done.returncode == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == ["journal.lock"]
    with sole_user(tmp_path / "journal"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_was_deleted_meanwhile_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    lock = fcntl.flock
    asked: list[int] = []

    def deleted_before(descriptor: int, operation: int) -> None:
        lock(descriptor, operation)
        asked.append(descriptor)
        if len(asked) == 1:
            (tmp_path / "journal.lock").unlink()

    monkeypatch.setattr(fcntl, "flock", deleted_before)

    with sole_user(tmp_path / "journal"):
        assert len(asked) == 2
        assert (tmp_path / "journal.lock").exists()


def test_without_locks_nobody_is_kept_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)

    with sole_user(tmp_path / "journal"), sole_user(tmp_path / "journal"):
        pass
