"""Holds the migration guide against what 0.x had and what there is now."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from tests.docs.test_code_blocks import ROOT

GUIDE = (ROOT / "docs" / "guides" / "migration.md").read_text(encoding="utf-8")

OLD_MODULES = {
    "aws_config": "",
    "aws_lambda": "event_info mock_context",
    "boto3session": "",
    "cloudwatch": "",
    "cognito": "cognito_authorizer cognito_connection cognito_utility jwks_cache user",
    "config": "",
    "connection": "",
    "connection_pool": "",
    "connection_tracker": "",
    "dynamodb": "dynamodb dynamodb_connection dynamodb_helpers dynamodb_importer dynamodb_index "
    "dynamodb_iservice dynamodb_key dynamodb_model_base dynamodb_model_base_interfaces "
    "dynamodb_reindexer dynamodb_reserved_words partial_update_builder",
    "ec2": "",
    "environment_services": "",
    "erc": "",
    "errors": "custom_exceptions exceptions",
    "http_status_codes": "",
    "models": "serializable_model",
    "role_assumption_mixin": "",
    "s3": "s3 s3_bucket s3_connection s3_event_data s3_object",
    "securityhub": "",
    "session_setup_mixin": "",
    "sqs": "",
    "ssm": "",
    "utilities": "",
}


def rows(heading: str) -> list[list[str]]:
    """The cells of the tables below a heading, up to the next one of its level."""
    _, _, rest = GUIDE.partition(f"\n## {heading}\n")
    assert rest, heading
    section = rest.partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@pytest.mark.parametrize("package", OLD_MODULES)
def test_what_stands_for_each_module_is_named(package: str) -> None:
    old = " ".join(cells[0] for cells in rows("Imports"))

    assert re.search(rf"`(boto3_assist)?\.{package}\b", old)
    for module in OLD_MODULES[package].split():
        assert re.search(rf"`(boto3_assist\.{package}|\.{package})?\.{module}`", old), module


def test_what_is_named_can_be_imported() -> None:
    new = "\n".join(cells[-1] for cells in rows("Imports"))
    imports = re.findall(r"from (boto3_assist[\w.]*) import (\w+)", new)
    packages = re.findall(r"`(boto3_assist[\w.]*)`", new)

    assert len(imports) > 5 and len(packages) > 5
    for module, name in imports:
        assert hasattr(import_module(module), name)
    for package in packages:
        import_module(package)


@pytest.mark.parametrize(
    "variable",
    [
        "ACCESS_KEY_ID",
        "AWS_DYNAMODB_ACCESS_KEY_ID",
        "AWS_DYNAMODB_ENDPOINT_URL",
        "AWS_ENDPOINT_URL",
        "AWS_PROFILE",
        "AWS_REGION",
        "AWS_S3_SIGNATURE_VERSION",
        "BOTO3_ASSIST_CONNECTION_STACK_TRACE",
        "COGNITO_USER_POOL",
        "DYNAMODB_CONVERT_DECIMALS",
        "DYNAMODB_SINGLE_TABLE",
        "ENABLE_STACK_TRACE",
        "LOG_DYNAMODB_ITEM_SIZE",
        "LOG_LEVEL",
        "RAISE_ON_DB_ERROR",
    ],
)
def test_e3_what_stands_for_each_variable_is_named(variable: str) -> None:
    old = [cells[0] for cells in rows("Environment and settings")]

    assert any(f"`{variable}`" in cell for cell in old)


@pytest.mark.parametrize(
    "accessor",
    [
        "get_http_method_type",
        "get_resource_path",
        "get_resource_pattern",
        "get_token_use",
        "get_claims_data",
        "get_value_from_token",
        "get_authenticated_email",
        "get_target_user_id",
        "get_target_tenant_id",
        "get_message_id",
        "get_body",
        "override_event_info",
    ],
)
def test_c10_each_accessor_of_0x_has_its_replacement_named(accessor: str) -> None:
    (now,) = [cells[1] for cells in rows("Events of Lambda") if accessor in cells[0]]

    assert now
