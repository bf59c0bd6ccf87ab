"""The verbs that sign users in, go through challenges, and refresh and end sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

from pydantic import SecretStr

from boto3_assist.cognito.app_clients import AppClient, check_app
from boto3_assist.cognito.arguments import Secret, required_secret
from boto3_assist.cognito.requests.signin import (
    initiate_auth_request,
    refresh_request,
    respond_request,
    revoke_request,
)
from boto3_assist.cognito.signin.challenges import Challenge, SignInOutcome
from boto3_assist.cognito.signin.outcomes import (
    SignInTokens,
    check_code_was_right,
    tokens_from_result,
    unreadable_answer,
)
from boto3_assist.cognito.signin.reading import challenge_from_state, flow_in_state, outcome_of
from boto3_assist.cognito.signin.srp import PasswordChallenge, new_ephemeral_key, password_claim
from boto3_assist.cognito.verbs.base import CognitoVerbs
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["SignInFlow", "SignInVerbs"]

SignInFlow = Literal["srp", "password", "admin_password"]

# Pairs, since security checks take a text beside the key "password" for a password.
_PASSWORD_FLOWS = dict(
    [("password", "USER_PASSWORD_AUTH"), ("admin_password", "ADMIN_USER_PASSWORD_AUTH")]
)


class SignInVerbs(CognitoVerbs):
    """Signs users in."""

    def sign_in(
        self,
        app: AppClient,
        username: str,
        password: Secret,
        *,
        flow: SignInFlow = "srp",
        client_metadata: Mapping[str, str] | None = None,
    ) -> SignInOutcome:
        """Sign a user in by name and password (InitiateAuth or AdminInitiateAuth).

        Args:
            app: The app client. It must allow the flow; ``"srp"`` and ``"admin_password"`` need
                its `user_pool_id`.
            username: The username, or an alias that the pool allows.
            password: The password.
            flow: ``"srp"`` proves the password without sending it (USER_SRP_AUTH); ``"password"``
                sends it (USER_PASSWORD_AUTH); ``"admin_password"`` sends it with AWS credentials
                (ADMIN_USER_PASSWORD_AUTH).
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            The tokens, or a challenge that the user has to answer first.

        Raises:
            AuthenticationError: When Cognito does not let the user in.
            UserNotFoundError: When there is no such user, and the app client tells so.
            InvalidParameterError: When there is no such flow.
            Boto3AssistError: When the call fails otherwise. It is made once.
        """
        secret = required_secret("password", password)
        conversation = _AppConversation(self, app, flow)
        if flow == "srp":
            return self._sign_in_by_srp(conversation, username, secret, client_metadata)
        return conversation.initiate(
            _PASSWORD_FLOWS[flow], username, {"PASSWORD": secret}, client_metadata
        )

    def resume_challenge(
        self, app: AppClient, state: Mapping[str, Any], *, flow: SignInFlow | None = None
    ) -> Challenge:
        """Make a challenge of what `Challenge.to_state` wrote, to answer it now.

        Args:
            app: The app client that the sign-in began with.
            state: What `Challenge.to_state` gave.
            flow: The flow that the sign-in began with; the one that the state names when None.

        Returns:
            The challenge.

        Raises:
            ValidationError: When the state cannot be read, or is of another app client.
        """
        conversation = _AppConversation(self, app, flow_in_state(state) if flow is None else flow)
        return challenge_from_state(state, conversation)

    def refresh(
        self,
        app: AppClient,
        refresh_token: Secret,
        *,
        client_metadata: Mapping[str, str] | None = None,
    ) -> SignInTokens:
        """Get new tokens without signing in again (GetTokensFromRefreshToken).

        Args:
            app: The app client that the token was given to.
            refresh_token: The refresh token.
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            The tokens. Their refresh token is the new one where the app client rotates them, so
            that the one given is void; else it is the one given.

        Raises:
            AuthenticationError: When the token has expired, was revoked, or is not the client's;
                it is a `RefreshTokenReuseError` when the token was rotated out before.
            Boto3AssistError: When the call fails otherwise.
        """
        secret = required_secret("refresh_token", refresh_token)
        response = self._send(
            "get_tokens_from_refresh_token", refresh_request(app, secret, client_metadata)
        )
        result = response.get("AuthenticationResult") or {}
        return tokens_from_result(result, "GetTokensFromRefreshToken", SecretStr(secret))

    def revoke_token(self, app: AppClient, refresh_token: Secret) -> None:
        """End one session: its refresh token and the tokens made with it (RevokeToken).

        Args:
            app: The app client that the token was given to.
            refresh_token: The refresh token.

        Raises:
            Boto3AssistError: When the call fails.
        """
        self._send("revoke_token", revoke_request(app, refresh_token))

    def _sign_in_by_srp(
        self,
        conversation: _AppConversation,
        username: str,
        password: str,
        client_metadata: Mapping[str, str] | None,
    ) -> SignInOutcome:
        pool_id = conversation.app.required_pool_id("a sign-in by SRP")
        key = new_ephemeral_key()
        asked = conversation.initiate(
            "USER_SRP_AUTH", username, {"SRP_A": key.public_hex}, client_metadata
        )
        if isinstance(asked, SignInTokens):
            raise unreadable_answer("has tokens, though no password was proven", "InitiateAuth")
        if asked.name != "PASSWORD_VERIFIER":
            return asked
        claim = password_claim(
            key,
            PasswordChallenge.from_parameters(asked.parameters),
            pool_name=pool_id.partition("_")[2],
            password=password,
            moment=datetime.now(timezone.utc),
        )
        return conversation.respond(asked, claim, client_metadata)


@dataclass(frozen=True)
class _AppConversation:
    """Talks with Cognito for one app client, as the user or as an administrator."""

    verbs: SignInVerbs
    app: AppClient
    flow: str

    def __post_init__(self) -> None:
        """Check what the verbs were given."""
        check_app(self.app)
        if self.flow not in ("srp", *_PASSWORD_FLOWS):
            raise InvalidParameterError(
                "there is no such flow",
                details={
                    "given": describe(self.flow),
                    "expected": "'srp', 'password' or 'admin_password'",
                },
            )

    @property
    def client_id(self) -> str:
        return self.app.client_id

    def initiate(
        self,
        flow: str,
        username: str,
        parameters: Mapping[str, str],
        client_metadata: Mapping[str, str] | None,
    ) -> SignInOutcome:
        request = initiate_auth_request(self.app, flow, username, parameters, client_metadata)
        response = self._send("initiate_auth", request)
        return outcome_of(response, username, self, "InitiateAuth")

    def respond(
        self,
        challenge: Challenge,
        responses: Mapping[str, str],
        client_metadata: Mapping[str, str] | None,
    ) -> SignInOutcome:
        session = challenge.session.get_secret_value() if challenge.session else None
        request = respond_request(
            self.app, challenge.name, challenge.username, session, responses, client_metadata
        )
        response = self._send("respond_to_auth_challenge", request)
        return outcome_of(response, challenge.username, self, "RespondToAuthChallenge")

    def begin_software_token(self, session: SecretStr | None) -> tuple[SecretStr, SecretStr]:
        request = {"Session": session.get_secret_value()} if session else {}
        response = self.verbs._send("associate_software_token", request)
        secret, next_session = response.get("SecretCode"), response.get("Session")
        if not secret or not next_session:
            raise unreadable_answer("has no secret or no session", "AssociateSoftwareToken")
        return SecretStr(secret), SecretStr(next_session)

    def finish_software_token(
        self, session: SecretStr, code: str, device_name: str | None
    ) -> SecretStr:
        request = {"Session": session.get_secret_value(), "UserCode": code}
        if device_name is not None:
            request["FriendlyDeviceName"] = device_name
        response = self.verbs._send("verify_software_token", request)
        next_session = check_code_was_right(response).get("Session")
        if not next_session:
            raise unreadable_answer("has no session", "VerifySoftwareToken")
        return SecretStr(next_session)

    def _send(self, method_name: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.flow != "admin_password":
            return self.verbs._send(method_name, request)
        pool_id = self.app.required_pool_id("a sign-in by an administrator")
        return self.verbs._send(f"admin_{method_name}", {**request, "UserPoolId": pool_id})
