"""The verbs of an administrator of passwords, second factors and sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from boto3_assist.cognito.arguments import Secret
from boto3_assist.cognito.requests.users import (
    about_user,
    mfa_preference_request,
    set_password_request,
    with_metadata,
)
from boto3_assist.cognito.verbs.base import CognitoVerbs

__all__ = ["MfaChoice", "PasswordVerbs"]

MfaChoice = Literal["off", "on", "preferred"]


class PasswordVerbs(CognitoVerbs):
    """Administers passwords, second factors and sessions."""

    def set_password(
        self, user_pool_id: str, username: str, password: Secret, *, permanent: bool
    ) -> None:
        """Set a user's password (AdminSetUserPassword); nothing is sent to the user.

        Args:
            user_pool_id: The id of the pool.
            username: The username.
            password: The password.
            permanent: Whether it lasts; a temporary one must be replaced at the next sign-in.

        Raises:
            InvalidPasswordError: When the password does not meet the pool's policy.
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the call fails otherwise. It is made once.
        """
        request = set_password_request(user_pool_id, username, password, permanent=permanent)
        self._send("admin_set_user_password", request)

    def reset_password(
        self,
        user_pool_id: str,
        username: str,
        *,
        client_metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Make a user set a new password with a code that Cognito sends (AdminResetUserPassword).

        Args:
            user_pool_id: The id of the pool.
            username: The username.
            client_metadata: What the pool's Lambda triggers get.

        Raises:
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the call fails otherwise.
        """
        request = with_metadata(about_user(user_pool_id, username), client_metadata)
        self._send("admin_reset_user_password", request)

    def set_mfa_preference(
        self,
        user_pool_id: str,
        username: str,
        *,
        software_token: MfaChoice | None = None,
        sms: MfaChoice | None = None,
        email: MfaChoice | None = None,
    ) -> None:
        """Choose a user's second factors (AdminSetUserMFAPreference).

        Args:
            user_pool_id: The id of the pool.
            username: The username.
            software_token: An authenticator, which the user must have enrolled; None leaves it.
            sms: Codes by SMS; None leaves it.
            email: Codes by e-mail; None leaves it.

        Raises:
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the choices contradict each other, or the call fails.
        """
        settings = mfa_preference_request(software_token=software_token, sms=sms, email=email)
        request = {**about_user(user_pool_id, username), **settings}
        self._send("admin_set_user_mfa_preference", request)

    def sign_out_user(self, user_pool_id: str, username: str) -> None:
        """End all sessions of a user (AdminUserGlobalSignOut).

        Refresh tokens are void at once. Access and id tokens hold until they expire wherever they
        are only verified and not shown to Cognito.

        Args:
            user_pool_id: The id of the pool.
            username: The username.

        Raises:
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the call fails otherwise.
        """
        self._send("admin_user_global_sign_out", about_user(user_pool_id, username))
