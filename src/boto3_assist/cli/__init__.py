"""The command line: long jobs over the items of a table, with a progress bar."""

from __future__ import annotations

from boto3_assist.cli.program import main

__all__ = ["main"]
