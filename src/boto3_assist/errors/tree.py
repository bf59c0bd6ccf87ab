"""Every error of the library, drawn as one tree; holds no code.

::

    Boto3AssistError
    ├── AwsError
    │   ├── AccessDeniedError
    │   ├── AwsConnectionError
    │   ├── CognitoError
    │   │   ├── AuthenticationError
    │   │   │   ├── PasswordResetRequiredError
    │   │   │   ├── RefreshTokenReuseError
    │   │   │   └── UserNotConfirmedError
    │   │   ├── CodeDeliveryError
    │   │   ├── CodeMismatchError
    │   │   ├── CognitoAccessDeniedError (also AccessDeniedError)
    │   │   ├── CognitoConnectionError (also AwsConnectionError)
    │   │   ├── CognitoCredentialsError (also CredentialsError)
    │   │   │   └── CognitoExpiredCredentialsError (also ExpiredCredentialsError)
    │   │   ├── CognitoLimitExceededError (also LimitExceededError)
    │   │   ├── CognitoRequestRejectedError (also RequestRejectedError)
    │   │   ├── CognitoResourceConflictError (also ResourceConflictError)
    │   │   │   ├── AliasExistsError
    │   │   │   ├── GroupExistsError
    │   │   │   └── UsernameExistsError
    │   │   ├── CognitoResourceNotFoundError (also ResourceNotFoundError)
    │   │   │   ├── MfaMethodNotFoundError
    │   │   │   └── UserNotFoundError
    │   │   ├── CognitoResponseIntegrityError (also ResponseIntegrityError)
    │   │   ├── CognitoServiceUnavailableError (also ServiceUnavailableError)
    │   │   ├── CognitoThrottledError (also ThrottledError)
    │   │   ├── ExpiredCodeError
    │   │   ├── InvalidPasswordError
    │   │   │   └── PasswordReuseError
    │   │   ├── TooManyFailedAttemptsError
    │   │   ├── TriggerFailedError
    │   │   └── TriggerRefusedError
    │   ├── CredentialsError
    │   │   └── ExpiredCredentialsError
    │   ├── DynamoDBError
    │   │   ├── BatchIncompleteError
    │   │   │   ├── BatchGetIncompleteError
    │   │   │   └── BatchWriteIncompleteError
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
    │   │   ├── TargetKeyTakenError
    │   │   ├── TransactionCanceledError
    │   │   ├── TransactionTokenExpiredError
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
    │   └── CheckpointMismatchError
    ├── JobInterruptedError
    ├── JwksUnavailableError
    ├── KeyBuildError
    │   └── PrimaryKeyChangeError
    ├── OperationStoppedError
    │   ├── CapacityBudgetExceededError
    │   └── DeadlineExceededError
    ├── SerializationError
    │   └── ModelMappingError
    │       └── SchemaVersionError
    ├── ServiceError
    ├── TokenError
    │   ├── TokenAlgorithmError
    │   ├── TokenCheckError
    │   ├── TokenClaimError
    │   ├── TokenClientError
    │   ├── TokenCriticalHeaderError
    │   ├── TokenExpiredError
    │   ├── TokenGroupError
    │   ├── TokenHeaderError
    │   ├── TokenIssuedAtError
    │   ├── TokenIssuerError
    │   ├── TokenKeyNotFoundError
    │   ├── TokenKeyUnusableError
    │   ├── TokenMalformedError
    │   ├── TokenNotYetValidError
    │   ├── TokenScopeError
    │   ├── TokenSignatureError
    │   ├── TokenTooLargeError
    │   └── TokenUseError
    ├── UnauthorizedError
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

__all__: list[str] = []
