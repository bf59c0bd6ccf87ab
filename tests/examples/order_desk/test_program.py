from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.integration
@pytest.mark.slow
def test_one_command_runs_it_and_makes_the_tour() -> None:
    path = os.pathsep.join(["src", *filter(None, [os.environ.get("PYTHONPATH")])])
    program = subprocess.run(
        [sys.executable, "-W", "error", "-m", "examples.order_desk"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert (program.returncode, program.stderr) == (0, "")
    first, *told = program.stdout.splitlines()
    assert first.startswith("The order desk listens on http://127.0.0.1:")
    assert [line[31:34] for line in told] == "201 200 200 400 404 200 403 401 403".split()


def test_the_entry_for_lambda_is_made_of_the_settings() -> None:
    script = (
        "from examples.order_desk.entry import authorize, handle\n"
        "event = {'type': 'REQUEST', 'version': '2.0', 'headers': {}}\n"
        "try:\n"
        "    authorize(event, None)\n"
        "except Exception as error:\n"
        "    print(error)\n"
    )
    settings = {
        "BOTO3_ASSIST_COGNITO_USER_POOL_ID": "eu-west-1_AbCdEf123",
        "BOTO3_ASSIST_COGNITO_CLIENT_ID": "1example23456789",
        "BOTO3_ASSIST_CORS_ALLOWED_ORIGINS": "https://shop.example",
    }

    def run(environment: dict[str, str]) -> str:
        return subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": "src", **environment},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert run(settings) == "Unauthorized\n"
    assert "BOTO3_ASSIST_COGNITO_USER_POOL_ID" in run({})
