"""Authorizers of API Gateway: a token in, a policy or a simple answer out."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import Any

from boto3_assist.aws_lambda.headers import bearer_token, check_event, token_in
from boto3_assist.aws_lambda.policies import Scope, check_scope, context_of, policy, resources_of
from boto3_assist.aws_lambda.principals import Principal, token_principal
from boto3_assist.aws_lambda.requirements import Requirements
from boto3_assist.aws_lambda.verification import (
    TokenVerifier,
    check_verifier,
    verifier_or_default,
)
from boto3_assist.cognito.tokens.rules import names_in
from boto3_assist.errors import TokenError, TokenMalformedError, UnauthorizedError, ValidationError

__all__ = ["LambdaAuthorizer"]

_logger = logging.getLogger("boto3_assist.aws_lambda")

# A policy needs a principal, also one that denies.
_REFUSED = "refused"


class LambdaAuthorizer:
    """An authorizer of API Gateway, to be used as the handler of a Lambda function.

    It serves REST APIs as TOKEN and as REQUEST authorizer, and HTTP APIs in payload 1.0 and 2.0,
    and tells them apart by the event:

    - A good token gives a policy that allows, or ``{"isAuthorized": True}``, and a context which
      `require_auth(from_authorizer=True)` reads.
    - A token that is refused gives a policy that denies, or ``{"isAuthorized": False}``: API
      Gateway answers 403.
    - Credentials that are missing or no bearer token raise `UnauthorizedError`, whose text API
      Gateway answers 401 to.
    - Public keys that cannot be had raise `JwksUnavailableError`: API Gateway answers 500, and
      keeps no answer.

    API Gateway keeps a policy for a token for as long as it is configured to, and applies it to
    every route that the token then asks for. With the ``"stage"`` as its resources the policy fits
    them all; with ``"method"`` other routes are denied until then, unless nothing is kept.

    Example:
        >>> from boto3_assist.cognito import CognitoTokenVerifier
        >>> verifier = CognitoTokenVerifier(
        ...     "eu-west-1_AbCdEf123", client_id="1example23456789", token_use="access"
        ... )
        >>> handler = LambdaAuthorizer(verifier)
        >>> handler({"type": "REQUEST", "version": "2.0", "headers": {}}, None)
        Traceback (most recent call last):
        ...
        boto3_assist.errors.application.UnauthorizedError: Unauthorized
    """

    def __init__(
        self,
        verifier: TokenVerifier | None = None,
        *,
        groups: str | Collection[str] | None = None,
        scopes: str | Collection[str] | None = None,
        resources: Scope | Collection[str] = "stage",
        claims: str | Collection[str] | None = None,
        simple_responses: bool = True,
    ) -> None:
        """Say who is let in, and to what.

        Args:
            verifier: Verifies the tokens; None for one made from the settings at the first event.
            groups: A group that the caller must be in, or several of which one will do.
            scopes: A scope that the token must have, or several of which one will do.
            resources: What a policy is for: ``"stage"`` for all of the API's stage, ``"method"``
                for the method and path of the request, or ARNs.
            claims: Names of claims to hand on in the context, beside ``sub``, ``username``,
                ``client_id``, ``groups`` and ``scopes``.
            simple_responses: Whether an HTTP API with payload 2.0 is configured for simple
                responses; else it is given a policy.

        Raises:
            InvalidParameterError: When an argument is not of its kind.
        """
        check_verifier(verifier)
        self._verifier = verifier
        self._requirements = Requirements.of(groups, scopes)
        self._scope = check_scope(resources)
        self._claims = sorted(names_in("claims", claims) or ())
        self._simple_responses = simple_responses

    def __call__(self, event: Mapping[str, Any], context: object = None) -> dict[str, Any]:
        """Answer API Gateway.

        Args:
            event: The event of an authorizer.
            context: Lambda's context, which is not looked at.

        Returns:
            A policy, or a simple response.

        Raises:
            UnauthorizedError: When the credentials are missing or malformed.
            JwksUnavailableError: When nobody knows whether the token is good.
            ConfigurationError: When the verifier is to come from the settings and they are unset
                or malformed.
            ValidationError: When it is no event of an authorizer.
        """
        check_event(event)
        verifier = verifier_or_default(self._verifier)
        token = _token_of(event)
        try:
            principal = token_principal(verifier.verify(token))
            self._requirements.check(principal)
        except TokenMalformedError as error:
            raise UnauthorizedError(error.message, details=error.details) from None
        except TokenError as error:
            _logger.info("refused: %s", error.error_code)
            return self._refusal(event)
        return self._admission(event, principal)

    def _admission(self, event: Mapping[str, Any], principal: Principal) -> dict[str, Any]:
        context = context_of(principal, self._claims)
        if self._is_simple(event):
            return {"isAuthorized": True, "context": context}
        resources = resources_of(_arn_of(event), self._scope)
        if not resources:
            _logger.info("refused: the path of the request is no single resource of a policy")
            return self._refusal(event)
        return {**policy(principal.subject, "Allow", resources), "context": context}

    def _refusal(self, event: Mapping[str, Any]) -> dict[str, Any]:
        if self._is_simple(event):
            return {"isAuthorized": False}
        arn = _arn_of(event)
        # Wider than needed does no harm here: the policy is kept for this token alone.
        resources = resources_of(arn, self._scope) or resources_of(arn, "stage")
        return policy(_REFUSED, "Deny", resources)

    def _is_simple(self, event: Mapping[str, Any]) -> bool:
        return self._simple_responses and event.get("version") == "2.0"


def _token_of(event: Mapping[str, Any]) -> str:
    kind = event.get("type")
    if kind == "TOKEN":
        return token_in(event.get("authorizationToken"))
    if kind == "REQUEST":
        return bearer_token(event)
    raise ValidationError(
        "the event is none of an authorizer of API Gateway",
        details={
            "expected": "a type of TOKEN or REQUEST",
            "suggestion": "use this as the authorizer, and require_auth for the function behind",
        },
    )


def _arn_of(event: Mapping[str, Any]) -> object:
    return event.get("routeArn") if event.get("version") == "2.0" else event.get("methodArn")
