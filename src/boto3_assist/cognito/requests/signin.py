"""The requests of users themselves: signing up, signing in, refreshing; knows no client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist.cognito.app_clients import AppClient, check_app
from boto3_assist.cognito.arguments import Secret, required_secret, required_text
from boto3_assist.cognito.attributes import attribute_list
from boto3_assist.cognito.requests.users import check_user, validation_list, with_metadata
from boto3_assist.cognito.users import CognitoUser

__all__ = [
    "about_own_user",
    "initiate_auth_request",
    "refresh_request",
    "respond_request",
    "revoke_request",
    "sign_up_request",
]


def initiate_auth_request(
    app: AppClient,
    flow: str,
    username: str,
    parameters: Mapping[str, str],
    client_metadata: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Begin to sign in (InitiateAuth).

    Args:
        app: The app client.
        flow: Such as ``USER_SRP_AUTH``.
        username: The username.
        parameters: The parameters of the flow without ``USERNAME`` and ``SECRET_HASH``.
        client_metadata: What the pool's Lambda triggers get.

    Returns:
        The request.
    """
    request = {
        "ClientId": app.client_id,
        "AuthFlow": flow,
        "AuthParameters": {
            "USERNAME": required_text("username", username),
            **parameters,
            **_secret_hash(app, username, "SECRET_HASH"),
        },
    }
    return with_metadata(request, client_metadata)


def respond_request(
    app: AppClient,
    challenge: str,
    username: str,
    session: str | None,
    responses: Mapping[str, str],
    client_metadata: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Answer a challenge (RespondToAuthChallenge).

    Args:
        app: The app client.
        challenge: Cognito's name of the challenge.
        username: The username that the challenge named.
        session: The session of the challenge.
        responses: The answer without ``USERNAME`` and ``SECRET_HASH``.
        client_metadata: What the pool's Lambda triggers get.

    Returns:
        The request.
    """
    request: dict[str, Any] = {
        "ClientId": app.client_id,
        "ChallengeName": challenge,
        "ChallengeResponses": {
            "USERNAME": username,
            **responses,
            **_secret_hash(app, username, "SECRET_HASH"),
        },
    }
    if session:
        request["Session"] = session
    return with_metadata(request, client_metadata)


def refresh_request(
    app: AppClient, refresh_token: str, client_metadata: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Ask for new tokens (GetTokensFromRefreshToken).

    Args:
        app: The app client that the token was given to.
        refresh_token: The refresh token.
        client_metadata: What the pool's Lambda triggers get.

    Returns:
        The request.
    """
    check_app(app)
    request = {
        "ClientId": app.client_id,
        "RefreshToken": refresh_token,
        **_client_secret(app),
    }
    return with_metadata(request, client_metadata)


def revoke_request(app: AppClient, refresh_token: Secret) -> dict[str, Any]:
    """End a refresh token and the access tokens made with it (RevokeToken).

    Args:
        app: The app client that the token was given to.
        refresh_token: The refresh token.

    Returns:
        The request.
    """
    check_app(app)
    return {
        "ClientId": app.client_id,
        "Token": required_secret("refresh_token", refresh_token),
        **_client_secret(app),
    }


def sign_up_request(
    app: AppClient,
    user: CognitoUser,
    password: Secret,
    *,
    client_metadata: Mapping[str, str] | None = None,
    validation_data: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Ask for a user of one's own (SignUp).

    Args:
        app: The app client.
        user: The user.
        password: The password.
        client_metadata: What the pool's Lambda triggers get.
        validation_data: What the pre sign-up trigger gets.

    Returns:
        The request.
    """
    check_user(user)
    request: dict[str, Any] = {
        **about_own_user(app, user.username),
        "Password": required_secret("password", password),
        "UserAttributes": attribute_list(user.attribute_texts(writable=True)),
    }
    if validation_data:
        request["ValidationData"] = validation_list(validation_data)
    return with_metadata(request, client_metadata)


def about_own_user(app: AppClient, username: str) -> dict[str, Any]:
    """Name a user to the calls that need no administrator.

    Args:
        app: The app client.
        username: The username.

    Returns:
        The beginning of a request.
    """
    check_app(app)
    return {
        "ClientId": app.client_id,
        "Username": required_text("username", username),
        **_secret_hash(app, username, "SecretHash"),
    }


def _secret_hash(app: AppClient, username: str, name: str) -> dict[str, str]:
    value = app.secret_hash(username)
    return {} if value is None else {name: value}


def _client_secret(app: AppClient) -> dict[str, str]:
    if app.client_secret is None:
        return {}
    return {"ClientSecret": required_secret("client_secret", app.client_secret)}
