"""One ministack process with its port, directory and log; makes no second attempt."""

from __future__ import annotations

import os
import socket
import subprocess  # nosec B404  # a server in a process of its own is what this module is for
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from boto3_assist.testing import _lifeline
from boto3_assist.testing.backend import AwsBackend

__all__ = ["ServerProcess", "free_port", "is_taken", "launch"]

_HOST = "127.0.0.1"
_HEALTH_PATH = "/_ministack/health"
_TAIL_LINES = 20
# Nothing else of the environment reaches the server: no credentials, and no setting of a
# developer's own ministack (persistence, ports, services).
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT", "LANG", "LC_ALL", "TZ")


def _backend(port: int) -> AwsBackend:
    return AwsBackend("server", f"http://{_HOST}:{port}")


def free_port() -> int:
    """Let the system name a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_taken(port: int) -> bool:
    """Tell whether anybody listens on a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex((_HOST, port)) == 0


@dataclass(frozen=True)
class ServerProcess:
    """A server that was launched.

    Attributes:
        port: The loopback port that it was told to listen on.
        name: What it answers with when asked for its health.
        process: The child process.
        directory: Where it keeps all its files and its log.
    """

    port: int
    name: str
    process: subprocess.Popen[bytes]
    directory: tempfile.TemporaryDirectory[str]

    @property
    def backend(self) -> AwsBackend:
        """The server as a backend of tests."""
        return _backend(self.port)

    def is_healthy(self) -> bool:
        """Ask for the server's health; its name tells it from a stranger on the same port."""
        # Dear to import, and every run of pytest imports this module.
        from http.client import HTTPConnection, HTTPException

        connection = HTTPConnection(_HOST, self.port, timeout=1.0)
        try:
            connection.request("GET", _HEALTH_PATH)
            return self.name.encode() in connection.getresponse().read()
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def ends_within(self, seconds: float) -> bool:
        """Wait at most this long for the process to end by itself."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self, grace_seconds: float) -> str:
        """Stop the process, remove its files and give the last lines of its log."""
        try:
            self.process.terminate()
            self.ends_within(grace_seconds)
        finally:
            # Also when the wait was interrupted.
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            if self.process.stdin is not None:
                self.process.stdin.close()
            lines = _log_file(self.directory.name).read_text("utf-8", "replace").splitlines()
            self.directory.cleanup()
        return "\n".join(lines[-_TAIL_LINES:])


def _log_file(directory: str) -> Path:
    return Path(directory, "server.log")


def _environment(port: int, name: str, directory: str, *, own_python: bool) -> dict[str, str]:
    inherited = {key: os.environ[key] for key in _INHERITED if key in os.environ}
    # What the tests can import, the server can; but not over what another Python has.
    path = [] if own_python else [os.path.abspath(entry) for entry in sys.path]
    return {
        **inherited,
        **({"PYTHONPATH": os.pathsep.join(path)} if path else {}),
        "PYTHONUNBUFFERED": "1",
        **_backend(port).environment,
        "GATEWAY_PORT": str(port),
        "BIND_HOST": _HOST,
        "MINISTACK_EDITION": name,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "HOME": directory,
        "TMPDIR": directory,
        "TEMP": directory,
        "TMP": directory,
        "STATE_DIR": directory,
        "S3_DATA_DIR": directory,
        # ministack stops the containers of every ministack on the machine when it starts and ends.
        "DOCKER_HOST": f"unix://{directory}/no-docker",
    }


def launch(port: int, python: str | None = None) -> ServerProcess:
    """Start the server on a port, by this Python or another, without waiting for it."""
    directory = tempfile.TemporaryDirectory(prefix="boto3-assist-")
    name = f"boto3-assist-{uuid.uuid4().hex}"
    # Not resolved: the link is how a virtual environment knows itself.
    interpreter = sys.executable if python is None else os.path.abspath(python)
    command = [interpreter, str(_lifeline.__file__), "ministack", directory.name]
    with _log_file(directory.name).open("wb") as log:
        process = subprocess.Popen(  # nosec B603  # an argument list of our own, no shell
            command,
            cwd=directory.name,
            env=_environment(port, name, directory.name, own_python=python is not None),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C reaches the whole group of the tests, which still need the server to clean up.
            start_new_session=True,
        )
    return ServerProcess(port, name, process, directory)
