"""Every error of the library in one tree; knows nothing but the standard library.

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
    │   │   ├── ConditionalCheckFailedError
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
    │   │   ├── S3ConnectionError (also AwsConnectionError)
    │   │   ├── S3CredentialsError (also CredentialsError)
    │   │   │   └── S3ExpiredCredentialsError (also ExpiredCredentialsError)
    │   │   ├── S3LimitExceededError (also LimitExceededError)
    │   │   ├── S3RequestRejectedError (also RequestRejectedError)
    │   │   ├── S3ResourceConflictError (also ResourceConflictError)
    │   │   ├── S3ResourceNotFoundError (also ResourceNotFoundError)
    │   │   ├── S3ResponseIntegrityError (also ResponseIntegrityError)
    │   │   ├── S3ServiceUnavailableError (also ServiceUnavailableError)
    │   │   └── S3ThrottledError (also ThrottledError)
    │   ├── ServiceUnavailableError
    │   └── ThrottledError
    ├── ConfigurationError
    ├── JwksUnavailableError
    ├── KeyBuildError
    ├── SerializationError
    │   └── ModelMappingError
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
        ├── InvalidParameterError
        ├── ItemSizeExceededError
        └── MissingParameterError

A service's form of a common condition is in both branches: ``except DynamoDBError`` and
``except ThrottledError`` both catch `DynamoDBThrottledError`.
"""

from __future__ import annotations

from boto3_assist.errors.application import ServiceError, UnauthorizedError
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
    SerializationError,
    ValidationError,
    describe,
)
from boto3_assist.errors.cognito import (
    AliasExistsError,
    AuthenticationError,
    CodeDeliveryError,
    CodeMismatchError,
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
    ExpiredCodeError,
    GroupExistsError,
    InvalidPasswordError,
    MfaMethodNotFoundError,
    PasswordResetRequiredError,
    PasswordReuseError,
    RefreshTokenReuseError,
    TooManyFailedAttemptsError,
    TriggerFailedError,
    TriggerRefusedError,
    UsernameExistsError,
    UserNotConfirmedError,
    UserNotFoundError,
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
    WriteConflictError,
)
from boto3_assist.errors.s3 import (
    S3AccessDeniedError,
    S3ConnectionError,
    S3CredentialsError,
    S3Error,
    S3ExpiredCredentialsError,
    S3LimitExceededError,
    S3RequestRejectedError,
    S3ResourceConflictError,
    S3ResourceNotFoundError,
    S3ResponseIntegrityError,
    S3ServiceUnavailableError,
    S3ThrottledError,
)
from boto3_assist.errors.tokens import (
    JwksUnavailableError,
    TokenAlgorithmError,
    TokenCheckError,
    TokenClaimError,
    TokenClientError,
    TokenCriticalHeaderError,
    TokenError,
    TokenExpiredError,
    TokenGroupError,
    TokenHeaderError,
    TokenIssuedAtError,
    TokenIssuerError,
    TokenKeyNotFoundError,
    TokenKeyUnusableError,
    TokenMalformedError,
    TokenNotYetValidError,
    TokenScopeError,
    TokenSignatureError,
    TokenTooLargeError,
    TokenUseError,
)

__all__ = [
    "AccessDeniedError",
    "AliasExistsError",
    "AuthenticationError",
    "AwsConnectionError",
    "AwsError",
    "AwsErrorFacts",
    "Boto3AssistError",
    "CancellationReason",
    "CodeDeliveryError",
    "CodeMismatchError",
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
    "ExpiredCodeError",
    "ExpiredCredentialsError",
    "GroupExistsError",
    "IdempotentParameterMismatchError",
    "IndexNotFoundError",
    "InvalidParameterError",
    "InvalidPasswordError",
    "ItemCollectionSizeLimitExceededError",
    "ItemNotFoundError",
    "ItemSizeExceededError",
    "JwksUnavailableError",
    "KeyBuildError",
    "LimitExceededError",
    "MfaMethodNotFoundError",
    "MissingParameterError",
    "ModelMappingError",
    "PasswordResetRequiredError",
    "PasswordReuseError",
    "PointInTimeRecoveryUnavailableError",
    "RefreshTokenReuseError",
    "ReplicatedWriteConflictError",
    "RequestRejectedError",
    "ResourceConflictError",
    "ResourceNotFoundError",
    "ResponseIntegrityError",
    "S3AccessDeniedError",
    "S3ConnectionError",
    "S3CredentialsError",
    "S3Error",
    "S3ExpiredCredentialsError",
    "S3LimitExceededError",
    "S3RequestRejectedError",
    "S3ResourceConflictError",
    "S3ResourceNotFoundError",
    "S3ResponseIntegrityError",
    "S3ServiceUnavailableError",
    "S3ThrottledError",
    "SerializationError",
    "ServiceError",
    "ServiceUnavailableError",
    "TableAlreadyExistsError",
    "TableInUseError",
    "TableNotFoundError",
    "ThrottledError",
    "TokenAlgorithmError",
    "TokenCheckError",
    "TokenClaimError",
    "TokenClientError",
    "TokenCriticalHeaderError",
    "TokenError",
    "TokenExpiredError",
    "TokenGroupError",
    "TokenHeaderError",
    "TokenIssuedAtError",
    "TokenIssuerError",
    "TokenKeyNotFoundError",
    "TokenKeyUnusableError",
    "TokenMalformedError",
    "TokenNotYetValidError",
    "TokenScopeError",
    "TokenSignatureError",
    "TokenTooLargeError",
    "TokenUseError",
    "TooManyFailedAttemptsError",
    "TransactionCanceledError",
    "TransactionConflictError",
    "TransactionInProgressError",
    "TriggerFailedError",
    "TriggerRefusedError",
    "UnauthorizedError",
    "UserNotConfirmedError",
    "UserNotFoundError",
    "UsernameExistsError",
    "ValidationError",
    "WriteConflictError",
    "describe",
]
