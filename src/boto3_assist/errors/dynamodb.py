"""What DynamoDB reports, one class for each condition a caller handles; knows no botocore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from boto3_assist.errors.aws import (
    AccessDeniedError,
    AwsConnectionError,
    AwsError,
    AwsErrorFacts,
    CredentialsError,
    ExpiredCredentialsError,
    LimitExceededError,
    RequestRejectedError,
    ResourceConflictError,
    ResourceNotFoundError,
    ResponseIntegrityError,
    ServiceUnavailableError,
    ThrottledError,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from boto3_assist.errors.cancellation import CancellationReason

__all__ = [
    "ConditionalCheckFailedError",
    "DuplicateItemError",
    "DynamoDBAccessDeniedError",
    "DynamoDBConnectionError",
    "DynamoDBCredentialsError",
    "DynamoDBError",
    "DynamoDBExpiredCredentialsError",
    "DynamoDBLimitExceededError",
    "DynamoDBRequestRejectedError",
    "DynamoDBResourceConflictError",
    "DynamoDBResourceNotFoundError",
    "DynamoDBResponseIntegrityError",
    "DynamoDBServiceUnavailableError",
    "DynamoDBThrottledError",
    "IdempotentParameterMismatchError",
    "IndexNotFoundError",
    "ItemCollectionSizeLimitExceededError",
    "ItemNotFoundError",
    "PointInTimeRecoveryUnavailableError",
    "ReplicatedWriteConflictError",
    "TableAlreadyExistsError",
    "TableInUseError",
    "TableNotFoundError",
    "TransactionCanceledError",
    "TransactionConflictError",
    "TransactionInProgressError",
    "VersionConflictError",
    "WriteConflictError",
]


class DynamoDBError(AwsError):
    """Any failure of a DynamoDB call."""

    default_code = "DYNAMODB_ERROR"


class DynamoDBAccessDeniedError(AccessDeniedError, DynamoDBError):
    """DynamoDB, or the key that encrypts the table, denied the identity access."""


class DynamoDBConnectionError(AwsConnectionError, DynamoDBError):
    """DynamoDB's endpoint was not reached, or the connection broke."""

    default_code = "DYNAMODB_CONNECTION_ERROR"


class DynamoDBCredentialsError(CredentialsError, DynamoDBError):
    """No credentials for DynamoDB, or DynamoDB does not accept them."""


class DynamoDBExpiredCredentialsError(ExpiredCredentialsError, DynamoDBCredentialsError):
    """The credentials given to DynamoDB have expired."""


class DynamoDBLimitExceededError(LimitExceededError, DynamoDBError):
    """Too many table operations at once, or too many tables, indexes or backups."""

    default_retryable = True


class DynamoDBRequestRejectedError(RequestRejectedError, DynamoDBError):
    """DynamoDB found the request wrong: an expression, a key, a value, a name."""


class DynamoDBResourceConflictError(ResourceConflictError, DynamoDBError):
    """A table, replica, backup, export or import exists already or is in use."""


class DynamoDBResourceNotFoundError(ResourceNotFoundError, DynamoDBError):
    """A table, index, replica, backup, export, import or policy does not exist."""


class DynamoDBResponseIntegrityError(ResponseIntegrityError, DynamoDBError):
    """DynamoDB's answer has a wrong checksum or cannot be read."""


class DynamoDBServiceUnavailableError(ServiceUnavailableError, DynamoDBError):
    """DynamoDB failed on its own side; of a write it is not known whether it was carried out."""


class DynamoDBThrottledError(ThrottledError, DynamoDBError):
    """A table, index, partition or account takes no more requests at this rate."""


class ItemNotFoundError(DynamoDBError):
    """No item has the key, and the caller asked for one that exists."""

    default_code = "ITEM_NOT_FOUND"


class ConditionalCheckFailedError(DynamoDBError):
    """The condition of a write does not hold; nothing was written.

    Attributes:
        item: The item as it is stored, if ``ReturnValuesOnConditionCheckFailure`` asked for it;
            kept out of `message` and `details`.

    Example:
        >>> error = ConditionalCheckFailedError("refused", item={"pk": {"S": "user#1"}})
        >>> error.item
        {'pk': {'S': 'user#1'}}
        >>> str(error)
        '[CONDITIONAL_CHECK_FAILED] refused'
    """

    default_code = "CONDITIONAL_CHECK_FAILED"

    def __init__(
        self,
        message: str,
        error_code: str | None = None,
        details: Mapping[str, object] | None = None,
        *,
        item: Mapping[str, Any] | None = None,
        **facts: Unpack[AwsErrorFacts],
    ) -> None:
        """Keep the stored item beside what every `AwsError` has.

        Args:
            message: What happened and what was given.
            error_code: A code of the caller's own; the class's code when None.
            details: Facts for programs and the keys ``expected`` and ``suggestion``.
            item: The stored item as a dict of attribute name → value; None when not asked for.
            **facts: What is known of the answer; see `AwsErrorFacts`.
        """
        super().__init__(message, error_code, details, **facts)
        self.item = item


