from __future__ import annotations

from typing import Any

import pytest

from boto3_assist import errors
from boto3_assist.aws_lambda import status_for
from boto3_assist.aws_lambda.statuses import check_statuses
from boto3_assist.errors import Boto3AssistError, InvalidParameterError


@pytest.mark.parametrize(
    ("error_class", "status"),
    [
        (errors.ServiceError, 400),
        (errors.ValidationError, 400),
        (errors.MissingParameterError, 400),
        (errors.ItemSizeExceededError, 413),
        (errors.InvalidPasswordError, 400),
        (errors.UnauthorizedError, 401),
        (errors.TokenExpiredError, 401),
        (errors.AuthenticationError, 401),
        (errors.UserNotConfirmedError, 401),
        (errors.TokenGroupError, 403),
        (errors.TokenScopeError, 403),
        (errors.ItemNotFoundError, 404),
        (errors.UserNotFoundError, 404),
        (errors.ConditionalCheckFailedError, 409),
        (errors.UsernameExistsError, 409),
        (errors.CognitoLimitExceededError, 429),
        (errors.TooManyFailedAttemptsError, 429),
        (errors.DynamoDBThrottledError, 503),
        (errors.CognitoServiceUnavailableError, 503),
        (errors.AwsConnectionError, 503),
        (errors.JwksUnavailableError, 503),
        # The function's own permissions, tables and settings are not the client's.
        (errors.DynamoDBAccessDeniedError, 500),
        (errors.CredentialsError, 500),
        (errors.TableNotFoundError, 500),
        (errors.ConfigurationError, 500),
        (errors.SerializationError, 500),
        (errors.LimitExceededError, 500),
        (errors.AwsError, 500),
        (Boto3AssistError, 500),
    ],
)
def test_each_error_has_a_status(error_class: type[Boto3AssistError], status: int) -> None:
    assert status_for(error_class("no")) == status


def test_what_may_succeed_later_is_503() -> None:
    assert status_for(errors.TransactionCanceledError("no")) == 409
    assert status_for(errors.TransactionCanceledError("no", retryable=True)) == 503


def test_the_applications_own_codes_win() -> None:
    error = errors.ItemNotFoundError("no", "ORDER_GONE")

    assert status_for(error, {"ORDER_GONE": 410, "ITEM_NOT_FOUND": 400}) == 410
    assert status_for(error, {"ITEM_NOT_FOUND": 400}) == 404


@pytest.mark.parametrize(
    ("status", "given"),
    [(200, "200"), (399, "399"), (600, "600"), ("404", "str of 3 characters"), (None, "None")],
)
def test_a_status_of_no_error_is_refused(status: Any, given: str) -> None:
    with pytest.raises(InvalidParameterError, match=f"A_CODE was given as {given}"):
        check_statuses({"A_CODE": status})
