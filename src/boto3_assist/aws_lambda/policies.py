"""Builds what an authorizer answers to API Gateway; decides nothing and verifies nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from boto3_assist.aws_lambda.principals import Principal
from boto3_assist.errors import InvalidParameterError, ValidationError, describe

__all__ = ["Scope", "check_scope", "context_of", "policy", "resources_of"]

Scope = Literal["stage", "method"]

# arn:aws:execute-api:{region}:{account}:{api id}/{stage}/{method}/{path}
_ROUTE = re.compile(
    r"(?P<stage>arn:[a-z0-9-]+:execute-api:[a-z0-9-]+:\d{12}:[A-Za-z0-9]+/[^/*?]+)/.*", re.ASCII
)
_RESOURCE = re.compile(r"arn:[a-z0-9-]+:execute-api:[^:\s]+:[^:\s]+:\S+", re.ASCII)
# IAM reads these as wildcards and variables: a path that holds one would be more than one path.
_SPECIAL = re.compile(r"[*?]|\$\{")


def check_scope(scope: object) -> Scope | tuple[str, ...]:
    """Refuse what does not say which resources a policy is for.

    Args:
        scope: What was given.

    Returns:
        It, with ARNs as a tuple.

    Raises:
        InvalidParameterError: When it is neither of the words nor several ARNs of API Gateway.
    """
    if scope in ("stage", "method"):
        return "stage" if scope == "stage" else "method"
    is_several = isinstance(scope, Collection) and not isinstance(scope, (str, bytes, Mapping))
    arns = tuple(scope) if is_several and isinstance(scope, Collection) else ()
    if not arns or not all(isinstance(arn, str) and _RESOURCE.fullmatch(arn) for arn in arns):
        raise InvalidParameterError(
            f"the resources of the policy were given as {describe(scope)}",
            details={
                "given": describe(scope),
                "expected": '"stage", "method", or ARNs such as '
                "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/prod/GET/orders/*",
                "suggestion": "put ARNs into a list, a single one too",
            },
        )
    return arns


def resources_of(arn: object, scope: Scope | Sequence[str]) -> list[str]:
    """Give the resources of a policy.

    Args:
        arn: The ARN of the request's method and path, as API Gateway gives it.
        scope: ``"stage"`` for all methods and paths of the stage, ``"method"`` for the one of the
            request, or ARNs to use as they are.

    Returns:
        The ARNs; none where the one of the request cannot stand for it alone.

    Raises:
        ValidationError: When the ARN is none of a request.

    Example:
        >>> arn = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/prod/GET/orders/7"
        >>> resources_of(arn, "stage")
        ['arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/prod/*']
    """
    match = _ROUTE.fullmatch(arn) if isinstance(arn, str) else None
    if match is None:
        raise ValidationError(
            f"the ARN of the request was given as {describe(arn)}",
            details={
                "given": describe(arn),
                "expected": "an event of an authorizer of API Gateway",
            },
        )
    if scope == "stage":
        return [f"{match['stage']}/*"]
    if scope == "method":
        return [] if _SPECIAL.search(match.string) else [match.string]
    return list(scope)


def policy(
    principal_id: str, effect: Literal["Allow", "Deny"], resources: Sequence[str]
) -> dict[str, Any]:
    """Build the answer with a policy, which REST APIs take, and HTTP APIs in both payloads.

    Args:
        principal_id: Who calls.
        effect: What becomes of the resources.
        resources: ARNs.

    Returns:
        The answer without a context.
    """
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": list(resources)}
    return {
        "principalId": principal_id,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }


def context_of(principal: Principal, claims: Collection[str] = ()) -> dict[str, str | int | bool]:
    """Build the context that API Gateway hands on to the function behind the authorizer.

    REST APIs take text, numbers and booleans only, so that several names are one JSON text.

    Args:
        principal: Who calls.
        claims: The names of claims to hand on as well.

    Returns:
        Name → value; what is unknown is left out.
    """
    context: dict[str, str | int | bool] = {}
    for name in claims:
        value = principal.claims.get(name)
        if value is not None:
            context[name] = value if isinstance(value, (str, int)) else _json(value)
    context["sub"] = principal.subject
    context["groups"] = _json(principal.groups)
    context["scopes"] = _json(principal.scopes)
    if principal.username is not None:
        context["username"] = principal.username
    if principal.client_id is not None:
        context["client_id"] = principal.client_id
    return context


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
