"""AWS credentials that are kept in Secrets Manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist._lazy import lazy_names

if TYPE_CHECKING:
    from boto3_assist.secrets.content import StoredCredentials
    from boto3_assist.secrets.provider import SecretsManagerProvider
    from boto3_assist.secrets.retrieval import get_credentials_from_secrets_manager

__all__ = [
    "SecretsManagerProvider",
    "StoredCredentials",
    "get_credentials_from_secrets_manager",
]

_HOMES = {
    "SecretsManagerProvider": "provider",
    "StoredCredentials": "content",
    "get_credentials_from_secrets_manager": "retrieval",
}

# Only the provider needs botocore before anything is sent.
__getattr__, __dir__ = lazy_names(__name__, _HOMES)