class VersionConflictError(ConditionalCheckFailedError):
    """Somebody else has written or deleted the item since the instance was read; see `item`.

    Attributes:
        given_version: The version of the instance; None of a new one.
        stored_version: The version that the item has; None when it has none, or is not stored.

    Example:
        >>> error = VersionConflictError("refused", given_version=4, stored_version=5)
        >>> error.given_version, error.stored_version, error.item
        (4, 5, None)
    """

    default_code = "VERSION_CONFLICT"

    def __init__(
        self,
        message: str,
        error_code: str | None = None,
        details: Mapping[str, object] | None = None,
        *,
        item: Mapping[str, Any] | None = None,
        given_version: int | None = None,
        stored_version: int | None = None,
        **facts: Unpack[AwsErrorFacts],
    ) -> None:
        """Keep the versions beside what every `ConditionalCheckFailedError` has.

        Args:
            message: What happened and what was given.
            error_code: A code of the caller's own; the class's code when None.
            details: Facts for programs and the keys ``expected`` and ``suggestion``.
            item: The stored item as a dict of attribute name → value; None when there is none.
            given_version: The version of the instance.
            stored_version: The version that the item has.
            **facts: What is known of the answer; see `AwsErrorFacts`.
        """
        super().__init__(message, error_code, details, item=item, **facts)
        self.given_version = given_version
        self.stored_version = stored_version


class DuplicateItemError(DynamoDBError):
    """A PartiQL ``INSERT`` names the key of an item that exists; nothing was written."""

    default_code = "DUPLICATE_ITEM"


class IdempotentParameterMismatchError(DynamoDBError):
    """A client token was used before with another request."""

    default_code = "IDEMPOTENT_PARAMETER_MISMATCH"


class ItemCollectionSizeLimitExceededError(DynamoDBError):
    """The items of one partition key, in a table with a local index, are larger than 10 GB."""

    default_code = "ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED"


class PointInTimeRecoveryUnavailableError(DynamoDBError):
    """Continuous backups or point-in-time recovery are not on for the table."""

    default_code = "POINT_IN_TIME_RECOVERY_UNAVAILABLE"


class WriteConflictError(DynamoDBError):
    """Another request is writing the same item right now; nothing was written."""

    default_code = "WRITE_CONFLICT"
    default_retryable = True


class TransactionConflictError(WriteConflictError):
    """A transaction that is under way holds the item."""

    default_code = "TRANSACTION_CONFLICT"


class TransactionInProgressError(WriteConflictError):
    """The transaction with this client token is still under way."""

    default_code = "TRANSACTION_IN_PROGRESS"


class ReplicatedWriteConflictError(WriteConflictError):
    """A request in another region is writing the item of a strongly consistent global table."""

    default_code = "REPLICATED_WRITE_CONFLICT"


class TransactionCanceledError(DynamoDBError):
    """A transaction was canceled as a whole; nothing was written.

    Attributes:
        reasons: One `CancellationReason` for each operation, in the caller's order.

    Example:
        >>> from boto3_assist.errors import CancellationReason
        >>> reasons = [CancellationReason(0), CancellationReason(1, "ConditionalCheckFailed")]
        >>> [reason.position for reason in TransactionCanceledError("no", reasons=reasons).failures]
        [1]
    """

    default_code = "TRANSACTION_CANCELED"

    def __init__(
        self,
        message: str,
        error_code: str | None = None,
        details: Mapping[str, object] | None = None,
        *,
        reasons: Iterable[CancellationReason] = (),
        **facts: Unpack[AwsErrorFacts],
    ) -> None:
        """Keep the reasons beside what every `AwsError` has.

        Args:
            message: What happened and what was given.
            error_code: A code of the caller's own; the class's code when None.
            details: Facts for programs and the keys ``expected`` and ``suggestion``.
            reasons: One for each operation, in the caller's order.
            **facts: What is known of the answer; see `AwsErrorFacts`.
        """
        super().__init__(message, error_code, details, **facts)
        self.reasons = list(reasons)

    @property
    def failures(self) -> list[CancellationReason]:
        """The reasons of those operations that canceled the transaction."""
        return [reason for reason in self.reasons if reason.code is not None]


class TableNotFoundError(DynamoDBResourceNotFoundError):
    """The table, or an index that the request names beside it, does not exist or is not active."""

    default_code = "TABLE_NOT_FOUND"


class IndexNotFoundError(DynamoDBResourceNotFoundError):
    """The table exists, the index does not; what ``UpdateGlobalTableSettings`` reports.

    A query of a missing index is `DynamoDBRequestRejectedError` on AWS, which reports it as a
    ``ValidationException``.
    """

    default_code = "INDEX_NOT_FOUND"


class TableInUseError(DynamoDBResourceConflictError):
    """The table is being made, changed or deleted, or, on creation, exists already."""

    default_code = "TABLE_IN_USE"


class TableAlreadyExistsError(DynamoDBResourceConflictError):
    """The table that a restore or an import was to make exists already.

    ``CreateTable`` reports an existing table as `TableInUseError`.
    """

    default_code = "TABLE_ALREADY_EXISTS"
