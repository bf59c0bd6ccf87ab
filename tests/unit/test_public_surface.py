"""The names that the package exports: a change here is a change for every user."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

from boto3_assist.cognito import Cognito
from boto3_assist.dynamodb import DynamoDB
from boto3_assist.errors import Boto3AssistError
from boto3_assist.s3 import S3

SURFACE: dict[str, list[str]] = {
    "boto3_assist": ["__version__"],
    "boto3_assist.aws_lambda": [
        "LambdaAuthorizer",
        "Principal",
        "TokenVerifier",
        "acting_as",
        "auth_middleware",
        "current_principal",
        "handle_cors",
        "http_response",
        "require_auth",
        "resolver_response",
        "status_for",
    ],
    "boto3_assist.cli": [
        "main",
    ],
    "boto3_assist.cognito": [
        "AppClient",
        "Challenge",
        "CodeDelivery",
        "Cognito",
        "CognitoAttribute",
        "CognitoGroup",
        "CognitoTokenVerifier",
        "CognitoUser",
        "CustomChallenge",
        "JwksSource",
        "MfaCodeChallenge",
        "MfaSelectionChallenge",
        "MfaSetupChallenge",
        "NewPasswordChallenge",
        "Page",
        "SignInOutcome",
        "SignInTokens",
        "SignUpOutcome",
        "SoftwareTokenSetup",
        "UserFilter",
        "VerifiedToken",
    ],
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
        "Attribute",
        "AttributePath",
        "BatchDelete",
        "BatchFailure",
        "BatchGetConfig",
        "BatchReport",
        "BatchWriteConfig",
        "BoundIndex",
        "CLEAR_FIELD",
        "CapacityLedger",
        "CapacityUse",
        "Condition",
        "Deadline",
        "DeleteConfig",
        "DynamoDB",
        "DynamoDBIndex",
        "DynamoDBIndexes",
        "DynamoDBKey",
        "DynamoDBModel",
        "DynamoDBModelBase",
        "DynamoDBReindexer",
        "DynamoDBResult",
        "DynamoDBTable",
        "FileCheckpoints",
        "GetItemConfig",
        "IndexQuery",
        "ItemConfig",
        "ItemIterator",
        "ItemReport",
        "KeyTemplate",
        "MergeStrategy",
        "ModelIndex",
        "ModelKey",
        "PageIterator",
        "ParallelPageIterator",
        "QueryConfig",
        "ReindexConfig",
        "ReindexReport",
        "SaveConfig",
        "ScanConfig",
        "Size",
        "Statement",
        "StatementConfig",
        "TableCheckpoints",
        "Transaction",
        "TransactionConfig",
        "TransactionOperation",
        "Update",
        "UpdateConfig",
        "WalkSource",
        "attr",
        "capacity_ledger",
        "exclude_from_serialization",
    ],
    "boto3_assist.dynamodb.walking": [
        "CapacityPacer",
        "Checkpoint",
        "CheckpointStore",
        "FileCheckpoints",
        "ItemReport",
        "TableCheckpoints",
        "Tally",
        "WalkSource",
    ],
    "boto3_assist.errors": [
        "AccessDeniedError",
        "AliasExistsError",
        "AuthenticationError",
        "AwsConnectionError",
        "AwsError",
        "AwsErrorFacts",
        "BatchGetIncompleteError",
        "BatchIncompleteError",
        "BatchStatementError",
        "BatchWriteIncompleteError",
        "Boto3AssistError",
        "CancellationReason",
        "CapacityBudgetExceededError",
        "CheckpointMismatchError",
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
        "CursorError",
        "CursorExpiredError",
        "CursorForeignError",
        "CursorTamperedError",
        "DeadlineExceededError",
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
        "FieldNotReadError",
        "GroupExistsError",
        "IdempotentParameterMismatchError",
        "IndexNotFoundError",
        "InvalidParameterError",
        "InvalidPasswordError",
        "ItemCollectionSizeLimitExceededError",
        "ItemNotFoundError",
        "ItemSizeExceededError",
        "JobInterruptedError",
        "JwksUnavailableError",
        "KeyBuildError",
        "LimitExceededError",
        "MfaMethodNotFoundError",
        "MissingParameterError",
        "ModelMappingError",
        "OperationStoppedError",
        "PasswordResetRequiredError",
        "PasswordReuseError",
        "PointInTimeRecoveryUnavailableError",
        "PrimaryKeyChangeError",
        "RefreshTokenReuseError",
        "ReplicatedWriteConflictError",
        "RequestRejectedError",
        "ResourceConflictError",
        "ResourceNotFoundError",
        "ResponseIntegrityError",
        "S3AccessDeniedError",
        "S3BucketAlreadyExistsError",
        "S3BucketAlreadyOwnedByYouError",
        "S3BucketNotEmptyError",
        "S3BucketNotFoundError",
        "S3ChecksumMismatchError",
        "S3ConditionalConflictError",
        "S3ConnectionError",
        "S3CredentialsError",
        "S3DeleteFailure",
        "S3Error",
        "S3ExpiredCredentialsError",
        "S3InvalidRangeError",
        "S3LimitExceededError",
        "S3NotModifiedError",
        "S3ObjectArchivedError",
        "S3ObjectNotFoundError",
        "S3PartialDeleteError",
        "S3PreconditionFailedError",
        "S3RequestRejectedError",
        "S3ResourceConflictError",
        "S3ResourceNotFoundError",
        "S3ResponseIntegrityError",
        "S3SelectUnavailableError",
        "S3ServiceUnavailableError",
        "S3SourceChangedError",
        "S3ThrottledError",
        "S3UnsafeKeyError",
        "S3UploadNotFoundError",
        "S3VersionNotFoundError",
        "SchemaVersionError",
        "SerializationError",
        "ServiceError",
        "ServiceUnavailableError",
        "TableAlreadyExistsError",
        "TableInUseError",
        "TableNotFoundError",
        "TargetKeyTakenError",
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
        "TransactionTokenExpiredError",
        "TriggerFailedError",
        "TriggerRefusedError",
        "UnauthorizedError",
        "UserNotConfirmedError",
        "UserNotFoundError",
        "UsernameExistsError",
        "ValidationError",
        "VersionConflictError",
        "WriteConflictError",
        "describe",
    ],
    "boto3_assist.s3": [
        "BucketInfo",
        "CommonOptions",
        "CopyOptions",
        "DeleteTarget",
        "DeletedObject",
        "DownloadOptions",
        "DownloadedFile",
        "FetchedObject",
        "ListedPage",
        "ObjectInfo",
        "ObjectStream",
        "ObjectVersion",
        "ProgressCallback",
        "ReadOptions",
        "S3",
        "S3File",
        "StoredObject",
        "SupportsRead",
        "SyncAction",
        "SyncReport",
        "TransferOptions",
        "UnfinishedUpload",
        "UploadOptions",
        "WriteOptions",
    ],
    "boto3_assist.s3.events": [
        "S3Event",
        "S3EventRecord",
        "S3TestEvent",
        "Unwrapped",
        "in_order",
        "latest",
        "sequencer_rank",
    ],
    "boto3_assist.s3.lifecycle": [
        "LifecycleChange",
        "LifecycleConfiguration",
        "LifecycleDiff",
        "LifecycleExpiration",
        "LifecycleFilter",
        "LifecycleOverlap",
        "LifecycleProblem",
        "LifecycleRule",
        "LifecycleRuleChange",
        "LifecycleTransition",
        "MinimumObjectSize",
        "NoncurrentExpiration",
        "NoncurrentTransition",
        "TransitionClass",
    ],
    "boto3_assist.s3.presign": [
        "Duration",
        "MultipartPlan",
        "PlannedPart",
        "PostFields",
        "PresignedPost",
        "PresignedUrl",
        "ResponseHeaders",
        "StartsWith",
    ],
    "boto3_assist.s3.reading": [
        "Compression",
        "S3File",
    ],
    "boto3_assist.s3.select": [
        "CsvInput",
        "CsvOutput",
        "InputCompression",
        "JsonDocumentInput",
        "JsonLinesInput",
        "JsonOutput",
        "ParquetInput",
        "ScanRange",
        "SelectInput",
        "SelectOptions",
        "SelectOutput",
        "SelectProgress",
        "SelectResult",
        "SelectStats",
    ],
    "boto3_assist.s3.sync": [
        "SyncAction",
        "SyncReport",
    ],
    "boto3_assist.jobs": [
        "BackfillJob",
        "ExportJob",
        "ImportJob",
        "Job",
        "JobReport",
        "PurgeJob",
        "ReindexJob",
        "Segment",
        "SegmentReport",
        "plan",
        "run",
        "run_all",
        "segment_handler",
        "state_machine",
    ],
    "boto3_assist.results": ["ServiceResult"],
    "boto3_assist.secrets": [
        "SecretsManagerProvider",
        "StoredCredentials",
        "get_credentials_from_secrets_manager",
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
VERBS = {
    "batch_execute_statement",
    "batch_get_item",
    "batch_write_item",
    "delete",
    "execute_statement",
    "execute_transaction",
    "get",
    "move",
    "query",
    "save",
    "scan",
    "transact_get_items",
    "transact_write_items",
    "update_item",
    "update_item_partial",
}
# These give no result, and raise whatever `raise_on_error` says.
PLAIN = {
    "count": "int",
    "exists": "bool",
    "list_tables": "list[str]",
    "query_items": "ItemIterator[Any]",
    "query_pages": "PageIterator[Any]",
    "scan_items": "ItemIterator[Any]",
    "scan_pages": "PageIterator[Any] | ParallelPageIterator[Any]",
    "transaction": "Iterator[Transaction]",
}
S3_VERBS = {
    "abandon_upload",
    "abort_upload",
    "apply_lifecycle",
    "block_public_access",
    "bucket_exists",
    "bucket_region",
    "complete_presigned_multipart",
    "copy",
    "create_bucket",
    "delete",
    "delete_bucket",
    "delete_lifecycle",
    "delete_many",
    "delete_prefix",
    "delete_versions",
    "download_file",
    "empty_bucket",
    "encryption",
    "exists",
    "get",
    "get_lifecycle",
    "head",
    "list",
    "list_buckets",
    "list_pages",
    "list_uploads",
    "list_versions",
    "move",
    "open",
    "policy",
    "presign_get",
    "presign_multipart",
    "presign_post",
    "presign_put",
    "public_access_blocked",
    "put",
    "read_lines",
    "read_range",
    "select",
    "set_encryption",
    "set_policy",
    "set_tags",
    "set_versioning",
    "stream",
    "sweep_uploads",
    "sync",
    "tags",
    "update",
    "upload_file",
    "upload_resumable",
    "upload_stream",
    "versioning",
}
# Where something is and what is written there; everything else is said by name.
BY_PLACE = {
    "self",
    "body",
    "bucket",
    "change",
    "expression",
    "journal",
    "key",
    "keys",
    "path",
    "policy",
    "prefix",
    "rules",
    "size",
    "source",
    "source_bucket",
    "source_key",
    "start",
    "stream",
    "tags",
    "target",
    "upload_id",
}
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


def public_methods(service: type = DynamoDB) -> dict[str, Any]:
    return {
        name: member
        for name, member in inspect.getmembers(service, inspect.isfunction)
        # The clock is a setting, which tests replace.
        if not name.startswith("_") and name != "clock"
    }


def test_the_verbs_are_these() -> None:
    assert public_methods().keys() == VERBS | PLAIN.keys()


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_returns_a_result(verb: str) -> None:
    # Not resolved: what it is of may be imported for type checkers only.
    returned = str(public_methods()[verb].__annotations__["return"])

    assert returned.startswith("DynamoDBResult[")


@pytest.mark.parametrize("verb", PLAIN)
def test_what_can_never_be_a_result_says_so_in_its_type(verb: str) -> None:
    assert public_methods()[verb].__annotations__["return"] == PLAIN[verb]


OF_0_X = {
    "batch_get_item": (
        "keys table_name projection_expression expression_attribute_names consistent_read"
    ),
    "batch_write_item": "items table_name operation",
    "delete": "primary_key table_name model",
    "get": (
        "key table_name model do_projections strongly_consistent return_consumed_capacity "
        "projection_expression expression_attribute_names source"
    ),
    "list_tables": "",
    "query": (
        "key table_name index_name ascending source strongly_consistent projection_expression "
        "expression_attribute_names start_key limit"
    ),
    "save": (
        "item table_name source fail_if_exists condition_expression expression_attribute_names "
        "expression_attribute_values"
    ),
    "transact_get_items": "keys return_consumed_capacity",
    "transact_write_items": (
        "operations client_request_token return_consumed_capacity return_item_collection_metrics"
    ),
    "update_item": (
        "table_name key update_expression expression_attribute_values expression_attribute_names "
        "condition_expression return_values"
    ),
    "update_item_partial": (
        "item table_name fields_to_clear condition_expression expression_attribute_names "
        "expression_attribute_values return_values source"
    ),
}


@pytest.mark.parametrize("verb", sorted(VERBS | PLAIN.keys()))
def test_a_verb_has_the_names_of_0_x_and_at_most_six_others(verb: str) -> None:
    _self, *names = inspect.signature(public_methods()[verb]).parameters
    old = set(OF_0_X.get(verb, "").split())

    assert old <= set(names)
    assert len(set(names) - old) <= 6


def test_the_verbs_of_s3_are_these() -> None:
    made_by = {"from_client", "from_compatible_server", "from_pool"}
    methods = {
        name
        for name, member in inspect.getmembers(S3)
        if not name.startswith("_") and (inspect.isfunction(member) or inspect.ismethod(member))
    }

    assert methods - made_by == S3_VERBS


@pytest.mark.parametrize("verb", sorted(S3_VERBS))
def test_a_verb_of_s3_takes_where_first_and_everything_else_by_name(verb: str) -> None:
    parameters = inspect.signature(getattr(S3, verb)).parameters.values()

    assert {each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD} <= BY_PLACE


LAZY = ["aws_lambda", "cognito", "cognito.tokens", "dynamodb", "secrets"]


@pytest.mark.parametrize("name", LAZY)
def test_lazily_imported_names_are_listed_and_others_are_not(name: str) -> None:
    module = import_module(f"boto3_assist.{name}")

    assert set(module.__all__) <= set(dir(module))
    with pytest.raises(AttributeError, match="no_such_name"):
        module.no_such_name


COGNITO_VERBS = {
    "add_user_to_group",
    "begin_software_token",
    "change_password",
    "confirm_forgot_password",
    "confirm_sign_up",
    "confirm_software_token",
    "confirm_user",
    "create_group",
    "create_user",
    "delete_group",
    "delete_user",
    "disable_user",
    "enable_user",
    "forgot_password",
    "get_group",
    "get_own_user",
    "get_user",
    "iter_groups",
    "iter_groups_of_user",
    "iter_users",
    "iter_users_in_group",
    "list_groups",
    "list_groups_of_user",
    "list_users",
    "list_users_in_group",
    "refresh",
    "remove_user_from_group",
    "resend_confirmation_code",
    "resend_invitation",
    "reset_password",
    "resume_challenge",
    "revoke_token",
    "set_mfa_preference",
    "set_own_mfa_preference",
    "set_password",
    "sign_in",
    "sign_out_everywhere",
    "sign_out_user",
    "sign_up",
    "update_group",
    "update_user",
}


def test_the_verbs_of_cognito_are_these() -> None:
    assert public_methods(Cognito).keys() == COGNITO_VERBS


def test_cognito_needs_neither_pyjwt_nor_cryptography() -> None:
    script = (
        "import sys\n"
        "from boto3_assist.cognito import Cognito\n"
        "Cognito.from_pool()\n"
        "print(*sorted({'jwt', 'cryptography', 'boto3_assist.dynamodb'} & set(sys.modules)))"
    )

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert run.stdout.decode().strip() == ""
