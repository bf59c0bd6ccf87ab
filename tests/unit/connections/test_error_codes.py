from __future__ import annotations

import re
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.session import get_session

from boto3_assist import errors, secrets
from boto3_assist.connections import error_codes
from boto3_assist.connections.error_codes import error_class_for_code, service_form
from boto3_assist.errors import AwsError

# Codes that DynamoDB, or AWS in front of it, answers with and that its service model lacks: the
# developer guide's "Error messages and codes" and the API reference's "Common Error Types".
CODES_WITHOUT_A_SHAPE = {
    "AccessDeniedException": errors.DynamoDBAccessDeniedError,
    "ExpiredToken": errors.DynamoDBExpiredCredentialsError,
    "ExpiredTokenException": errors.DynamoDBExpiredCredentialsError,
    "IncompleteSignature": errors.DynamoDBCredentialsError,
    "IncompleteSignatureException": errors.DynamoDBCredentialsError,
    "InternalFailure": errors.DynamoDBServiceUnavailableError,
    "InvalidAction": errors.DynamoDBRequestRejectedError,
    "InvalidClientTokenId": errors.DynamoDBCredentialsError,
    "InvalidParameterCombination": errors.DynamoDBRequestRejectedError,
    "InvalidParameterValue": errors.DynamoDBRequestRejectedError,
    "InvalidQueryParameter": errors.DynamoDBRequestRejectedError,
    "InvalidSignatureException": errors.DynamoDBCredentialsError,
    "KMSAccessDeniedException": errors.DynamoDBAccessDeniedError,
    "KMSDisabledException": errors.DynamoDBAccessDeniedError,
    "KMSInvalidStateException": errors.DynamoDBAccessDeniedError,
    "KMSNotFoundException": errors.DynamoDBAccessDeniedError,
    "KMSThrottlingException": errors.DynamoDBThrottledError,
    "MalformedHttpRequestException": errors.DynamoDBRequestRejectedError,
    "MalformedQueryString": errors.DynamoDBRequestRejectedError,
    "MissingAction": errors.DynamoDBRequestRejectedError,
    "MissingAuthenticationToken": errors.DynamoDBCredentialsError,
    "MissingAuthenticationTokenException": errors.DynamoDBCredentialsError,
    "MissingParameter": errors.DynamoDBRequestRejectedError,
    "NotAuthorized": errors.DynamoDBAccessDeniedError,
    "OptInRequired": errors.DynamoDBAccessDeniedError,
    "RequestAbortedException": errors.DynamoDBConnectionError,
    "RequestEntityTooLargeException": errors.DynamoDBRequestRejectedError,
    "RequestExpired": errors.DynamoDBCredentialsError,
    "RequestTimeoutException": errors.DynamoDBServiceUnavailableError,
    "SerializationException": errors.DynamoDBRequestRejectedError,
    "ServiceUnavailable": errors.DynamoDBServiceUnavailableError,
    "ServiceUnavailableException": errors.DynamoDBServiceUnavailableError,
    "SignatureDoesNotMatch": errors.DynamoDBCredentialsError,
    "Throttling": errors.DynamoDBThrottledError,
    "UnknownOperationException": errors.DynamoDBRequestRejectedError,
    "UnrecognizedClientException": errors.DynamoDBCredentialsError,
    "ValidationError": errors.DynamoDBRequestRejectedError,
    "ValidationException": errors.DynamoDBRequestRejectedError,
}

CODES_WITH_A_SHAPE = {
    "BackupInUseException": errors.DynamoDBResourceConflictError,
    "BackupNotFoundException": errors.DynamoDBResourceNotFoundError,
    "ConditionalCheckFailedException": errors.ConditionalCheckFailedError,
    "ContinuousBackupsUnavailableException": errors.PointInTimeRecoveryUnavailableError,
    "DuplicateItemException": errors.DuplicateItemError,
    "GlobalTableAlreadyExistsException": errors.DynamoDBResourceConflictError,
    "IdempotentParameterMismatchException": errors.IdempotentParameterMismatchError,
    "IndexNotFoundException": errors.IndexNotFoundError,
    "InternalServerError": errors.DynamoDBServiceUnavailableError,
    "InvalidRestoreTimeException": errors.DynamoDBRequestRejectedError,
    "ItemCollectionSizeLimitExceededException": errors.ItemCollectionSizeLimitExceededError,
    "LimitExceededException": errors.DynamoDBLimitExceededError,
    "PolicyNotFoundException": errors.DynamoDBResourceNotFoundError,
    "ProvisionedThroughputExceededException": errors.DynamoDBThrottledError,
    "ReplicatedWriteConflictException": errors.ReplicatedWriteConflictError,
    "RequestLimitExceeded": errors.DynamoDBThrottledError,
    "ResourceInUseException": errors.TableInUseError,
    "ResourceNotFoundException": errors.TableNotFoundError,
    "TableAlreadyExistsException": errors.TableAlreadyExistsError,
    "TableNotFoundException": errors.TableNotFoundError,
    "ThrottlingException": errors.DynamoDBThrottledError,
    "TransactionCanceledException": errors.TransactionCanceledError,
    "TransactionConflictException": errors.TransactionConflictError,
    "TransactionInProgressException": errors.TransactionInProgressError,
}

