"""What the subprocesses of tests are started with."""

from __future__ import annotations

import os

__all__ = ["bare_environment"]


def bare_environment() -> dict[str, str]:
    """Give an environment without coverage and without settings, whose reading imports Pydantic."""
    left_out = ("COVERAGE", "BOTO3_ASSIST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
