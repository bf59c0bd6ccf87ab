from __future__ import annotations

from typing import Any

import pytest

from boto3_assist import errors
from boto3_assist.errors import AwsError

CONDITIONS = [
    ("AccessDenied", errors.AccessDeniedError),
    ("Connection", errors.AwsConnectionError),
    ("Credentials", errors.CredentialsError),
    ("ExpiredCredentials", errors.ExpiredCredentialsError),
    ("LimitExceeded", errors.LimitExceededError),
    ("RequestRejected", errors.RequestRejectedError),
    ("ResourceConflict", errors.ResourceConflictError),
    ("ResourceNotFound", errors.ResourceNotFoundError),
    ("ResponseIntegrity", errors.ResponseIntegrityError),
    ("ServiceUnavailable", errors.ServiceUnavailableError),
    ("Throttled", errors.ThrottledError),
]
SERVICES = [
    ("Cognito", errors.CognitoError),
    ("DynamoDB", errors.DynamoDBError),
    ("S3", errors.S3Error),
]


def test_an_error_without_facts_knows_none() -> None:
    error = AwsError("a message")

    assert (error.aws_code, error.http_status, error.request_id, error.operation) == (None,) * 4
    assert error.response is None
    assert error.retryable is False


@pytest.mark.parametrize(
    ("cls", "retryable"),
    [
        (errors.AccessDeniedError, False),
        (errors.AwsConnectionError, True),
        (errors.CredentialsError, False),
        (errors.RequestRejectedError, False),
        (errors.ServiceUnavailableError, True),
        (errors.ThrottledError, True),
        (errors.DynamoDBThrottledError, True),
        (errors.DynamoDBConnectionError, True),
        (errors.TransactionConflictError, True),
        (errors.ConditionalCheckFailedError, False),
    ],
)
def test_the_class_says_whether_to_retry_unless_the_raiser_does(
    cls: type[AwsError], retryable: bool
) -> None:
    assert cls("a message").retryable is retryable
    assert cls("a message", retryable=None).retryable is retryable
    assert cls("a message", retryable=not retryable).retryable is not retryable


def test_an_unknown_fact_is_refused_by_name() -> None:
    facts: Any = {"http_code": 400}

    with pytest.raises(TypeError, match="AwsError does not take .*http_code"):
        AwsError("a message", **facts)


@pytest.mark.parametrize(("prefix", "base"), SERVICES)
@pytest.mark.parametrize(("name", "condition"), CONDITIONS)
def test_each_service_has_its_form_of_each_condition(
    prefix: str, base: type[AwsError], name: str, condition: type[AwsError]
) -> None:
    form = getattr(errors, f"{prefix}{name}Error")

    assert issubclass(form, base)
    assert issubclass(form, condition)
    assert form("a message").retryable is (condition.default_retryable or form.default_retryable)


def test_expired_credentials_of_a_service_are_credentials_of_the_service() -> None:
    assert issubclass(errors.S3ExpiredCredentialsError, errors.S3CredentialsError)


@pytest.mark.parametrize(
    ("cls", "code"),
    [
        (errors.ItemNotFoundError, "ITEM_NOT_FOUND"),
        (errors.ConditionalCheckFailedError, "CONDITIONAL_CHECK_FAILED"),
        (errors.TableNotFoundError, "TABLE_NOT_FOUND"),
        (errors.DynamoDBConnectionError, "DYNAMODB_CONNECTION_ERROR"),
        (errors.CredentialsError, "AWS_CREDENTIALS_ERROR"),
    ],
)
def test_the_codes_of_version_0_are_kept(cls: type[AwsError], code: str) -> None:
    assert cls.default_code == code
