"""Gets AWS credentials out of Secrets Manager; keeps none, and lets none be logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist.connections.unlogged import unlogged
from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.secrets.content import StoredCredentials, read_credentials
from boto3_assist.service import Service

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from boto3_assist.connections import ConnectionPool
    from boto3_assist.service import ConnectionOptions

__all__ = ["get_credentials_from_secrets_manager"]


class _SecretsManager(Service):
    service_name = "secretsmanager"

    def credentials(self, request: dict[str, str]) -> StoredCredentials:
        with unlogged():
            response = self._call("get_secret_value", request)
        return read_credentials(response, request["SecretId"])


def get_credentials_from_secrets_manager(
    secret_id: str,
    *,
    version_stage: str | None = None,
    pool: ConnectionPool | None = None,
    **options: Unpack[ConnectionOptions],
) -> StoredCredentials:
    """Get AWS credentials out of a secret (GetSecretValue).

    The secret is a JSON object with ``aws_access_key_id`` and ``aws_secret_access_key``, and for
    temporary credentials ``aws_session_token`` and ``expiration``. AWS's own spellings of these
    names, such as ``AccessKeyId``, are taken as well; other members are passed over.

    Nothing is kept: each call asks Secrets Manager. `SecretsManagerProvider` keeps and renews.

    Args:
        secret_id: Name or ARN of the secret.
        version_stage: The staging label of the version to get; ``AWSCURRENT`` when None.
        pool: The pool to take the client from; the process-wide one when None.
        **options: Where and as whom to ask Secrets Manager, as those of `Service.from_pool`.

    Returns:
        The credentials, which no representation shows.

    Raises:
        ConfigurationError: When the secret holds no credentials.
        InvalidParameterError: When the id is empty or no text.
        AwsError: When Secrets Manager does not give the secret.

    Example:
        >>> import boto3
        >>> content = '{"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "wJalr"}'
        >>> _ = boto3.client("secretsmanager").create_secret(Name="partner", SecretString=content)
        >>> credentials = get_credentials_from_secrets_manager("partner")
        >>> credentials.aws_secret_access_key
        SecretStr('**********')
    """
    if not isinstance(secret_id, str) or not secret_id:
        raise InvalidParameterError(
            f"the id of the secret was given as {describe(secret_id)}",
            details={
                "given": describe(secret_id),
                "expected": "the name or the ARN of a secret",
            },
        )
    request = {"SecretId": secret_id}
    if version_stage is not None:
        request["VersionStage"] = version_stage
    return _SecretsManager.from_pool(pool=pool, **options).credentials(request)
