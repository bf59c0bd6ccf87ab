"""An HTTP API of API Gateway for this machine: requests in, payload 2.0 to the functions."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

from aws_lambda_powertools.utilities.typing import LambdaContext

from boto3_assist.errors import UnauthorizedError
from examples.order_desk.handlers import Handler

__all__ = ["Answer", "LocalGateway", "Request", "create_server"]

_ROUTE_ARN = "arn:aws:execute-api:us-east-1:123456789012:local/$default"
_Authorizer = Callable[[Mapping[str, Any], object], dict[str, Any]]


@dataclass(frozen=True)
class Request:
    """An HTTP request.

    Attributes:
        method: Such as ``"GET"``.
        target: Path and query.
        headers: Name → value.
        body: The body.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """An HTTP response.

    Attributes:
        status: The status.
        headers: Name → value.
        body: The body.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Context(LambdaContext):
    _function_name = "order-desk"
    _memory_limit_in_mb = 128
    _invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:order-desk"
    _aws_request_id = "local"


class LocalGateway:
    """Calls the authorizer and the function as API Gateway does, each route behind the authorizer.

    Preflights pass without it: browsers send no credentials with them, and an HTTP API gives
    them a route of their own.
    """

    def __init__(self, authorize: _Authorizer, handle: Handler) -> None:
        """Keep both functions.

        Args:
            authorize: A Lambda authorizer with payload 2.0 and simple responses.
            handle: The function behind it.
        """
        self._authorize = authorize
        self._handle = handle

    def respond(self, request: Request) -> Answer:
        """Answer a request.

        Args:
            request: The request.

        Returns:
            The response of the function, or the one that API Gateway gives in its place.
        """
        event = _event(request)
        if request.method != "OPTIONS":
            if "authorization" not in event["headers"]:
                return _message(401, "Unauthorized")
            try:
                found = self._authorize(
                    {**event, "type": "REQUEST", "routeArn": _route_arn(request)}, _Context()
                )
            except UnauthorizedError:
                return _message(401, "Unauthorized")
            except Exception:
                return _message(500, "Internal Server Error")
            if not found["isAuthorized"]:
                return _message(403, "Forbidden")
            event["requestContext"]["authorizer"] = {"lambda": found["context"]}
        return _answer(self._handle(event, _Context()))


def create_server(gateway: LocalGateway, port: int = 0) -> HTTPServer:
    """Make a server on the loopback interface; it handles one request at a time, as Lambda does.

    Args:
        gateway: Answers the requests.
        port: The port; a free one when 0.

    Returns:
        The server, which listens but does not serve yet.
    """

    class RequestHandler(BaseHTTPRequestHandler):
        def _respond(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            answer = gateway.respond(Request(self.command, self.path, dict(self.headers), body))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_DELETE = do_GET = do_OPTIONS = do_PATCH = do_POST = do_PUT = _respond

        def log_message(self, *_: object) -> None:
            """Leave the log to the functions."""

    return HTTPServer(("127.0.0.1", port), RequestHandler)


def _event(request: Request) -> dict[str, Any]:
    parts = urlsplit(request.target)
    route = f"{request.method} {parts.path}"
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": parts.path,
        "rawQueryString": parts.query,
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "requestContext": {
            "http": {"method": request.method, "path": parts.path, "sourceIp": "127.0.0.1"},
            "requestId": "local",
            "routeKey": route,
            "stage": "$default",
        },
        "body": base64.b64encode(request.body).decode(),
        "isBase64Encoded": True,
    }


def _route_arn(request: Request) -> str:
    return f"{_ROUTE_ARN}/{request.method}{urlsplit(request.target).path}"


def _answer(response: Mapping[str, Any]) -> Answer:
    body = response.get("body") or ""
    content = base64.b64decode(body) if response.get("isBase64Encoded") else body.encode()
    headers = {str(name): str(value) for name, value in response["headers"].items()}
    return Answer(int(response["statusCode"]), headers, content)


def _message(status: int, text: str) -> Answer:
    headers = {"content-type": "application/json"}
    return Answer(status, headers, json.dumps({"message": text}).encode())
