from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def dry_run(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Not as a part of the `make test` that may be running these tests.
    environment = {name: text for name, text in os.environ.items() if "MAKE" not in name}
    return subprocess.run(
        ["make", "--dry-run", "--old-file=.venv/.installed", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (["TABLE="], "TABLE"),
        (["TABLE= ", "ENDPOINT=http://127.0.0.1:4566"], "TABLE"),
        (["REGION=", "TABLE="], "TABLE REGION"),
    ],
)
def test_a_variable_of_the_demo_without_a_value_stops_it_in_one_line(
    given: list[str], named: str
) -> None:
    run = dry_run("demo", *given)

    assert run.returncode != 0
    assert run.stdout == ""
    (line,) = run.stderr.splitlines()
    assert f"{named} was given without a value" in line


def test_the_demo_passes_on_what_has_a_value() -> None:
    run = dry_run("demo", "TABLE=cities", "KEEP=1")

    assert (run.returncode, run.stderr) == (0, "")
    assert "examples.world_cities  --table 'cities'" in run.stdout
    assert "--keep" in run.stdout


def test_other_commands_do_not_mind() -> None:
    assert dry_run("help", "TABLE=").returncode == 0
