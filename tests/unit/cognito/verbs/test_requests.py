"""What each verb sends, exactly, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.stub import Stubber
from pydantic import SecretStr

from boto3_assist.cognito import (
    AppClient,
    CodeDelivery,
    Cognito,
    CognitoGroup,
    CognitoUser,
    Page,
    SignUpOutcome,
    UserFilter,
)

POOL = "eu-west-1_AbCdEfGhI"
APP = AppClient("client1", user_pool_id=POOL)
SECRET_APP = AppClient("client1", client_secret="a-secret-of-24-characters", user_pool_id=POOL)
# printf 'annclient1' | openssl dgst -sha256 -hmac a-secret-of-24-characters -binary | base64
HASH = "DfKaQnz8xHJezFPGcs+5LyYztr0rAQV8i3I5fb5TRg4="
ANN = CognitoUser(username="ann")
TOKEN = SecretStr("token-4711")
MADE = {"User": {"Username": "ann", "Attributes": [{"Name": "sub", "Value": "s-1"}]}}
KEYS = {"UserPoolId": POOL, "Username": "ann"}
DELIVERY = {"CodeDeliveryDetails": {"Destination": "a***", "DeliveryMedium": "EMAIL"}}


@dataclass(frozen=True)
class Case:
    """A call, the requests that it sends, and what it gives."""

    name: str
    call: Callable[[Cognito], Any]
    sends: list[tuple[str, dict[str, Any], dict[str, Any]]]
    gives: Any = field(default=None)


def case(
    name: str,
    call: Callable[[Cognito], Any],
    method: str,
    request: dict[str, Any],
    response: dict[str, Any] | None = None,
    gives: Any = None,
) -> Case:
    return Case(name, call, [(method, request, response or {})], gives)


def texts(**values: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": text} for name, text in values.items()]


CREATED = CognitoUser(username="ann", sub="s-1")
GROUP = {
    "GroupName": "admins",
    "Description": "all",
    "Precedence": 1,
    "RoleArn": "arn:aws:iam::1:role/a",
}

CASES = [
    case(
        "create_user without a password",
        lambda c: c.create_user(POOL, CognitoUser(username="ann", email="a@b.c")),
        "admin_create_user",
        {
            **KEYS,
            "UserAttributes": texts(email="a@b.c"),
            "DesiredDeliveryMediums": ["EMAIL"],
        },
        MADE,
        CREATED,
    ),
    case(
        "create_user with a temporary password and without an invitation",
        lambda c: c.create_user(
            POOL,
            CognitoUser(username="ann", email="a@b.c", email_verified=True, sub="not sent"),
            temporary_password=SecretStr("pw"),
            invite=False,
            force_alias_creation=True,
            client_metadata={"from": "import"},
            validation_data={"batch": "7"},
        ),
        "admin_create_user",
        {
            **KEYS,
            "UserAttributes": texts(email="a@b.c", email_verified="true"),
            "TemporaryPassword": "pw",
            "MessageAction": "SUPPRESS",
            "ForceAliasCreation": True,
            "ClientMetadata": {"from": "import"},
            "ValidationData": texts(batch="7"),
        },
        MADE,
        CREATED,
    ),
    case(
        "create_user with an invitation by SMS",
        lambda c: c.create_user(POOL, CognitoUser(username="ann", phone_number="+491")),
        "admin_create_user",
        {**KEYS, "UserAttributes": texts(phone_number="+491"), "DesiredDeliveryMediums": ["SMS"]},
        MADE,
        CREATED,
    ),
    case(
        "create_user in a pool of e-mail addresses",
        lambda c: c.create_user(POOL, CognitoUser(username="ann@example.com")),
        "admin_create_user",
        {
            "UserPoolId": POOL,
            "Username": "ann@example.com",
            "UserAttributes": [],
            "DesiredDeliveryMediums": ["EMAIL"],
        },
        MADE,
        CREATED,
    ),
    case(
        "create_user with a delivery of one's own",
        lambda c: c.create_user(POOL, ANN, delivery=["SMS", "EMAIL"]),
        "admin_create_user",
        {**KEYS, "UserAttributes": [], "DesiredDeliveryMediums": ["SMS", "EMAIL"]},
        MADE,
        CREATED,
    ),
    Case(
        "create_user with a permanent password",
        lambda c: c.create_user(POOL, ANN, permanent_password=SecretStr("pw")),
        [
            (
                "admin_create_user",
                {**KEYS, "UserAttributes": [], "MessageAction": "SUPPRESS"},
                {"User": {"Username": "made-up"}},
            ),
            (
                "admin_set_user_password",
                {
                    "UserPoolId": POOL,
                    "Username": "made-up",
                    "Password": "pw",
                    "Permanent": True,
                },
                {},
            ),
        ],
        CognitoUser(username="made-up", status="CONFIRMED"),
    ),
    case(
        "resend_invitation",
        lambda c: c.resend_invitation(
            POOL, "ann", temporary_password="pw", delivery=["EMAIL"], client_metadata={"a": "b"}
        ),
        "admin_create_user",
        {
            **KEYS,
            "MessageAction": "RESEND",
            "TemporaryPassword": "pw",
            "DesiredDeliveryMediums": ["EMAIL"],
            "ClientMetadata": {"a": "b"},
        },
        MADE,
        CREATED,
    ),
    case(
        "get_user",
        lambda c: c.get_user(POOL, "ann"),
        "admin_get_user",
        KEYS,
        {"Username": "ann", "UserAttributes": texts(sub="s-1")},
        CREATED,
    ),
    case(
        "list_users",
        lambda c: c.list_users(
            POOL,
            where=UserFilter.equals("email", 'x"'),
            attributes=["sub"],
            limit=5,
            token="next",
        ),
        "list_users",
        {
            "UserPoolId": POOL,
            "Filter": 'email = "x\\""',
            "AttributesToGet": ["sub"],
            "Limit": 5,
            "PaginationToken": "next",
        },
        {"Users": [MADE["User"]], "PaginationToken": "more"},
        Page((CREATED,), "more"),
    ),
    Case(
        "iter_users",
        lambda c: list(c.iter_users(POOL)),
        [
            (
                "list_users",
                {"UserPoolId": POOL},
                {"Users": [MADE["User"]], "PaginationToken": "more"},
            ),
            ("list_users", {"UserPoolId": POOL, "PaginationToken": "more"}, {"Users": []}),
        ],
        [CREATED],
    ),
    case(
        "update_user",
        lambda c: c.update_user(
            POOL, "ann", {"email": "d@e.f", "email_verified": True, "custom:x": None}
        ),
        "admin_update_user_attributes",
        {
            **KEYS,
            "UserAttributes": [
                *texts(email="d@e.f", email_verified="true"),
                {"Name": "custom:x", "Value": ""},
            ],
        },
    ),
    Case("update_user with nothing", lambda c: c.update_user(POOL, "ann", {}), []),
    case("confirm_user", lambda c: c.confirm_user(POOL, "ann"), "admin_confirm_sign_up", KEYS),
    case("enable_user", lambda c: c.enable_user(POOL, "ann"), "admin_enable_user", KEYS),
    case("disable_user", lambda c: c.disable_user(POOL, "ann"), "admin_disable_user", KEYS),
    case("delete_user", lambda c: c.delete_user(POOL, "ann"), "admin_delete_user", KEYS),
    case(
        "set_password, permanent",
        lambda c: c.set_password(POOL, "ann", SecretStr("pw"), permanent=True),
        "admin_set_user_password",
        {**KEYS, "Password": "pw", "Permanent": True},
    ),
    case(
        "set_password, temporary",
        lambda c: c.set_password(POOL, "ann", "pw", permanent=False),
        "admin_set_user_password",
        {**KEYS, "Password": "pw", "Permanent": False},
    ),
    case(
        "reset_password",
        lambda c: c.reset_password(POOL, "ann"),
        "admin_reset_user_password",
        KEYS,
    ),
    case(
        "set_mfa_preference",
        lambda c: c.set_mfa_preference(
            POOL, "ann", software_token="preferred", sms="off", email="on"
        ),
        "admin_set_user_mfa_preference",
        {
            **KEYS,
            "SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True},
            "SMSMfaSettings": {"Enabled": False, "PreferredMfa": False},
            "EmailMfaSettings": {"Enabled": True, "PreferredMfa": False},
        },
    ),
    case(
        "sign_out_user",
        lambda c: c.sign_out_user(POOL, "ann"),
        "admin_user_global_sign_out",
        KEYS,
    ),
    case(
        "create_group",
        lambda c: c.create_group(
            POOL, "admins", description="all", precedence=1, role_arn="arn:aws:iam::1:role/a"
        ),
        "create_group",
        {"UserPoolId": POOL, **GROUP},
        {"Group": GROUP},
        CognitoGroup("admins", "all", 1, "arn:aws:iam::1:role/a"),
    ),
    case(
        "get_group",
        lambda c: c.get_group(POOL, "admins"),
        "get_group",
        {"UserPoolId": POOL, "GroupName": "admins"},
        {"Group": {"GroupName": "admins"}},
        CognitoGroup("admins"),
    ),
    case(
        "update_group",
        lambda c: c.update_group(POOL, "admins", precedence=0),
        "update_group",
        {"UserPoolId": POOL, "GroupName": "admins", "Precedence": 0},
        {"Group": {"GroupName": "admins", "Precedence": 0}},
        CognitoGroup("admins", precedence=0),
    ),
    case(
        "delete_group",
        lambda c: c.delete_group(POOL, "admins"),
        "delete_group",
        {"UserPoolId": POOL, "GroupName": "admins"},
    ),
    case(
        "list_groups",
        lambda c: c.list_groups(POOL, limit=1, token="next"),
        "list_groups",
        {"UserPoolId": POOL, "Limit": 1, "NextToken": "next"},
        {"Groups": [{"GroupName": "admins"}]},
        Page((CognitoGroup("admins"),)),
    ),
    case(
        "iter_groups",
        lambda c: list(c.iter_groups(POOL, page_size=9)),
        "list_groups",
        {"UserPoolId": POOL, "Limit": 9},
        {"Groups": [{"GroupName": "admins"}]},
        [CognitoGroup("admins")],
    ),
    case(
        "add_user_to_group",
        lambda c: c.add_user_to_group(POOL, "ann", "admins"),
        "admin_add_user_to_group",
        {**KEYS, "GroupName": "admins"},
    ),
    case(
        "remove_user_from_group",
        lambda c: c.remove_user_from_group(POOL, "ann", "admins"),
        "admin_remove_user_from_group",
        {**KEYS, "GroupName": "admins"},
    ),
    case(
        "iter_groups_of_user",
        lambda c: list(c.iter_groups_of_user(POOL, "ann", page_size=2)),
        "admin_list_groups_for_user",
        {**KEYS, "Limit": 2},
        {"Groups": [{"GroupName": "admins"}]},
        [CognitoGroup("admins")],
    ),
    case(
        "list_users_in_group",
        lambda c: c.list_users_in_group(POOL, "admins", limit=2, token="next"),
        "list_users_in_group",
        {"UserPoolId": POOL, "GroupName": "admins", "Limit": 2, "NextToken": "next"},
        {"Users": [MADE["User"]], "NextToken": "more"},
        Page((CREATED,), "more"),
    ),
    case(
        "iter_users_in_group",
        lambda c: list(c.iter_users_in_group(POOL, "admins")),
        "list_users_in_group",
        {"UserPoolId": POOL, "GroupName": "admins"},
        {"Users": [MADE["User"]]},
        [CREATED],
    ),
    case(
        "sign_up",
        lambda c: c.sign_up(
            APP,
            CognitoUser(username="ann", email="a@b.c"),
            "pw",
            client_metadata={"a": "b"},
            validation_data={"c": "d"},
        ),
        "sign_up",
        {
            "ClientId": "client1",
            "Username": "ann",
            "Password": "pw",
            "UserAttributes": texts(email="a@b.c"),
            "ValidationData": texts(c="d"),
            "ClientMetadata": {"a": "b"},
        },
        {"UserConfirmed": False, "UserSub": "s-1", **DELIVERY},
        SignUpOutcome("s-1", False, CodeDelivery("EMAIL", "a***", None)),
    ),
    case(
        "sign_up as a client with a secret",
        lambda c: c.sign_up(SECRET_APP, ANN, SecretStr("pw")),
        "sign_up",
        {
            "ClientId": "client1",
            "Username": "ann",
            "Password": "pw",
            "UserAttributes": [],
            "SecretHash": HASH,
        },
        {"UserConfirmed": True, "UserSub": "s-1"},
        SignUpOutcome("s-1", True, None),
    ),
    case(
        "confirm_sign_up",
        lambda c: c.confirm_sign_up(SECRET_APP, "ann", "123456", force_alias_creation=True),
        "confirm_sign_up",
        {
            "ClientId": "client1",
            "Username": "ann",
            "SecretHash": HASH,
            "ConfirmationCode": "123456",
            "ForceAliasCreation": True,
        },
    ),
    case(
        "resend_confirmation_code",
        lambda c: c.resend_confirmation_code(APP, "ann"),
        "resend_confirmation_code",
        {"ClientId": "client1", "Username": "ann"},
        DELIVERY,
        CodeDelivery("EMAIL", "a***", None),
    ),
    case(
        "forgot_password",
        lambda c: c.forgot_password(SECRET_APP, "ann", client_metadata={"a": "b"}),
        "forgot_password",
        {
            "ClientId": "client1",
            "Username": "ann",
            "SecretHash": HASH,
            "ClientMetadata": {"a": "b"},
        },
        DELIVERY,
        CodeDelivery("EMAIL", "a***", None),
    ),
    case(
        "confirm_forgot_password",
        lambda c: c.confirm_forgot_password(SECRET_APP, "ann", SecretStr("1"), SecretStr("pw1234")),
        "confirm_forgot_password",
        {
            "ClientId": "client1",
            "Username": "ann",
            "SecretHash": HASH,
            "ConfirmationCode": "1",
            "Password": "pw1234",
        },
    ),
    case(
        "get_own_user",
        lambda c: c.get_own_user(TOKEN),
        "get_user",
        {"AccessToken": "token-4711"},
        {"Username": "ann", "UserAttributes": texts(sub="s-1")},
        CREATED,
    ),
    case(
        "change_password",
        lambda c: c.change_password(TOKEN, "before1", SecretStr("after1")),
        "change_password",
        {
            "AccessToken": "token-4711",
            "PreviousPassword": "before1",
            "ProposedPassword": "after1",
        },
    ),
    case(
        "begin_software_token",
        lambda c: c.begin_software_token(TOKEN),
        "associate_software_token",
        {"AccessToken": "token-4711"},
        {"SecretCode": "JBSWY3DPEHPK3PXP"},
        SecretStr("JBSWY3DPEHPK3PXP"),
    ),
    case(
        "confirm_software_token",
        lambda c: c.confirm_software_token(TOKEN, "123456", device_name="phone"),
        "verify_software_token",
        {
            "AccessToken": "token-4711",
            "UserCode": "123456",
            "FriendlyDeviceName": "phone",
        },
        {"Status": "SUCCESS"},
    ),
    case(
        "set_own_mfa_preference",
        lambda c: c.set_own_mfa_preference(
            TOKEN, sms="preferred", software_token="off", email="on"
        ),
        "set_user_mfa_preference",
        {
            "AccessToken": "token-4711",
            "SMSMfaSettings": {"Enabled": True, "PreferredMfa": True},
            "SoftwareTokenMfaSettings": {"Enabled": False, "PreferredMfa": False},
            "EmailMfaSettings": {"Enabled": True, "PreferredMfa": False},
        },
    ),
    case(
        "set_own_mfa_preference, of one factor alone",
        lambda c: c.set_own_mfa_preference(TOKEN, email="preferred"),
        "set_user_mfa_preference",
        {
            "AccessToken": "token-4711",
            "EmailMfaSettings": {"Enabled": True, "PreferredMfa": True},
        },
    ),
    case(
        "sign_out_everywhere",
        lambda c: c.sign_out_everywhere(TOKEN),
        "global_sign_out",
        {"AccessToken": "token-4711"},
    ),
    case(
        "revoke_token",
        lambda c: c.revoke_token(SECRET_APP, TOKEN),
        "revoke_token",
        {"ClientId": "client1", "Token": "token-4711", "ClientSecret": "a-secret-of-24-characters"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_verb_sends_this_and_gives_that(cognito: Cognito, stubber: Stubber, case: Case) -> None:
    for method, request, response in case.sends:
        stubber.add_response(method, response, request)

    assert case.call(cognito) == case.gives


def test_e9_metadata_is_sent_only_where_it_is_given() -> None:
    """A placeholder, as 0.x sent, would reach the pool's Lambda triggers."""
    requests = [(each.name, request) for each in CASES for _, request, _ in each.sends]

    with_metadata = {name for name, request in requests if "ClientMetadata" in request}
    assert with_metadata == {
        "create_user with a temporary password and without an invitation",
        "resend_invitation",
        "sign_up",
        "forgot_password",
    }
    assert "string" not in {
        text for _, request in requests for text in request.values() if isinstance(text, str)
    }


def test_every_verb_has_a_case() -> None:
    names = {name for base in Cognito.__mro__ for name in vars(base)}
    verbs = {name for name in names if not name.startswith("_")}
    tested = {each.name.split()[0].rstrip(",") for each in CASES}

    assert verbs - tested == {
        "client",
        "from_client",
        "from_pool",
        "list_groups_of_user",
        "refresh",
        "resume_challenge",
        "service_name",
        "sign_in",
    }
