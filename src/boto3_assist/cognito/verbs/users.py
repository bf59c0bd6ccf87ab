"""The verbs of an administrator of users: make, read, find, change, enable, disable, delete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar

from boto3_assist.cognito.arguments import Secret
from boto3_assist.cognito.attributes import AttributeInput
from boto3_assist.cognito.filters import UserFilter
from boto3_assist.cognito.pages import Page, checked_limit, every_item
from boto3_assist.cognito.requests.users import (
    about_user,
    create_user_request,
    invitation_request,
    list_users_request,
    set_password_request,
    update_user_request,
    with_metadata,
)
from boto3_assist.cognito.users import CognitoUser
from boto3_assist.cognito.verbs.base import CognitoVerbs
from boto3_assist.errors import Boto3AssistError, InvalidParameterError

__all__ = ["DeliveryMedium", "UserVerbs", "users_page"]

U = TypeVar("U", bound=CognitoUser)

DeliveryMedium = Literal["EMAIL", "SMS"]


class UserVerbs(CognitoVerbs):
    """Administers users."""

    def create_user(
        self,
        user_pool_id: str,
        user: U,
        *,
        temporary_password: Secret | None = None,
        permanent_password: Secret | None = None,
        invite: bool | None = None,
        delivery: Sequence[DeliveryMedium] | None = None,
        force_alias_creation: bool = False,
        client_metadata: Mapping[str, str] | None = None,
        validation_data: Mapping[str, str] | None = None,
    ) -> U:
        """Make a user (AdminCreateUser), with the password that was asked for and no other.

        Without a password Cognito makes a temporary one and sends it with the invitation. With a
        permanent password a second call sets it (AdminSetUserPassword); if that one fails, the
        new user is deleted again.

        Args:
            user_pool_id: The id of the pool.
            user: The user; ``status``, ``sub`` and the like are Cognito's and not sent.
            temporary_password: A password that the user must replace when signing in.
            permanent_password: A password that lasts; there is no invitation then.
            invite: Whether Cognito sends the invitation with the temporary password; when None,
                unless the password is permanent.
            delivery: How the invitation is sent; when None, by e-mail if the user has an address,
                else by SMS.
            force_alias_creation: Whether to take an e-mail address or telephone number away from
                the user who has it as an alias.
            client_metadata: What the pool's Lambda triggers get.
            validation_data: What the pre sign-up trigger gets.

        Returns:
            The user as Cognito made it, of the same class as `user`.

        Raises:
            InvalidParameterError: When the two passwords, or a permanent one and an invitation,
                are asked for.
            UsernameExistsError: When there is a user of this name.
            Boto3AssistError: When Cognito does not make the user, or does not take the password;
                ``details["user_removed"]`` then says whether the user is gone again.
        """
        if permanent_password is not None and (invite or temporary_password is not None):
            raise InvalidParameterError(
                "a permanent password was given together with a temporary one or an invitation",
                details={
                    "expected": "a permanent password alone",
                    "suggestion": "the invitation would name a password that is replaced at once",
                },
            )
        request = create_user_request(
            user_pool_id,
            user,
            temporary_password=temporary_password,
            invite=permanent_password is None if invite is None else invite,
            delivery=delivery,
            force_alias_creation=force_alias_creation,
            client_metadata=client_metadata,
            validation_data=validation_data,
        )
        if permanent_password is None:
            return type(user).from_response(self._send("admin_create_user", request))
        # Built before anything is sent, so that a bad argument leaves no user behind.
        password = set_password_request(
            user_pool_id, user.username, permanent_password, permanent=True
        )
        created = type(user).from_response(self._send("admin_create_user", request))
        self._set_first_password(user_pool_id, created.username, password)
        return created.model_copy(update={"status": "CONFIRMED"})

    def resend_invitation(
        self,
        user_pool_id: str,
        username: str,
        *,
        temporary_password: Secret | None = None,
        delivery: Sequence[DeliveryMedium] | None = None,
        client_metadata: Mapping[str, str] | None = None,
    ) -> CognitoUser:
        """Send the invitation again, with a new temporary password (AdminCreateUser, RESEND).

        Args:
            user_pool_id: The id of the pool.
            username: The username.
            temporary_password: The new password; Cognito makes one when None.
            delivery: How it is sent; Cognito's default when None, which is SMS.
            client_metadata: What the pool's Lambda triggers get.

        Returns:
            The user.

        Raises:
            UserNotFoundError: When there is no such user: none is made.
            Boto3AssistError: When the call fails otherwise.
        """
        request = invitation_request(
            user_pool_id,
            username,
            temporary_password=temporary_password,
            delivery=delivery,
            client_metadata=client_metadata,
        )
        return CognitoUser.from_response(self._send("admin_create_user", request))

    def get_user(self, user_pool_id: str, username: str) -> CognitoUser:
        """Read a user (AdminGetUser).

        Args:
            user_pool_id: The id of the pool.
            username: The username, or an alias that the pool allows.

        Returns:
            The user; `CognitoUser.to` reads it as a model of one's own.

        Raises:
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the call fails otherwise.
        """
        response = self._send("admin_get_user", about_user(user_pool_id, username))
        return CognitoUser.from_response(response)

    def list_users(
        self,
        user_pool_id: str,
        *,
        where: UserFilter | None = None,
        attributes: Sequence[str] | None = None,
        limit: int | None = None,
        token: str | None = None,
    ) -> Page[CognitoUser]:
        """Read one page of the users (ListUsers).

        Args:
            user_pool_id: The id of the pool.
            where: Which users; all of them when None.
            attributes: Names of the attributes to give; all of them when None. Cognito takes here
                only attributes that every user found has.
            limit: The size of the page, 1 to 60.
            token: `Page.next_token` of the page before; the first page when None.

        Returns:
            The page.

        Raises:
            Boto3AssistError: When the call fails.
        """
        request = list_users_request(
            user_pool_id, where=where, attributes=attributes, limit=limit, token=token
        )
        return users_page(self._send("list_users", request), "PaginationToken")

    def iter_users(
        self,
        user_pool_id: str,
        *,
        where: UserFilter | None = None,
        attributes: Sequence[str] | None = None,
        page_size: int | None = None,
    ) -> Iterator[CognitoUser]:
        """Go through all users, page after page (ListUsers).

        Args:
            user_pool_id: The id of the pool.
            where: Which users; all of them when None.
            attributes: As in `list_users`.
            page_size: The size of a page, 1 to 60.

        Returns:
            The users; a page is read when its first user is asked for.
        """
        limit = checked_limit(page_size)
        return every_item(
            lambda token: self.list_users(
                user_pool_id, where=where, attributes=attributes, limit=limit, token=token
            )
        )

    def update_user(
        self,
        user_pool_id: str,
        username: str,
        attributes: Mapping[str, AttributeInput | None],
        *,
        client_metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Change attributes of a user (AdminUpdateUserAttributes); the others stay as they are.

        A new e-mail address or telephone number counts as not verified, unless
        ``email_verified`` or ``phone_number_verified`` is given with it.

        Args:
            user_pool_id: The id of the pool.
            username: The username.
            attributes: Name of attribute → value; None deletes the attribute. Nothing is sent
                when it is empty. `CognitoUser.changes_since` gives it.
            client_metadata: What the pool's Lambda triggers get.

        Raises:
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the call fails otherwise.
        """
        request = update_user_request(user_pool_id, username, attributes, client_metadata)
        if attributes:
            self._send("admin_update_user_attributes", request)

    def confirm_user(
        self,
        user_pool_id: str,
        username: str,
        *,
        client_metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Confirm a user who signed up, without a code (AdminConfirmSignUp).

        Args:
            user_pool_id: The id of the pool.
            username: The username.
            client_metadata: What the pool's Lambda triggers get.

        Raises:
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the call fails otherwise.
        """
        request = with_metadata(about_user(user_pool_id, username), client_metadata)
        self._send("admin_confirm_sign_up", request)

    def enable_user(self, user_pool_id: str, username: str) -> None:
        """Let a user sign in again (AdminEnableUser); the password stays as it is.

        Args:
            user_pool_id: The id of the pool.
            username: The username.

        Raises:
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the call fails otherwise.
        """
        self._send("admin_enable_user", about_user(user_pool_id, username))

    def disable_user(self, user_pool_id: str, username: str) -> None:
        """Let a user sign in no more (AdminDisableUser); the password stays as it is.

        Access tokens that were given before hold until they expire.

        Args:
            user_pool_id: The id of the pool.
            username: The username.

        Raises:
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the call fails otherwise.
        """
        self._send("admin_disable_user", about_user(user_pool_id, username))

    def delete_user(self, user_pool_id: str, username: str) -> None:
        """Delete a user for good (AdminDeleteUser).

        Args:
            user_pool_id: The id of the pool.
            username: The username.

        Raises:
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the call fails otherwise.
        """
        self._send("admin_delete_user", about_user(user_pool_id, username))

    def _set_first_password(
        self, user_pool_id: str, username: str, request: dict[str, Any]
    ) -> None:
        """Set the password of a user just made, whose name may be one that Cognito made up."""
        try:
            self._send("admin_set_user_password", {**request, "Username": username})
        except Boto3AssistError as error:
            error.details["user_removed"] = self._removed(user_pool_id, username)
            raise

    def _removed(self, user_pool_id: str, username: str) -> bool:
        try:
            self.delete_user(user_pool_id, username)
        except Boto3AssistError:
            return False
        return True


def users_page(response: Mapping[str, Any], token_name: str) -> Page[CognitoUser]:
    """Read a page of users.

    Args:
        response: The response.
        token_name: The name of its token.

    Returns:
        The page.
    """
    users = tuple(CognitoUser.from_response(user) for user in response.get("Users") or ())
    return Page(users, response.get(token_name) or None)
