"""Starts and stops an AWS over HTTP on this machine, ministack; knows no fixture."""

from __future__ import annotations

import importlib.util
import logging
import shutil
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from boto3_assist.errors import Boto3AssistError, ConfigurationError
from boto3_assist.testing._process import ServerProcess, free_port, is_taken, launch
from boto3_assist.testing.backend import AwsBackend

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["AwsServer", "ServerStartError"]

_logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.05
_ATTEMPTS = 3


class ServerStartError(Boto3AssistError):
    """The AWS server for tests ended or stayed silent before it was ready."""

    default_code = "SERVER_START_ERROR"


def _require_ministack(python: str | None) -> None:
    if python is not None and shutil.which(python) is None:
        raise ConfigurationError(
            f"the Python interpreter {python!r} of the AWS server for tests does not exist",
            details={
                "given": python,
                "expected": "the path of a Python interpreter that has ministack",
                "suggestion": "make the environment and install ministack into it, or leave "
                "BOTO3_ASSIST_TEST_SERVER_PYTHON out",
            },
        )
    if python is None and importlib.util.find_spec("ministack") is None:
        raise ConfigurationError(
            "the module 'ministack' is missing, which the AWS server for tests needs",
            details={
                "expected": "the extra `testing`",
                "suggestion": "pip install 'boto3-assist[testing]'",
            },
        )


class AwsServer:
    """A ministack in a process of its own, on a free loopback port.

    It keeps its files in a temporary directory and ends with `stop`, at the end of a ``with``
    block, or with the process that started it, however that one ends.

    Example:
        >>> with AwsServer() as server:
        ...     server.client("sts").get_caller_identity()["Account"]
        '000000000000'
    """

    def __init__(
        self,
        *,
        startup_seconds: float = 30.0,
        shutdown_seconds: float = 10.0,
        python: str | None = None,
        choose_port: Callable[[], int] = free_port,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start nothing yet.

        Args:
            startup_seconds: How long the server may take to be ready.
            shutdown_seconds: How long the server may take to end before it is killed.
            python: The Python interpreter that has ministack; this one when None. ministack asks
                for exact versions of what it needs, so its own environment may suit it better.
            choose_port: Names the port to try next; by default one that the system says is free.
            clock: Seconds on a clock that only goes forward.
        """
        self._startup_seconds = startup_seconds
        self._shutdown_seconds = shutdown_seconds
        self._python = python
        self._choose_port = choose_port
        self._clock = clock
        self._running: ServerProcess | None = None

    @property
    def backend(self) -> AwsBackend:
        """The server as a backend of tests.

        Raises:
            ConfigurationError: The server is not running.
        """
        if self._running is None:
            raise ConfigurationError(
                "the AWS server for tests is not running",
                details={"suggestion": "call start(), or use the server in a `with` block"},
            )
        return self._running.backend

    @property
    def endpoint_url(self) -> str:
        """The address of the running server."""
        return str(self.backend.endpoint_url)

    @property
    def pid(self) -> int | None:
        """The id of the server's process; None when it is not running."""
        return self._running.process.pid if self._running else None

    def client(self, service: str, **options: Any) -> Any:
        """Make a plain boto3 client that calls the server, whatever the environment says.

        Args:
            service: boto3's name of the service, such as ``"dynamodb"``.
            **options: Passed on to `boto3.Session.client`.

        Returns:
            The client.
        """
        return self.backend.client(service, **options)

    def start(self) -> None:
        """Start the server and wait until it answers; a running one is left as it is.

        Raises:
            ServerStartError: It ended or did not answer in time; the message has its last lines.
        """
        if self._running is not None:
            return
        _require_ministack(self._python)
        deadline = self._clock() + self._startup_seconds
        log = ""
        for _ in range(_ATTEMPTS):
            server = launch(self._choose_port(), self._python)
            if self._is_ready(server, deadline):
                _logger.debug("AWS server %d listens on port %d", server.process.pid, server.port)
                self._running = server
                return
            log = server.end(self._shutdown_seconds)
            # Only a port that was taken between the choice and the bind is worth another try.
            if not is_taken(server.port):
                break
        raise ServerStartError(
            f"the AWS server for tests did not start; the end of its log:\n{log}",
            details={"log": log, "startup_seconds": self._startup_seconds},
        )

    def _is_ready(self, server: ServerProcess, deadline: float) -> bool:
        """Poll until the server answers, ends or is late; an interruption ends it."""
        try:
            while self._clock() < deadline:
                if server.ends_within(_POLL_SECONDS):
                    return False
                if server.is_healthy():
                    return True
        except BaseException:
            server.end(self._shutdown_seconds)
            raise
        return False

    def stop(self) -> None:
        """Stop the server and remove its files; does nothing when it is not running."""
        server, self._running = self._running, None
        if server is not None:
            server.end(self._shutdown_seconds)

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()
