"""What Cognito asks of a user before it gives tokens, as values that are answered by a method.

Of the client they know only the conversation that they were given.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from pydantic import SecretStr

from boto3_assist.cognito.arguments import Secret, required_secret
from boto3_assist.cognito.attributes import AttributeInput, attribute_text
from boto3_assist.cognito.signin.outcomes import (
    SignInTokens,
    unreadable_answer,
)
from boto3_assist.errors import InvalidParameterError, describe

__all__ = [
    "Challenge",
    "Conversation",
    "CustomChallenge",
    "MfaCodeChallenge",
    "MfaMethod",
    "MfaSelectionChallenge",
    "MfaSetupChallenge",
    "NewPasswordChallenge",
    "SignInOutcome",
    "SoftwareTokenSetup",
]

MfaMethod = Literal["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]

_USER_ATTRIBUTE = "userAttributes."
_OPERATION = "RespondToAuthChallenge"


class Conversation(Protocol):
    """How a challenge is answered."""

    @property
    def client_id(self) -> str:
        """The app client that the sign-in began with."""

    @property
    def flow(self) -> str:
        """The flow that the sign-in began with, as `Cognito.sign_in` names it."""

    def respond(
        self,
        challenge: Challenge,
        responses: Mapping[str, str],
        client_metadata: Mapping[str, str] | None,
    ) -> SignInOutcome:
        """Send the answer and tell what comes of it."""

    def begin_software_token(self, session: SecretStr | None) -> tuple[SecretStr, SecretStr]:
        """Have a secret made for an authenticator; give it and the new session."""

    def finish_software_token(
        self, session: SecretStr, code: str, device_name: str | None
    ) -> SecretStr:
        """Verify the authenticator's first code; give the new session."""


@dataclass(frozen=True)
class Challenge:
    """A question of Cognito's on the way to the tokens; a subclass for each kind that is known.

    Attributes:
        name: Cognito's name of it, such as ``SOFTWARE_TOKEN_MFA``.
        username: The name of the user in the answer.
        session: What ties the answer to the question; it lasts for minutes (three, unless the app
            client says otherwise).
        parameters: What Cognito says about it.
    """

    name: str
    username: str
    session: SecretStr | None
    parameters: Mapping[str, Any] = field(repr=False)
    conversation: Conversation = field(repr=False, compare=False)

    def answer_with(
        self,
        responses: Mapping[str, Secret],
        *,
        client_metadata: Mapping[str, str] | None = None,
    ) -> SignInOutcome:
        """Answer in Cognito's own words, for a challenge without a class of its own.

        Args:
            responses: ``ChallengeResponses``; ``USERNAME`` and ``SECRET_HASH`` are added.
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            The tokens, or the next challenge.
        """
        texts = {name: required_secret(name, value) for name, value in responses.items()}
        return self.conversation.respond(self, texts, client_metadata)

    def to_state(self) -> dict[str, Any]:
        """Write the challenge down, to answer it in another process or request.

        Returns:
            A dictionary that `json.dumps` takes. It holds the session: whoever has it may answer.
        """
        return {
            "client_id": self.conversation.client_id,
            "flow": self.conversation.flow,
            "name": self.name,
            "username": self.username,
            "session": self.session.get_secret_value() if self.session else None,
            "parameters": dict(self.parameters),
        }

    def _strings(self, parameter: str) -> tuple[str, ...]:
        value = _parsed(self.parameters.get(parameter))
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise unreadable_answer(f"has no list of names at {parameter}", _OPERATION)
        return tuple(value)


@dataclass(frozen=True)
class NewPasswordChallenge(Challenge):
    """The user's password was a temporary one, to be replaced now (NEW_PASSWORD_REQUIRED)."""

    @property
    def required_attributes(self) -> tuple[str, ...]:
        """The attributes that the pool requires and the user does not have yet."""
        return tuple(
            name.removeprefix(_USER_ATTRIBUTE) for name in self._strings("requiredAttributes")
        )

    def answer(
        self,
        password: Secret,
        *,
        attributes: Mapping[str, AttributeInput] | None = None,
        client_metadata: Mapping[str, str] | None = None,
    ) -> SignInOutcome:
        """Set the password.

        Args:
            password: The new password.
            attributes: Name of attribute → value, for the required ones.
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            The tokens, or the next challenge.
        """
        responses = {"NEW_PASSWORD": required_secret("password", password)}
        for name, value in (attributes or {}).items():
            responses[f"{_USER_ATTRIBUTE}{name}"] = attribute_text(name, value)
        return self.conversation.respond(self, responses, client_metadata)


