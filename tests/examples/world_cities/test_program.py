from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.testing import AwsBackend
from examples.world_cities.__main__ import main, shown_progress
from examples.world_cities.loading import world_table
from examples.world_cities.queries import Atlas
from tests.examples.world_cities.facts import (
    CITY_FIELDS,
    COUNTRY_FIELDS,
    MIN_POPULATION,
    all_cities,
    all_countries,
    as_row,
    cities_of,
    report_on,
)

ROOT = Path(__file__).parents[3]
FEW = "20000000"
PARIS = ("FR", 2988507, "Ma")


def expected_output(place: str, table: str, before: str, after: list[str]) -> list[str]:
    loaded = f"{len(all_countries()):,} countries and {len(all_cities()):,} cities"
    return [
        f"DynamoDB {place}",
        f"The table {table} {before}",
        f"Loaded {loaded} of at least {MIN_POPULATION:,} inhabitants in … s",
        *report_on(*PARIS),
        "",
        *after,
    ]


def lines_of(output: str) -> list[str]:
    return re.sub(r"\d+\.\d s$", "… s", output, flags=re.MULTILINE).splitlines()


def table_names(aws: AwsBackend) -> list[str]:
    names: list[str] = aws.client("dynamodb").list_tables()["TableNames"]
    return names


@pytest.mark.slow
def test_it_runs_embedded_and_prints_what_the_source_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--min-population", str(MIN_POPULATION)]) == 0

    printed = capsys.readouterr()
    assert lines_of(printed.out) == expected_output(
        "embedded in this process (moto)",
        "world-cities",
        "was created",
        ["The table world-cities was deleted"],
    )
    assert printed.err == ""


@pytest.mark.slow
@pytest.mark.integration
def test_it_runs_over_http_and_the_table_is_the_source(
    aws_server: AwsBackend, capsys: pytest.CaptureFixture[str]
) -> None:
    if aws_server.is_remote:
        pytest.skip("the region and credentials are those of a server on this machine")
    name = f"world-cities-{uuid.uuid4().hex}"
    url = str(aws_server.endpoint_url)
    arguments = ["--endpoint", url, "--table", name, "--min-population", str(MIN_POPULATION)]
    db = DynamoDB.from_client(aws_server.client("dynamodb"))
    try:
        assert main([*arguments, "--keep"]) == 0

        assert lines_of(capsys.readouterr().out) == expected_output(
            f"at {url.removeprefix('http://')}", name, "was created", []
        )
        atlas = Atlas(db, name)
        for row in all_countries():
            country, cities = atlas.country_with_cities(row["iso"])
            assert country is not None and as_row(country, COUNTRY_FIELDS) == row
            read = {city.geoname_id: as_row(city, CITY_FIELDS) for city in cities}
            assert read == {city["geonameid"]: city for city in cities_of(row["iso"])}
    finally:
        world_table(db, name).delete()


@pytest.mark.integration
@pytest.mark.slow
def test_a_table_created_over_http_is_deleted(
    aws_server: AwsBackend, capsys: pytest.CaptureFixture[str]
) -> None:
    if aws_server.is_remote:
        pytest.skip("the region and credentials are those of a server on this machine")
    name = f"world-cities-{uuid.uuid4().hex}"
    url = str(aws_server.endpoint_url)

    assert main(["--endpoint", url, "--table", name, "--min-population", FEW]) == 0

    assert lines_of(capsys.readouterr().out)[-1] == f"The table {name} was deleted"
    assert name not in table_names(aws_server)


