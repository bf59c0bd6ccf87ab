"""The tables from a service's error code or HTTP status to an error class; knows no botocore."""

from __future__ import annotations

from collections.abc import Mapping

from boto3_assist import errors
from boto3_assist.connections.cognito_codes import COGNITO_CODES
from boto3_assist.connections.s3_codes import S3_CODES, S3_OPERATION_CODES
from boto3_assist.errors import AwsError

__all__ = ["error_class_for_code", "service_form"]

_Codes = Mapping[type[AwsError], tuple[str, ...]]

# AWS's "Common Error Types", the codes of signing and authentication, and those that many services
# share. The same condition has several codes: query, JSON and REST services name it differently.
_COMMON_CODES: _Codes = {
    errors.AccessDeniedError: (
        "AccessDenied",
        "AccessDeniedException",
        "AllAccessDisabled",
        "AuthorizationError",
        "ForbiddenException",
        "KMSAccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "KMSOptInRequired",
        "NotAuthorized",
        "NotAuthorizedException",
        "OptInRequired",
        "RegionDisabledException",
        "UnauthorizedAccess",
        "UnauthorizedException",
        "UnauthorizedOperation",
    ),
    errors.AwsConnectionError: ("RequestAbortedException",),
    errors.CredentialsError: (
        "AuthFailure",
        "IDPRejectedClaim",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidIdentityToken",
        "InvalidSecurity",
        "InvalidSignatureException",
        "InvalidToken",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    ),
    errors.ExpiredCredentialsError: (
        "ExpiredToken",
        "ExpiredTokenException",
        "TokenRefreshRequired",
    ),
    errors.LimitExceededError: (
        "LimitExceeded",
        "LimitExceededException",
        "ServiceQuotaExceededException",
    ),
    errors.RequestRejectedError: (
        "InvalidAction",
        "InvalidArgument",
        "InvalidParameter",
        "InvalidParameterCombination",
        "InvalidParameterException",
        "InvalidParameterValue",
        "InvalidParameterValueException",
        "InvalidQueryParameter",
        "InvalidRequest",
        "InvalidRequestException",
        "MalformedHttpRequestException",
        "MalformedPolicyDocument",
        "MalformedQueryString",
        "MissingAction",
        "MissingParameter",
        "NoSuchVersion",
        "PackedPolicyTooLarge",
        "RequestEntityTooLargeException",
        "SerializationException",
        "UnknownOperationException",
        "UnsupportedOperation",
        "ValidationError",
        "ValidationException",
    ),
    errors.ResourceConflictError: (
        "ConflictException",
        "ResourceAlreadyExistsException",
        "ResourceConflictException",
        "ResourceExistsException",
        "ResourceInUseException",
    ),
    errors.ResourceNotFoundError: (
        "NoSuchEntity",
        "NotFoundException",
        "ParameterNotFound",
        "ResourceNotFound",
        "ResourceNotFoundException",
    ),
    errors.ServiceUnavailableError: (
        "IDPCommunicationError",
        "InternalError",
        "InternalErrorException",
        "InternalFailure",
        "InternalServerError",
        "InternalServerException",
        "InternalServiceError",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
    ),
    errors.ThrottledError: (
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "KMSThrottlingException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    ),
}

_DYNAMODB_CODES: _Codes = {
    errors.ConditionalCheckFailedError: ("ConditionalCheckFailedException",),
    errors.DuplicateItemError: ("DuplicateItemException",),
    # An export or restore time outside the window that point-in-time recovery covers.
    errors.DynamoDBRequestRejectedError: (
        "InvalidExportTimeException",
        "InvalidRestoreTimeException",
    ),
    errors.DynamoDBResourceConflictError: (
        "BackupInUseException",
        "ExportConflictException",
        "GlobalTableAlreadyExistsException",
        "ImportConflictException",
        "ReplicaAlreadyExistsException",
    ),
    errors.DynamoDBResourceNotFoundError: (
        "BackupNotFoundException",
        "ExportNotFoundException",
        "GlobalTableNotFoundException",
        "ImportNotFoundException",
        "PolicyNotFoundException",
        "ReplicaNotFoundException",
    ),
    errors.IdempotentParameterMismatchError: (
        "IdempotentParameterMismatch",
        "IdempotentParameterMismatchException",
    ),
    errors.IndexNotFoundError: ("IndexNotFoundException",),
    errors.ItemCollectionSizeLimitExceededError: ("ItemCollectionSizeLimitExceededException",),
    errors.PointInTimeRecoveryUnavailableError: (
        "ContinuousBackupsUnavailableException",
        "PointInTimeRecoveryUnavailableException",
    ),
    errors.ReplicatedWriteConflictError: ("ReplicatedWriteConflictException",),
    errors.TableAlreadyExistsError: ("TableAlreadyExistsException",),
    errors.TableInUseError: ("ResourceInUseException", "TableInUseException"),
    errors.TableNotFoundError: (
        "ResourceNotFoundException",
        "SourceTableNotFoundException",
        "TableNotFoundException",
    ),
    errors.TransactionCanceledError: ("TransactionCanceledException",),
    errors.TransactionConflictError: ("TransactionConflictException",),
    errors.TransactionInProgressError: ("TransactionInProgressException",),
}

# Of the operation that `boto3_assist.secrets` calls: the secret's KMS key is off, or not there.
_SECRETS_MANAGER_CODES: _Codes = {errors.AccessDeniedError: ("DecryptionFailure",)}

_STATUS_CLASSES: Mapping[int, type[AwsError]] = {
    401: errors.CredentialsError,
    403: errors.AccessDeniedError,
    404: errors.ResourceNotFoundError,
    405: errors.RequestRejectedError,
    408: errors.ServiceUnavailableError,
    409: errors.ResourceConflictError,
    411: errors.RequestRejectedError,
    413: errors.RequestRejectedError,
    416: errors.RequestRejectedError,
    429: errors.ThrottledError,
}

_DYNAMODB_FORMS: tuple[type[AwsError], ...] = (
    errors.DynamoDBAccessDeniedError,
    errors.DynamoDBConnectionError,
    errors.DynamoDBCredentialsError,
    errors.DynamoDBExpiredCredentialsError,
    errors.DynamoDBLimitExceededError,
    errors.DynamoDBRequestRejectedError,
    errors.DynamoDBResourceConflictError,
    errors.DynamoDBResourceNotFoundError,
    errors.DynamoDBResponseIntegrityError,
    errors.DynamoDBServiceUnavailableError,
    errors.DynamoDBThrottledError,
)
_S3_FORMS: tuple[type[AwsError], ...] = (
    errors.S3AccessDeniedError,
    errors.S3ConnectionError,
    errors.S3CredentialsError,
    errors.S3ExpiredCredentialsError,
    errors.S3LimitExceededError,
    errors.S3RequestRejectedError,
    errors.S3ResourceConflictError,
    errors.S3ResourceNotFoundError,
    errors.S3ResponseIntegrityError,
    errors.S3ServiceUnavailableError,
    errors.S3ThrottledError,
)
_COGNITO_FORMS: tuple[type[AwsError], ...] = (
    errors.CognitoAccessDeniedError,
    errors.CognitoConnectionError,
    errors.CognitoCredentialsError,
    errors.CognitoExpiredCredentialsError,
    errors.CognitoLimitExceededError,
    errors.CognitoRequestRejectedError,
    errors.CognitoResourceConflictError,
    errors.CognitoResourceNotFoundError,
    errors.CognitoResponseIntegrityError,
    errors.CognitoServiceUnavailableError,
    errors.CognitoThrottledError,
)


def _by_code(table: _Codes) -> dict[str, type[AwsError]]:
    return {code: cls for cls, codes in table.items() for code in codes}


def _by_condition(
    base: type[AwsError], forms: tuple[type[AwsError], ...]
) -> dict[type[AwsError], type[AwsError]]:
    # A form's first base is the condition: ``class S3ThrottledError(ThrottledError, S3Error)``.
    return {AwsError: base, **{form.__mro__[1]: form for form in forms}}


_COMMON = _by_code(_COMMON_CODES)
_BY_SERVICE: Mapping[str, Mapping[str, type[AwsError]]] = {
    "cognito-idp": _by_code(COGNITO_CODES),
    "dynamodb": _by_code(_DYNAMODB_CODES),
    "s3": _by_code(S3_CODES),
    "secretsmanager": _by_code(_SECRETS_MANAGER_CODES),
}
_BY_OPERATION = {"s3": S3_OPERATION_CODES}
_DYNAMODB = _by_condition(errors.DynamoDBError, _DYNAMODB_FORMS)
_COGNITO = _by_condition(errors.CognitoError, _COGNITO_FORMS)
_FORMS: Mapping[str, Mapping[type[AwsError], type[AwsError]]] = {
    "cognito-identity": _COGNITO,
    "cognito-idp": _COGNITO,
    "dynamodb": _DYNAMODB,
    "s3": _by_condition(errors.S3Error, _S3_FORMS),
}


def service_form(service: str, condition: type[AwsError]) -> type[AwsError]:
    """Give the class by which a service reports a condition that any service can have.

    Args:
        service: botocore's name of the service, such as ``dynamodb``.
        condition: A class of `boto3_assist.errors.aws`; `AwsError` for the service's base.

    Returns:
        The service's form, which is a subclass of `condition`; `condition` itself for a
        service without forms of its own.
    """
    return _FORMS.get(service, {}).get(condition, condition)


def error_class_for_code(
    service: str, code: str, http_status: int | None, operation: str | None = None
) -> type[AwsError]:
    """Find the class for an error response.

    The service's own tables decide first, that of the operation before that of all, then the
    table of common codes, then the HTTP status. A status of 400 says nothing: AWS gives it to
    throttling and to a bad request alike.

    Args:
        service: botocore's name of the service, such as ``dynamodb``.
        code: The code of the error response; may be empty or the status as text (``HEAD``).
        http_status: The status of the response, if it is known.
        operation: AWS's name of the operation, if it is known.

    Returns:
        The most telling class; the service's base class for what no table knows.
    """
    own = _BY_OPERATION.get(service, {}).get((operation or "", code))
    own = own or _BY_SERVICE.get(service, {}).get(code)
    if own is not None:
        return own
    status = int(code) if http_status is None and code.isdecimal() else http_status or 0
    fallback = errors.ServiceUnavailableError if status >= 500 else AwsError
    condition = _COMMON.get(code) or _STATUS_CLASSES.get(status, fallback)
    return service_form(service, condition)
