from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from boto3_assist.errors import InvalidParameterError
from boto3_assist.jobs import state_machine

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:job"
CREDENTIALS: Any = {
    "region_name": "eu-west-1",
    "aws_access_key_id": "testing",
    "aws_secret_access_key": "testing",
}
TYPES = {"Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Task", "Wait"}
ENDS = {"Succeed", "Fail"}


def check_states(machine: Mapping[str, Any]) -> None:
    """Check what the language asks of the states of a machine, or of a Map's processor."""
    states = machine["States"]
    reached, waiting = set(), [machine["StartAt"]]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        state = states[name]
        assert state["Type"] in TYPES
        following = [state["Next"]] if "Next" in state else []
        if state["Type"] == "Choice":
            following = [state["Default"], *(each["Next"] for each in state["Choices"])]
        elif state["Type"] not in ENDS:
            assert ("Next" in state) != (state.get("End") is True)
        if state["Type"] == "Task":
            assert state["Resource"].startswith("arn:aws:states:::")
        if state["Type"] == "Map":
            assert state["ItemProcessor"]["ProcessorConfig"] == {
                "Mode": "DISTRIBUTED",
                "ExecutionType": "STANDARD",
            }
            check_states(state["ItemProcessor"])
        waiting += following
    assert reached == states.keys()
    assert any(state.get("End") or state["Type"] in ENDS for state in states.values())


@pytest.mark.parametrize("total", [1, 40_000])
def test_the_definition_is_in_amazon_states_language(total: int) -> None:
    machine = state_machine(ARN, total, max_concurrency=7)

    check_states(machine)
    assert json.loads(json.dumps(machine)) == machine
    assert len(json.dumps(machine["States"]["Segments"]["Result"], separators=(",", ":"))) < 2**18
    each = machine["States"]["EachSegment"]
    assert each["MaxConcurrency"] == 7
    assert each["ItemSelector"] == {"segment.$": "$$.Map.Item.Value", "total_segments": total}
    assert machine["States"]["Segments"]["Result"] == list(range(total))


def create(machine: Mapping[str, Any]) -> None:
    """Hand a definition to moto's parser of the language, which is the one of its executions."""
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        boto3.client("stepfunctions", **CREDENTIALS).create_state_machine(
            name="job", definition=json.dumps(machine), roleArn="arn:aws:iam::123456789012:role/job"
        )


def test_the_definition_is_taken_by_a_parser_of_the_language() -> None:
    create(state_machine(ARN, 40, max_concurrency=7))


@pytest.mark.parametrize("left_out", ["Type", "ItemProcessor"])
def test_the_parser_refuses_a_definition_that_is_not_whole(left_out: str) -> None:
    machine = state_machine(ARN, 40)
    del machine["States"]["EachSegment"][left_out]

    with pytest.raises(ClientError):
        create(machine)


def test_a_segment_is_called_until_it_is_complete() -> None:
    states = state_machine(ARN, 2)["States"]["EachSegment"]["ItemProcessor"]["States"]

    assert states["RunSegment"]["Parameters"] == {"FunctionName": ARN, "Payload.$": "$"}
    assert states["IsComplete"]["Default"] == "RunSegment"


@pytest.mark.parametrize("total", [0, 40_001, 1.5])
def test_numbers_are_within_the_limits_of_step_functions(total: Any) -> None:
    with pytest.raises(InvalidParameterError):
        state_machine(ARN, total)
