"""What a person at a terminal sees of a job; on anything else, only what came of it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from boto3_assist.jobs import JobReport, SegmentReport

__all__ = ["Watch", "show", "watching"]


class Watch:
    """Takes what segments report after each page, from any thread, and shows the sums."""

    def __init__(self, progress: Progress, segments: int) -> None:
        """Show a bar of segments, and counts.

        Args:
            progress: What draws.
            segments: How many segments there are.
        """
        self._progress = progress
        self._lock = threading.Lock()
        self._reports: dict[int, SegmentReport] = {}
        self._task = progress.add_task("", total=segments)

    def take(self, report: SegmentReport) -> None:
        """Take a report.

        Args:
            report: How far a segment has come.
        """
        with self._lock:
            self._reports[report.number] = report
            counts: Counter[str] = Counter()
            for each in self._reports.values():
                counts.update(each.counts)
            done = sum(each.is_complete for each in self._reports.values())
            text = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items())
            self._progress.update(self._task, completed=done, description=text)


@contextmanager
def watching(console: Console, segments: int) -> Iterator[Watch]:
    """Show progress while a job runs; nothing where the console is no terminal.

    Args:
        console: The console, of standard error.
        segments: How many segments there are.

    Yields:
        What takes the reports.
    """
    columns: list[Any] = [
        SpinnerColumn(),
        BarColumn(),
        TextColumn("{task.completed:.0f} of {task.total:.0f} segments"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    ]
    progress = Progress(*columns, console=console, disable=not console.is_terminal)
    # One that is disabled writes an empty line when it ends.
    with progress if console.is_terminal else nullcontext():
        yield Watch(progress, segments)


def show(console: Console, report: JobReport, *, dry_run: bool = False) -> None:
    """Print what came of a job.

    Args:
        console: The console, of standard output.
        report: What came of it.
        dry_run: True when nothing was written.
    """
    for outcome, count in report.counts.items():
        console.print(f"{outcome}: {count}", highlight=False)
    for name, count in report.attributes.items():
        console.print(f"attribute {name}: {count}", highlight=False, markup=False)
    if report.examples:
        console.print(_examples(report))
    if dry_run:
        console.print("dry run: nothing was written")
    elif not report.is_complete:
        console.print("stopped before the end; run it again with the same checkpoints to go on")


def _examples(report: JobReport) -> Table:
    table = Table("outcome", "model", "key", "changes", box=None)
    for each in report.examples:
        key = ", ".join(f"{name}: {value}" for name, value in each.key.items())
        changes = [*each.attributes, *([each.error_code] if each.error_code else [])]
        shown = sorted(each.before.keys() | each.after.keys())
        changes += [f"{n}: {_value(each.before, n)} → {_value(each.after, n)}" for n in shown]
        cells = (each.outcome, each.model or "", key, "\n".join(changes))
        # Square brackets of values are no markup.
        table.add_row(*map(Text, cells))
    return table


def _value(values: Mapping[str, Any], name: str) -> str:
    return repr(values[name]) if name in values else "(none)"
