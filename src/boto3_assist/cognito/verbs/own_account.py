"""The verbs of a user who is signed in, by their access token."""

from __future__ import annotations

from pydantic import SecretStr

from boto3_assist.cognito.arguments import Secret, required_secret
from boto3_assist.cognito.requests.users import mfa_preference_request
from boto3_assist.cognito.signin.outcomes import check_code_was_right, unreadable_answer
from boto3_assist.cognito.users import CognitoUser
from boto3_assist.cognito.verbs.base import CognitoVerbs
from boto3_assist.cognito.verbs.passwords import MfaChoice

__all__ = ["OwnAccountVerbs"]


class OwnAccountVerbs(CognitoVerbs):
    """Serves a user who is signed in; none of it needs credentials of AWS."""

    def get_own_user(self, access_token: Secret) -> CognitoUser:
        """Read the user of an access token (GetUser).

        Args:
            access_token: The user's access token, with the scope
                ``aws.cognito.signin.user.admin``.

        Returns:
            The user; `status` and `enabled` are not told.

        Raises:
            AuthenticationError: When Cognito does not accept the token.
            Boto3AssistError: When the call fails otherwise.
        """
        return CognitoUser.from_response(self._send("get_user", _as_user(access_token)))

    def change_password(
        self, access_token: Secret, previous_password: Secret, password: Secret
    ) -> None:
        """Change the user's password (ChangePassword).

        Args:
            access_token: The user's access token.
            previous_password: The password until now.
            password: The new password.

        Raises:
            AuthenticationError: When the token or the previous password is not accepted.
            InvalidPasswordError: When the new one does not meet the pool's policy.
            Boto3AssistError: When the call fails otherwise.
        """
        request = {
            **_as_user(access_token),
            "PreviousPassword": required_secret("previous_password", previous_password),
            "ProposedPassword": required_secret("password", password),
        }
        self._send("change_password", request)

    def begin_software_token(self, access_token: Secret) -> SecretStr:
        """Have a secret made for the user's authenticator (AssociateSoftwareToken).

        Args:
            access_token: The user's access token.

        Returns:
            The secret, in base32, as authenticators take it.

        Raises:
            AuthenticationError: When the token is not accepted.
            CognitoResponseIntegrityError: When the answer has no secret.
            Boto3AssistError: When the call fails otherwise.
        """
        response = self._send("associate_software_token", _as_user(access_token))
        if not response.get("SecretCode"):
            raise unreadable_answer("has no secret", "AssociateSoftwareToken")
        return SecretStr(response["SecretCode"])

    def confirm_software_token(
        self, access_token: Secret, code: Secret, *, device_name: str | None = None
    ) -> None:
        """Verify the authenticator's first code (VerifySoftwareToken).

        Args:
            access_token: The user's access token.
            code: The code that the authenticator shows.
            device_name: How the user calls the authenticator.

        Raises:
            CodeMismatchError: When it is another code.
            Boto3AssistError: When the call fails otherwise.
        """
        request = {**_as_user(access_token), "UserCode": required_secret("code", code)}
        if device_name is not None:
            request["FriendlyDeviceName"] = device_name
        check_code_was_right(self._send("verify_software_token", request))

    def set_own_mfa_preference(
        self,
        access_token: Secret,
        *,
        software_token: MfaChoice | None = None,
        sms: MfaChoice | None = None,
        email: MfaChoice | None = None,
    ) -> None:
        """Choose the user's second factors (SetUserMFAPreference).

        Args:
            access_token: The user's access token.
            software_token: An authenticator, which the user must have enrolled; None leaves it.
            sms: Codes by SMS; None leaves it.
            email: Codes by e-mail; None leaves it.

        Raises:
            AuthenticationError: When the token is not accepted.
            Boto3AssistError: When the choices contradict each other, or the call fails.
        """
        settings = mfa_preference_request(software_token=software_token, sms=sms, email=email)
        self._send("set_user_mfa_preference", {**_as_user(access_token), **settings})

    def sign_out_everywhere(self, access_token: Secret) -> None:
        """End all sessions of the user (GlobalSignOut).

        Refresh tokens are void at once. Access and id tokens hold until they expire wherever they
        are only verified and not shown to Cognito.

        Args:
            access_token: The user's access token.

        Raises:
            AuthenticationError: When the token is not accepted.
            Boto3AssistError: When the call fails otherwise.
        """
        self._send("global_sign_out", _as_user(access_token))


def _as_user(access_token: Secret) -> dict[str, str]:
    return {"AccessToken": required_secret("access_token", access_token)}
