"""AWS credentials that are kept in Secrets Manager."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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


def __getattr__(name: str) -> Any:
    # Names are found when asked for: only the provider needs botocore before anything is sent.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
