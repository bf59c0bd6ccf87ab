"""The edge of a Lambda function: who calls, from which page, and what is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist._lazy import lazy_names

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

# A cold start pays for what the handlers use.
__getattr__, __dir__ = lazy_names(__name__, _HOMES)
