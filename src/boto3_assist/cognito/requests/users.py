"""The requests about users; knows no client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boto3_assist.cognito.arguments import Secret, required_secret, required_text
from boto3_assist.cognito.attributes import AttributeInput, attribute_list, attribute_text
from boto3_assist.cognito.filters import UserFilter
from boto3_assist.cognito.pages import checked_limit
from boto3_assist.cognito.users import CognitoUser
from boto3_assist.errors import InvalidParameterError, MissingParameterError, describe

__all__ = [
    "about_user",
    "create_user_request",
    "invitation_request",
    "list_users_request",
    "mfa_preference_request",
    "set_password_request",
    "update_user_request",
    "with_metadata",
]


def about_user(user_pool_id: str, username: str) -> dict[str, Any]:
    """Name a user.

    Args:
        user_pool_id: The id of the pool.
        username: The username, or an alias that the pool allows.

    Returns:
        The request, or the beginning of one.
    """
    return {
        "UserPoolId": required_text("user_pool_id", user_pool_id),
        "Username": required_text("username", username),
    }


def create_user_request(
    user_pool_id: str,
    user: CognitoUser,
    *,
    temporary_password: Secret | None = None,
    invite: bool = True,
    delivery: Sequence[str] | None = None,
    force_alias_creation: bool = False,
    client_metadata: Mapping[str, str] | None = None,
    validation_data: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Ask for a new user (AdminCreateUser).

    Args:
        user_pool_id: The id of the pool.
        user: The user.
        temporary_password: The password to begin with; Cognito makes one when None.
        invite: Whether Cognito sends the invitation.
        delivery: ``EMAIL``, ``SMS`` or both; by the user's attributes when None.
        force_alias_creation: Whether to take an alias away from the user who has it.
        client_metadata: What the pool's Lambda triggers get.
        validation_data: What the pre sign-up trigger gets.

    Returns:
        The request.
    """
    request = about_user(user_pool_id, user.username)
    request["UserAttributes"] = attribute_list(user.attribute_texts(writable=True))
    if temporary_password is not None:
        request["TemporaryPassword"] = required_secret("temporary_password", temporary_password)
    if not invite:
        request["MessageAction"] = "SUPPRESS"
    elif mediums := list(_delivery_to(user) if delivery is None else delivery):
        request["DesiredDeliveryMediums"] = mediums
    if force_alias_creation:
        request["ForceAliasCreation"] = True
    if validation_data:
        request["ValidationData"] = attribute_list(validation_data)
    return with_metadata(request, client_metadata)


def _delivery_to(user: CognitoUser) -> tuple[str, ...]:
    # Without any, Cognito sends an SMS, which reaches nobody who has only an e-mail address.
    if user.email or "@" in user.username:
        return ("EMAIL",)
    return ("SMS",) if user.phone_number or user.username.startswith("+") else ()


