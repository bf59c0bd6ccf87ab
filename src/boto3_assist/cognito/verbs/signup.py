"""The verbs of users who are not signed in yet: sign up, confirm, set a forgotten password."""

from __future__ import annotations

from collections.abc import Mapping

from boto3_assist.cognito.app_clients import AppClient
from boto3_assist.cognito.arguments import Secret, required_secret
from boto3_assist.cognito.deliveries import CodeDelivery, SignUpOutcome
from boto3_assist.cognito.requests.signin import about_own_user, sign_up_request
from boto3_assist.cognito.requests.users import with_metadata
from boto3_assist.cognito.users import CognitoUser
from boto3_assist.cognito.verbs.base import CognitoVerbs

__all__ = ["SignUpVerbs"]


class SignUpVerbs(CognitoVerbs):
    """Signs users up; none of it needs credentials of AWS."""

    def sign_up(
        self,
        app: AppClient,
        user: CognitoUser,
        password: Secret,
        *,
        client_metadata: Mapping[str, str] | None = None,
        validation_data: Mapping[str, str] | None = None,
    ) -> SignUpOutcome:
        """Make a user by their own wish (SignUp).

        Args:
            app: The app client.
            user: The user.
            password: The password.
            client_metadata: What the pool's Lambda triggers get.
            validation_data: What the pre sign-up trigger gets.

        Returns:
            The user's id, and where the code was sent that confirms the user.

        Raises:
            UsernameExistsError: When there is a user of this name.
            InvalidPasswordError: When the password does not meet the pool's policy.
            Boto3AssistError: When the call fails otherwise.
        """
        request = sign_up_request(
            app,
            user,
            password,
            client_metadata=client_metadata,
            validation_data=validation_data,
        )
        response = self._send("sign_up", request)
        return SignUpOutcome(
            sub=response["UserSub"],
            confirmed=bool(response.get("UserConfirmed")),
            delivery=CodeDelivery.from_response(response),
        )

    def confirm_sign_up(
        self,
        app: AppClient,
        username: str,
        code: Secret,
        *,
        force_alias_creation: bool = False,
        client_metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Confirm a sign-up with the code that was sent (ConfirmSignUp).

        Args:
            app: The app client.
            username: The username.
            code: The code.
            force_alias_creation: Whether to take an e-mail address or telephone number away from
                the user who has it as an alias.
            client_metadata: What the pool's Lambda triggers get.

        Raises:
            CodeMismatchError: When it is another code.
            ExpiredCodeError: When the code has expired.
            Boto3AssistError: When the call fails otherwise.
        """
        request = {
            **about_own_user(app, username),
            "ConfirmationCode": required_secret("code", code),
        }
        if force_alias_creation:
            request["ForceAliasCreation"] = True
        self._send("confirm_sign_up", with_metadata(request, client_metadata))

    def resend_confirmation_code(
        self,
        app: AppClient,
        username: str,
        *,
        client_metadata: Mapping[str, str] | None = None,
    ) -> CodeDelivery | None:
        """Send the code that confirms a sign-up again (ResendConfirmationCode).

        Args:
            app: The app client.
            username: The username.
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            Where it was sent.

        Raises:
            Boto3AssistError: When the call fails.
        """
        request = with_metadata(about_own_user(app, username), client_metadata)
        return CodeDelivery.from_response(self._send("resend_confirmation_code", request))

    def forgot_password(
        self,
        app: AppClient,
        username: str,
        *,
        client_metadata: Mapping[str, str] | None = None,
    ) -> CodeDelivery | None:
        """Send a code that allows to set a new password (ForgotPassword).

        Args:
            app: The app client.
            username: The username.
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            Where it was sent.

        Raises:
            Boto3AssistError: When the call fails.
        """
        request = with_metadata(about_own_user(app, username), client_metadata)
        return CodeDelivery.from_response(self._send("forgot_password", request))

    def confirm_forgot_password(
        self,
        app: AppClient,
        username: str,
        code: Secret,
        password: Secret,
        *,
        client_metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Set a new password with the code that was sent (ConfirmForgotPassword).

        Args:
            app: The app client.
            username: The username.
            code: The code.
            password: The new password.
            client_metadata: What the pool's Lambda triggers get.

        Raises:
            CodeMismatchError: When it is another code.
            ExpiredCodeError: When the code has expired.
            InvalidPasswordError: When the password does not meet the pool's policy.
            Boto3AssistError: When the call fails otherwise.
        """
        request = {
            **about_own_user(app, username),
            "ConfirmationCode": required_secret("code", code),
            "Password": required_secret("password", password),
        }
        self._send("confirm_forgot_password", with_metadata(request, client_metadata))
