"""The figures that are kept: ratios and what they were measured with, nothing of the machine."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Final, TypedDict

from benchmarks.tables import Table

__all__ = ["PATH", "Baseline", "baseline_of", "read", "write"]

PATH: Final = Path(__file__).with_name("baseline.json")

_PACKAGES: Final = (
    "boto3",
    "boto3-assist",
    "botocore",
    "dyntastic",
    "orjson",
    "pydantic",
    "pydynox",
    "pynamodb",
)


class Baseline(TypedDict):
    """What the file holds.

    Attributes:
        python: Implementation and version.
        packages: Name → version, or None for one that was not there.
        rounds: How often each was measured.
        tables: Name of a table → label of a row → label of a column → ratio, or why there is none.
    """

    python: str
    packages: dict[str, str | None]
    rounds: int
    tables: dict[str, dict[str, dict[str, float | str]]]


def baseline_of(tables: Sequence[Table], rounds: int) -> Baseline:
    """Give what is to be kept of a run.

    Args:
        tables: What was measured.
        rounds: How often each.

    Returns:
        The baseline.
    """
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": {name: _version(name) for name in _PACKAGES},
        "rounds": rounds,
        "tables": {table.name: table.ratios() for table in tables},
    }


def read(path: Path = PATH) -> Baseline:
    """Read the baseline.

    Args:
        path: The file.

    Returns:
        The baseline.
    """
    baseline: Baseline = json.loads(path.read_text(encoding="utf-8"))
    return baseline


def write(baseline: Baseline, path: Path) -> None:
    """Write the baseline.

    Args:
        baseline: The baseline.
        path: The file.
    """
    text = json.dumps(baseline, indent=2, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
