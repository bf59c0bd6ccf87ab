"""Events as API Gateway sends them, of each kind of API and payload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

API = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5"
ROUTE = f"{API}/prod/GET/orders/7"
STAGE = f"{API}/prod/*"
BEARER = "Authorization"


def rest(
    method: str = "GET", headers: Mapping[str, str] | None = None, authorizer: Any = None
) -> dict[str, Any]:
    """The event of a REST API's function, which has no version."""
    given = dict(headers or {})
    context: dict[str, Any] = {"httpMethod": method, "stage": "prod", "path": "/prod/orders/7"}
    return {
        "resource": "/orders/{id}",
        "path": "/orders/7",
        "httpMethod": method,
        "headers": given,
        "multiValueHeaders": {name: [value] for name, value in given.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"id": "7"},
        "stageVariables": None,
        "requestContext": context if authorizer is None else {**context, "authorizer": authorizer},
        "body": None,
        "isBase64Encoded": False,
    }


def http_v1(
    method: str = "GET", headers: Mapping[str, str] | None = None, authorizer: Any = None
) -> dict[str, Any]:
    """The event of an HTTP API's function in payload 1.0."""
    return {"version": "1.0", **rest(method, headers, authorizer)}


def http_v2(
    method: str = "GET", headers: Mapping[str, str] | None = None, authorizer: Any = None
) -> dict[str, Any]:
    """The event of an HTTP API's function in payload 2.0, which has all names in lower case."""
    context: dict[str, Any] = {
        "accountId": "123456789012",
        "apiId": "a1b2c3d4e5",
        "http": {"method": method, "path": "/orders/7", "sourceIp": "192.0.2.1"},
        "requestId": "r1",
        "routeKey": "GET /orders/{id}",
        "stage": "$default",
        "timeEpoch": 1_800_000_000_000,
    }
    return {
        "version": "2.0",
        "routeKey": "GET /orders/{id}",
        "rawPath": "/orders/7",
        "rawQueryString": "",
        "headers": {name.lower(): value for name, value in (headers or {}).items()},
        "pathParameters": {"id": "7"},
        "requestContext": context if authorizer is None else {**context, "authorizer": authorizer},
        "isBase64Encoded": False,
    }


PAYLOADS = (rest, http_v1, http_v2)


def token_authorizer(credentials: object = None, arn: str = ROUTE) -> dict[str, Any]:
    """The event of a TOKEN authorizer of a REST API."""
    event = {"type": "TOKEN", "methodArn": arn, "authorizationToken": credentials}
    return {name: value for name, value in event.items() if value is not None}


def request_authorizer(credentials: str | None = None, arn: str = ROUTE) -> dict[str, Any]:
    """The event of a REQUEST authorizer of a REST API."""
    headers = {} if credentials is None else {BEARER: credentials}
    return {"type": "REQUEST", "methodArn": arn, **rest(headers=headers)}


def http_v1_authorizer(credentials: str | None = None, arn: str = ROUTE) -> dict[str, Any]:
    """The event of an authorizer of an HTTP API in payload 1.0."""
    return {**request_authorizer(credentials, arn), "version": "1.0"}


def http_v2_authorizer(credentials: str | None = None, arn: str = ROUTE) -> dict[str, Any]:
    """The event of an authorizer of an HTTP API in payload 2.0."""
    headers = {} if credentials is None else {BEARER: credentials}
    return {
        **http_v2(headers=headers),
        "type": "REQUEST",
        "routeArn": arn,
        "identitySource": [credentials] if credentials is not None else [],
    }


POLICY_AUTHORIZERS = (token_authorizer, request_authorizer, http_v1_authorizer)
AUTHORIZERS = (*POLICY_AUTHORIZERS, http_v2_authorizer)
