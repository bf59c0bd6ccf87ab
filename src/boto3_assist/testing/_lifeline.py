"""Runs a server as a child process that ends with its parent, even one killed outright."""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import sys
import threading

__all__: list[str] = []


def run(  # pragma: no cover  # runs in the child only
    module: str, directory: str, lifeline: int
) -> None:
    """Run a module as a program until it ends or until no process holds the lifeline any more.

    Args:
        module: The dotted name of the module.
        directory: What to remove when the parent is no longer there to do it.
        lifeline: File descriptor of a pipe whose other end only the parent holds.
    """
    orphaned = threading.Event()

    def end_with_parent() -> None:
        # Not sys.stdin: a buffered reader in a daemon thread aborts the interpreter at its end.
        os.read(lifeline, 1)
        orphaned.set()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.argv = [module]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        if orphaned.is_set():
            shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":  # pragma: no cover  # as above
    run(sys.argv[1], sys.argv[2], sys.stdin.fileno())
