from __future__ import annotations

import json
from typing import Any

import pytest

from boto3_assist.aws_lambda.policies import check_scope, context_of, policy, resources_of
from boto3_assist.aws_lambda.principals import Principal
from boto3_assist.errors import InvalidParameterError, ValidationError
from tests.unit.aws_lambda.events import API, ROUTE, STAGE

IN_CHINA = API.replace(":aws:", ":aws-cn:")


@pytest.mark.parametrize(
    ("arn", "scope", "resources"),
    [
        (ROUTE, "stage", [STAGE]),
        (ROUTE, "method", [ROUTE]),
        (ROUTE, [f"{API}/prod/GET/*"], [f"{API}/prod/GET/*"]),
        (f"{API}/prod/GET/", "stage", [STAGE]),
        (f"{API}/$default/GET/orders", "stage", [f"{API}/$default/*"]),
        (f"{API}/$default/GET/orders", "method", [f"{API}/$default/GET/orders"]),
        (f"{API}/prod/GET/a/*/b", "stage", [STAGE]),
        (f"{IN_CHINA}/prod/GET/a", "stage", [f"{IN_CHINA}/prod/*"]),
    ],
)
def test_the_resources_of_a_policy(arn: str, scope: Any, resources: list[str]) -> None:
    assert resources_of(arn, scope) == resources


@pytest.mark.parametrize("path", ["*", "orders/*", "a?b", "${aws:username}"])
def test_a_path_that_a_policy_would_read_as_several_stands_for_none(path: str) -> None:
    assert resources_of(f"{API}/prod/GET/{path}", "method") == []


@pytest.mark.parametrize(
    "arn",
    [
        None,
        "",
        7,
        "*",
        "arn:aws:s3:::bucket/prod/GET/x",
        API,
        f"{API}/*/GET/x",
        f"{ROUTE}\n",
        f"{API}/prod",
    ],
)
def test_what_is_no_arn_of_a_request_is_refused(arn: object) -> None:
    with pytest.raises(ValidationError):
        resources_of(arn, "stage")


@pytest.mark.parametrize(
    "scope", ["", "api", ROUTE, [], [""], ["*"], ["GET/orders"], [b"x"], None, 7, {"stage": 1}]
)
def test_what_says_no_resources_is_refused(scope: object) -> None:
    with pytest.raises(InvalidParameterError):
        check_scope(scope)


def test_words_and_arns_are_taken() -> None:
    assert check_scope("stage") == "stage"
    assert check_scope("method") == "method"
    assert check_scope([f"{API}/*/GET/*", ROUTE]) == (f"{API}/*/GET/*", ROUTE)


def test_a_policy_in_the_form_that_api_gateway_takes() -> None:
    assert policy("u1", "Deny", [STAGE]) == {
        "principalId": "u1",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": "Deny", "Resource": [STAGE]}],
        },
    }


def test_the_context_has_text_numbers_and_booleans_only() -> None:
    claims = {
        "email": "ann@example.com",
        "email_verified": True,
        "auth_time": 1_800_000_000,
        "address": {"country": "FR"},
        "sub": "of-the-claims",
        "groups": ["forged"],
    }
    principal = Principal("u1", "ann", "c1", ("staff", "é"), ("a",), claims)

    context = context_of(principal, [*claims, "absent"])

    assert context == {
        "sub": "u1",
        "username": "ann",
        "client_id": "c1",
        "groups": '["staff","é"]',
        "scopes": '["a"]',
        "email": "ann@example.com",
        "email_verified": True,
        "auth_time": 1_800_000_000,
        "address": '{"country":"FR"}',
    }
    assert json.loads(json.dumps(context)) == context


def test_what_is_unknown_is_left_out_of_the_context() -> None:
    assert context_of(Principal("u1")) == {"sub": "u1", "groups": "[]", "scopes": "[]"}
