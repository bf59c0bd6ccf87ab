from __future__ import annotations

import pytest
from botocore.session import get_session

from boto3_assist import errors
from boto3_assist.connections.advice import advice_for
from boto3_assist.connections.cognito_codes import COGNITO_CODES
from boto3_assist.connections.error_codes import error_class_for_code
from boto3_assist.errors import AwsError

SHAPES = sorted(shape.name for shape in get_session().get_service_model("cognito-idp").error_shapes)

CODES = {
    "AccessDeniedException": errors.CognitoAccessDeniedError,
    "AliasExistsException": errors.AliasExistsError,
    "CodeDeliveryFailureException": errors.CodeDeliveryError,
    "CodeMismatchException": errors.CodeMismatchError,
    "EnableSoftwareTokenMFAException": errors.CodeMismatchError,
    "ExpiredCodeException": errors.ExpiredCodeError,
    "ExpiredTokenException": errors.CognitoExpiredCredentialsError,
    "ForbiddenException": errors.CognitoAccessDeniedError,
    "GroupExistsException": errors.GroupExistsError,
    "InternalErrorException": errors.CognitoServiceUnavailableError,
    "InvalidLambdaResponseException": errors.TriggerFailedError,
    "InvalidParameterException": errors.CognitoRequestRejectedError,
    "InvalidPasswordException": errors.InvalidPasswordError,
    "LimitExceededException": errors.CognitoLimitExceededError,
    "MFAMethodNotFoundException": errors.MfaMethodNotFoundError,
    "NotAuthorizedException": errors.AuthenticationError,
    "PasswordHistoryPolicyViolationException": errors.PasswordReuseError,
    "PasswordResetRequiredException": errors.PasswordResetRequiredError,
    "RefreshTokenReuseException": errors.RefreshTokenReuseError,
    "ResourceNotFoundException": errors.CognitoResourceNotFoundError,
    "SoftwareTokenMFANotFoundException": errors.MfaMethodNotFoundError,
    "TooManyFailedAttemptsException": errors.TooManyFailedAttemptsError,
    "TooManyRequestsException": errors.CognitoThrottledError,
    "UnauthorizedException": errors.AuthenticationError,
    "UnexpectedLambdaException": errors.TriggerFailedError,
    "UnrecognizedClientException": errors.CognitoCredentialsError,
    "UserLambdaValidationException": errors.TriggerRefusedError,
    "UserNotConfirmedException": errors.UserNotConfirmedError,
    "UserNotFoundException": errors.UserNotFoundError,
    "UsernameExistsException": errors.UsernameExistsError,
}


@pytest.mark.parametrize("code", SHAPES)
def test_every_error_shape_of_user_pools_has_a_class(code: str) -> None:
    cls = error_class_for_code("cognito-idp", code, 400)

    assert issubclass(cls, errors.CognitoError)
    assert cls is not errors.CognitoError


@pytest.mark.parametrize(("code", "cls"), CODES.items())
def test_a_code_of_user_pools_has_its_class(code: str, cls: type[AwsError]) -> None:
    assert error_class_for_code("cognito-idp", code, 400) is cls


def test_the_table_has_each_code_once_and_sorted() -> None:
    codes = [code for group in COGNITO_CODES.values() for code in group]

    assert len(codes) == len(set(codes))
    assert all(list(group) == sorted(group) for group in COGNITO_CODES.values())
    names = [cls.__name__ for cls in COGNITO_CODES]
    assert names == sorted(names)


def test_identity_pools_keep_the_common_meaning() -> None:
    cls = error_class_for_code("cognito-identity", "NotAuthorizedException", 400)

    assert cls is errors.CognitoAccessDeniedError


@pytest.mark.parametrize(
    "cls", [each for each in COGNITO_CODES if each is not errors.CognitoRequestRejectedError]
)
def test_c7_what_cognito_refuses_is_not_worth_repeating(cls: type[AwsError]) -> None:
    assert not cls.default_retryable


@pytest.mark.parametrize("cls", CODES.values())
def test_every_class_has_advice_of_its_own(cls: type[AwsError]) -> None:
    assert advice_for(cls, "InitiateAuth") != advice_for(errors.CognitoError, "InitiateAuth")


def test_advice_on_a_refused_sign_in_thinks_of_the_app_clients_secret() -> None:
    """Cognito refuses a wrong one in the same words as a wrong password."""
    _, suggestion = advice_for(errors.AuthenticationError, "InitiateAuth")

    assert "client_secret" in suggestion
