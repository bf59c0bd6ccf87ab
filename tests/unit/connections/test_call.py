from __future__ import annotations

import ast
import functools
import logging
import socket
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import boto3
import pytest
from botocore import exceptions as botocore
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.stub import Stubber

import boto3_assist
from boto3_assist import errors
from boto3_assist.connections.call import call, translated

SOURCE = Path(boto3_assist.__file__).parent
FAST = Config(retries={"total_max_attempts": 1}, connect_timeout=1, read_timeout=1)


def make_client(service: str = "dynamodb", **more: Any) -> Any:
    settings: dict[str, Any] = {
        "region_name": "eu-west-1",
        "aws_access_key_id": "AKIDEXAMPLE",
        "aws_secret_access_key": "secret",
        "config": FAST,
        **more,
    }
    session: Any = boto3.session.Session()
    return session.client(service, **settings)


@pytest.fixture(scope="module")
def client() -> Any:
    return make_client()


@pytest.fixture
def stubber(client: Any) -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber


def test_the_response_is_returned_as_it_is(client: Any, stubber: Stubber) -> None:
    stubber.add_response("list_tables", {"TableNames": ["app"]}, {"Limit": 1})

    assert call(client.list_tables, {"Limit": 1}) == {"TableNames": ["app"]}


def test_service_and_operation_are_read_from_the_client(client: Any, stubber: Stubber) -> None:
    stubber.add_client_error("get_item", "ResourceNotFoundException", "not found", 400)

    with pytest.raises(errors.TableNotFoundError) as caught:
        call(client.get_item, {"TableName": "app", "Key": {"pk": {"S": "user#1"}}})

    assert caught.value.operation == "GetItem"
    assert caught.value.message.startswith(
        "dynamodb GetItem (TableName app) failed with ResourceNotFoundException"
    )
    assert isinstance(caught.value.__cause__, ClientError)


def test_the_details_name_the_resources_and_no_key(client: Any, stubber: Stubber) -> None:
    stubber.add_client_error("get_item", "ValidationException", "wrong", 400)

    with pytest.raises(errors.RequestRejectedError) as caught:
        call(client.get_item, {"TableName": "app", "Key": {"pk": {"S": "alice"}}})

    assert caught.value.details["given"] == {"TableName": "app"}
    assert "alice" not in str(caught.value.to_dict())


def test_another_service_gets_its_own_class() -> None:
    client = make_client("sts")
    with Stubber(client) as stubber:
        stubber.add_client_error("get_caller_identity", "ExpiredToken", "expired", 403)

        with pytest.raises(errors.ExpiredCredentialsError) as caught:
            call(client.get_caller_identity, {})

    assert caught.value.operation == "GetCallerIdentity"
    assert not isinstance(caught.value, errors.DynamoDBError)


def test_invalid_parameters_are_cut_off_from_the_values(client: Any) -> None:
    value = 4700 + 11

    with pytest.raises(errors.InvalidParameterError) as caught:
        call(client.put_item, {"TableName": "app", "Item": {"pk": {"S": value}}})

    assert caught.value.__cause__ is None
    assert "4711" not in "".join(traceback.format_exception(caught.value))
    assert caught.value.details["problems"] == [
        {
            "parameter": "Item.pk.S",
            "problem": "invalid type",
            "given": "int",
            "expected": "str",
        }
    ]


def test_no_value_of_a_refusal_is_printed_or_logged(
    client: Any, stubber: Stubber, caplog: pytest.LogCaptureFixture
) -> None:
    text = "The parameter cannot be converted to a numeric value: alice"
    stubber.add_client_error("list_tables", "ValidationException", text, 400)

    try:
        call(client.list_tables, {})
    except errors.DynamoDBError as error:
        assert error.response is not None
        assert error.response["Error"]["Message"] == text
        logging.getLogger(__name__).exception("refused")

    assert "numeric value: …" in caplog.text
    assert "alice" not in caplog.text


def test_an_endpoint_that_is_not_there_is_a_connection_error() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        client = make_client(endpoint_url=url)

        with pytest.raises(errors.DynamoDBConnectionError) as caught:
            call(client.list_tables, {})

    assert url in caught.value.message
    assert caught.value.retryable
    assert isinstance(caught.value.__cause__, botocore.EndpointConnectionError)


def test_missing_credentials_are_a_credentials_error() -> None:
    session: Any = boto3.session.Session()
    session._session.get_component("credential_provider").providers = []
    client = session.client("dynamodb", region_name="eu-west-1", config=FAST)

    with pytest.raises(errors.DynamoDBCredentialsError, match="no credentials were found"):
        call(client.list_tables, {})