@dataclass(frozen=True)
class MfaCodeChallenge(Challenge):
    """The user has to enter a code (SOFTWARE_TOKEN_MFA, SMS_MFA, EMAIL_OTP, SMS_OTP)."""

    @property
    def destination(self) -> str | None:
        """Where the code was sent, masked by Cognito; None for an authenticator."""
        value = self.parameters.get("CODE_DELIVERY_DESTINATION")
        return value if isinstance(value, str) else None

    def answer(
        self, code: Secret, *, client_metadata: Mapping[str, str] | None = None
    ) -> SignInOutcome:
        """Give the code.

        Args:
            code: The code that was sent, or that the authenticator shows.
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            The tokens, or the next challenge.
        """
        responses = {f"{self.name}_CODE": required_secret("code", code)}
        return self.conversation.respond(self, responses, client_metadata)


@dataclass(frozen=True)
class MfaSelectionChallenge(Challenge):
    """The user has to choose a second factor (SELECT_MFA_TYPE)."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The second factors to choose from."""
        return self._strings("MFAS_CAN_CHOOSE")

    def answer(
        self, choice: MfaMethod, *, client_metadata: Mapping[str, str] | None = None
    ) -> SignInOutcome:
        """Choose.

        Args:
            choice: One of `choices`.
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            The challenge of that factor.

        Raises:
            InvalidParameterError: When it is none of the choices.
        """
        if choice not in self.choices:
            raise InvalidParameterError(
                "the second factor is none of those offered",
                details={
                    "given": describe(choice),
                    "expected": f"one of {', '.join(self.choices)}",
                },
            )
        return self.conversation.respond(self, {"ANSWER": choice}, client_metadata)


@dataclass(frozen=True)
class MfaSetupChallenge(Challenge):
    """The user has to enrol a second factor first (MFA_SETUP)."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The second factors that can be enrolled."""
        return self._strings("MFAS_CAN_SETUP")

    def begin_software_token(self) -> SoftwareTokenSetup:
        """Have a secret made for the user's authenticator (AssociateSoftwareToken).

        Returns:
            The secret, with the method that takes the first code.
        """
        secret, session = self.conversation.begin_software_token(self.session)
        return SoftwareTokenSetup(secret, session, self)


@dataclass(frozen=True)
class SoftwareTokenSetup:
    """A secret for an authenticator, which counts when its first code was verified.

    Attributes:
        secret: The secret, in base32, as authenticators take it.
        session: What ties the next step to this one.
        challenge: The challenge that asked for it.
    """

    secret: SecretStr
    session: SecretStr
    challenge: MfaSetupChallenge

    def answer(
        self,
        code: Secret,
        *,
        device_name: str | None = None,
        client_metadata: Mapping[str, str] | None = None,
    ) -> SignInOutcome:
        """Verify the authenticator's first code and go on (VerifySoftwareToken).

        Args:
            code: The code that the authenticator shows.
            device_name: How the user calls the authenticator.
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            The tokens, or the next challenge.
        """
        asked = self.challenge
        session = asked.conversation.finish_software_token(
            self.session, required_secret("code", code), device_name
        )
        verified = MfaSetupChallenge(
            asked.name, asked.username, session, asked.parameters, asked.conversation
        )
        return asked.conversation.respond(verified, {}, client_metadata)


@dataclass(frozen=True)
class CustomChallenge(Challenge):
    """A question of the pool's own Lambda triggers (CUSTOM_CHALLENGE); `parameters` has it."""

    def answer(
        self, answer: Secret, *, client_metadata: Mapping[str, str] | None = None
    ) -> SignInOutcome:
        """Give the answer.

        Args:
            answer: What the trigger takes.
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            The tokens, or the next challenge.
        """
        responses = {"ANSWER": required_secret("answer", answer)}
        return self.conversation.respond(self, responses, client_metadata)


SignInOutcome = SignInTokens | Challenge
"""What comes of a step of a sign-in."""


def _parsed(value: object) -> object:
    """Read what Cognito writes as JSON inside a text, and some servers as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None
