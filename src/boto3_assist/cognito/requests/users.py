"""The requests about users; knows no client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boto3_assist.cognito.arguments import (
    Secret,
    check_kind,
    required_secret,
    required_text,
    several_texts,
)
from boto3_assist.cognito.attributes import AttributeInput, attribute_list, attribute_text
from boto3_assist.cognito.filters import UserFilter
from boto3_assist.cognito.pages import checked_limit
from boto3_assist.cognito.users import CognitoUser
from boto3_assist.errors import InvalidParameterError, MissingParameterError, describe

__all__ = [
    "about_user",
    "check_user",
    "create_user_request",
    "invitation_request",
    "list_users_request",
    "mfa_preference_request",
    "set_password_request",
    "update_user_request",
    "validation_list",
    "with_metadata",
]


# Pairs, since security checks take a text beside the key "software_token" for a token.
_MFA_SETTINGS = dict(
    [
        ("software_token", "SoftwareTokenMfaSettings"),
        ("sms", "SMSMfaSettings"),
        ("email", "EmailMfaSettings"),
    ]
)
_TEXTS_BY_NAME = "a dictionary of name → text"


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


def check_user(user: object) -> None:
    """Check that an argument is a user, and not a name or a dictionary alone.

    Args:
        user: What was given.
    """
    check_kind(
        "user",
        user,
        CognitoUser,
        expected="a CognitoUser, or a model of one's own below it",
        suggestion="pass CognitoUser(username=…)",
    )


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
    check_user(user)
    mediums = _delivery_to(user) if delivery is None else several_texts("delivery", delivery)
    request = about_user(user_pool_id, user.username)
    request["UserAttributes"] = attribute_list(user.attribute_texts(writable=True))
    if temporary_password is not None:
        request["TemporaryPassword"] = required_secret("temporary_password", temporary_password)
    if not invite:
        request["MessageAction"] = "SUPPRESS"
    elif mediums:
        request["DesiredDeliveryMediums"] = mediums
    if force_alias_creation:
        request["ForceAliasCreation"] = True
    if validation_data:
        request["ValidationData"] = validation_list(validation_data)
    return with_metadata(request, client_metadata)


def _delivery_to(user: CognitoUser) -> list[str]:
    # Without any, Cognito sends an SMS, which reaches nobody who has only an e-mail address.
    if user.email or "@" in user.username:
        return ["EMAIL"]
    return ["SMS"] if user.phone_number or user.username.startswith("+") else []


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
        request["DesiredDeliveryMediums"] = several_texts("delivery", delivery)
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
            f"permanent was given as {describe(permanent)}",
            details={"given": describe(permanent), "expected": "True or False"},
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
    check_kind(
        "attributes",
        attributes,
        Mapping,
        expected="a dictionary of attribute name → value",
        suggestion="of a user model, pass user.changes_since(before)",
    )
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
                    "given": describe(where),
                    "expected": "a UserFilter",
                    "suggestion": "pass UserFilter.equals('email', address)",
                },
            )
        request["Filter"] = str(where)
    if attributes is not None:
        request["AttributesToGet"] = several_texts("attributes", attributes)
    if checked_limit(limit) is not None:
        request["Limit"] = limit
    if token is not None:
        request["PaginationToken"] = required_text("token", token)
    return request


def mfa_preference_request(
    *, software_token: str | None, sms: str | None, email: str | None
) -> dict[str, Any]:
    """Ask for a user's second factors (the settings of SetUserMFAPreference and its admin form).

    Args:
        software_token: ``"on"``, ``"off"`` or ``"preferred"`` for an authenticator; None leaves it.
        sms: The same for codes by SMS.
        email: The same for codes by e-mail.

    Returns:
        The settings.

    Raises:
        MissingParameterError: When nothing was chosen.
        InvalidParameterError: When two factors are preferred, or a choice is none of the three.
    """
    choices = {"software_token": software_token, "sms": sms, "email": email}
    given = {name: choice for name, choice in choices.items() if choice is not None}
    if not given:
        raise MissingParameterError(
            "no second factor was named",
            details={"expected": "software_token, sms or email, as 'on', 'off' or 'preferred'"},
        )
    for name, choice in given.items():
        if choice not in ("on", "off", "preferred"):
            raise InvalidParameterError(
                f"{name} was given as {describe(choice)}",
                details={"given": describe(choice), "expected": "'on', 'off' or 'preferred'"},
            )
    if list(given.values()).count("preferred") > 1:
        raise InvalidParameterError(
            "two second factors are preferred",
            details={"given": given, "expected": "one of them, or none"},
        )
    return {
        _MFA_SETTINGS[name]: {"Enabled": choice != "off", "PreferredMfa": choice == "preferred"}
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
    if not client_metadata:
        return request
    check_kind("client_metadata", client_metadata, Mapping, expected=_TEXTS_BY_NAME)
    return {**request, "ClientMetadata": dict(client_metadata)}


def validation_list(validation_data: Mapping[str, str]) -> list[dict[str, str]]:
    """Write what the pre sign-up trigger gets.

    Args:
        validation_data: Names → texts.

    Returns:
        One entry for each.
    """
    check_kind("validation_data", validation_data, Mapping, expected=_TEXTS_BY_NAME)
    return attribute_list(validation_data)
