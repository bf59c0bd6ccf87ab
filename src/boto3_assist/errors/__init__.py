"""Every error of the library in one tree; knows nothing but the standard library.

::

    Boto3AssistError
    ├── AwsError
    │   ├── AccessDeniedError
    │   ├── AwsConnectionError
    │   ├── CognitoError
    │   │   ├── CognitoAccessDeniedError (also AccessDeniedError)
    │   │   ├── CognitoConnectionError (also AwsConnectionError)
    │   │   ├── CognitoCredentialsError (also CredentialsError)
    │   │   │   └── CognitoExpiredCredentialsError (also ExpiredCredentialsError)
    │   │   ├── CognitoLimitExceededError (also LimitExceededError)
    │   │   ├── CognitoRequestRejectedError (also RequestRejectedError)
    │   │   ├── CognitoResourceConflictError (also ResourceConflictError)
    │   │   ├── CognitoResourceNotFoundError (also ResourceNotFoundError)
    │   │   ├── CognitoResponseIntegrityError (also ResponseIntegrityError)
    │   │   ├── CognitoServiceUnavailableError (also ServiceUnavailableError)
    │   │   └── CognitoThrottledError (also ThrottledError)
    │   ├── CredentialsError
    │   │   └── ExpiredCredentialsError
    │   ├── DynamoDBError
    │   │   ├── BatchStatementError
    │   │   ├── ConditionalCheckFailedError
    │   │   │   └── VersionConflictError
    │   │   ├── DuplicateItemError
    │   │   ├── DynamoDBAccessDeniedError (also AccessDeniedError)
    │   │   ├── DynamoDBConnectionError (also AwsConnectionError)
    │   │   ├── DynamoDBCredentialsError (also CredentialsError)
    │   │   │   └── DynamoDBExpiredCredentialsError (also ExpiredCredentialsError)
    │   │   ├── DynamoDBLimitExceededError (also LimitExceededError)
    │   │   ├── DynamoDBRequestRejectedError (also RequestRejectedError)
    │   │   ├── DynamoDBResourceConflictError (also ResourceConflictError)
    │   │   │   ├── TableAlreadyExistsError
    │   │   │   └── TableInUseError
    │   │   ├── DynamoDBResourceNotFoundError (also ResourceNotFoundError)
    │   │   │   ├── IndexNotFoundError
    │   │   │   └── TableNotFoundError
    │   │   ├── DynamoDBResponseIntegrityError (also ResponseIntegrityError)
    │   │   ├── DynamoDBServiceUnavailableError (also ServiceUnavailableError)
    │   │   ├── DynamoDBThrottledError (also ThrottledError)
    │   │   ├── IdempotentParameterMismatchError
    │   │   ├── ItemCollectionSizeLimitExceededError
    │   │   ├── ItemNotFoundError
    │   │   ├── PointInTimeRecoveryUnavailableError
    │   │   ├── TransactionCanceledError
    │   │   └── WriteConflictError
    │   │       ├── ReplicatedWriteConflictError
    │   │       ├── TransactionConflictError
    │   │       └── TransactionInProgressError
    │   ├── LimitExceededError
    │   ├── RequestRejectedError
    │   ├── ResourceConflictError
    │   ├── ResourceNotFoundError
    │   ├── ResponseIntegrityError
    │   ├── S3Error
    │   │   ├── S3AccessDeniedError (also AccessDeniedError)
    │   │   ├── S3ConditionalConflictError
    │   │   ├── S3ConnectionError (also AwsConnectionError)
    │   │   ├── S3CredentialsError (also CredentialsError)
    │   │   │   └── S3ExpiredCredentialsError (also ExpiredCredentialsError)
    │   │   ├── S3LimitExceededError (also LimitExceededError)
    │   │   ├── S3PartialDeleteError
    │   │   ├── S3PreconditionFailedError
    │   │   │   └── S3NotModifiedError
    │   │   ├── S3RequestRejectedError (also RequestRejectedError)
    │   │   │   └── S3InvalidRangeError
    │   │   ├── S3ResourceConflictError (also ResourceConflictError)
    │   │   │   ├── S3BucketAlreadyExistsError
    │   │   │   ├── S3BucketAlreadyOwnedByYouError
    │   │   │   ├── S3BucketNotEmptyError
    │   │   │   └── S3ObjectArchivedError
    │   │   ├── S3ResourceNotFoundError (also ResourceNotFoundError)
    │   │   │   ├── S3BucketNotFoundError
    │   │   │   ├── S3ObjectNotFoundError
    │   │   │   ├── S3UploadNotFoundError
    │   │   │   └── S3VersionNotFoundError
    │   │   ├── S3ResponseIntegrityError (also ResponseIntegrityError)
    │   │   │   └── S3ChecksumMismatchError
    │   │   ├── S3SelectUnavailableError
    │   │   ├── S3ServiceUnavailableError (also ServiceUnavailableError)
    │   │   ├── S3SourceChangedError
    │   │   ├── S3ThrottledError (also ThrottledError)
    │   │   └── S3UnsafeKeyError (also ValidationError)
    │   ├── ServiceUnavailableError
    │   └── ThrottledError
    ├── ConfigurationError
    ├── KeyBuildError
    │   └── PrimaryKeyChangeError
    ├── OperationStoppedError
    │   ├── CapacityBudgetExceededError
    │   └── DeadlineExceededError
    ├── SerializationError
    │   └── ModelMappingError
    │       └── SchemaVersionError
    └── ValidationError
        ├── CursorError
        │   ├── CursorExpiredError
        │   ├── CursorForeignError
        │   └── CursorTamperedError
        ├── FieldNotReadError (also AttributeError)
        ├── InvalidParameterError
        ├── ItemSizeExceededError
        └── MissingParameterError

A service's form of a common condition is in both branches: ``except DynamoDBError`` and
``except ThrottledError`` both catch `DynamoDBThrottledError`.
"""

