"""The program ``boto3-assist``; tells what to install where the extra ``cli`` is missing."""

from __future__ import annotations

import sys
from importlib import import_module

__all__ = ["main"]


def main() -> None:
    """Run the program on the arguments of the process.

    Raises:
        SystemExit: Always, with the exit status.
    """
    try:
        commands = import_module("boto3_assist.cli.commands")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("rich", "typer"):
            raise
        sys.stderr.write("the command line needs an extra: pip install 'boto3-assist[cli]'\n")
        raise SystemExit(1) from None
    commands.app()
