"""The verbs of an administrator of groups and their members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from boto3_assist.cognito.arguments import required_text
from boto3_assist.cognito.groups import CognitoGroup
from boto3_assist.cognito.pages import Page, checked_limit, every_item
from boto3_assist.cognito.requests.users import about_user
from boto3_assist.cognito.users import CognitoUser
from boto3_assist.cognito.verbs.base import CognitoVerbs
from boto3_assist.cognito.verbs.users import users_page

__all__ = ["GroupVerbs"]


class GroupVerbs(CognitoVerbs):
    """Administers groups and their members."""

    def create_group(
        self,
        user_pool_id: str,
        name: str,
        *,
        description: str | None = None,
        precedence: int | None = None,
        role_arn: str | None = None,
    ) -> CognitoGroup:
        """Make a group (CreateGroup).

        Args:
            user_pool_id: The id of the pool.
            name: The name of the group.
            description: What it is for.
            precedence: The lowest number of a user's groups names the preferred role.
            role_arn: The IAM role of the group, for identity pools.

        Returns:
            The group.

        Raises:
            GroupExistsError: When there is a group of this name.
            Boto3AssistError: When the call fails otherwise.
        """
        request = _group_request(user_pool_id, name, description, precedence, role_arn)
        return CognitoGroup.from_response(self._send("create_group", request)["Group"])

    def get_group(self, user_pool_id: str, name: str) -> CognitoGroup:
        """Read a group (GetGroup).

        Args:
            user_pool_id: The id of the pool.
            name: The name of the group.

        Returns:
            The group.

        Raises:
            CognitoResourceNotFoundError: When there is no such group, or no such pool.
            Boto3AssistError: When the call fails otherwise.
        """
        request = _group_request(user_pool_id, name)
        return CognitoGroup.from_response(self._send("get_group", request)["Group"])

    def update_group(
        self,
        user_pool_id: str,
        name: str,
        *,
        description: str | None = None,
        precedence: int | None = None,
        role_arn: str | None = None,
    ) -> CognitoGroup:
        """Change a group (UpdateGroup); what is None is not sent.

        Args:
            user_pool_id: The id of the pool.
            name: The name of the group.
            description: What it is for.
            precedence: As in `create_group`.
            role_arn: As in `create_group`.

        Returns:
            The group.

        Raises:
            CognitoResourceNotFoundError: When there is no such group, or no such pool.
            Boto3AssistError: When the call fails otherwise.
        """
        request = _group_request(user_pool_id, name, description, precedence, role_arn)
        return CognitoGroup.from_response(self._send("update_group", request)["Group"])

    def delete_group(self, user_pool_id: str, name: str) -> None:
        """Delete a group (DeleteGroup); its members stay users.

        Args:
            user_pool_id: The id of the pool.
            name: The name of the group.

        Raises:
            CognitoResourceNotFoundError: When there is no such group, or no such pool.
            Boto3AssistError: When the call fails otherwise.
        """
        self._send("delete_group", _group_request(user_pool_id, name))

    def list_groups(
        self, user_pool_id: str, *, limit: int | None = None, token: str | None = None
    ) -> Page[CognitoGroup]:
        """Read one page of the groups (ListGroups).

        Args:
            user_pool_id: The id of the pool.
            limit: The size of the page, 1 to 60.
            token: `Page.next_token` of the page before; the first page when None.

        Returns:
            The page.

        Raises:
            Boto3AssistError: When the call fails.
        """
        request = {"UserPoolId": required_text("user_pool_id", user_pool_id)}
        return _groups_page(self._send("list_groups", _paged(request, limit, token)))

    def iter_groups(
        self, user_pool_id: str, *, page_size: int | None = None
    ) -> Iterator[CognitoGroup]:
        """Go through all groups, page after page (ListGroups).

        Args:
            user_pool_id: The id of the pool.
            page_size: The size of a page, 1 to 60.

        Returns:
            The groups; a page is read when its first group is asked for.
        """
        limit = checked_limit(page_size)
        return every_item(lambda token: self.list_groups(user_pool_id, limit=limit, token=token))

    def add_user_to_group(self, user_pool_id: str, username: str, group: str) -> None:
        """Make a user a member of a group (AdminAddUserToGroup); a member stays one.

        Args:
            user_pool_id: The id of the pool.
            username: The username.
            group: The name of the group.

        Raises:
            UserNotFoundError: When there is no such user.
            CognitoResourceNotFoundError: When there is no such group, or no such pool.
            Boto3AssistError: When the call fails otherwise.
        """
        self._send("admin_add_user_to_group", _membership(user_pool_id, username, group))

    def remove_user_from_group(self, user_pool_id: str, username: str, group: str) -> None:
        """End a user's membership of a group (AdminRemoveUserFromGroup).

        Args:
            user_pool_id: The id of the pool.
            username: The username.
            group: The name of the group.

        Raises:
            UserNotFoundError: When there is no such user.
            CognitoResourceNotFoundError: When there is no such group, or no such pool.
            Boto3AssistError: When the call fails otherwise.
        """
        self._send("admin_remove_user_from_group", _membership(user_pool_id, username, group))

    def list_groups_of_user(
        self,
        user_pool_id: str,
        username: str,
        *,
        limit: int | None = None,
        token: str | None = None,
    ) -> Page[CognitoGroup]:
        """Read one page of the groups of a user (AdminListGroupsForUser).

        Args:
            user_pool_id: The id of the pool.
            username: The username.
            limit: The size of the page, 1 to 60.
            token: `Page.next_token` of the page before; the first page when None.

        Returns:
            The page.

        Raises:
            UserNotFoundError: When there is no such user.
            Boto3AssistError: When the call fails otherwise.
        """
        request = _paged(about_user(user_pool_id, username), limit, token)
        return _groups_page(self._send("admin_list_groups_for_user", request))

    def iter_groups_of_user(
        self, user_pool_id: str, username: str, *, page_size: int | None = None
    ) -> Iterator[CognitoGroup]:
        """Go through the groups of a user, page after page (AdminListGroupsForUser).

        Args:
            user_pool_id: The id of the pool.
            username: The username.
            page_size: The size of a page, 1 to 60.

        Returns:
            The groups; a page is read when its first group is asked for.
        """
        limit = checked_limit(page_size)
        return every_item(
            lambda token: self.list_groups_of_user(user_pool_id, username, limit=limit, token=token)
        )

    def list_users_in_group(
        self,
        user_pool_id: str,
        group: str,
        *,
        limit: int | None = None,
        token: str | None = None,
    ) -> Page[CognitoUser]:
        """Read one page of the members of a group (ListUsersInGroup).

        Args:
            user_pool_id: The id of the pool.
            group: The name of the group.
            limit: The size of the page, 1 to 60.
            token: `Page.next_token` of the page before; the first page when None.

        Returns:
            The page.

        Raises:
            CognitoResourceNotFoundError: When there is no such group, or no such pool.
            Boto3AssistError: When the call fails otherwise.
        """
        request = _paged(_group_request(user_pool_id, group), limit, token)
        return users_page(self._send("list_users_in_group", request), "NextToken")

    def iter_users_in_group(
        self, user_pool_id: str, group: str, *, page_size: int | None = None
    ) -> Iterator[CognitoUser]:
        """Go through the members of a group, page after page (ListUsersInGroup).

        Args:
            user_pool_id: The id of the pool.
            group: The name of the group.
            page_size: The size of a page, 1 to 60.

        Returns:
            The users; a page is read when its first user is asked for.
        """
        limit = checked_limit(page_size)
        return every_item(
            lambda token: self.list_users_in_group(user_pool_id, group, limit=limit, token=token)
        )


def _group_request(
    user_pool_id: str,
    name: str,
    description: str | None = None,
    precedence: int | None = None,
    role_arn: str | None = None,
) -> dict[str, Any]:
    request = {
        "UserPoolId": required_text("user_pool_id", user_pool_id),
        "GroupName": required_text("the name of the group", name),
        "Description": description,
        "Precedence": precedence,
        "RoleArn": role_arn,
    }
    return {name: value for name, value in request.items() if value is not None}


def _membership(user_pool_id: str, username: str, group: str) -> dict[str, Any]:
    return {**about_user(user_pool_id, username), **_group_request(user_pool_id, group)}


def _paged(request: Mapping[str, Any], limit: int | None, token: str | None) -> dict[str, Any]:
    paging = {
        "Limit": checked_limit(limit),
        # An empty token would ask for the first page again.
        "NextToken": None if token is None else required_text("token", token),
    }
    return {**request, **{name: value for name, value in paging.items() if value is not None}}


def _groups_page(response: Mapping[str, Any]) -> Page[CognitoGroup]:
    groups = tuple(CognitoGroup.from_response(group) for group in response.get("Groups") or ())
    return Page(groups, response.get("NextToken") or None)
