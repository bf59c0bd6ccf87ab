from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from boto3_assist.aws_lambda import handle_cors, require_auth
from boto3_assist.config import override_config
from boto3_assist.errors import ConfigurationError, InvalidParameterError
from tests.unit.aws_lambda.events import PAYLOADS, http_v1, http_v2, rest

Payload = Callable[..., dict[str, Any]]

SHOP = "https://shop.example"
ADMIN = "https://admin.example:8443"
EVIL = "https://shop.example.evil.example"
VARY_OF_A_PREFLIGHT = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"


def hello(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    return {"statusCode": 200, "headers": {"x-mine": "1"}, "body": "Hello!"}


def preflight(payload: Payload, origin: str = SHOP, method: str = "PUT") -> dict[str, Any]:
    return payload("OPTIONS", {"Origin": origin, "Access-Control-Request-Method": method})


def own(response: dict[str, Any]) -> dict[str, str]:
    headers = response["headers"].items()
    return {name: text for name, text in headers if name.startswith("access-control-")}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("origin", [SHOP, ADMIN])
def test_an_allowed_origin_is_named(payload: Payload, origin: str) -> None:
    handler = handle_cors(allowed_origins=[SHOP, ADMIN])(hello)

    response = handler(payload(headers={"Origin": origin}), None)

    assert own(response) == {"access-control-allow-origin": origin}
    assert (response["statusCode"], response["body"]) == (200, "Hello!")
    assert (response["headers"]["x-mine"], response["headers"]["vary"]) == ("1", "Origin")


@pytest.mark.parametrize(
    "origin",
    [EVIL, "https://SHOP.example", "http://shop.example", f"{SHOP}:443", f"{SHOP}/", "null", ""],
)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_any_other_origin_is_not(payload: Payload, origin: str) -> None:
    handler = handle_cors(allowed_origins=SHOP, allow_credentials=True)(hello)

    response = handler(payload(headers={"Origin": origin}), None)
    refusal = handler(preflight(payload, origin), None)

    assert own(response) == {} and response["body"] == "Hello!"
    assert response["headers"]["vary"] == "Origin"
    assert own(refusal) == {}


def test_two_origins_are_none() -> None:
    event = rest(headers={"Origin": SHOP})
    event["multiValueHeaders"]["Origin"].append(EVIL)

    assert own(handle_cors(allowed_origins=SHOP)(hello)(event, None)) == {}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_preflight_is_answered_without_the_handler(payload: Payload) -> None:
    @handle_cors(
        allowed_origins=SHOP,
        allow_methods=["PUT", "GET"],
        allow_headers=["x-trace", "content-type"],
        expose_headers=["x-mine"],
        allow_credentials=True,
        max_age_seconds=60,
    )
    def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
        pytest.fail("called")

    response = handler(preflight(payload), None)

    assert (response["statusCode"], response["body"]) == (204, "")
    assert response["headers"] == {
        "access-control-allow-origin": SHOP,
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET, PUT",
        "access-control-allow-headers": "content-type, x-trace",
        "access-control-max-age": "60",
        "vary": VARY_OF_A_PREFLIGHT,
    }


def test_no_headers_may_be_allowed() -> None:
    handler = handle_cors(allowed_origins=SHOP, allow_headers=[])(hello)

    assert "access-control-allow-headers" not in own(handler(preflight(rest), None))


@pytest.mark.parametrize("method", ["DELETE", "put", "TRACE", ""])
def test_a_preflight_for_another_method_is_not_allowed(method: str) -> None:
    handler = handle_cors(allowed_origins=SHOP, allow_methods=["PUT"])(hello)

    assert own(handler(preflight(rest, method=method), None)) == {}


@pytest.mark.parametrize("headers", [{}, {"Origin": SHOP}, {"Access-Control-Request-Method": "X"}])
def test_other_requests_for_options_reach_the_handler(headers: dict[str, str]) -> None:
    response = handle_cors(allowed_origins=SHOP)(hello)(rest("OPTIONS", headers), None)

    assert response["body"] == "Hello!"


def test_every_origin_without_credentials() -> None:
    handler = handle_cors(allowed_origins="*", expose_headers=["x-mine"])(hello)

    response = handler(rest(headers={"Origin": EVIL}), None)

    assert own(response) == {
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "x-mine",
    }
    assert "vary" not in response["headers"]


def test_without_an_origin_nothing_is_allowed_but_caches_are_told() -> None:
    response = handle_cors(allowed_origins=SHOP)(hello)(rest(), None)

    assert own(response) == {}
    assert response["headers"]["vary"] == "Origin"


def test_what_the_handler_says_of_origins_is_replaced_and_the_rest_kept() -> None:
    answer = {
        "statusCode": 201,
        "headers": {"Access-Control-Allow-Origin": "*", "Vary": "Accept", "x": "1"},
        "cookies": ["a=b"],
        "body": "",
    }
    before = json.dumps(answer)

    response = handle_cors(allowed_origins=SHOP)(lambda *_: answer)(
        http_v2(headers={"Origin": SHOP}), None
    )

    assert response == {
        "statusCode": 201,
        "headers": {"x": "1", "access-control-allow-origin": SHOP, "vary": "Accept, Origin"},
        "cookies": ["a=b"],
        "body": "",
    }
    assert json.dumps(answer) == before


def test_headers_of_several_values_stay_so() -> None:
    answer = {
        "statusCode": 200,
        "multiValueHeaders": {
            "Set-Cookie": ["a=1", "b=2"],
            "ACCESS-CONTROL-ALLOW-ORIGIN": ["*"],
            "vary": ["Accept", "Cookie"],
        },
        "body": "",
    }

    response = handle_cors(allowed_origins=SHOP)(lambda *_: answer)(
        rest(headers={"Origin": SHOP}), None
    )

    assert response["multiValueHeaders"] == {
        "Set-Cookie": ["a=1", "b=2"],
        "access-control-allow-origin": [SHOP],
        "vary": ["Accept, Cookie, Origin"],
    }
    assert response["headers"] == {}


@pytest.mark.parametrize(
    ("answer", "body"), [({"a": 1}, '{"a": 1}'), ([1], "[1]"), ("text", "text")]
)
def test_an_answer_in_the_short_form_of_payload_2_is_written_out(answer: object, body: str) -> None:
    def short(event: Mapping[str, Any], context: object) -> Any:
        return answer

    handler = handle_cors(allowed_origins=SHOP)(short)

    response = handler(http_v2(headers={"Origin": SHOP}), None)

    assert (response["statusCode"], response["body"]) == (200, body)
    assert response["headers"]["content-type"] == "application/json"
    assert own(response) == {"access-control-allow-origin": SHOP}
    # The other payloads have no such form: API Gateway refuses it, with or without headers.
    assert handler(http_v1(headers={"Origin": SHOP}), None) is answer


def test_a_refusal_can_be_read_by_the_page() -> None:
    guarded = require_auth(from_authorizer=True)(hello)

    response = handle_cors(allowed_origins=SHOP)(guarded)(rest(headers={"Origin": SHOP}), None)

    assert response["statusCode"] == 401
    assert own(response) == {"access-control-allow-origin": SHOP}


@pytest.mark.parametrize("decorate", [handle_cors, lambda handler: handle_cors()(handler)])
def test_bare_it_goes_by_the_settings(decorate: Callable[..., Any]) -> None:
    handler = decorate(hello)
    event = rest(headers={"Origin": ADMIN})

    with pytest.raises(ConfigurationError) as caught:
        handler(event, None)
    assert "BOTO3_ASSIST_CORS_ALLOWED_ORIGINS" in str(caught.value)
    with override_config(cors_allowed_origins=f"{SHOP}, {ADMIN}"):
        assert own(handler(event, None)) == {"access-control-allow-origin": ADMIN}
        with override_config(cors_allow_credentials=True):
            assert own(handler(event, None))["access-control-allow-credentials"] == "true"


@pytest.mark.parametrize(
    ("settings", "options", "variable"),
    [
        ({"cors_allowed_origins": "shop.example"}, {}, "BOTO3_ASSIST_CORS_ALLOWED_ORIGINS"),
        (
            {"cors_allowed_origins": "*", "cors_allow_credentials": True},
            {},
            "BOTO3_ASSIST_CORS_ALLOWED_ORIGINS",
        ),
        (
            {"cors_allowed_origins": "*"},
            {"allow_credentials": True},
            "BOTO3_ASSIST_CORS_ALLOWED_ORIGINS",
        ),
        (
            {"cors_allow_credentials": True},
            {"allowed_origins": "*"},
            "BOTO3_ASSIST_CORS_ALLOW_CREDENTIALS",
        ),
    ],
)
def test_a_malformed_setting_is_named_by_its_variable(
    settings: dict[str, Any], options: dict[str, Any], variable: str
) -> None:
    handler = handle_cors(**options)(lambda *given: pytest.fail("called"))

    with override_config(**settings), pytest.raises(ConfigurationError, match=variable):
        handler(rest(headers={"Origin": SHOP}), None)


@pytest.mark.parametrize("event", [None, "{}", []])
def test_what_is_no_event_is_refused(event: Any) -> None:
    with pytest.raises(InvalidParameterError, match="the event was given as"):
        handle_cors(allowed_origins=SHOP)(hello)(event, None)


def test_an_argument_wins_over_the_setting() -> None:
    handler = handle_cors(allowed_origins=SHOP, allow_credentials=False)(hello)

    with override_config(cors_allowed_origins=ADMIN, cors_allow_credentials=True):
        response = handler(rest(headers={"Origin": SHOP}), None)

    assert own(response) == {"access-control-allow-origin": SHOP}


@pytest.mark.parametrize(
    "options",
    [
        {"allowed_origins": []},
        {"allowed_origins": ""},
        {"allowed_origins": "null"},
        {"allowed_origins": "shop.example"},
        {"allowed_origins": f"{SHOP}/"},
        {"allowed_origins": f"{SHOP}:443"},
        {"allowed_origins": "http://shop.example:80"},
        {"allowed_origins": "https://SHOP.example"},
        {"allowed_origins": "https://*.shop.example"},
        {"allowed_origins": "https://ann:pw@shop.example"},
        {"allowed_origins": "https://shop.example:port"},
        {"allowed_origins": "ftp://shop.example"},
        {"allowed_origins": "https://bücher.example"},
        {"allowed_origins": "https://shop.example, https://admin.example"},
        {"allowed_origins": "https://shop.example,https://admin.example"},
        {"allowed_origins": "https://shop .example"},
        {"allowed_origins": "https://shop.example\\evil"},
        {"allowed_origins": "https://shop.example\r\nset-cookie: a"},
        {"allowed_origins": [SHOP, "*"]},
        {"allowed_origins": [SHOP, 7]},
        {"allowed_origins": {SHOP: True}},
        {"allowed_origins": 7},
        {"allowed_origins": "*", "allow_credentials": True},
        {"allowed_origins": SHOP, "allow_methods": ["*"]},
        {"allowed_origins": SHOP, "allow_methods": "GET"},
        {"allowed_origins": SHOP, "allow_headers": ["*"]},
        {"allowed_origins": SHOP, "allow_headers": ["a b"]},
        {"allowed_origins": SHOP, "expose_headers": ["x\r\nset-cookie: a"]},
        {"allowed_origins": SHOP, "max_age_seconds": -1},
        {"allowed_origins": SHOP, "max_age_seconds": True},
        {"allowed_origins": SHOP, "max_age_seconds": 86_401},
        {"max_age_seconds": 86_401},
    ],
)
def test_wrong_arguments_are_refused_when_the_handler_is_decorated(options: Any) -> None:
    with pytest.raises(InvalidParameterError):
        handle_cors(**options)


def test_a_number_out_of_range_is_told() -> None:
    with pytest.raises(InvalidParameterError, match="86401") as caught:
        handle_cors(allowed_origins=SHOP, max_age_seconds=86_401)
    assert caught.value.details["given"] == "86401"


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://[::1]:3000", "https://xn--bcher-kva.example"]
)
def test_origins_that_browsers_write(origin: str) -> None:
    handler = handle_cors(allowed_origins=origin)(hello)

    response = handler(rest(headers={"Origin": origin}), None)

    assert own(response) == {"access-control-allow-origin": origin}


def test_something_in_the_place_of_the_handler_is_refused() -> None:
    decorate: Any = handle_cors

    with pytest.raises(InvalidParameterError):
        decorate([SHOP])
