from __future__ import annotations

import logging
from datetime import datetime, timezone
from enum import Enum
from typing import Annotated, Any

import pytest
from pydantic import ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from boto3_assist.cognito import CognitoAttribute, CognitoUser
from boto3_assist.errors import ConfigurationError, InvalidParameterError, ModelMappingError

NOW = datetime(2026, 2, 1, tzinfo=timezone.utc)


class Member(CognitoUser):
    email: str
    tenant: Annotated[str, CognitoAttribute("custom:tenant")]
    level: Annotated[int | None, CognitoAttribute("custom:level")] = None
    roles: Annotated[list[str], CognitoAttribute("custom:roles", separator=",")] = []
    account: Annotated[str | None, CognitoAttribute("custom:account", read_only=True)] = None


def entries(**texts: str) -> list[dict[str, str]]:
    return [{"Name": name.replace("__", ":"), "Value": text} for name, text in texts.items()]


ATTRIBUTES = entries(sub="s-1", email="a@b.c", email_verified="true", custom__tenant="t1")
FACTS = {
    "Username": "ann",
    "UserStatus": "CONFIRMED",
    "Enabled": True,
    "UserCreateDate": NOW,
    "UserLastModifiedDate": NOW,
}


@pytest.mark.parametrize(
    "response",
    [
        {**FACTS, "Attributes": ATTRIBUTES},
        {**FACTS, "UserAttributes": ATTRIBUTES},
        {"User": {**FACTS, "Attributes": ATTRIBUTES}, "ResponseMetadata": {}},
    ],
    ids=["ListUsers", "AdminGetUser", "AdminCreateUser"],
)
def test_e10_every_shape_of_a_user_is_read(response: dict[str, Any]) -> None:
    user = CognitoUser.from_response(response)

    assert (user.username, user.status, user.enabled) == ("ann", "CONFIRMED", True)
    assert (user.created_at, user.modified_at) == (NOW, NOW)
    assert (user.sub, user.email, user.email_verified) == ("s-1", "a@b.c", True)
    assert user.attributes == {"custom:tenant": "t1"}


def test_second_factors_are_read() -> None:
    user = CognitoUser.from_response(
        {
            "Username": "ann",
            "UserMFASettingList": ["SMS_MFA", "EMAIL_OTP"],
            "PreferredMfaSetting": "EMAIL_OTP",
        }
    )

    assert (user.mfa_methods, user.preferred_mfa) == (("SMS_MFA", "EMAIL_OTP"), "EMAIL_OTP")
    assert (user.status, user.enabled, user.attributes) == (None, None, {})


@pytest.mark.parametrize("response", [{}, {"User": None}, {"Username": 5}, {"User": "ann"}])
def test_what_is_no_user_is_refused(response: dict[str, Any]) -> None:
    with pytest.raises(ModelMappingError):
        CognitoUser.from_response(response)


def test_a_model_of_ones_own_reads_its_attributes() -> None:
    user = CognitoUser.from_response(
        {
            **FACTS,
            "Attributes": ATTRIBUTES
            + entries(custom__level="3", custom__roles="a,b", custom__other="x", locale="de"),
        }
    )

    member = user.to(Member)

    assert (member.tenant, member.level, member.roles) == ("t1", 3, ["a", "b"])
    assert member.attributes == {"custom:other": "x", "locale": "de"}
    assert member.to(CognitoUser) == user
    assert member.status == "CONFIRMED" and member.created_at == NOW


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"email": "a@b.c"}, "tenant"),
        ({"custom__tenant": "t1"}, "email"),
        ({"email": "a@b.c", "custom__tenant": "t1", "custom__level": "4711-x"}, "level"),
        ({"email": "", "custom__tenant": "t1"}, "email"),
    ],
)
def test_a_model_that_does_not_fit_is_named_without_values(
    texts: dict[str, str], field: str
) -> None:
    user = CognitoUser.from_response({"Username": "ann", "Attributes": entries(**texts)})

    with pytest.raises(ModelMappingError, match=field) as caught:
        user.to(Member)

    assert caught.value.__cause__ is None and caught.value.__context__ is None
    assert "4711" not in f"{caught.value} {caught.value.details}"
    assert caught.value.details["problems"][0]["field"] == field


