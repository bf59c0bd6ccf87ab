from __future__ import annotations

import json

import pytest

from benchmarks.items.wire import order_item
from benchmarks.processes import run_program
from benchmarks.programs import requests, scan
from benchmarks.sections.profile import part_of

BODY = json.dumps({"Item": order_item(1)})


@pytest.mark.slow
@pytest.mark.parametrize("program", ["nothing", "plain_models"])
def test_a_fresh_process_tells_its_cpu_time(program: str) -> None:
    assert float(run_program("cold", program, BODY)) > 0


@pytest.mark.slow
def test_what_is_not_installed_is_said_so() -> None:
    assert run_program("cold", "no_such_models", BODY) == "not installed\n"


def test_a_scan_gives_every_item_and_its_peak() -> None:
    assert scan.main(1000) > 0


def test_requests_are_counted_in_blocks() -> None:
    before, after = requests.main(20)

    assert 0 < before <= after * 2


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/env/lib/python3.11/site-packages/botocore/auth.py", "signing"),
        ("/env/lib/python3.11/site-packages/botocore/client.py", "the rest of botocore"),
        ("/env/lib/python3.11/json/encoder.py", "JSON"),
        ("<built-in function orjson.loads>", "JSON"),
        ("/work/boto3_assist_tree/src/boto3_assist/dynamodb/wire.py", "boto3-assist"),
        ("C:\\env\\site-packages\\urllib3\\response.py", "HTTP request and response"),
        ("/env/lib/python3.11/contextlib.py", "everything else"),
    ],
)
def test_code_is_found_to_be_of_a_part(path: str, part: str) -> None:
    assert part_of(path) == part
