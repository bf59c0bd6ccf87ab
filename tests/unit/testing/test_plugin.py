from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from boto3_assist.testing import AwsBackend

LOG_OPTIONS = ("--log-level=DEBUG", "--log-file=run.log")


def servers_started(pytester: pytest.Pytester) -> list[int]:
    log = (pytester.path / "run.log").read_text()
    return [int(pid) for pid in re.findall(r"AWS server (\d+) listens", log)]


def assert_ended(pid: int) -> None:
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_loading_the_plugin_loads_nothing_heavy() -> None:
    program = (
        "import sys, boto3_assist.testing.plugin\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, 'http.client' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    loaded = set(result.stdout.split())
    heavy = {"boto3", "botocore", "moto", "ministack", "pydantic", "pydantic_settings", "True"}
    assert loaded & heavy == set()
    assert "boto3_assist" in loaded


def test_aws_is_moto(aws: AwsBackend) -> None:
    boto3.client("s3").create_bucket(Bucket="made-by-the-code-under-test")

    buckets = aws.client("s3").list_buckets()["Buckets"]
    assert [bucket["Name"] for bucket in buckets] == ["made-by-the-code-under-test"]


@pytest.mark.integration
def test_aws_http_sends_clients_of_the_environment_to_the_server(
    aws_server: AwsBackend, aws_http: AwsBackend
) -> None:
    assert aws_http == aws_server
    assert boto3.client("dynamodb").meta.endpoint_url == aws_server.endpoint_url
    assert "TableNames" in aws_http.client("dynamodb").list_tables()


@pytest.mark.integration
def test_aws_server_leaves_the_environment_alone(aws_server: AwsBackend) -> None:
    assert "AWS_ENDPOINT_URL" not in os.environ


def test_a_test_on_aws_backend_runs_on_both(
    aws_backend: AwsBackend, request: pytest.FixtureRequest
) -> None:
    assert aws_backend.name == request.node.callspec.params["aws_backend"]
    assert os.environ.get("AWS_ENDPOINT_URL") == aws_backend.endpoint_url
    assert "TableNames" in boto3.client("dynamodb").list_tables()


def test_tests_on_the_server_can_be_deselected(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(aws_backend):\n    assert aws_backend.name == 'moto'")

    result = pytester.runpytest_subprocess(
        "-m", "not integration", "--strict-markers", *LOG_OPTIONS
    )

    result.assert_outcomes(passed=1, deselected=1)
    assert servers_started(pytester) == []


def test_one_server_serves_the_whole_run_and_ends_with_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_one="def test_a(aws_server): pass\ndef test_b(aws_http): pass",
        test_two="def test_c(aws_backend): pass",
    )

    result = pytester.runpytest_subprocess(*LOG_OPTIONS)

    result.assert_outcomes(passed=4)
    (pid,) = servers_started(pytester)
    assert_ended(pid)


def test_an_interrupted_run_ends_its_server(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(aws_http):\n    raise KeyboardInterrupt")

    result = pytester.runpytest_subprocess(*LOG_OPTIONS)

    assert result.ret == pytest.ExitCode.INTERRUPTED
    (pid,) = servers_started(pytester)
    assert_ended(pid)


def test_an_endpoint_of_ones_own_is_used_in_place_of_a_server(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOTO3_ASSIST_TEST_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    pytester.makepyfile("""
        import os

        def test_it(aws_server, aws_http):
            assert aws_server.endpoint_url == "http://127.0.0.1:9"
            assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:9"
            assert os.environ["AWS_ACCESS_KEY_ID"] == "test"
        """)

    result = pytester.runpytest_subprocess("-W", "error", *LOG_OPTIONS)

    result.assert_outcomes(passed=1)
    assert servers_started(pytester) == []


def test_an_endpoint_elsewhere_is_called_with_the_credentials_that_are_there(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOTO3_ASSIST_TEST_ENDPOINT", "https://aws.example.com")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    pytester.makepyfile("""
        import os

        def test_it(aws_http):
            assert os.environ["AWS_ENDPOINT_URL"] == "https://aws.example.com"
            assert os.environ["AWS_ACCESS_KEY_ID"] == "AKIAREAL"
            assert os.environ["AWS_REGION"] == "eu-west-1"
        """)

    pytester.runpytest_subprocess("-W", "error").assert_outcomes(passed=1)


def test_a_server_that_does_not_start_is_reported_by_the_fixture(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(pytester.mkpydir("ministack"))
    (package / "__main__.py").write_text("raise SystemExit('the vault is locked')")
    pytester.syspathinsert()
    pytester.makepyfile("def test_it(aws_server): pass")

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ServerStartError*", "*the vault is locked*"])


def test_without_moto_the_fixture_says_what_to_install(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import sys; sys.modules['moto'] = None")
    pytester.makepyfile("def test_it(aws): pass")

    result = pytester.runpytest_subprocess()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ConfigurationError*boto3-assist?testing?*"])


def test_table_factory_outlives_no_backend_whatever_the_order_of_arguments(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile("""
        import os
        import pytest

        @pytest.fixture
        def watched(table_factory):
            yield
            assert os.environ["AWS_ACCESS_KEY_ID"] == "testing"

        def test_alone(watched): pass
        def test_before(watched, aws): pass
        def test_after(aws, watched): pass
        """)

    pytester.runpytest_subprocess().assert_outcomes(passed=3)
