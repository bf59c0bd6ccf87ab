"""The edge together with Powertools' resolvers, event models, Logger, Metrics and idempotency."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import (
    APIGatewayHttpResolver,
    ApiGatewayResolver,
    APIGatewayRestResolver,
    Response,
)
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent, event_source
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from boto3_assist.aws_lambda import (
    auth_middleware,
    current_principal,
    handle_cors,
    require_auth,
    resolver_response,
)
from boto3_assist.config import override_config
from boto3_assist.errors import Boto3AssistError, ConfigurationError, InvalidParameterError
from boto3_assist.results import ServiceResult
from boto3_assist.testing import AwsBackend
from tests.unit.aws_lambda.events import http_v2, rest
from tests.unit.cognito.tokens.forge import access_claims, access_token, verifier

SHOP = "https://shop.example"
SUBJECT = access_claims()["sub"]

Handler = Callable[..., Any]


class Context(LambdaContext):
    """What Powertools reads of Lambda's context."""

    _function_name = "orders"
    _memory_limit_in_mb = 128
    _invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders"
    _aws_request_id = "r1"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 3000


def routes(app: ApiGatewayResolver) -> ApiGatewayResolver:
    guard = auth_middleware(verifier=verifier(), groups="staff")
    admins = auth_middleware(verifier=verifier(), groups="admins")

    @app.get("/orders/<order_id>", middlewares=[guard])
    def order(order_id: str) -> Response[Any]:
        data = {"id": order_id, "sub": current_principal().subject}
        return resolver_response(ServiceResult.success_result(data), headers={"x-mine": "1"})

    @app.delete("/orders/<order_id>", middlewares=[admins])
    def remove(order_id: str) -> Response[Any]:
        pytest.fail("called")

    @app.put("/orders/<order_id>")
    def put(order_id: str) -> Response[Any]:
        raise InvalidParameterError("of the service")

    @app.post("/orders/<order_id>")
    def touch(order_id: str) -> Response[Any]:
        return resolver_response(ServiceResult.success_result(None))

    def failed(error: Boto3AssistError) -> Response[Any]:
        return resolver_response(error, statuses={"INVALID_PARAMETER": 422})

    app.exception_handler(Boto3AssistError)(failed)
    return app


RESOLVERS = [
    (routes(APIGatewayRestResolver()), rest),
    (routes(APIGatewayHttpResolver()), http_v2),
]


@pytest.mark.parametrize(("app", "payload"), RESOLVERS)
def test_routes_have_guards_of_their_own(app: ApiGatewayResolver, payload: Any) -> None:
    signed_in = {"Authorization": f"Bearer {access_token()}"}

    answer = app.resolve(payload("GET", signed_in), Context())
    nobody = app.resolve(payload("GET"), Context())
    not_enough = app.resolve(payload("DELETE", signed_in), Context())

    assert json.loads(answer["body"]) == {"id": "7", "sub": SUBJECT}
    assert (nobody["statusCode"], not_enough["statusCode"]) == (401, 403)
    assert json.loads(not_enough["body"])["error_code"] == "TOKEN_GROUP_REFUSED"
    with pytest.raises(ConfigurationError):
        current_principal()


def test_a_malformed_setting_is_no_fault_of_the_client() -> None:
    app = APIGatewayHttpResolver()
    app.exception_handler(Boto3AssistError)(resolver_response)
    app.get("/orders/<order_id>", middlewares=[auth_middleware()])(lambda order_id: {})
    event = http_v2("GET", {"Authorization": f"Bearer {access_token()}"})

    with override_config(cognito_user_pool_id="mypool", cognito_client_id="x"):
        assert app.resolve(event, Context())["statusCode"] == 500


@pytest.mark.parametrize(("app", "payload"), RESOLVERS)
def test_responses_take_the_form_of_the_payload(app: ApiGatewayResolver, payload: Any) -> None:
    signed_in = {"Authorization": f"Bearer {access_token()}"}

    answer = app.resolve(payload("GET", signed_in), Context())
    refusal = app.resolve(payload("GET"), Context())
    empty = app.resolve(payload("POST"), Context())
    failure = app.resolve(payload("PUT"), Context())

    several = payload is rest
    name, wrap = ("multiValueHeaders", lambda text: [text]) if several else ("headers", str)
    assert answer[name]["x-mine"] == wrap("1")
    assert answer[name]["Content-Type"] == wrap("application/json")
    assert refusal[name]["www-authenticate"] == wrap("Bearer")
    assert (empty["statusCode"], empty["body"] or "") == (204, "")
    assert failure["statusCode"] == 422
    assert json.loads(failure["body"])["message"] == "Unprocessable Entity"