def test_a_user_is_written_without_what_is_cognitos() -> None:
    member = Member(
        username="ann",
        sub="s-1",
        email="a@b.c",
        email_verified=False,
        tenant="t1",
        level=0,
        account="x",
        attributes={"custom:other": "y", "identities": "[]", "cognito:mfa_enabled": "x", "b": ""},
    )

    assert member.attribute_texts(writable=True) == {
        "custom:other": "y",
        "email": "a@b.c",
        "email_verified": "false",
        "custom:tenant": "t1",
        "custom:level": "0",
    }
    assert {"sub", "identities", "custom:account"} <= member.attribute_texts().keys()


def test_e8_no_attribute_is_written_twice() -> None:
    user = CognitoUser(username="ann", attributes={"email_verified": "true", "email": "a@b.c"})

    assert user.email_verified is True and user.attributes == {}
    assert user.attribute_texts() == {"email": "a@b.c", "email_verified": "true"}


def test_an_attribute_that_is_given_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="email"):
        CognitoUser(username="ann", email="a@b.c", attributes={"email": "d@e.f"})


def test_only_what_changed_is_written() -> None:
    before = Member(
        username="ann", email="a@b.c", tenant="t1", roles=["a"], attributes={"custom:x": "1"}
    )
    after = before.model_copy(
        update={"email": "d@e.f", "roles": [], "level": 2, "attributes": {"custom:x": "2"}}
    )

    assert after.changes_since(before) == {
        "email": "d@e.f",
        "custom:level": "2",
        "custom:x": "2",
        "custom:roles": None,
    }
    assert before.changes_since(before) == {}


def test_a_list_with_the_separator_in_it_is_refused() -> None:
    member = Member(username="ann", email="a@b.c", tenant="t1", roles=["a,b"])

    with pytest.raises(InvalidParameterError, match="custom:roles"):
        member.attribute_texts()


def test_a_field_that_no_attribute_would_keep_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="plan"):

        class Lost(CognitoUser):
            plan: str = "gold"

    with pytest.raises(ConfigurationError, match="plan"):

        class Hidden(CognitoUser):
            plan: Annotated[str, CognitoAttribute("custom:plan")] | None = None


class Later(CognitoUser):
    plan: Annotated[Plan | None, CognitoAttribute("custom:plan")] = None


class Plan(Enum):
    GOLD = "gold"


def test_a_model_whose_types_are_known_later_is_read() -> None:
    user = CognitoUser(username="ann", attributes={"custom:plan": "gold"})

    later = user.to(Later)

    assert (later.plan, later.attributes) == (Plan.GOLD, {})
    assert later.attribute_texts() == {"custom:plan": "gold"}


def test_two_fields_for_one_attribute_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="two fields"):

        class Double(CognitoUser):
            mail: Annotated[str | None, CognitoAttribute("email")] = None


def test_a_subclass_of_a_subclass_keeps_the_marks() -> None:
    class Employee(Member):
        tenant: str = "t0"
        number: Annotated[int, CognitoAttribute("custom:number")] = 1

    texts = Employee(username="ann", email="a@b.c").attribute_texts()

    assert texts == {"email": "a@b.c", "custom:tenant": "t0", "custom:number": "1"}


def test_aliases_for_an_api_change_nothing() -> None:
    class Camel(CognitoUser):
        # Made by alias alone, which the plugin of mypy warns of.
        model_config = ConfigDict(alias_generator=to_camel)  # type: ignore[pydantic-alias]

    user = CognitoUser.from_response({**FACTS, "Attributes": ATTRIBUTES})

    camel = user.to(Camel)

    assert (camel.email_verified, camel.created_at) == (True, NOW)
    assert camel.attribute_texts() == user.attribute_texts()


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="emial"):
        CognitoUser(username="ann", emial="a@b.c")  # type: ignore[call-arg]


def test_an_error_of_validation_shows_no_value(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(ValidationError) as caught:
        CognitoUser(username="ann", email_verified="4711-x")  # type: ignore[arg-type]

    assert "4711" not in str(caught.value) and caplog.text == ""
