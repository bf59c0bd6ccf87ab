"""Calls made again where that may help, and waits between attempts that end with a deadline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from boto3_assist.dynamodb.batching.backoff import full_jitter
from boto3_assist.dynamodb.blocks import current_deadline
from boto3_assist.dynamodb.client import DynamoDB
from boto3_assist.errors import AwsError

__all__ = ["MAX_ATTEMPTS", "enduring", "pause"]

T = TypeVar("T")

MAX_ATTEMPTS: Final = 10
"""How often something is tried, on top of what botocore repeats by itself."""


def enduring(db: DynamoDB, call: Callable[[], T], max_attempts: int = MAX_ATTEMPTS) -> T:
    """Call again where that may help: throttles, and connections that broke.

    Args:
        db: The service, with the way to wait.
        call: What is called; it must do no harm when it is carried out twice.
        max_attempts: How often, at most, on top of what botocore repeats by itself.

    Returns:
        What the call gives.

    Raises:
        Boto3AssistError: When the call fails for good.
    """
    attempt = 1
    while True:
        try:
            return call()
        except AwsError as error:
            if not error.retryable or attempt >= max_attempts:
                raise
            pause(db, attempt)
            attempt += 1


def pause(db: DynamoDB, attempt: int) -> None:
    """Wait after an attempt that was in vain, and not beyond the deadline that holds here.

    Args:
        db: The service, with the way to wait.
        attempt: How many attempts there were, from 1.
    """
    seconds, deadline = full_jitter(attempt, db.random), current_deadline()
    if deadline is not None:
        seconds = min(seconds, max(0.0, deadline.remaining))
    db.sleep(seconds)
