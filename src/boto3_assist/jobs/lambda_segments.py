"""One segment for each call of a Lambda function, under a Distributed Map of Step Functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from boto3_assist.dynamodb import Deadline
from boto3_assist.dynamodb.read_configs import check_count
from boto3_assist.dynamodb.walking import CheckpointStore
from boto3_assist.errors import ConfigurationError, InvalidParameterError, describe
from boto3_assist.jobs.plans import Job, plan, run

__all__ = ["segment_handler", "state_machine"]

_MAX_SEGMENTS: Final = 40_000
"""Step Functions limit: 256 KiB of state, which the numbers of the segments must fit in."""

_MAX_CONCURRENCY: Final = 10_000
"""Step Functions limit: child executions of a Distributed Map that run at the same time."""

Handler = Callable[[Mapping[str, Any], Any], dict[str, Any]]


def segment_handler(
    job: Job,
    checkpoints: CheckpointStore,
    *,
    concurrency: int | None = None,
    max_reads_per_second: float | None = None,
    max_writes_per_second: float | None = None,
    reserve_seconds: float = 10.0,
) -> Handler:
    """Make the handler of a Lambda function that does one segment of a job for each call.

    It takes ``{"segment": 3, "total_segments": 100}`` and gives the same with ``is_complete`` and
    ``counts``. A segment that is not complete when the time of the function ends is called again,
    and goes on from its checkpoint. ``{"finish": true, "total_segments": 100}`` finishes the job.

    Args:
        job: What is to be done; it is the function's own, an event cannot choose another.
        checkpoints: Where to keep how far a segment has come, such as `TableCheckpoints`.
        concurrency: How many calls run at the same time, which share the rates.
        max_reads_per_second: Read units in a second, of all together; None for no limit.
        max_writes_per_second: Write units in a second, of all together; None for no limit.
        reserve_seconds: What to keep of the function's time, for the page under way and the
            checkpoint. A call with less time than that is refused with ConfigurationError.

    Returns:
        The handler.
    """

    def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        total = event.get("total_segments")
        check_count("total_segments", total, _MAX_SEGMENTS)
        if total is None:
            raise _unfit("total_segments", total)
        if event.get("finish") is True:
            job.finish(total)
            return {"total_segments": total, "is_complete": True}
        number: object = event.get("segment")
        if type(number) is not int or not 0 <= number < total:
            raise _unfit("segment", number)
        segment = plan(
            job,
            total,
            concurrency=concurrency,
            checkpoints=checkpoints,
            max_reads_per_second=max_reads_per_second,
            max_writes_per_second=max_writes_per_second,
        )[number]
        deadline = Deadline.of_lambda(context, reserve_seconds=reserve_seconds)
        if deadline.remaining <= 0:
            raise _no_time(reserve_seconds)
        with deadline:
            report = run(segment)
        return {
            "segment": number,
            "total_segments": total,
            "is_complete": report.is_complete,
            "counts": dict(report.counts),
        }

    return handler


def state_machine(
    function_arn: str, total_segments: int, *, max_concurrency: int = 100
) -> dict[str, Any]:
    """Define the state machine that calls a function for each segment, until each is complete.

    Args:
        function_arn: ARN of the Lambda function with the handler of `segment_handler`.
        total_segments: How many segments the job has; at most 40,000.
        max_concurrency: How many calls run at the same time.

    Returns:
        The definition in Amazon States Language, for `json.dumps`. Its role needs
        ``lambda:InvokeFunction``, ``states:StartExecution`` of the state machine itself, and
        ``states:DescribeExecution`` and ``states:StopExecution`` of its executions.

    Raises:
        InvalidParameterError: When a number cannot be used.

    Example:
        >>> machine = state_machine("arn:aws:lambda:eu-west-1:123456789012:function:job", 500)
        >>> machine["States"]["EachSegment"]["MaxConcurrency"]
        100
    """
    check_count("total_segments", total_segments, _MAX_SEGMENTS)
    check_count("max_concurrency", max_concurrency, _MAX_CONCURRENCY)
    one_segment = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "RunSegment",
        "States": {
            "RunSegment": _call(function_arn, {"Payload.$": "$"}, Next="IsComplete"),
            "IsComplete": {
                "Type": "Choice",
                "Choices": [
                    {"Variable": "$.is_complete", "BooleanEquals": True, "Next": "Complete"}
                ],
                "Default": "RunSegment",
            },
            "Complete": {"Type": "Succeed"},
        },
    }
    return {
        "Comment": "A job of boto3-assist, one segment for each call of a function",
        "StartAt": "Segments",
        "States": {
            "Segments": {
                "Type": "Pass",
                "Result": list(range(total_segments)),
                "ResultPath": "$.segments",
                "Next": "EachSegment",
            },
            "EachSegment": {
                "Type": "Map",
                "ItemsPath": "$.segments",
                "ItemSelector": {
                    "segment.$": "$$.Map.Item.Value",
                    "total_segments": total_segments,
                },
                "MaxConcurrency": max_concurrency,
                "ItemProcessor": one_segment,
                # The results of many segments are more than a state holds.
                "ResultPath": None,
                "Next": "Finish",
            },
            "Finish": _call(
                function_arn,
                {"Payload": {"finish": True, "total_segments": total_segments}},
                End=True,
            ),
        },
    }


def _call(function_arn: str, parameters: Mapping[str, Any], **then: Any) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": function_arn, **parameters},
        "OutputPath": "$.Payload",
        "Retry": [
            {
                # A segment goes on from its checkpoint, so calling again loses nothing.
                "ErrorEquals": ["States.ALL"],
                "IntervalSeconds": 5,
                "MaxAttempts": 6,
                "BackoffRate": 2.0,
                "JitterStrategy": "FULL",
            }
        ],
        **then,
    }


def _no_time(reserve_seconds: float) -> ConfigurationError:
    # An answer that the segment is not complete would be called again, without an end.
    return ConfigurationError(
        "the function has less time than is kept for its end, so nothing can be done in it",
        details={
            "given": f"reserve_seconds of {reserve_seconds:g}",
            "expected": "a timeout of the function that is longer",
            "suggestion": "give the function a longer timeout, such as 900 seconds",
        },
    )


def _unfit(name: str, given: object) -> InvalidParameterError:
    return InvalidParameterError(
        f"the event has {describe(given)} as {name}",
        details={
            "given": describe(given),
            "expected": '{"segment": 3, "total_segments": 100}',
            "suggestion": "call the function by the state machine of state_machine()",
        },
    )