MODEL_CODES = sorted(
    shape.name for shape in get_session().get_service_model("dynamodb").error_shapes
)

SECRETS_MANAGER = get_session().get_service_model("secretsmanager")
SECRETS_MANAGER_OPERATIONS = ["GetSecretValue"]
SECRETS_MANAGER_CODES = {
    "DecryptionFailure": errors.AccessDeniedError,
    "InternalServiceError": errors.ServiceUnavailableError,
    "InvalidParameterException": errors.RequestRejectedError,
    "InvalidRequestException": errors.RequestRejectedError,
    "ResourceNotFoundException": errors.ResourceNotFoundError,
}


def test_the_model_has_error_shapes_to_walk() -> None:
    assert len(MODEL_CODES) > 30
    assert set(CODES_WITH_A_SHAPE) <= set(MODEL_CODES)


@pytest.mark.parametrize("code", MODEL_CODES)
def test_every_error_shape_of_dynamodb_has_a_class(code: str) -> None:
    cls = error_class_for_code("dynamodb", code, 400)

    assert issubclass(cls, errors.DynamoDBError)
    assert cls is not errors.DynamoDBError


@pytest.mark.parametrize(
    ("code", "cls"), sorted({**CODES_WITHOUT_A_SHAPE, **CODES_WITH_A_SHAPE}.items())
)
def test_a_code_of_dynamodb_has_its_class(code: str, cls: type[AwsError]) -> None:
    assert error_class_for_code("dynamodb", code, 400) is cls


def test_every_error_shape_of_the_operations_on_secrets_has_its_class() -> None:
    operations = map(SECRETS_MANAGER.operation_model, SECRETS_MANAGER_OPERATIONS)
    codes = {shape.name for operation in operations for shape in operation.error_shapes}

    classes = {code: error_class_for_code("secretsmanager", code, 400) for code in codes}

    assert classes == SECRETS_MANAGER_CODES


def test_the_operations_on_secrets_are_all_of_them() -> None:
    modules = Path(str(secrets.__file__)).parent.glob("*.py")
    called = {
        name
        for module in modules
        for name in re.findall(r'_call\("(\w+)"', module.read_text(encoding="utf-8"))
    }

    assert called == {xform_name(operation) for operation in SECRETS_MANAGER_OPERATIONS}


def test_the_codes_without_a_shape_have_none() -> None:
    assert not set(CODES_WITHOUT_A_SHAPE) & set(MODEL_CODES)


@pytest.mark.parametrize("name", ["_COMMON_CODES", "_DYNAMODB_CODES", "_SECRETS_MANAGER_CODES"])
def test_a_table_has_each_code_once_and_sorted(name: str) -> None:
    table: dict[type[AwsError], tuple[str, ...]] = getattr(error_codes, name)
    codes = [code for group in table.values() for code in group]

    assert len(codes) == len(set(codes))
    assert all(list(group) == sorted(group) for group in table.values())


@pytest.mark.parametrize(
    ("service", "cls"),
    [
        ("dynamodb", errors.DynamoDBThrottledError),
        ("s3", errors.S3ThrottledError),
        ("cognito-idp", errors.CognitoThrottledError),
        ("cognito-identity", errors.CognitoThrottledError),
        ("sts", errors.ThrottledError),
    ],
)
def test_a_common_code_gets_the_form_of_the_service(service: str, cls: type[AwsError]) -> None:
    assert error_class_for_code(service, "ThrottlingException", 400) is cls


def test_a_code_of_dynamodb_means_nothing_to_another_service() -> None:
    cls = error_class_for_code("sts", "ConditionalCheckFailedException", 400)

    assert cls is AwsError


@pytest.mark.parametrize(
    ("status", "cls"),
    [
        (401, errors.S3CredentialsError),
        (403, errors.S3AccessDeniedError),
        (404, errors.S3ResourceNotFoundError),
        (408, errors.S3ServiceUnavailableError),
        (409, errors.S3ResourceConflictError),
        (413, errors.S3RequestRejectedError),
        (429, errors.S3ThrottledError),
        (500, errors.S3ServiceUnavailableError),
        (503, errors.S3ServiceUnavailableError),
        (599, errors.S3ServiceUnavailableError),
        (400, errors.S3Error),
        (None, errors.S3Error),
    ],
)
def test_an_unknown_code_is_told_by_its_status(status: int | None, cls: type[AwsError]) -> None:
    assert error_class_for_code("s3", "NeverHeardOf", status) is cls


def test_a_code_that_is_a_status_stands_in_for_it() -> None:
    assert error_class_for_code("s3", "404", None) is errors.S3ResourceNotFoundError
    assert error_class_for_code("s3", "404", 404) is errors.S3ResourceNotFoundError


def test_the_code_decides_before_the_status() -> None:
    assert error_class_for_code("s3", "SlowDown", 503) is errors.S3ThrottledError


def test_a_condition_without_a_form_of_the_service_stays_itself() -> None:
    assert service_form("sts", errors.ThrottledError) is errors.ThrottledError
    assert service_form("sts", AwsError) is AwsError
    assert service_form("dynamodb", AwsError) is errors.DynamoDBError
