"""The tokens of a user who is signed in; knows no request and no client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from boto3_assist.errors import CodeMismatchError, CognitoResponseIntegrityError

__all__ = ["SignInTokens", "check_code_was_right", "tokens_from_result", "unreadable_answer"]


@dataclass(frozen=True)
class SignInTokens:
    """What Cognito gives a user who is signed in; the texts show themselves only when asked.

    Attributes:
        access_token: For the calls of Cognito and of one's own API.
        id_token: Says who the user is.
        refresh_token: For `Cognito.refresh`; after a refresh the one to use from then on.
        expires_in: How long access and id token last, in seconds.
        token_type: ``Bearer``.
    """

    access_token: SecretStr
    id_token: SecretStr
    refresh_token: SecretStr | None
    expires_in: int
    token_type: str = "Bearer"


def tokens_from_result(
    result: Mapping[str, Any], operation: str, refresh_token: SecretStr | None = None
) -> SignInTokens:
    """Read tokens out of a response.

    Args:
        result: Its ``AuthenticationResult``.
        operation: AWS's name of the operation.
        refresh_token: The refresh token that stays in force where the response has none.

    Returns:
        The tokens.

    Raises:
        CognitoResponseIntegrityError: When a token is missing.
    """
    access, identity = result.get("AccessToken"), result.get("IdToken")
    if not (isinstance(access, str) and access and isinstance(identity, str) and identity):
        raise unreadable_answer("has no access token or no id token", operation)
    new = result.get("RefreshToken")
    return SignInTokens(
        access_token=SecretStr(access),
        id_token=SecretStr(identity),
        refresh_token=SecretStr(new) if new else refresh_token,
        expires_in=int(result.get("ExpiresIn") or 0),
        token_type=str(result.get("TokenType") or "Bearer"),
    )


def check_code_was_right(response: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check that a code was accepted, which an answer without an error need not say.

    Args:
        response: The response to VerifySoftwareToken.

    Returns:
        The response.

    Raises:
        CodeMismatchError: When it does not say so.
    """
    if response.get("Status") != "SUCCESS":
        raise CodeMismatchError(
            "the code of the authenticator was not accepted",
            details={
                "expected": "the code that the authenticator shows now",
                "suggestion": "let the user enter the next code",
            },
            operation="VerifySoftwareToken",
        )
    return response


def unreadable_answer(problem: str, operation: str) -> CognitoResponseIntegrityError:
    """Make the error of an answer that Cognito does not give.

    Args:
        problem: What is wrong with it, without any of its content.
        operation: AWS's name of the operation.

    Returns:
        The error.
    """
    return CognitoResponseIntegrityError(
        f"the answer to {operation} {problem}",
        details={
            "operation": operation,
            "expected": "an answer as Cognito gives it",
            "suggestion": "check the endpoint: what answered may not be Cognito",
        },
        operation=operation,
        retryable=False,
    )
