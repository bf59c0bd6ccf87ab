from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore import exceptions as botocore
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from boto3_assist import errors
from boto3_assist.connections.call import call
from boto3_assist.connections.translation import (
    Attempt,
    printable_cause,
    translate,
    translate_botocore_error,
    translate_client_error,
)
from boto3_assist.errors import AwsError, DynamoDBResponseIntegrityError

ITEM = {"pk": {"S": "user#1"}, "email": {"S": "alice@example.com"}}


def client_error(
    code: str = "ValidationException",
    message: str = "The provided key element does not match the schema",
    *,
    operation: str = "PutItem",
    status: int = 400,
    **more: Any,
) -> ClientError:
    response: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status, "RequestId": "R1", "RetryAttempts": 2},
        **more,
    }
    return ClientError(response, operation)


def test_an_error_response_becomes_an_error_with_its_facts() -> None:
    original = client_error()

    error = translate_client_error(original, Attempt("dynamodb", "PutItem"))

    assert type(error) is errors.DynamoDBRequestRejectedError
    assert error.message == (
        "dynamodb PutItem failed with ValidationException:"
        " The provided key element does not match the schema"
    )
    assert (error.aws_code, error.http_status) == ("ValidationException", 400)
    assert (error.request_id, error.operation, error.retryable) == ("R1", "PutItem", False)
    assert error.response is original.response
    assert error.details == {
        "service": "dynamodb",
        "operation": "PutItem",
        "aws_code": "ValidationException",
        "http_status": 400,
        "request_id": "R1",
        "attempts": 3,
        "expected": "a request that the service takes",
        "suggestion": "correct the request; the unredacted text is in the error's response",
    }


def test_the_message_is_redacted_and_the_response_is_not() -> None:
    text = "The parameter cannot be converted to a numeric value: alice"

    error = translate_client_error(client_error(message=text), Attempt("dynamodb", "PutItem"))

    assert error.message.endswith("numeric value: …")
    assert "alice" not in f"{error!s} {error!r} {error.details}"
    assert error.response is not None
    assert error.response["Error"]["Message"] == text


@pytest.mark.parametrize("response", [{}, {"Error": {}}, {"Error": None, "ResponseMetadata": None}])
def test_a_response_without_an_error_is_survived(response: dict[str, Any]) -> None:
    original = ClientError({}, "PutItem")
    bare: Any = response
    original.response = bare

    error = translate_client_error(original, Attempt("dynamodb", "PutItem"))

    assert type(error) is errors.DynamoDBError
    assert error.message == "dynamodb PutItem failed with no code: no message"
    assert (error.aws_code, error.http_status, error.request_id) == (None, None, None)


def test_the_old_item_of_a_failed_condition_is_kept_in_wire_form() -> None:
    original = client_error("ConditionalCheckFailedException", "The conditional request failed")
    original.response["Item"] = ITEM  # type: ignore[typeddict-unknown-key]  # a modeled member

    error = translate_client_error(original, Attempt("dynamodb", "PutItem"))

    assert isinstance(error, errors.ConditionalCheckFailedError)
    assert error.item == ITEM
    assert "alice" not in f"{error} {error!r} {json.dumps(error.to_dict())}"


def test_a_failed_condition_without_the_old_item_has_none() -> None:
    original = client_error("ConditionalCheckFailedException", "The conditional request failed")

    error = translate_client_error(original, Attempt("dynamodb", "PutItem"))

    assert isinstance(error, errors.ConditionalCheckFailedError)
    assert error.item is None


def canceled(*reasons: dict[str, Any]) -> errors.TransactionCanceledError:
    original = client_error(
        "TransactionCanceledException", "canceled", CancellationReasons=list(reasons)
    )
    error = translate_client_error(original, Attempt("dynamodb", "TransactWriteItems"))
    assert isinstance(error, errors.TransactionCanceledError)
    return error


def test_a_canceled_transaction_has_a_reason_for_each_operation_in_order() -> None:
    refused = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
    invalid = {"Code": "ValidationError", "Message": "Unexpected value: alice"}

    error = canceled({"Code": "None"}, {**refused, "Item": ITEM}, invalid)

    assert error.reasons == [
        errors.CancellationReason(0),
        errors.CancellationReason(
            1, "ConditionalCheckFailed", "The conditional request failed", ITEM
        ),
        errors.CancellationReason(2, "ValidationError", "Unexpected value: …"),
    ]
    assert error.details["reasons"] == [
        {
            "position": 1,
            "code": "ConditionalCheckFailed",
            "message": "The conditional request failed",
        },
        {"position": 2, "code": "ValidationError", "message": "Unexpected value: …"},
    ]
    assert "alice" not in f"{error} {error!r} {json.dumps(error.to_dict())}"


