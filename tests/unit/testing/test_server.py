from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from boto3_assist.errors import Boto3AssistError, ConfigurationError
from boto3_assist.testing import AwsServer, ServerStartError
from boto3_assist.testing._process import free_port

HEALTHY = """
import http.server, os

class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["MINISTACK_EDITION"].encode())

port = int(os.environ["GATEWAY_PORT"])
serve = http.server.HTTPServer((os.environ["BIND_HOST"], port), Health).serve_forever
"""
SILENT = """
import os, pathlib, signal
print("still thinking", flush=True)
pathlib.Path({pid_file!r}).write_text(str(os.getpid()))
signal.pause()
"""


@pytest.fixture
def server_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which a server makes its own; what is in it afterwards was left behind."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def ministack_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a program of one's own in ministack's place."""

    def replace(program: str) -> None:
        package = tmp_path / "replaced" / "ministack"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "__main__.py").write_text(program)
        monkeypatch.syspath_prepend(package.parent)

    return replace


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A stranger's socket that listens on a loopback port."""
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        yield stranger


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_runs_until_it_is_stopped_and_leaves_nothing(server_files: Path) -> None:
    with AwsServer() as server:
        pid, url = server.pid, server.endpoint_url
        assert pid is not None
        assert is_running(pid)
        assert url.startswith("http://127.0.0.1:")
        identity = server.client("sts").get_caller_identity()
        server.client("cognito-idp").create_user_pool(PoolName="people")
        server.client("s3").create_bucket(Bucket="files")

    assert identity["Account"] == "000000000000"
    assert not is_running(pid)
    assert server.pid is None
    assert list(server_files.iterdir()) == []


def test_starting_twice_and_stopping_twice_changes_nothing(server_files: Path) -> None:
    server = AwsServer()
    server.stop()
    try:
        server.start()
        pid = server.pid
        server.start()
        assert server.pid == pid
    finally:
        server.stop()
    server.stop()

    assert list(server_files.iterdir()) == []


def test_a_server_can_be_started_again(ministack_that: Callable[[str], None]) -> None:
    ministack_that(HEALTHY + "serve()")
    server = AwsServer()
    with server:
        first = server.pid
    with server:
        assert server.pid not in (None, first)


def test_a_server_that_is_not_running_has_no_address() -> None:
    with pytest.raises(ConfigurationError, match="not running"):
        AwsServer().endpoint_url


def test_an_exception_in_the_block_stops_the_server(
    server_files: Path, ministack_that: Callable[[str], None]
) -> None:
    ministack_that(HEALTHY + "serve()")
    server = AwsServer()

    with pytest.raises(KeyError, match="inside"), server:
        pid = server.pid
        raise KeyError("inside")

    assert pid is not None
    assert not is_running(pid)
    assert list(server_files.iterdir()) == []


def test_a_server_that_ends_at_once_is_reported_with_its_log(
    server_files: Path, ministack_that: Callable[[str], None]
) -> None:
    ministack_that("raise SystemExit('the vault is locked')")

    with pytest.raises(ServerStartError) as caught:
        AwsServer().start()

    assert isinstance(caught.value, Boto3AssistError)
    assert caught.value.error_code == "SERVER_START_ERROR"
    assert "the vault is locked" in str(caught.value)
    assert "the vault is locked" in caught.value.details["log"]
    assert list(server_files.iterdir()) == []


def test_only_the_tail_of_a_long_log_is_shown(ministack_that: Callable[[str], None]) -> None:
    ministack_that("for n in range(1000): print('line', n)")

    with pytest.raises(ServerStartError) as caught:
        AwsServer().start()

    assert caught.value.details["log"].splitlines() == [f"line {n}" for n in range(980, 1000)]


def test_a_server_that_stays_silent_is_given_up_at_the_deadline(
    tmp_path: Path, server_files: Path, ministack_that: Callable[[str], None]
) -> None:
    pid_file = tmp_path / "pid"
    ministack_that(SILENT.format(pid_file=str(pid_file)))
    # The deadline passes when the program is seen to run.
    server = AwsServer(startup_seconds=30, clock=lambda: 31.0 if pid_file.exists() else 0.0)

    with pytest.raises(ServerStartError, match="still thinking"):
        server.start()

    assert not is_running(int(pid_file.read_text()))
    assert server.pid is None
    assert list(server_files.iterdir()) == []


def test_an_interruption_while_starting_stops_the_server(
    tmp_path: Path, server_files: Path, ministack_that: Callable[[str], None]
) -> None:
    pid_file = tmp_path / "pid"
    ministack_that(SILENT.format(pid_file=str(pid_file)))

    def clock() -> float:
        if pid_file.exists() and pid_file.read_text():
            raise KeyboardInterrupt
        return 0.0

    with pytest.raises(KeyboardInterrupt):
        AwsServer(clock=clock).start()

    assert not is_running(int(pid_file.read_text()))
    assert list(server_files.iterdir()) == []