from __future__ import annotations

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
from boto3_assist.errors.base import (
    Boto3AssistError,
    ConfigurationError,
    InvalidParameterError,
    ItemSizeExceededError,
    KeyBuildError,
    MissingParameterError,
    ModelMappingError,
    PrimaryKeyChangeError,
    SchemaVersionError,
    SerializationError,
    ValidationError,
    describe,
)
from boto3_assist.errors.cognito import (
    CognitoAccessDeniedError,
    CognitoConnectionError,
    CognitoCredentialsError,
    CognitoError,
    CognitoExpiredCredentialsError,
    CognitoLimitExceededError,
    CognitoRequestRejectedError,
    CognitoResourceConflictError,
    CognitoResourceNotFoundError,
    CognitoResponseIntegrityError,
    CognitoServiceUnavailableError,
    CognitoThrottledError,
)
from boto3_assist.errors.dynamodb import (
    CancellationReason,
    ConditionalCheckFailedError,
    DuplicateItemError,
    DynamoDBAccessDeniedError,
    DynamoDBConnectionError,
    DynamoDBCredentialsError,
    DynamoDBError,
    DynamoDBExpiredCredentialsError,
    DynamoDBLimitExceededError,
    DynamoDBRequestRejectedError,
    DynamoDBResourceConflictError,
    DynamoDBResourceNotFoundError,
    DynamoDBResponseIntegrityError,
    DynamoDBServiceUnavailableError,
    DynamoDBThrottledError,
    IdempotentParameterMismatchError,
    IndexNotFoundError,
    ItemCollectionSizeLimitExceededError,
    ItemNotFoundError,
    PointInTimeRecoveryUnavailableError,
    ReplicatedWriteConflictError,
    TableAlreadyExistsError,
    TableInUseError,
    TableNotFoundError,
    TransactionCanceledError,
    TransactionConflictError,
    TransactionInProgressError,
    VersionConflictError,
    WriteConflictError,
)
from boto3_assist.errors.reading import (
    CapacityBudgetExceededError,
    CursorError,
    CursorExpiredError,
    CursorForeignError,
    CursorTamperedError,
    DeadlineExceededError,
    FieldNotReadError,
    OperationStoppedError,
)
from boto3_assist.errors.s3 import (
    S3AccessDeniedError,
    S3BucketAlreadyExistsError,
    S3BucketAlreadyOwnedByYouError,
    S3BucketNotEmptyError,
    S3BucketNotFoundError,
    S3ChecksumMismatchError,
    S3ConditionalConflictError,
    S3ConnectionError,
    S3CredentialsError,
    S3DeleteFailure,
    S3Error,
    S3ExpiredCredentialsError,
    S3InvalidRangeError,
    S3LimitExceededError,
    S3NotModifiedError,
    S3ObjectArchivedError,
    S3ObjectNotFoundError,
    S3PartialDeleteError,
    S3PreconditionFailedError,
    S3RequestRejectedError,
    S3ResourceConflictError,
    S3ResourceNotFoundError,
    S3ResponseIntegrityError,
    S3SelectUnavailableError,
    S3ServiceUnavailableError,
    S3SourceChangedError,
    S3ThrottledError,
    S3UnsafeKeyError,
    S3UploadNotFoundError,
    S3VersionNotFoundError,
)
from boto3_assist.errors.statements import BatchStatementError