@pytest.mark.parametrize(
    ("codes", "retryable"),
    [
        (["None", "TransactionConflict"], True),
        (["ThrottlingError", "ProvisionedThroughputExceeded"], True),
        (["TransactionConflict", "ConditionalCheckFailed"], False),
        (["None"], False),
        ([], False),
    ],
)
def test_a_canceled_transaction_is_retryable_if_all_its_reasons_pass(
    codes: list[str], retryable: bool
) -> None:
    assert canceled(*({"Code": code} for code in codes)).retryable is retryable


@pytest.mark.parametrize("member", ["ThrottlingReasons", "throttlingReasons"])
def test_the_reasons_of_throttling_are_in_the_details(member: str) -> None:
    reasons = [{"reason": "TableWriteKeyRangeThroughputExceeded", "resource": "arn:aws:dynamodb"}]
    more: dict[str, Any] = {member: reasons}

    error = translate_client_error(
        client_error("ThrottlingException", "slow down", **more), Attempt("dynamodb", "PutItem")
    )

    assert isinstance(error, errors.DynamoDBThrottledError)
    assert error.details["throttling_reasons"] == reasons


@pytest.mark.parametrize(
    ("code", "cls"),
    [
        ("AccessDenied", errors.DynamoDBCredentialsError),
        ("ValidationError", errors.DynamoDBCredentialsError),
        ("NeverHeardOf", errors.DynamoDBCredentialsError),
        ("InvalidClientTokenId", errors.DynamoDBCredentialsError),
        ("ExpiredToken", errors.DynamoDBExpiredCredentialsError),
        ("Throttling", errors.DynamoDBThrottledError),
        ("ServiceUnavailable", errors.DynamoDBServiceUnavailableError),
    ],
)
@pytest.mark.parametrize("operation", ["PutItem", None])
def test_a_role_that_cannot_be_assumed_inside_a_call_means_no_credentials(
    code: str, cls: type[AwsError], operation: str | None
) -> None:
    error = translate_client_error(
        client_error(code, "refused", operation="AssumeRole"), Attempt("dynamodb", operation)
    )

    assert type(error) is cls
    assert f"failed (in AssumeRole, for credentials) with {code}" in error.message
    assert error.operation == operation


def test_a_role_that_cannot_be_assumed_when_asked_for_is_a_refusal() -> None:
    error = translate_client_error(
        client_error("AccessDenied", "refused", operation="AssumeRole"),
        Attempt("sts", "AssumeRole"),
    )

    assert type(error) is errors.AccessDeniedError


def test_invalid_parameters_are_reported_without_their_values() -> None:
    report = "\n".join(
        f"Invalid type for parameter Item.a{n}.S, value: alice, type: <class 'int'>,"
        " valid types: <class 'str'>"
        for n in range(5)
    )

    error = translate_botocore_error(
        botocore.ParamValidationError(report=report), Attempt("dynamodb", "PutItem")
    )

    assert type(error) is errors.InvalidParameterError
    assert error.message == (
        "dynamodb PutItem was not sent: Item.a0.S (invalid type), Item.a1.S (invalid type),"
        " Item.a2.S (invalid type), and 2 more"
    )
    assert len(error.details["problems"]) == 5
    assert "alice" not in str(error.to_dict())


def test_a_report_that_nobody_knows_is_reported_without_its_text() -> None:
    error = translate_botocore_error(
        botocore.ParamValidationError(report="alice"), Attempt("dynamodb", "PutItem")
    )

    assert "a parameter is not one that the operation takes" in error.message
    assert "alice" not in str(error.to_dict())


def test_the_range_that_is_expected_is_said() -> None:
    report = "Invalid value for parameter Limit, value: 0, valid min value: 1"

    error = translate_botocore_error(
        botocore.ParamValidationError(report=report), Attempt("dynamodb", "Query")
    )

    assert str(error) == (
        "[INVALID_PARAMETER] dynamodb Query was not sent: Limit (invalid value);"
        " expected 1 or more for Limit; correct the parameters of the call"
    )


@pytest.mark.parametrize(
    ("given", "names_index"),
    [({"TableName": "app", "IndexName": "gsi9"}, True), ({"TableName": "app"}, False)],
)
def test_what_is_missing_may_be_the_index_that_a_query_names(
    given: dict[str, str], names_index: bool
) -> None:
    original = client_error("ResourceNotFoundException", "Requested resource not found", status=400)

    error = translate_client_error(original, Attempt("dynamodb", "Query", given))

    assert type(error) is errors.TableNotFoundError
    assert ("index" in error.details["expected"]) is names_index
    assert ("check table name, index name" in error.details["suggestion"]) is names_index


