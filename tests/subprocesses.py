"""What the subprocesses of tests are started with."""

from __future__ import annotations

import os

__all__ = ["unmeasured"]


def unmeasured() -> dict[str, str]:
    """Give an environment in which coverage, and what it imports, does not come along."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
