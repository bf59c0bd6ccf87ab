from __future__ import annotations

import pytest

from boto3_assist.s3.transfer.progress import Progress


class Transfer:
    cancelled = 0

    def cancel(self) -> None:
        self.cancelled += 1


def test_counts_are_summed_up() -> None:
    seen: list[tuple[int, int | None]] = []
    progress = Progress(lambda *count: seen.append(count), 100)

    progress.on_progress(Transfer(), 60)
    progress.on_progress(Transfer(), -60)
    progress.on_progress(Transfer(), bytes_transferred=60, more="ignored")
    progress.add(40)

    assert seen == [(60, 100), (0, 100), (60, 100), (100, 100)]


def test_what_the_function_raises_ends_the_transfer_once() -> None:
    calls: list[int] = []

    def fail(done: int, total: int | None) -> None:
        calls.append(done)
        raise LookupError(done)

    transfer = Transfer()
    progress = Progress(fail, None)

    progress.on_progress(transfer, 1)
    progress.on_progress(transfer, 2)

    assert calls == [1]
    assert transfer.cancelled == 2
    with pytest.raises(LookupError, match="1"):
        progress.check()
    with pytest.raises(LookupError, match="1"):
        progress.add(3)


def test_without_a_function_nothing_happens() -> None:
    transfer = Transfer()
    progress = Progress(None, None)

    progress.on_progress(transfer, 1)
    progress.add(1)
    progress.check()

    assert transfer.cancelled == 0
