"""What the figures are to be, and which of them are worse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.contenders.calls import BATCH, CHANGE, GET, PUT, QUERY
from benchmarks.contenders.ours import DATACLASS, PLAIN, PYDANTIC
from benchmarks.sections.codec import CONVERTED, DICTIONARIES, READ, TO_DICTIONARY, WRITE
from benchmarks.sections.cold import FIRST_GET
from benchmarks.sections.memory import GROWTH, PEAK
from benchmarks.sections.parallel import TO_CLIENT, TO_PYDYNOX
from benchmarks.sections.pool import FROM_POOL, TO_GET

__all__ = ["TARGETS", "TOLERANCE", "Outcome", "Target", "outcomes"]

TOLERANCE: Final = 1.15
"""By how much a figure may be worse: no two runs are the same."""

Ratios = Mapping[str, Mapping[str, Mapping[str, float | str]]]
"""Table → row → column → ratio, or why there is none."""


@dataclass(frozen=True)
class Target:
    """A ratio that is not to be exceeded.

    Attributes:
        table: Name of the table.
        row: Label of the row.
        column: Label of the column.
        bound: The ratio.
    """

    table: str
    row: str
    column: str
    bound: float

    def __str__(self) -> str:
        return f"{self.table}: {self.row}: {self.column}"


@dataclass(frozen=True)
class Outcome:
    """What became of a target.

    Attributes:
        target: The target.
        found: The ratio, or why there is none.
    """

    target: Target
    found: float | str

    @property
    def is_missed(self) -> bool:
        """Whether the ratio is worse than the target by more than the tolerance."""
        return isinstance(self.found, float) and self.found > self.target.bound * TOLERANCE


TARGETS: Final = (
    Target("order", PLAIN, GET, 0.55),
    Target("order", PLAIN, PUT, 0.48),
    Target("order", PLAIN, QUERY, 0.20),
    Target("order", PLAIN, BATCH, 0.22),
    Target("order", PLAIN, CHANGE, 0.60),
    Target("user", PLAIN, GET, 0.70),
    Target("user", PLAIN, PUT, 0.70),
    Target("user", PLAIN, QUERY, 0.25),
    Target("user", PLAIN, BATCH, 0.30),
    Target("codec", PLAIN, WRITE, 1.25),
    Target("codec", PLAIN, READ, 1.25),
    Target("codec", DATACLASS, WRITE, 1.25),
    Target("codec", DATACLASS, READ, 1.25),
    Target("codec", PYDANTIC, WRITE, 1.5),
    Target("codec", PYDANTIC, READ, 1.5),
    Target("codec", PLAIN, TO_DICTIONARY, 1.5),
    Target("dictionaries", DICTIONARIES, "→ wire", 0.45),
    Target("dictionaries", DICTIONARIES, "wire →", 0.45),
    Target("dictionaries", CONVERTED, "wire →", 0.45),
    Target("cold", PLAIN, FIRST_GET, 0.90),
    Target("cold", PYDANTIC, FIRST_GET, 1.30),
    Target("pool", FROM_POOL, TO_GET, 0.015),
    Target("parallel", PLAIN, TO_CLIENT, 0.35),
    Target("parallel", PLAIN, TO_PYDYNOX, 1.0),
    Target("memory", DATACLASS, PEAK, 1.2),
    Target("memory", DATACLASS, GROWTH, 1.0),
)


def outcomes(ratios: Ratios) -> Iterator[Outcome]:
    """Hold figures against the targets.

    Args:
        ratios: What was measured.

    Yields:
        What became of each target whose table was measured.
    """
    for target in TARGETS:
        if target.table in ratios:
            row = ratios[target.table].get(target.row, {})
            yield Outcome(target, row.get(target.column, "not measured"))