def test_an_error_of_an_event_handler_passes_untouched() -> None:
    client = make_client()
    own = errors.KeyBuildError("of a handler")

    def refuse(**_: Any) -> None:
        raise own

    client.meta.events.register("provide-client-params.dynamodb.ListTables", refuse)

    with pytest.raises(errors.KeyBuildError) as caught:
        call(client.list_tables, {})

    assert caught.value is own
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("foreign", [KeyError("x"), ValueError("x"), KeyboardInterrupt()])
def test_a_foreign_exception_passes_untouched(foreign: BaseException) -> None:
    with pytest.raises(type(foreign)) as caught:
        call(Mock(side_effect=foreign), {})

    assert caught.value is foreign


def test_a_stubber_that_was_not_told_of_the_call_speaks_for_itself(
    client: Any, stubber: Stubber
) -> None:
    with pytest.raises(botocore.UnStubbedResponseError):
        call(client.list_tables, {})


def refused(**_: Any) -> None:
    raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, "PutItem")


@pytest.mark.parametrize(
    "method",
    [
        refused,
        functools.partial(refused),
        Mock(side_effect=ClientError({"Error": {"Code": "ThrottlingException"}}, "PutItem")),
    ],
    ids=["function", "partial", "mock"],
)
def test_a_replaced_method_is_told_by_the_error_or_the_caller(method: Callable[..., Any]) -> None:
    with pytest.raises(errors.ThrottledError) as unknown:
        call(method, {})
    with pytest.raises(errors.DynamoDBThrottledError) as told:
        call(method, {}, service="dynamodb", operation="UpdateItem")

    assert unknown.value.operation == "PutItem"
    assert told.value.operation == "UpdateItem"


def test_a_method_without_a_name_is_still_reported() -> None:
    method = Mock(side_effect=botocore.NoCredentialsError(), spec=["__call__"])

    with pytest.raises(errors.CredentialsError, match="aws call failed"):
        call(method, {})


def test_a_client_of_another_kind_is_told_by_the_name_of_the_method() -> None:
    class Waiter:
        meta = SimpleNamespace(service_model=None, method_to_api_mapping=None)

        def wait(self) -> None:
            raise botocore.WaiterError("TableExists", "max attempts", {})

    with pytest.raises(errors.AwsError, match="aws wait failed"):
        call(Waiter().wait, {})


def test_a_missing_region_is_a_configuration_error() -> None:
    with pytest.raises(errors.ConfigurationError, match="no region is given") as caught:
        with translated("dynamodb"):
            boto3.session.Session().client("dynamodb")

    assert "aws_region" in caught.value.details["suggestion"]
    assert isinstance(caught.value.__cause__, botocore.NoRegionError)


def test_a_missing_profile_is_a_configuration_error() -> None:
    with pytest.raises(errors.ConfigurationError, match="profile of-nobody is in no"):
        with translated("dynamodb"):
            boto3.session.Session(profile_name="of-nobody")


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "me:secret@local host:1", "not a url"])
def test_a_bad_endpoint_is_a_configuration_error(url: str) -> None:
    with pytest.raises(errors.ConfigurationError, match="the endpoint .* cannot be used") as caught:
        with translated("dynamodb"):
            make_client(endpoint_url=url)

    assert "secret" not in "".join(traceback.format_exception(caught.value))


def test_a_block_without_failure_runs_as_it_is() -> None:
    with translated("dynamodb", "PutItem"):
        done = True

    assert done


def test_a_block_names_its_operation() -> None:
    with pytest.raises(errors.DynamoDBThrottledError, match="dynamodb Scan failed") as caught:
        with translated("dynamodb", "Scan"):
            refused()

    assert caught.value.operation == "Scan"


def caught_names(path: Path) -> set[str]:
    """Name what the ``except`` clauses of a module catch."""
    handlers = (
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
    )
    types = (handler.type for handler in handlers if handler.type is not None)
    return {
        name.attr if isinstance(name, ast.Attribute) else name.id
        for type_ in types
        for name in ast.walk(type_)
        if isinstance(name, (ast.Attribute, ast.Name))
    }


def test_nothing_else_catches_the_exceptions_of_botocore() -> None:
    of_botocore = {name for name, value in vars(botocore).items() if isinstance(value, type)} - {
        "ConnectionError",
        "ValidationError",
    }
    offenders = {
        str(path.relative_to(SOURCE)): names
        for path in SOURCE.rglob("*.py")
        if (names := caught_names(path) & of_botocore)
    }

    assert offenders == {}
