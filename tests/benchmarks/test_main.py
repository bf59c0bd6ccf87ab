from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks import baseline, page
from benchmarks.measure import Figure, Stopwatch
from benchmarks.tables import Table
from benchmarks.targets import TARGETS
from tests.tooling.test_makefile import dry_run

TARGET = TARGETS[0]


def section(ratio: float) -> object:
    def measure(stopwatch: Stopwatch) -> list[Table]:
        table = Table(TARGET.table, f"measured {stopwatch.rounds} times")
        table.put(TARGET.row, TARGET.column, Figure(ratio, 0.001))
        return [table]

    return measure


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    environment = dict(os.environ, BOTO3_ASSIST_LOG_LEVEL="DEBUG", AWS_PROFILE="mine")
    monkeypatch.setattr(os, "environ", environment)
    return environment


@pytest.mark.parametrize(
    ("arguments", "ratio", "status"),
    [
        (["--check"], TARGET.bound, 0),
        (["--check"], TARGET.bound * 1.2, 1),
        ([], TARGET.bound * 1.2, 0),
    ],
)
def test_only_a_check_fails(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    ratio: float,
    status: int,
) -> None:
    monkeypatch.setattr(program, "SECTIONS", {"calls": section(ratio), "codec": section(99)})

    assert program.main([*arguments, "--only", "calls", "--rounds", "2"]) == status

    printed = capsys.readouterr().out
    assert "measured 2 times" in printed
    (line,) = (line for line in printed.splitlines() if line.startswith(f"  {TARGET} "))
    assert line.endswith("missed") is (ratio > TARGET.bound)


def test_settings_and_credentials_have_no_part(
    monkeypatch: pytest.MonkeyPatch, own_environment: dict[str, str]
) -> None:
    monkeypatch.setattr(program, "SECTIONS", {})

    assert program.main([]) == 0
    assert "BOTO3_ASSIST_LOG_LEVEL" not in own_environment
    assert "AWS_PROFILE" not in own_environment
    assert own_environment["AWS_ACCESS_KEY_ID"] == "benchmark"


def test_writing_keeps_the_figures_in_both_places(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    guide, kept = tmp_path / "guide.md", tmp_path / "baseline.json"
    guide.write_text(f"<!-- figures: {TARGET.table} -->\n<!-- figures: end -->\n", encoding="utf-8")
    monkeypatch.setattr(program, "SECTIONS", {"calls": section(0.25)})
    monkeypatch.setattr(page, "PAGE", guide)
    monkeypatch.setattr(baseline, "PATH", kept)

    assert program.main(["--write", "--rounds", "7"]) == 0

    assert baseline.read(kept)["tables"][TARGET.table][TARGET.row] == {TARGET.column: 0.25}
    assert f"| {TARGET.row} | 0.25 |" in guide.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--write", "--rounds", "6"],
        ["--write", "--only", "calls"],
        ["--only", "calls,none"],
        ["--rounds", "0"],
    ],
)
def test_what_would_mislead_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        program.main(arguments)

    assert caught.value.code == 2


def run_make(*arguments: str) -> subprocess.CompletedProcess[str]:
    return dry_run("--old-file=benchmarks/.venv/.installed", *arguments)


@pytest.mark.parametrize(
    ("target", "options"),
    [("bench", ""), ("bench-check", "--check"), ("bench-baseline", "--write")],
)
def test_make_passes_on_what_is_asked(target: str, options: str) -> None:
    run = run_make(target, "ROUNDS=3", "ONLY=calls,codec")

    assert (run.returncode, run.stderr) == (0, "")
    program = "benchmarks/.venv/bin/python -m benchmarks --rounds '3' --only 'calls,codec'"
    assert run.stdout.split() == f"{program} {options}".split()


def test_tests_need_nothing_of_the_benchmarks() -> None:
    assert "benchmarks/.venv" not in run_make("test").stdout
