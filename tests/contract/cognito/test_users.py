"""Users, passwords and groups, as an administrator has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import pytest
from pydantic import SecretStr

from boto3_assist import errors
from boto3_assist.cognito import Cognito, CognitoAttribute, CognitoUser, SignInTokens, UserFilter
from tests.contract.cognito.conftest import Pool

TEMPORARY = SecretStr("Temporary-Horse-1!")
PERMANENT = SecretStr("Permanent-Horse-2!")


class Member(CognitoUser):
    tenant: Annotated[str, CognitoAttribute("custom:tenant")]
    roles: Annotated[list[str], CognitoAttribute("custom:roles", separator=",")] = []


@pytest.fixture
def ann(cognito: Cognito, pool: Pool) -> CognitoUser:
    user = CognitoUser(username="ann", email="ann@example.com", given_name="Ann")
    return cognito.create_user(pool.id, user, permanent_password=PERMANENT)


def signs_in(cognito: Cognito, pool: Pool, username: str, password: SecretStr) -> bool:
    try:
        outcome = cognito.sign_in(pool.app, username, password, flow="password")
    except errors.AuthenticationError:
        return False
    assert isinstance(outcome, SignInTokens)
    return True


def test_e10_a_user_is_the_same_from_every_operation(cognito: Cognito, pool: Pool) -> None:
    member = Member(
        username="ann", email="ann@example.com", email_verified=True, tenant="t1", roles=["a", "b"]
    )

    created = cognito.create_user(pool.id, member, temporary_password=TEMPORARY, invite=False)
    read = cognito.get_user(pool.id, "ann").to(Member)
    (listed,) = (user.to(Member) for user in cognito.iter_users(pool.id))

    assert created.sub and created.status == "FORCE_CHANGE_PASSWORD" and created.enabled
    for found in (created, read, listed):
        assert found.attribute_texts(writable=True) == member.attribute_texts()
        assert (found.sub, found.username, found.status) == (created.sub, "ann", created.status)
        assert (found.tenant, found.roles, found.email_verified) == ("t1", ["a", "b"], True)


def test_a_user_of_another_shape_is_refused_and_shows_nothing(cognito: Cognito, pool: Pool) -> None:
    user = CognitoUser(username="ann", email="ann@example.com")
    cognito.create_user(pool.id, user, temporary_password=TEMPORARY, invite=False)

    with pytest.raises(errors.ModelMappingError, match="tenant") as caught:
        cognito.get_user(pool.id, "ann").to(Member)

    assert "ann@example.com" not in repr(caught.value.to_dict())


def test_e8_a_temporary_password_stays_the_temporary_password(cognito: Cognito, pool: Pool) -> None:
    user = CognitoUser(username="ann", email="ann@example.com")
    cognito.create_user(pool.id, user, temporary_password=TEMPORARY)

    outcome = cognito.sign_in(pool.app, "ann", TEMPORARY, flow="password")

    assert not isinstance(outcome, SignInTokens)
    assert outcome.name == "NEW_PASSWORD_REQUIRED"
    assert cognito.get_user(pool.id, "ann").status == "FORCE_CHANGE_PASSWORD"


def test_e8_a_permanent_password_lets_the_user_in(cognito: Cognito, pool: Pool) -> None:
    user = CognitoUser(username="ann", email="ann@example.com")

    created = cognito.create_user(pool.id, user, permanent_password=PERMANENT)

    assert created.status == cognito.get_user(pool.id, "ann").status == "CONFIRMED"
    assert signs_in(cognito, pool, "ann", PERMANENT)


def test_a_permanent_password_that_is_refused_leaves_no_user(cognito: Cognito, pool: Pool) -> None:
    with pytest.raises(errors.InvalidPasswordError) as caught:
        cognito.create_user(pool.id, CognitoUser(username="ann"), permanent_password="weak")

    assert caught.value.details["user_removed"] is True
    assert list(cognito.iter_users(pool.id)) == []
    assert "weak" not in str(caught.value)


def test_e8_a_user_is_made_once(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    with pytest.raises(errors.UsernameExistsError):
        cognito.create_user(pool.id, CognitoUser(username="ann"), temporary_password=TEMPORARY)

    assert signs_in(cognito, pool, "ann", PERMANENT)


def test_an_invitation_is_sent_again(cognito: Cognito, pool: Pool) -> None:
    user = CognitoUser(username="ann", email="ann@example.com")
    created = cognito.create_user(pool.id, user, temporary_password=TEMPORARY)

    again = cognito.resend_invitation(pool.id, "ann", delivery=["EMAIL"])

    assert again.username == created.username
    assert len(list(cognito.iter_users(pool.id))) == 1


def test_a_user_is_disabled_and_keeps_the_password(
    cognito: Cognito, pool: Pool, ann: CognitoUser
) -> None:
    cognito.disable_user(pool.id, "ann")
    assert cognito.get_user(pool.id, "ann").enabled is False
    assert not signs_in(cognito, pool, "ann", PERMANENT)

    cognito.enable_user(pool.id, "ann")
    assert cognito.get_user(pool.id, "ann").enabled is True
    assert signs_in(cognito, pool, "ann", PERMANENT)


def test_a_deleted_user_is_gone(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    cognito.delete_user(pool.id, "ann")

    with pytest.raises(errors.UserNotFoundError):
        cognito.get_user(pool.id, "ann")
    assert list(cognito.iter_users(pool.id)) == []


def test_attributes_are_changed_one_by_one(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    cognito.update_user(pool.id, "ann", {"family_name": "Lee", "custom:tenant": "t9"})
    cognito.update_user(pool.id, "ann", {"given_name": None})

    user = cognito.get_user(pool.id, "ann")
    assert (user.given_name, user.family_name, user.email) == (None, "Lee", "ann@example.com")
    assert user.attributes == {"custom:tenant": "t9"}


def test_the_changes_of_a_user_are_written(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    before = cognito.get_user(pool.id, "ann")
    after = before.model_copy(update={"family_name": "Lee", "given_name": None})

    cognito.update_user(pool.id, "ann", after.changes_since(before))

    read = cognito.get_user(pool.id, "ann")
    assert read.attribute_texts() == after.attribute_texts()
    assert after.changes_since(read) == {}


def test_passwords_are_set_as_asked(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    other = SecretStr("Another-Horse-3!")

    cognito.set_password(pool.id, "ann", other, permanent=True)
    assert signs_in(cognito, pool, "ann", other)
    assert not signs_in(cognito, pool, "ann", PERMANENT)

    cognito.set_password(pool.id, "ann", TEMPORARY, permanent=False)
    assert cognito.get_user(pool.id, "ann").status == "FORCE_CHANGE_PASSWORD"


def test_c7_a_password_against_the_policy_is_refused_at_once(
    cognito: Cognito, pool: Pool, ann: CognitoUser
) -> None:
    with pytest.raises(errors.InvalidPasswordError) as caught:
        cognito.set_password(pool.id, "ann", "weak", permanent=True)

    assert caught.value.retryable is False
    assert caught.value.details.get("attempts", 1) == 1


def test_a_password_is_reset(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    if pool.backend.name == "moto":
        pool.client.admin_update_user_attributes(
            UserPoolId=pool.id,
            Username="ann",
            UserAttributes=[{"Name": "email_verified", "Value": "true"}],
        )
    cognito.reset_password(pool.id, "ann")

    assert cognito.get_user(pool.id, "ann").status == "RESET_REQUIRED"


HOSTILE = [
    'x" or "',
    '" or email ^= "',
    'user-003@example.com" or "',
    'user-003@example.com"',
    "\\",
    '\\" or \\"',
    "*",
]
NAMES = [f"user-{number:03}" for number in range(7)]


@pytest.fixture
def many(cognito: Cognito, pool: Pool) -> list[str]:
    for name in NAMES:
        user = CognitoUser(username=name, email=f"{name}@example.com", family_name="Lee")
        cognito.create_user(pool.id, user, temporary_password=TEMPORARY, invite=False)
    return NAMES


@pytest.mark.parametrize("page_size", [None, 1, 3, 7, 60])
def test_users_are_read_page_after_page(
    cognito: Cognito, pool: Pool, many: list[str], page_size: int | None
) -> None:
    names = [user.username for user in cognito.iter_users(pool.id, page_size=page_size)]

    assert sorted(names) == many


def test_pages_of_users_follow_each_other(cognito: Cognito, pool: Pool, many: list[str]) -> None:
    first = cognito.list_users(pool.id, limit=4)
    second = cognito.list_users(pool.id, limit=4, token=first.next_token)

    assert (len(first), len(second), second.next_token) == (4, 3, None)
    assert sorted(user.username for user in (*first, *second)) == many


def test_users_are_found(cognito: Cognito, pool: Pool, many: list[str]) -> None:
    by_email = UserFilter.equals("email", "user-003@example.com")
    by_beginning = UserFilter.starts_with("username", "user-00")

    assert [u.username for u in cognito.iter_users(pool.id, where=by_email)] == ["user-003"]
    found = cognito.iter_users(pool.id, where=by_beginning, page_size=2)
    assert sorted(user.username for user in found) == many


@pytest.mark.parametrize("make", [UserFilter.equals, UserFilter.starts_with])
def test_a8_a_value_does_not_get_out_of_the_filter(
    cognito: Cognito, pool: Pool, many: list[str], make: Callable[[str, str], UserFilter]
) -> None:
    for value in HOSTILE:
        assert list(cognito.iter_users(pool.id, where=make("email", value))) == []


def test_groups_have_members(cognito: Cognito, pool: Pool, many: list[str]) -> None:
    group = cognito.create_group(pool.id, "admins", description="may all", precedence=3)
    cognito.create_group(pool.id, "readers")
    for name in many:
        cognito.add_user_to_group(pool.id, name, "admins")
    cognito.add_user_to_group(pool.id, many[0], "readers")
    cognito.remove_user_from_group(pool.id, many[1], "admins")

    assert (group.name, group.description, group.precedence) == ("admins", "may all", 3)
    assert cognito.get_group(pool.id, "admins").description == "may all"
    assert {group.name for group in cognito.iter_groups(pool.id)} == {"admins", "readers"}
    of_first = cognito.iter_groups_of_user(pool.id, many[0])
    assert {group.name for group in of_first} == {"admins", "readers"}
    members = cognito.iter_users_in_group(pool.id, "admins", page_size=3)
    assert sorted(user.username for user in members) == [many[0], *many[2:]]
    assert cognito.list_users_in_group(pool.id, "readers").items[0].family_name == "Lee"


def test_a_group_is_made_once_and_deleted(cognito: Cognito, pool: Pool) -> None:
    cognito.create_group(pool.id, "admins")

    with pytest.raises(errors.GroupExistsError):
        cognito.create_group(pool.id, "admins")
    cognito.delete_group(pool.id, "admins")
    with pytest.raises(errors.CognitoResourceNotFoundError):
        cognito.get_group(pool.id, "admins")


def test_c7_what_is_not_there_is_told_by_its_class(cognito: Cognito, pool: Pool) -> None:
    with pytest.raises(errors.UserNotFoundError):
        cognito.set_password(pool.id, "nobody", PERMANENT, permanent=True)
    with pytest.raises(errors.UserNotFoundError):
        cognito.resend_invitation(pool.id, "nobody")
    with pytest.raises(errors.CognitoResourceNotFoundError):
        cognito.get_user("us-east-1_NoSuchPool", "ann")
