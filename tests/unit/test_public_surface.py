"""The names that the package exports: a change here is a change for every user."""

from __future__ import annotations

import inspect
import pickle
from importlib import import_module
from typing import Any, get_origin, get_type_hints

import pytest

from boto3_assist.dynamodb import DynamoDB, DynamoDBResult
from boto3_assist.errors import Boto3AssistError

SURFACE: dict[str, list[str]] = {
    "boto3_assist": ["__version__"],
    "boto3_assist.config": [
        "Boto3AssistConfig",
        "Boto3AssistWarning",
        "Settings",
        "get_config",
        "get_settings",
        "override_config",
        "reset_config",
        "set_config",
        "settings_table",
    ],
    "boto3_assist.connections": [
        "AssumedRole",
        "ConnectionPool",
        "Identity",
        "IdentityHealth",
        "PoolHealth",
        "PoolStats",
        "SecretValue",
    ],
    "boto3_assist.dynamodb": [
        "BoundIndex",
        "CLEAR_FIELD",
        "DynamoDB",
        "DynamoDBIndex",
        "DynamoDBIndexes",
        "DynamoDBKey",
        "DynamoDBModel",
        "DynamoDBModelBase",
        "DynamoDBResult",
        "DynamoDBTable",
        "GetItemConfig",
        "IndexQuery",
        "ItemConfig",
        "KeyTemplate",
        "MergeStrategy",
        "ModelIndex",
        "ModelKey",
        "UpdateConfig",
        "exclude_from_serialization",
    ],
    "boto3_assist.errors": [
        "AccessDeniedError",
        "AwsConnectionError",
        "AwsError",
        "AwsErrorFacts",
        "Boto3AssistError",
        "CancellationReason",
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
        "ExpiredCredentialsError",
        "IdempotentParameterMismatchError",
        "IndexNotFoundError",
        "InvalidParameterError",
        "ItemCollectionSizeLimitExceededError",
        "ItemNotFoundError",
        "ItemSizeExceededError",
        "KeyBuildError",
        "LimitExceededError",
        "MissingParameterError",
        "ModelMappingError",
        "PointInTimeRecoveryUnavailableError",
        "PrimaryKeyChangeError",
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
        "SchemaVersionError",
        "SerializationError",
        "ServiceUnavailableError",
        "TableAlreadyExistsError",
        "TableInUseError",
        "TableNotFoundError",
        "ThrottledError",
        "TransactionCanceledError",
        "TransactionConflictError",
        "TransactionInProgressError",
        "ValidationError",
        "VersionConflictError",
        "WriteConflictError",
        "describe",
    ],
    "boto3_assist.testing": [
        "AwsBackend",
        "AwsServer",
        "ServerStartError",
        "TableFactory",
        "aws_endpoint",
        "embedded_aws",
        "temporary_tables",
    ],
}
VERBS = {"delete", "get", "query", "save", "move", "update_item_partial"}
EXPORTS = [(module, name) for module, names in SURFACE.items() for name in names]


@pytest.mark.parametrize("module", SURFACE)
def test_a_module_exports_exactly_these_names_sorted(module: str) -> None:
    exported = import_module(module).__all__

    assert exported == SURFACE[module]
    assert exported == sorted(set(exported), key=lambda name: (not name[0].isupper(), name))


@pytest.mark.parametrize(("module", "name"), EXPORTS)
def test_a_name_can_be_imported_and_is_documented(module: str, name: str) -> None:
    home = import_module(module)

    exported = getattr(home, name)
    if inspect.isclass(exported) or inspect.isfunction(exported):
        assert inspect.getdoc(exported)


@pytest.mark.parametrize("module", SURFACE)
def test_a_name_that_does_not_exist_is_an_attribute_error(module: str) -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        import_module(module).no_such_name


@pytest.mark.parametrize("name", SURFACE["boto3_assist.errors"])
def test_c4_every_error_can_be_made_and_pickled(name: str) -> None:
    error_class = getattr(import_module("boto3_assist.errors"), name)
    if not (inspect.isclass(error_class) and issubclass(error_class, Boto3AssistError)):
        return
    error = pickle.loads(pickle.dumps(error_class("no", details={"expected": "yes"})))

    assert type(error) is error_class
    assert error.to_dict()["message"] == "no"


def test_no_name_shadows_a_builtin() -> None:
    import builtins

    assert [name for _, name in EXPORTS if hasattr(builtins, name)] == []


def public_methods() -> dict[str, Any]:
    return {
        name: member
        for name, member in inspect.getmembers(DynamoDB, inspect.isfunction)
        # The clock is a setting, which tests replace.
        if not name.startswith("_") and name != "clock"
    }


def test_the_verbs_are_these() -> None:
    assert public_methods().keys() == VERBS | {"list_tables"}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_returns_a_result(verb: str) -> None:
    function = public_methods()[verb]
    # Names that exist for type checkers only are no matter for the return type.
    returned = get_type_hints(
        type("Returned", (), {"__annotations__": {"it": function.__annotations__["return"]}}),
        vars(import_module(function.__module__)),
    )["it"]

    assert get_origin(returned) is DynamoDBResult


def test_list_tables_returns_a_list() -> None:
    assert get_type_hints(DynamoDB.list_tables)["return"] == list[str]


def test_lazily_imported_names_are_listed() -> None:
    home = import_module("boto3_assist.dynamodb")

    assert set(SURFACE["boto3_assist.dynamodb"]) <= set(dir(home))
