"""What every contender is asked to do."""

from __future__ import annotations

from typing import Final

from benchmarks.measure import Work

__all__ = ["BATCH", "CHANGE", "GET", "PUT", "QUERY", "Calls"]

GET: Final = "get"
PUT: Final = "put"
QUERY: Final = "query of 100"
BATCH: Final = "batch get of 100"
CHANGE: Final = "get, merge, put"

Calls = dict[str, Work | str]
"""What is to be done → how, or why it is not."""
