"""A machine full of credentials, for the tests to find none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

REAL_VARIABLES = {
    "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL",
    "AWS_SECRET_ACCESS_KEY": "real-secret",
    "AWS_SESSION_TOKEN": "real-token",
    "AWS_SECURITY_TOKEN": "real-security-token",
    "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
    "AWS_ACCOUNT_ID": "real-account",
    "AWS_PROFILE": "real-profile",
    "AWS_DEFAULT_PROFILE": "real-default-profile",
    "AWS_REGION": "real-region-1",
    "AWS_DEFAULT_REGION": "real-region-2",
    "AWS_ROLE_ARN": "arn:aws:iam::111111111111:role/real",
    "AWS_ROLE_SESSION_NAME": "real-session",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/real/token",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/real/credentials",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2/real",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "real-authorization",
    "AWS_BEARER_TOKEN_BEDROCK": "real-bearer",
    "AWS_ENDPOINT_URL": "https://real.example.com",
    "AWS_ENDPOINT_URL_DYNAMODB": "https://real-dynamodb.example.com",
    "BOTO3_ASSIST_AWS_PROFILE": "real-library-profile",
    "boto3_assist_aws_region": "real-library-region",
}


@pytest.fixture
def real_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Set every variable by which an account could be reached; give them all."""
    config, credentials, boto = (tmp_path / name for name in ("config", "credentials", "boto.cfg"))
    config.write_text("[profile real-profile]\nregion = real-region-3\n")
    credentials.write_text(
        "[real-profile]\naws_access_key_id = AKIAFILE\naws_secret_access_key = real-file\n"
    )
    boto.write_text("[Credentials]\naws_access_key_id = AKIABOTO\naws_secret_access_key = boto\n")
    variables = {
        **REAL_VARIABLES,
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        "BOTO_CONFIG": str(boto),
        "AWS_EC2_METADATA_DISABLED": "false",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
def pytester(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Run pytest anew without the endpoint or the server that these tests may have been given."""
    for name in ("BOTO3_ASSIST_TEST_ENDPOINT", "BOTO3_ASSIST_TEST_SERVER_PYTHON"):
        monkeypatch.delenv(name, raising=False)
    return pytester
