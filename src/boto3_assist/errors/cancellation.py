"""Why DynamoDB canceled a transaction, operation by operation; knows no botocore."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boto3_assist.errors.dynamodb import DynamoDBError

__all__ = ["CancellationReason"]


@dataclass(frozen=True)
class CancellationReason:
    """What DynamoDB says of one operation of a canceled transaction.

    Attributes:
        position: The place of the operation in the request, from 0.
        code: DynamoDB's code, such as ``ConditionalCheckFailed``; None if this operation did
            not cancel the transaction.
        message: DynamoDB's text, with what may be a value cut out.
        item: The stored item, if the operation asked for it; not in the repr.
        model: The model class of the operation, once the caller's operations are known.
        operation: DynamoDB's name of it, such as ``"Put"``, once they are known.
        error: The error that the same operation alone would have raised, such as a
            `VersionConflictError`; None if this operation did not cancel the transaction.
    """

    position: int
    code: str | None = None
    message: str | None = None
    item: Mapping[str, Any] | None = field(default=None, repr=False)
    model: type[Any] | None = None
    operation: str | None = None
    error: DynamoDBError | None = field(default=None, repr=False, compare=False)
