"""Reads the outcome of a step of a sign-in out of a response; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from boto3_assist.cognito.signin.challenges import (
    Challenge,
    Conversation,
    CustomChallenge,
    MfaCodeChallenge,
    MfaSelectionChallenge,
    MfaSetupChallenge,
    NewPasswordChallenge,
    SignInOutcome,
)
from boto3_assist.cognito.signin.outcomes import tokens_from_result, unreadable_answer
from boto3_assist.errors import ValidationError, describe

__all__ = ["challenge_from_state", "flow_in_state", "outcome_of"]

_CLASSES: Mapping[str, type[Challenge]] = {
    "CUSTOM_CHALLENGE": CustomChallenge,
    "MFA_SETUP": MfaSetupChallenge,
    "NEW_PASSWORD_REQUIRED": NewPasswordChallenge,
    "SELECT_MFA_TYPE": MfaSelectionChallenge,
    **dict.fromkeys(("SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SMS_OTP"), MfaCodeChallenge),
}


def outcome_of(
    response: Mapping[str, Any], username: str, conversation: Conversation, operation: str
) -> SignInOutcome:
    """Read what Cognito answers to a step of a sign-in.

    Args:
        response: The response.
        username: The username of the step.
        conversation: How a challenge is answered.
        operation: AWS's name of the operation.

    Returns:
        The tokens, or the next challenge.

    Raises:
        CognitoResponseIntegrityError: When there is neither: nobody is signed in by silence.
    """
    name = response.get("ChallengeName")
    if name:
        parameters = response.get("ChallengeParameters") or {}
        # An answer takes the user's own name, which is not the alias that was typed in.
        own = parameters.get("USERNAME") or parameters.get("USER_ID_FOR_SRP") or username
        return _challenge(name, own, response.get("Session"), parameters, conversation)
    result = response.get("AuthenticationResult")
    if not result:
        raise unreadable_answer("has neither tokens nor a challenge", operation)
    return tokens_from_result(result, operation)


def flow_in_state(state: Mapping[str, Any]) -> str:
    """Give the flow that the sign-in of a challenge began with.

    Args:
        state: What `Challenge.to_state` wrote.

    Returns:
        The flow.

    Raises:
        ValidationError: When it is no such dictionary.
    """
    flow = state.get("flow") if isinstance(state, Mapping) else None
    if not isinstance(flow, str):
        raise _unreadable(state)
    return flow


def challenge_from_state(state: Mapping[str, Any], conversation: Conversation) -> Challenge:
    """Make a challenge of what `Challenge.to_state` wrote.

    Args:
        state: The dictionary.
        conversation: How it is answered.

    Returns:
        The challenge.

    Raises:
        ValidationError: When it is no such dictionary, or one of another app client.
    """
    if not isinstance(state, Mapping):
        raise _unreadable(state)
    name, username, session, parameters = (
        state.get(key) for key in ("name", "username", "session", "parameters")
    )
    if not (
        isinstance(name, str)
        and isinstance(username, str)
        and isinstance(session, (str, type(None)))
        and isinstance(parameters, Mapping)
    ):
        raise _unreadable(state)
    if state.get("client_id") != conversation.client_id:
        # Its users may have the same names: no answer meant for the one may reach the other.
        raise ValidationError(
            "the state of a challenge is of another app client",
            details={
                "given": describe(state.get("client_id")),
                "expected": "the app client that the sign-in began with",
            },
        )
    return _challenge(name, username, session, parameters, conversation)


def _unreadable(state: object) -> ValidationError:
    return ValidationError(
        "the state of a challenge cannot be read",
        details={
            "given": describe(state),
            "expected": "what to_state() of a challenge gave",
        },
    )


def _challenge(
    name: str,
    username: str,
    session: str | None,
    parameters: Mapping[str, Any],
    conversation: Conversation,
) -> Challenge:
    secret = SecretStr(session) if session else None
    return _CLASSES.get(name, Challenge)(name, username, secret, parameters, conversation)
