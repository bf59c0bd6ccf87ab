"""The project's own tests can reach neither another machine nor an account."""

from __future__ import annotations

import socket
from typing import Any

import boto3
import pytest
from hypothesis import settings

ELSEWHERE = ("192.0.2.1", 80)


@pytest.mark.parametrize("connect", ["connect", "connect_ex"])
def test_a_connection_to_another_machine_fails_the_test(connect: str) -> None:
    with socket.socket() as client, pytest.raises(pytest.fail.Exception, match="192.0.2.1"):
        getattr(client, connect)(ELSEWHERE)


@pytest.mark.parametrize("name", ["example.com", b"example.com"])
def test_a_name_of_another_machine_is_not_looked_up(name: str | bytes) -> None:
    with pytest.raises(pytest.fail.Exception, match="a test reached for example.com"):
        socket.getaddrinfo(name, 80)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("localhost", 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            assert client.getpeername() == server.getsockname()


def test_there_are_no_credentials_to_find() -> None:
    session: Any = boto3.Session()

    assert session.get_credentials() is None
    assert session.region_name is None
    assert session.available_profiles == []


def test_examples_of_hypothesis_have_no_deadline() -> None:
    assert settings().deadline is None