READS = [
    "BatchGetItem",
    "DescribeTable",
    "GetItem",
    "HeadObject",
    "ListTables",
    "Query",
    "Scan",
    "TransactGetItems",
    None,
]
WRITES = ["BatchWriteItem", "DeleteItem", "ExecuteStatement", "PutItem", "TransactWriteItems"]


@pytest.mark.parametrize("operation", [*READS, *WRITES])
@pytest.mark.parametrize(
    "original",
    [
        botocore.ConnectionClosedError(endpoint_url="http://127.0.0.1:1/"),
        botocore.FlexibleChecksumError(error_msg="wrong"),
        ResponseParserError("Unable to parse"),
        client_error("RequestAbortedException", "aborted"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_of_a_write_it_is_said_that_its_outcome_is_not_known(
    original: Exception, operation: str | None
) -> None:
    error = translate(original, Attempt("dynamodb", operation))

    assert error is not None
    unknown = "of a write it is not known" in error.details["suggestion"]
    assert unknown is (operation in WRITES)


def test_an_answer_that_cannot_be_parsed_is_reported_without_its_body() -> None:
    error = translate(
        ResponseParserError("Unable to parse: b'alice'"), Attempt("s3", "ListBuckets")
    )

    assert type(error) is errors.S3ResponseIntegrityError
    assert error.operation == "ListBuckets"
    assert "alice" not in str(error.to_dict())


@pytest.mark.parametrize(
    "original",
    [
        ValueError("Invalid endpoint: of somebody else"),
        KeyError("x"),
        errors.KeyBuildError("of an event handler"),
        botocore.StubResponseError(operation_name="PutItem", reason="x"),
        botocore.StubAssertionError(operation_name="PutItem", reason="x"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_a_failure_of_botocore_is_left_alone(original: Exception) -> None:
    assert translate(original, Attempt("dynamodb", "PutItem")) is None


def test_while_a_client_is_made_there_is_no_operation() -> None:
    error = translate(botocore.NoRegionError(), Attempt("dynamodb"))

    assert error is not None
    assert error.message == "making a dynamodb client failed: no region is given"
    assert error.details["operation"] is None


def test_a_harmless_cause_is_the_exception_itself() -> None:
    for original in (
        client_error(),
        botocore.EndpointConnectionError(endpoint_url="http://127.0.0.1:1/"),
        botocore.NoCredentialsError(),
    ):
        assert printable_cause(original) is original


def test_the_cause_of_an_error_response_is_shown_redacted() -> None:
    original = client_error(message="Unexpected value: alice", Item=ITEM)

    cause = printable_cause(original)

    assert isinstance(cause, ClientError)
    assert cause.response["Error"]["Message"] == "Unexpected value: …"
    assert cause.operation_name == "PutItem"
    assert "alice" not in "".join(traceback.format_exception(cause))
    assert original.response["Error"]["Message"] == "Unexpected value: alice"


@pytest.mark.parametrize(
    "original",
    [
        botocore.ParamValidationError(report="secret"),
        botocore.ValidationError(value="secret", param="p", type_name="str"),
        botocore.HTTPClientError(error=ValueError("secret")),
        botocore.EndpointConnectionError(endpoint_url="http://me:hidden@127.0.0.1:1/"),
        ResponseParserError("secret"),
        ValueError("Invalid endpoint: me:hidden@127.0.0.1"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_cause_that_prints_values_or_secrets_is_cut_off(original: Exception) -> None:
    assert printable_cause(original) is None


UNREADABLE = [
    pytest.param(200, {}, b"\xff", id="not UTF-8"),
    pytest.param(400, {}, b"[]", id="an error that is no object"),
    pytest.param(200, {"x-amz-crc32": "abc"}, b"{}", id="a checksum that is no number"),
]


@pytest.mark.parametrize(("status", "headers", "body"), UNREADABLE)
def test_an_answer_that_botocore_cannot_read_is_an_integrity_error(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    client: Any = boto3.session.Session().client(
        "dynamodb",
        region_name="eu-west-1",
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="example",
        # Only the legacy mode looks at the checksum.
        config=Config(retries={"mode": "legacy", "max_attempts": 0}),
    )

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        return AWSResponse(request.url, status, HTTPHeaders.from_dict(headers), _Raw(body))

    client.meta.events.register("before-send", answer)
    with pytest.raises(DynamoDBResponseIntegrityError) as raised:
        call(client.list_tables, {})

    assert raised.value.__cause__ is None


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body
