"""The edge of a Lambda function: who calls, from which page, and what is answered."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boto3_assist.aws_lambda.authentication import require_auth
    from boto3_assist.aws_lambda.authorizers import LambdaAuthorizer
    from boto3_assist.aws_lambda.cors import handle_cors
    from boto3_assist.aws_lambda.principals import Principal, acting_as, current_principal
    from boto3_assist.aws_lambda.resolvers import auth_middleware, resolver_response
    from boto3_assist.aws_lambda.responses import http_response
    from boto3_assist.aws_lambda.statuses import status_for
    from boto3_assist.aws_lambda.verification import TokenVerifier

__all__ = [
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
]

_HOMES = {
    "LambdaAuthorizer": "authorizers",
    "Principal": "principals",
    "TokenVerifier": "verification",
    "acting_as": "principals",
    "auth_middleware": "resolvers",
    "current_principal": "principals",
    "handle_cors": "cors",
    "http_response": "responses",
    "require_auth": "authentication",
    "resolver_response": "resolvers",
    "status_for": "statuses",
}


def __getattr__(name: str) -> Any:
    # Names are found when asked for: a cold start pays for what the handlers use.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
