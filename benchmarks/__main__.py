"""Measures how the library compares: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from benchmarks import baseline, page
from benchmarks.backends import isolate
from benchmarks.measure import Stopwatch
from benchmarks.sections.calls import on_the_server, on_the_stub
from benchmarks.sections.codec import codec
from benchmarks.sections.cold import cold
from benchmarks.sections.extra import extra
from benchmarks.sections.memory import memory
from benchmarks.sections.parallel import parallel
from benchmarks.sections.pool import pool
from benchmarks.sections.profile import profile
from benchmarks.tables import Table, number, text
from benchmarks.targets import TOLERANCE, Outcome, outcomes

__all__ = ["main"]

SECTIONS: Final[dict[str, Callable[[Stopwatch], list[Table]]]] = {
    "calls": on_the_stub,
    "codec": codec,
    "fast": extra,
    "pool": pool,
    "cold": cold,
    "server": on_the_server,
    "parallel": parallel,
    "memory": memory,
    "profile": profile,
}

_LEAST_ROUNDS: Final = 7


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print what was found.

    Args:
        arguments: Those of the command line when None.

    Returns:
        The exit status: 1 when targets are to be checked and one is missed, else 0.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.write and options.rounds < _LEAST_ROUNDS:
        parser.error(f"figures that are kept need {_LEAST_ROUNDS} rounds at least")
    chosen = options.only or list(SECTIONS)
    environment = isolate(os.environ)
    os.environ.clear()
    os.environ.update(environment)

    tables: list[Table] = []
    for name in chosen:
        for table in SECTIONS[name](Stopwatch(rounds=options.rounds)):
            print(text(table), flush=True)
            tables.append(table)
    kept = baseline.baseline_of(tables, options.rounds)
    found = list(outcomes(kept["tables"]))
    _print_targets(found)
    if options.write:
        baseline.write(kept, baseline.PATH)
        guide = page.PAGE.read_text(encoding="utf-8")
        page.PAGE.write_text(page.rewritten(guide, kept), encoding="utf-8")
    return 1 if options.check and any(outcome.is_missed for outcome in found) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--rounds", type=_count, default=9, help="how often each is measured: 9, or another number"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--only", type=_names, help=f"sections to measure, by commas: {', '.join(SECTIONS)}"
    )
    what.add_argument(
        "--write", action="store_true", help="keep the figures as the baseline and in the guide"
    )
    parser.add_argument(
        "--check", action="store_true", help="fail when a target is missed by more than 15 %%"
    )
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least one round is needed")
    return number


def _names(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in SECTIONS:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(SECTIONS)}")
    return names


def _print_targets(found: Sequence[Outcome]) -> None:
    print(f"\nTargets (missed: worse by more than {TOLERANCE - 1:.0%})\n")
    width = max((len(str(outcome.target)) for outcome in found), default=0)
    for outcome in found:
        measured = outcome.found if isinstance(outcome.found, str) else number(outcome.found)
        mark = "missed" if outcome.is_missed else ""
        line = f"  {outcome.target!s:{width}}  {outcome.target.bound:6g}  {measured:>9}  {mark}"
        print(line.rstrip())


if __name__ == "__main__":
    sys.exit(main())
