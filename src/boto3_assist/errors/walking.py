"""What stands in the way of long work over many items; knows no table."""

from __future__ import annotations

from boto3_assist.errors.base import Boto3AssistError, ConfigurationError
from boto3_assist.errors.dynamodb import DynamoDBError

__all__ = ["CheckpointMismatchError", "JobInterruptedError", "TargetKeyTakenError"]


class CheckpointMismatchError(ConfigurationError):
    """Work was to go on from the checkpoint of other work."""

    default_code = "CHECKPOINT_MISMATCH"


class JobInterruptedError(Boto3AssistError):
    """A worker of a job ended before its segment did; what was done is done."""

    default_code = "JOB_INTERRUPTED"


class TargetKeyTakenError(DynamoDBError):
    """An item was to get a primary key that another item has; both are as they were."""

    default_code = "TARGET_KEY_TAKEN"
