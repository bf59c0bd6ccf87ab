"""The order desk on the HTTP server, with users who sign in there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from boto3_assist.testing import AwsBackend
from examples.order_desk.gateway import Answer, Request
from examples.order_desk.surroundings import ORIGIN, Surroundings, prepared

Call = Callable[..., "Reply"]


class Reply:
    """An answer with its body read."""

    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self.headers = {name.lower(): value for name, value in answer.headers.items()}
        self.body: Any = json.loads(answer.body or b"null")


@pytest.fixture
def surroundings(aws_http: AwsBackend, monkeypatch: pytest.MonkeyPatch) -> Iterator[Surroundings]:
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "true")
    if aws_http.is_remote:
        pytest.skip("the users of the example are not made in a real account")
    with prepared(str(aws_http.endpoint_url)) as found:
        yield found


@pytest.fixture
def call(surroundings: Surroundings) -> Call:
    tokens: dict[str, str] = {}

    def token_of(username: str) -> str:
        if username not in tokens:
            tokens[username] = surroundings.sign_in(username).access_token.get_secret_value()
        return tokens[username]

    def call(
        method: str,
        target: str,
        username: str | None = None,
        *,
        body: object = None,
        token: str | None = None,
    ) -> Reply:
        headers = {"Origin": ORIGIN}
        if username is not None:
            token = token_of(username)
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        content = b"" if body is None else json.dumps(body).encode()
        return Reply(surroundings.gateway.respond(Request(method, target, headers, content)))

    return call
