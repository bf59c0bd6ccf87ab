"""Keeps the project's own tests on this machine, without credentials, and repeatable."""

from __future__ import annotations

import os
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

from boto3_assist.connections.endpoints import is_loopback

pytest_plugins = ["pytester"]

TEST_ENDPOINT = "BOTO3_ASSIST_TEST_ENDPOINT"
KEPT = (TEST_ENDPOINT, "BOTO3_ASSIST_TEST_SERVER_PYTHON")

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_configure(config: pytest.Config) -> None:
    """Close the ways out, unless the tests were told to run against a server elsewhere."""
    endpoint = os.environ.get(TEST_ENDPOINT)
    if endpoint and not is_loopback(urlsplit(endpoint).hostname or ""):
        return
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    hide_credentials(patch)
    refuse_network(patch)


def hide_credentials(patch: pytest.MonkeyPatch) -> None:
    """Leave botocore nothing to find: a test that needs credentials makes its own."""
    for name in list(os.environ):
        if name.upper().startswith(("AWS_", "BOTO")) and name not in KEPT:
            patch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "BOTO_CONFIG"):
        patch.setenv(name, os.devnull)
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def refuse_network(patch: pytest.MonkeyPatch) -> None:
    """Fail a test that looks up a name or connects to an address of another machine."""
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, only_loopback(getattr(socket.socket, name)))

    look_up = socket.getaddrinfo

    def getaddrinfo(host: str | bytes | None, *arguments: Any, **options: Any) -> Any:
        check(host)
        return look_up(host, *arguments, **options)

    patch.setattr(socket, "getaddrinfo", getaddrinfo)


def only_loopback(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            check(address[0])
        return connect(self, address)

    return guarded


def check(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    # No host means one's own. pytest's failure is not an Exception: no code under test catches it.
    if name and not is_loopback(name):
        pytest.fail(f"a test reached for {name}, which is not this machine")
