from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boto3_assist.aws_lambda.headers import bearer_token, header_values, method_of, token_in
from boto3_assist.errors import UnauthorizedError
from tests.unit.aws_lambda.events import PAYLOADS, http_v2, rest

Payload = Callable[..., dict[str, Any]]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_c10_the_method_is_read_from_every_payload(payload: Payload) -> None:
    assert method_of(payload("PATCH")) == "PATCH"


@pytest.mark.parametrize(
    "event", [{}, {"Records": []}, {"method_type": "GET"}, {"requestContext": None}]
)
def test_what_is_no_request_has_no_method(event: dict[str, Any]) -> None:
    assert method_of(event) == ""


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_c10_the_case_of_a_header_does_not_matter(payload: Payload, name: str) -> None:
    event = payload(headers={name: "Bearer a.b.c", "Host": "h"})

    assert header_values(event, "Authorization") == ["Bearer a.b.c"]
    assert bearer_token(event) == "a.b.c"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_a9_the_case_of_the_scheme_does_not_matter(scheme: str) -> None:
    assert token_in(f"{scheme} a.b.c") == "a.b.c"


@pytest.mark.parametrize("credentials", ["Bearer  a.b", " Bearer a.b\t", "Bearer a.b="])
def test_white_space_and_padding_as_in_the_rfc(credentials: str) -> None:
    assert token_in(credentials).rstrip("=") == "a.b"


@pytest.mark.parametrize(
    "credentials",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "a.b.c",
        "Basic YW5uOnB3",
        "Bearera.b.c",
        "Bearer a.b c.d",
        "Bearer a.b.c,Bearer d.e.f",
        "Bearer a.b.c\n",
        "Bearer\ta.b.c",
        "Bearer a.b.ć",
        "Bearer =",
        "ＢＥＡＲＥＲ a.b.c",
        "Token Bearer a.b.c",
        7,
        ["Bearer a.b.c"],
    ],
)
def test_anything_else_is_unauthorized(credentials: object) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        token_in(credentials)

    assert "a.b" not in repr(caught.value.to_dict())


def test_two_headers_are_not_taken_for_one() -> None:
    event = rest(headers={"Authorization": "Bearer a.b.c"})
    event["multiValueHeaders"]["Authorization"].append("Bearer d.e.f")
    with pytest.raises(UnauthorizedError):
        bearer_token(event)

    with pytest.raises(UnauthorizedError):
        bearer_token({"headers": {"Authorization": "Bearer a.b.c", "authorization": "Bearer d.e"}})


def test_a_load_balancer_may_send_several_values_only() -> None:
    assert bearer_token({"multiValueHeaders": {"authorization": ["Bearer a.b.c"]}}) == "a.b.c"


@pytest.mark.parametrize("headers", [None, {}, "text", []])
def test_an_event_without_headers_has_none(headers: object) -> None:
    assert header_values({**http_v2(), "headers": headers}, "Origin") == []
