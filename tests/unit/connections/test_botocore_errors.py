from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from botocore import exceptions as botocore
from botocore.exceptions import BotoCoreError

from boto3_assist import errors
from boto3_assist.connections.botocore_errors import rule_for
from boto3_assist.connections.translation import Attempt, translate_botocore_error
from boto3_assist.errors import AwsError, Boto3AssistError


def botocore_classes(cls: type[BotoCoreError] = BotoCoreError) -> Iterator[type[BotoCoreError]]:
    for child in cls.__subclasses__():
        if child.__module__ == "botocore.exceptions":
            yield child
            yield from botocore_classes(child)


# They are about how a paginator or a waiter ended, not about a condition of their own.
WITHOUT_A_CONDITION = {
    "PaginationError",
    "WaiterError",
}
STUBBER = {"StubAssertionError", "StubResponseError", "UnStubbedResponseError"}
BOTOCORE_CLASSES = sorted(
    {cls for cls in botocore_classes() if cls.__name__ not in STUBBER}, key=lambda cls: cls.__name__
)


def an_instance(cls: type[BotoCoreError]) -> BotoCoreError:
    """Make one with every field that its text asks for."""
    if cls is botocore.WaiterError:
        return botocore.WaiterError("TableExists", "max attempts", {})
    names = [name.split("}")[0] for name in cls.fmt.split("{")[1:]]
    return cls(**{name: f"the-{name}" for name in names})


@pytest.mark.parametrize("cls", BOTOCORE_CLASSES, ids=lambda cls: cls.__name__)
def test_every_exception_of_botocore_is_reported_as_a_condition(cls: type[BotoCoreError]) -> None:
    error = translate_botocore_error(an_instance(cls), Attempt("dynamodb", "PutItem"))

    assert (type(error) is errors.DynamoDBError) == (cls.__name__ in WITHOUT_A_CONDITION)
    assert error.message.startswith("dynamodb PutItem")
    assert error.details["expected"] and error.details["suggestion"]
    assert json.loads(json.dumps(error.details)) == error.details


@pytest.mark.parametrize("cls", BOTOCORE_CLASSES, ids=lambda cls: cls.__name__)
def test_an_exception_without_its_fields_is_survived(cls: type[BotoCoreError]) -> None:
    bare = an_instance(cls)
    bare.kwargs = {}

    assert isinstance(translate_botocore_error(bare, Attempt("s3")), Boto3AssistError)


@pytest.mark.parametrize(
    ("original", "cls", "words"),
    [
        (botocore.NoRegionError(), errors.ConfigurationError, "AWS_DEFAULT_REGION"),
        (
            botocore.InvalidRegionError(region_name="moon 1"),
            errors.ConfigurationError,
            "region moon 1 cannot be used",
        ),
        (
            botocore.ProfileNotFound(profile="dev"),
            errors.ConfigurationError,
            "profile dev is in no AWS configuration file",
        ),
        (
            botocore.UnknownServiceError(service_name="dynamo", known_service_names=["a"]),
            errors.ConfigurationError,
            "botocore knows no service dynamo",
        ),
        (
            botocore.InvalidRetryModeError(
                provided_retry_mode="never", valid_modes=["standard", "legacy"]
            ),
            errors.ConfigurationError,
            "standard",
        ),
        (
            botocore.NoCredentialsError(),
            errors.DynamoDBCredentialsError,
            "no credentials were found",
        ),
        (
            botocore.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
            errors.DynamoDBCredentialsError,
            "AWS_SECRET_ACCESS_KEY is missing",
        ),
        (
            botocore.UnauthorizedSSOTokenError(),
            errors.DynamoDBExpiredCredentialsError,
            "aws sso login",
        ),
        (
            botocore.EndpointConnectionError(endpoint_url="http://me:hidden@127.0.0.1:1/"),
            errors.DynamoDBConnectionError,
            "no connection to http://127.0.0.1:1/",
        ),
        (
            botocore.ConnectTimeoutError(endpoint_url="http://127.0.0.1:1/"),
            errors.DynamoDBConnectionError,
            "in time",
        ),
        (
            botocore.ReadTimeoutError(endpoint_url="http://127.0.0.1:1/"),
            errors.DynamoDBConnectionError,
            "it is not known whether it was done",
        ),
        (
            botocore.HTTPClientError(error=ValueError("Invalid header value b'hidden'")),
            errors.DynamoDBConnectionError,
            "the HTTP client failed with ValueError",
        ),
        (
            botocore.FlexibleChecksumError(error_msg="Expected checksum a"),
            errors.DynamoDBResponseIntegrityError,
            "the answer cannot be read",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_exception_of_botocore_says_what_to_do(
    original: BotoCoreError, cls: type[Boto3AssistError], words: str
) -> None:
    error = translate_botocore_error(original, Attempt("dynamodb", "PutItem"))

    assert type(error) is cls
    assert words in str(error)
    assert "hidden" not in f"{error} {error.details}"


def test_a_rejected_certificate_is_not_worth_repeating() -> None:
    broken = botocore.SSLError(endpoint_url="https://127.0.0.1:1/", error=ValueError("expired"))
    closed = botocore.ConnectionClosedError(endpoint_url="https://127.0.0.1:1/")

    rejected = translate_botocore_error(broken, Attempt("dynamodb", "PutItem"))
    dropped = translate_botocore_error(closed, Attempt("dynamodb", "PutItem"))

    assert isinstance(rejected, errors.AwsConnectionError) and not rejected.retryable
    assert isinstance(dropped, errors.AwsConnectionError) and dropped.retryable


def test_every_rule_of_a_configuration_says_what_to_do() -> None:
    rules = {cls: rule_for(cls) for cls in BOTOCORE_CLASSES}
    telling = [rule for rule in rules.values() if not issubclass(rule.error_class, AwsError)]

    assert telling
    assert all(rule.expected and rule.suggestion for rule in telling)