def invitation_request(
    user_pool_id: str,
    username: str,
    *,
    temporary_password: Secret | None = None,
    delivery: Sequence[str] | None = None,
    client_metadata: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Ask for another invitation (AdminCreateUser with RESEND).

    Args:
        user_pool_id: The id of the pool.
        username: The username.
        temporary_password: A new password to begin with; Cognito makes one when None.
        delivery: ``EMAIL``, ``SMS`` or both; Cognito's default, ``SMS``, when None.
        client_metadata: What the pool's Lambda triggers get.

    Returns:
        The request.
    """
    request = {**about_user(user_pool_id, username), "MessageAction": "RESEND"}
    if temporary_password is not None:
        request["TemporaryPassword"] = required_secret("temporary_password", temporary_password)
    if delivery:
        request["DesiredDeliveryMediums"] = list(delivery)
    return with_metadata(request, client_metadata)


def set_password_request(
    user_pool_id: str, username: str, password: Secret, *, permanent: bool
) -> dict[str, Any]:
    """Ask for a new password (AdminSetUserPassword).

    Args:
        user_pool_id: The id of the pool.
        username: The username.
        password: The password.
        permanent: Whether it lasts; a temporary one must be replaced at the next sign-in.

    Returns:
        The request.

    Raises:
        InvalidParameterError: When `permanent` is no truth value.
    """
    if not isinstance(permanent, bool):
        raise InvalidParameterError(
            f"permanent was given as {describe(permanent)}", details={"expected": "True or False"}
        )
    return {
        **about_user(user_pool_id, username),
        "Password": required_secret("password", password),
        "Permanent": permanent,
    }


def update_user_request(
    user_pool_id: str,
    username: str,
    attributes: Mapping[str, AttributeInput | None],
    client_metadata: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Ask for a change of attributes (AdminUpdateUserAttributes).

    Args:
        user_pool_id: The id of the pool.
        username: The username.
        attributes: Name of attribute → value; None deletes the attribute.
        client_metadata: What the pool's Lambda triggers get.

    Returns:
        The request.
    """
    # AdminUpdateUserAttributes: "to delete an attribute … submit [it] with a blank value".
    texts = {
        required_text("the name of an attribute", name): (
            "" if value is None else attribute_text(name, value)
        )
        for name, value in attributes.items()
    }
    request = {**about_user(user_pool_id, username), "UserAttributes": attribute_list(texts)}
    return with_metadata(request, client_metadata)


def list_users_request(
    user_pool_id: str,
    *,
    where: UserFilter | None = None,
    attributes: Sequence[str] | None = None,
    limit: int | None = None,
    token: str | None = None,
) -> dict[str, Any]:
    """Ask for a page of users (ListUsers).

    Args:
        user_pool_id: The id of the pool.
        where: Which users; all of them when None.
        attributes: Names of the attributes to give; all of them when None.
        limit: The size of the page, 1 to 60.
        token: The token of the page; the first one when None.

    Returns:
        The request.

    Raises:
        InvalidParameterError: When the filter is no `UserFilter`: a text may say something else
            than was meant.
    """
    request: dict[str, Any] = {"UserPoolId": required_text("user_pool_id", user_pool_id)}
    if where is not None:
        if not isinstance(where, UserFilter):
            raise InvalidParameterError(
                f"where was given as {describe(where)}",
                details={
                    "expected": "a UserFilter",
                    "suggestion": "pass UserFilter.equals('email', address)",
                },
            )
        request["Filter"] = str(where)
    if attributes is not None:
        request["AttributesToGet"] = list(attributes)
    if checked_limit(limit) is not None:
        request["Limit"] = limit
    if token is not None:
        request["PaginationToken"] = required_text("token", token)
    return request


def mfa_preference_request(choices: Mapping[str, str | None]) -> dict[str, Any]:
    """Ask for a user's second factors (the settings of SetUserMFAPreference and its admin form).

    Args:
        choices: ``SMSMfaSettings``, ``SoftwareTokenMfaSettings`` and ``EmailMfaSettings`` →
            ``"on"``, ``"off"`` or ``"preferred"``; None leaves a factor as it is.

    Returns:
        The settings.

    Raises:
        MissingParameterError: When nothing was chosen.
        InvalidParameterError: When two factors are preferred, or a choice is none of the three.
    """
    given = {name: choice for name, choice in choices.items() if choice is not None}
    if not given:
        raise MissingParameterError(
            "no second factor was named",
            details={"expected": "software_token, sms or email, as 'on', 'off' or 'preferred'"},
        )
    if not set(given.values()) <= {"on", "off", "preferred"}:
        raise InvalidParameterError(
            "a choice of a second factor is not known",
            details={"expected": "'on', 'off' or 'preferred'"},
        )
    if list(given.values()).count("preferred") > 1:
        raise InvalidParameterError(
            "two second factors are preferred", details={"expected": "one of them, or none"}
        )
    return {
        name: {"Enabled": choice != "off", "PreferredMfa": choice == "preferred"}
        for name, choice in given.items()
    }


def with_metadata(
    request: dict[str, Any], client_metadata: Mapping[str, str] | None
) -> dict[str, Any]:
    """Add what the pool's Lambda triggers get, if there is any.

    Args:
        request: The request.
        client_metadata: Names → texts.

    Returns:
        The request.
    """
    return {**request, "ClientMetadata": dict(client_metadata)} if client_metadata else request
