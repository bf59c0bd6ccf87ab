"""Processes of their own: the canned server, and what is measured in a fresh interpreter."""

from __future__ import annotations

import json
import os
import subprocess  # nosec B404  # fresh interpreters are what this module is for
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.backends import isolate
from benchmarks.server import Canned

__all__ = ["run_program", "running_server"]

_ROOT = Path(__file__).parents[1]
_LONGEST = 1800


def run_program(name: str, *arguments: str) -> str:
    """Run one of `benchmarks.programs` in a fresh interpreter.

    Args:
        name: Name of the module.
        *arguments: What it is given.

    Returns:
        What it printed.
    """
    run = subprocess.run(  # nosec B603  # an argument list of our own, no shell
        [sys.executable, "-m", f"benchmarks.programs.{name}", *arguments],
        cwd=_ROOT,
        env=isolate(os.environ),
        stdout=subprocess.PIPE,
        text=True,
        timeout=_LONGEST,
        check=True,
    )
    return run.stdout


@contextmanager
def running_server(canned: Canned) -> Iterator[str]:
    """Run the canned server.

    Args:
        canned: What it answers.

    Yields:
        Its URL.
    """
    command = [sys.executable, "-m", "benchmarks.server"]
    with subprocess.Popen(  # nosec B603  # an argument list of our own, no shell
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        # Any: with pipes these are never None.
        given: Any = process.stdin
        printed: Any = process.stdout
        given.write(json.dumps(canned) + "\n")
        given.flush()
        try:
            yield f"http://127.0.0.1:{int(printed.readline())}"
        finally:
            given.close()