__all__ = [
    "AccessDeniedError",
    "AwsConnectionError",
    "AwsError",
    "AwsErrorFacts",
    "BatchStatementError",
    "Boto3AssistError",
    "CancellationReason",
    "CapacityBudgetExceededError",
    "CognitoAccessDeniedError",
    "CognitoConnectionError",
    "CognitoCredentialsError",
    "CognitoError",
    "CognitoExpiredCredentialsError",
    "CognitoLimitExceededError",
    "CognitoRequestRejectedError",
    "CognitoResourceConflictError",
    "CognitoResourceNotFoundError",
    "CognitoResponseIntegrityError",
    "CognitoServiceUnavailableError",
    "CognitoThrottledError",
    "ConditionalCheckFailedError",
    "ConfigurationError",
    "CredentialsError",
    "CursorError",
    "CursorExpiredError",
    "CursorForeignError",
    "CursorTamperedError",
    "DeadlineExceededError",
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
    "ExpiredCredentialsError",
    "FieldNotReadError",
    "IdempotentParameterMismatchError",
    "IndexNotFoundError",
    "InvalidParameterError",
    "ItemCollectionSizeLimitExceededError",
    "ItemNotFoundError",
    "ItemSizeExceededError",
    "KeyBuildError",
    "LimitExceededError",
    "MissingParameterError",
    "ModelMappingError",
    "OperationStoppedError",
    "PointInTimeRecoveryUnavailableError",
    "PrimaryKeyChangeError",
    "ReplicatedWriteConflictError",
    "RequestRejectedError",
    "ResourceConflictError",
    "ResourceNotFoundError",
    "ResponseIntegrityError",
    "S3AccessDeniedError",
    "S3BucketAlreadyExistsError",
    "S3BucketAlreadyOwnedByYouError",
    "S3BucketNotEmptyError",
    "S3BucketNotFoundError",
    "S3ChecksumMismatchError",
    "S3ConditionalConflictError",
    "S3ConnectionError",
    "S3CredentialsError",
    "S3DeleteFailure",
    "S3Error",
    "S3ExpiredCredentialsError",
    "S3InvalidRangeError",
    "S3LimitExceededError",
    "S3NotModifiedError",
    "S3ObjectArchivedError",
    "S3ObjectNotFoundError",
    "S3PartialDeleteError",
    "S3PreconditionFailedError",
    "S3RequestRejectedError",
    "S3ResourceConflictError",
    "S3ResourceNotFoundError",
    "S3ResponseIntegrityError",
    "S3SelectUnavailableError",
    "S3ServiceUnavailableError",
    "S3SourceChangedError",
    "S3ThrottledError",
    "S3UnsafeKeyError",
    "S3UploadNotFoundError",
    "S3VersionNotFoundError",
    "SchemaVersionError",
    "SerializationError",
    "ServiceUnavailableError",
    "TableAlreadyExistsError",
    "TableInUseError",
    "TableNotFoundError",
    "ThrottledError",
    "TransactionCanceledError",
    "TransactionConflictError",
    "TransactionInProgressError",
    "ValidationError",
    "VersionConflictError",
    "WriteConflictError",
    "describe",
]
