from __future__ import annotations

import platform
from pathlib import Path

from benchmarks import baseline
from benchmarks.measure import Figure
from benchmarks.tables import Table


def test_ratios_and_versions_are_kept_and_nothing_of_the_machine(tmp_path: Path) -> None:
    table = Table("order", "The order", notes=["  a note"])
    table.put("ours", "get → put", Figure(0.5, 0.001))
    kept = baseline.baseline_of([table], 9)
    path = tmp_path / "baseline.json"
    baseline.write(kept, path)

    assert baseline.read(path) == kept
    assert kept["tables"] == {"order": {"ours": {"get → put": 0.5}}}
    assert kept["packages"]["boto3-assist"] is not None
    assert kept["rounds"] == 9
    assert set(kept) == {"python", "packages", "rounds", "tables"}
    assert platform.node() not in path.read_text(encoding="utf-8")


def test_a_package_that_is_not_there_has_no_version() -> None:
    found = baseline.baseline_of([], 9)["packages"]

    assert found["boto3"] is not None
    assert baseline._version("no-such-package-as-this") is None