@pytest.mark.slow
def test_in_aws_a_table_that_exists_is_used_again_and_stays(
    aws: AwsBackend, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--table", "atlas", "--region", "us-east-1", "--min-population", FEW]

    assert main([*arguments, "--keep"]) == 0
    first = lines_of(capsys.readouterr().out)
    assert main(arguments) == 0
    second = lines_of(capsys.readouterr().out)

    assert first[0] == "DynamoDB at dynamodb.us-east-1.amazonaws.com"
    assert first[1] == "The table atlas was created"
    assert second[1] == "The table atlas exists and is used as it is"
    assert second[2:] == first[2:]
    assert table_names(aws) == ["atlas"]


@pytest.mark.slow
def test_in_aws_a_table_created_here_is_deleted(
    aws: AwsBackend, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--table", "atlas", "--region", "us-east-1", "--min-population", FEW]) == 0

    assert lines_of(capsys.readouterr().out)[-1] == "The table atlas was deleted"
    assert table_names(aws) == []


def test_a_table_made_for_something_else_is_refused_untouched(
    aws: AwsBackend, capsys: pytest.CaptureFixture[str]
) -> None:
    client = aws.client("dynamodb")
    client.create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )

    assert main(["--table", "orders", "--region", "us-east-1"]) == 2

    # AWS says that the index is not there; moto, that the table is not, and then that it is.
    assert re.match(r"error: \[(REQUEST_REJECTED|TABLE_IN_USE)\] ", one_error(capsys))
    assert table_names(aws) == ["orders"]
    assert client.scan(TableName="orders")["Count"] == 0


@pytest.mark.parametrize("error", [KeyboardInterrupt(), BrokenPipeError()])
def test_a_table_created_here_is_deleted_when_the_program_is_stopped(
    aws: AwsBackend,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    def stop(total: int) -> None:
        raise error

    monkeypatch.setattr("examples.world_cities.__main__.shown_progress", stop)
    arguments = ["--table", "atlas", "--region", "us-east-1", "--min-population", FEW]

    if isinstance(error, KeyboardInterrupt):
        assert main(arguments) == 130
    else:
        with pytest.raises(BrokenPipeError):
            main(arguments)

    assert table_names(aws) == []
    assert capsys.readouterr().err == ""


def one_error(capsys: pytest.CaptureFixture[str]) -> str:
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--bogus"], "unrecognized arguments: --bogus"),
        (["--min-population", "many"], "'many' is not a whole number"),
        (["--min-population", "-1"], "'-1' is not a whole number"),
        (["--city", "Paris"], "'Paris' is not a whole number"),
        (["--endpoint"], "argument --endpoint: expected one argument"),
        (["--endpoint", "127.0.0.1:4566"], "argument --endpoint: expected a URL"),
        (["--endpoint", "ftp://127.0.0.1"], "argument --endpoint: expected a URL"),
        (["--endpoint", "http://["], "argument --endpoint: expected a URL"),
        (["--endpoint", "http://127.0.0.1:99999"], "argument --endpoint: expected a URL"),
        (["--profile", "work"], "--profile came without --endpoint and --table"),
        (["--region", "eu-west-1"], "--region came without --endpoint and --table"),
        (["--keep"], "--keep came without --endpoint and --table"),
    ],
)
def test_a_wrong_argument_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], problem: str
) -> None:
    assert main(arguments) == 2

    line = one_error(capsys)
    assert line.startswith("error: [INVALID_PARAMETER] ")
    assert problem in line


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--table", "atlas"], "CONFIGURATION_ERROR"),
        (["--table", "atlas", "--profile", "nobody"], "CONFIGURATION_ERROR"),
        (["--table", "atlas", "--region", "us-east-1"], "AWS_CREDENTIALS_ERROR"),
        (["--endpoint", "http://127.0.0.1:9"], "DYNAMODB_CONNECTION_ERROR"),
    ],
    ids=["no region", "unknown profile", "no credentials", "nobody listens"],
)
def test_what_cannot_be_reached_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: str
) -> None:
    assert main(arguments) == 2

    assert one_error(capsys).startswith(f"error: [{code}] ")


class Refusal(BaseHTTPRequestHandler):
    """Answers as AWS does to keys that it does not know, and keeps what it was sent."""

    seen: list[str] = []

    def do_POST(self) -> None:
        self.seen.append(self.headers["Authorization"])
        body = json.dumps({"__type": "com.amazon.coral.service#UnrecognizedClientException"})
        self.send_response(400)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def refusing_endpoint() -> Iterator[str]:
    Refusal.seen.clear()
    with HTTPServer(("127.0.0.1", 0), Refusal) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_credentials_that_are_refused_are_one_line(
    refusing_endpoint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--endpoint", refusing_endpoint]) == 2

    assert one_error(capsys).startswith("error: [AWS_CREDENTIALS_ERROR] ")
    assert "Credential=test/" in Refusal.seen[0]
    assert "/us-east-1/dynamodb/" in Refusal.seen[0]


def test_the_credentials_and_region_of_the_environment_come_first(
    refusing_endpoint: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine too")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")

    assert main(["--endpoint", refusing_endpoint]) == 2

    assert one_error(capsys).startswith("error: [AWS_CREDENTIALS_ERROR] ")
    assert "Credential=mine/" in Refusal.seen[0]
    assert "/eu-west-3/dynamodb/" in Refusal.seen[0]


def test_a_profile_is_used_at_an_endpoint_too(
    refusing_endpoint: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile local]\nregion = eu-north-1\naws_access_key_id = of-the-profile\n"
        "aws_secret_access_key = secret\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))

    assert main(["--endpoint", refusing_endpoint, "--profile", "local"]) == 2

    assert "of-the-profile" not in one_error(capsys)
    assert "Credential=of-the-profile/" in Refusal.seen[0]
    assert "/eu-north-1/dynamodb/" in Refusal.seen[0]


def test_an_option_overrides_the_region_of_the_environment(
    refusing_endpoint: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")

    assert main(["--endpoint", refusing_endpoint, "--region", "eu-west-1"]) == 2

    assert one_error(capsys)
    assert "Credential=test/" in Refusal.seen[0]
    assert "/eu-west-1/dynamodb/" in Refusal.seen[0]


def test_progress_is_for_terminals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with shown_progress(100) as progress:
        progress(50)
    assert capsys.readouterr().err == ""

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with pytest.raises(KeyboardInterrupt), shown_progress(1_100) as progress:
        for saved in (1, 50, 51, 1_000):
            progress(saved)
        raise KeyboardInterrupt

    shown = [text.rstrip() for text in capsys.readouterr().err.split("\r")]
    assert [text for text in shown if text] == ["Loading 50 of 1,100", "Loading 1,000 of 1,100"]
    assert shown[-2:] == ["", ""]


@pytest.mark.slow
def test_the_module_runs_as_a_program_whatever_the_encoding() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "examples.world_cities", "--min-population", FEW],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": "src", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert (finished.returncode, finished.stderr) == (0, "")
    assert "  area        547,030 km?" in finished.stdout.splitlines()


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    program = subprocess.Popen(
        [sys.executable, "-u", "-m", "examples.world_cities", "--min-population", FEW],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None and program.stderr is not None
    with program:
        assert program.stdout.readline() == b"DynamoDB embedded in this process (moto)\n"
        program.stdout.close()

        assert (program.stderr.read(), program.wait(120)) == (b"", 141)
