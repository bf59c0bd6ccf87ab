from __future__ import annotations

import re
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def steps(workflow: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def test_tests_run_on_every_python_that_the_package_names() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    classifiers = metadata("boto3-assist").get_all("Classifier", [])
    named = [found[1] for name in classifiers if (found := re.search(r":: (3\.\d+)$", name))]

    assert workflow["jobs"]["tests"]["strategy"]["matrix"]["python-version"] == named


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_make_target_of_a_workflow_is_there(workflow: Path) -> None:
    called = re.findall(
        r"^make (.+)$", "\n".join(step.get("run", "") for step in steps(workflow)), re.M
    )
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))

    assert called
    assert {target for call in called for target in call.split()} <= targets


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read(workflow: Path) -> None:
    parsed = yaml.safe_load(workflow.read_text(encoding="utf-8"))

    assert parsed["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in parsed["jobs"].values())