@pytest.mark.parametrize(("app", "payload"), RESOLVERS)
def test_a_resolver_behind_both_decorators(app: ApiGatewayResolver, payload: Any) -> None:
    @handle_cors(allowed_origins=SHOP)
    @require_auth(verifier=verifier())
    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        return app.resolve(event, context)

    headers = {"Authorization": f"Bearer {access_token()}", "Origin": SHOP}
    answer = handler(payload("GET", headers), Context())
    refusal = handler(payload("GET", {"Origin": SHOP}), Context())

    several = payload is rest
    found = answer["multiValueHeaders" if several else "headers"]["access-control-allow-origin"]
    assert found == ([SHOP] if several else SHOP)
    assert refusal["headers"]["access-control-allow-origin"] == SHOP
    assert (answer["statusCode"], refusal["statusCode"]) == (200, 401)


@pytest.mark.parametrize("is_outside", [True, False])
def test_event_models_logger_metrics_and_tracer_go_around_or_inside(
    is_outside: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    logger, metrics = Logger(service="orders"), Metrics(namespace="shop", service="orders")
    tracer = Tracer(service="orders", disabled=True)

    def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
        logger.info("asked")
        metrics.add_metric(name="asked", unit="Count", value=1)
        return {"statusCode": 200, "body": current_principal().subject}

    def powertools(inner: Handler) -> Handler:
        wrapped: Handler = event_source(data_class=APIGatewayProxyEvent)(inner)
        wrapped = tracer.capture_lambda_handler(wrapped)
        return logger.inject_lambda_context(metrics.log_metrics(wrapped))

    def edge(inner: Handler) -> Handler:
        return handle_cors(allowed_origins=SHOP)(require_auth(verifier=verifier())(inner))

    decorated = powertools(edge(handler)) if is_outside else edge(powertools(handler))
    event = rest(headers={"Authorization": f"Bearer {access_token()}", "Origin": SHOP})

    answer = decorated(event, Context())

    assert answer["body"] == SUBJECT
    assert answer["headers"]["access-control-allow-origin"] == SHOP
    assert '"asked"' in capsys.readouterr().out


def test_idempotency_goes_inside(aws: AwsBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "orders")
    aws.client("dynamodb").create_table(
        TableName="once",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    calls: list[str] = []

    @handle_cors(allowed_origins=SHOP)
    @require_auth(verifier=verifier())
    @idempotent(
        persistence_store=DynamoDBPersistenceLayer(table_name="once"),
        config=IdempotencyConfig(event_key_jmespath="headers.key"),
    )
    def handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
        calls.append(current_principal().subject)
        return {"statusCode": 201, "body": str(len(calls))}

    event = rest("POST", {"Authorization": f"Bearer {access_token()}", "key": "k1"})

    answers = [handler(event, Context()) for _ in range(2)]

    assert calls == [SUBJECT]
    assert [(answer["statusCode"], answer["body"]) for answer in answers] == [(201, "1")] * 2


def test_the_edge_itself_needs_neither_powertools_nor_pyjwt_nor_boto3() -> None:
    script = (
        "import sys\n"
        "from boto3_assist.aws_lambda import LambdaAuthorizer, auth_middleware, handle_cors\n"
        "from boto3_assist.aws_lambda import http_response, require_auth\n"
        "require_auth(from_authorizer=True)(print); handle_cors(print); LambdaAuthorizer()\n"
        "auth_middleware(from_authorizer=True)\n"
        "names = {'aws_lambda_powertools', 'boto3', 'cryptography', 'jwt', 'pydantic'}\n"
        "print(sorted(names & set(sys.modules)))"
    )

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert run.stdout.decode().strip() == "[]"


def test_without_powertools_a_response_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "aws_lambda_powertools.event_handler", None)

    with pytest.raises(ConfigurationError) as caught:
        resolver_response(ServiceResult.success_result(1))
    assert "boto3-assist[lambda]" in str(caught.value)