def test_a_server_that_does_not_end_is_killed(ministack_that: Callable[[str], None]) -> None:
    ministack_that(HEALTHY + "import signal; signal.signal(15, signal.SIG_IGN); serve()")

    with AwsServer(shutdown_seconds=0.05) as server:
        pid = server.pid

    assert pid is not None
    assert not is_running(pid)


def test_a_port_that_was_taken_meanwhile_is_replaced_by_another(
    listener: socket.socket, ministack_that: Callable[[str], None]
) -> None:
    ministack_that(HEALTHY + "serve()")
    taken, free = listener.getsockname()[1], free_port()
    ports = iter([taken, free])

    with AwsServer(choose_port=lambda: next(ports)) as server:
        assert server.endpoint_url == f"http://127.0.0.1:{free}"


def test_ports_that_are_always_taken_end_in_an_error(
    listener: socket.socket, ministack_that: Callable[[str], None]
) -> None:
    ministack_that(HEALTHY + "serve()")
    asked: list[int] = []

    def choose_port() -> int:
        asked.append(listener.getsockname()[1])
        return asked[-1]

    with pytest.raises(ServerStartError):
        AwsServer(choose_port=choose_port).start()

    assert len(asked) == 3


def test_a_stranger_who_answers_on_the_port_is_not_taken_for_the_server(
    tmp_path: Path, ministack_that: Callable[[str], None]
) -> None:
    ministack_that(
        "import os\nos.environ['MINISTACK_EDITION'] = 'another'\n"
        + HEALTHY
        + f"\nimport pathlib\npathlib.Path({str(tmp_path / 'asked')!r}).touch()\nserve()"
    )
    # Polled for a while after the stranger has begun to listen.
    polls = iter(range(10))

    def clock() -> float:
        return 31.0 if (tmp_path / "asked").exists() and next(polls) > 3 else 0.0

    with pytest.raises(ServerStartError):
        AwsServer(clock=clock).start()


def test_the_environment_of_the_server_holds_nothing_of_ones_own(
    real_environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    ministack_that: Callable[[str], None],
) -> None:
    monkeypatch.setenv("PERSIST_STATE", "1")
    monkeypatch.setenv("SERVICES", "s3")
    ministack_that("import json, os; print(json.dumps(dict(os.environ)))")

    with pytest.raises(ServerStartError) as caught:
        AwsServer().start()

    seen = json.loads(caught.value.details["log"])
    own = {name for name, value in real_environment.items() if seen.get(name) == value}
    assert own == set()
    assert {"PERSIST_STATE", "SERVICES"}.isdisjoint(seen)
    assert (seen["BIND_HOST"], seen["IOT_MTLS_ENABLED"]) == ("127.0.0.1", "0")
    assert (seen["AWS_ACCESS_KEY_ID"], seen["AWS_SECRET_ACCESS_KEY"]) == ("test", "test")
    assert seen["HOME"] == seen["TMPDIR"] == seen["STATE_DIR"]
    assert seen["DOCKER_HOST"].startswith(f"unix://{seen['HOME']}/")


def test_without_ministack_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ministack", None)

    with pytest.raises(ConfigurationError) as caught:
        AwsServer().start()

    assert "'ministack'" in caught.value.message
    assert caught.value.details["expected"] == "the extra `testing`"


@pytest.mark.skipif(sys.platform != "linux", reason="waits for a stranger's process by a pidfd")
def test_a_server_ends_with_the_process_that_started_it(server_files: Path) -> None:
    program = (
        "from boto3_assist.testing import AwsServer\n"
        "server = AwsServer()\nserver.start()\nprint(server.pid, flush=True)\ninput()"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(server_files)},
    )
    with starter:
        assert starter.stdout is not None
        server = os.pidfd_open(int(starter.stdout.readline()))
        starter.kill()

    try:
        ended, _, _ = select.select([server], [], [], 30)
    finally:
        os.close(server)

    assert ended == [server]
    assert list(server_files.iterdir()) == []


def test_another_python_runs_its_own_ministack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server_files: Path
) -> None:
    home = tmp_path / "home of the server"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "ministack").mkdir()
    (packages / "ministack" / "__init__.py").touch()
    program = HEALTHY + "import sys; print(sys.prefix, flush=True)\nserve()\n"
    (packages / "ministack" / "__main__.py").write_text(program)
    monkeypatch.chdir(home)

    with AwsServer(python=os.path.join("bin", "python")) as server:
        (log,) = server_files.glob("*/server.log")
        assert str(home) in log.read_text()
        assert server.pid is not None


def test_a_python_that_does_not_exist_is_told() -> None:
    with pytest.raises(ConfigurationError, match="no/such/python"):
        AwsServer(python="no/such/python").start()
