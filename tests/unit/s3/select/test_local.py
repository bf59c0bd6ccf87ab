from __future__ import annotations

import gzip
import json
import tempfile
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from boto3_assist.errors import ConfigurationError, InvalidParameterError, ValidationError
from boto3_assist.s3.select import CsvInput, JsonDocumentInput, JsonLinesInput, ParquetInput, local
from boto3_assist.s3.select.columns import JsonColumns, as_dictionary, as_fields
from boto3_assist.s3.select.local import run_locally
from boto3_assist.s3.select.preparation import Lines

CSV = """id,Name,city,score
1,Ada,London,9.5
2,"Bo, Jr.",Paris,
3,Cyd,"Köln",7
4,Dan
"""
JSON = "\n".join(
    json.dumps(line)
    for line in [
        {"id": 1, "name": "Ada", "at": {"city": "London"}, "ok": True, "score": 9.5},
        {"id": 2, "name": "Bo", "at": {"city": None}, "ok": False},
        {"id": "3", "name": "100%", "at": {}, "score": -7, "tags": ["a", "b"]},
        {"id": 4, "name": "x_y", "at": None, "score": 12345678901234567890123},
    ]
)
LOSSLESS = '{"id": 4, "name": "x_y", "at": null, "score": 12345678901234567890123}'


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "it's temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == [], "a temporary copy was left behind"


def run(
    expression: str,
    content: str | bytes = CSV,
    given: Any = CsvInput(),
    shaped: Any = as_dictionary,
) -> list[Any]:
    data = content.encode() if isinstance(content, str) else content
    with run_locally(expression, given, shaped, lambda path: path.write_bytes(data)) as result:
        assert result.engine == "duckdb"
        return list(result)


def ids(where: str) -> list[str]:
    return [row["id"] for row in run(f"SELECT id FROM S3Object s WHERE {where}")]


def json_ids(where: str) -> list[Any]:
    expression = f"SELECT s.id FROM S3Object[*] s WHERE {where}"
    return [row["id"] for row in run(expression, JSON, JsonLinesInput())]


def test_everything_of_csv() -> None:
    assert run("SELECT * FROM S3Object") == [
        {"id": "1", "Name": "Ada", "city": "London", "score": "9.5"},
        {"id": "2", "Name": "Bo, Jr.", "city": "Paris", "score": ""},
        {"id": "3", "Name": "Cyd", "city": "Köln", "score": "7"},
        {"id": "4", "Name": "Dan"},
    ]


def test_everything_of_json_keeps_every_number() -> None:
    rows = run("select s.* from s3object[*] as s", JSON, JsonLinesInput())

    assert rows == [json.loads(line, parse_float=Decimal) for line in JSON.splitlines()]
    assert run("SELECT s.n FROM S3Object s", '{"n":0.1234567890123456789}', JsonLinesInput()) == [
        {"n": Decimal("0.1234567890123456789")}
    ]


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("id, name", {"id": "2", "name": "Bo, Jr."}),
        ("s.ID, S.Name", {"ID": "2", "Name": "Bo, Jr."}),
        ('s."Name"', {"Name": "Bo, Jr."}),
        ("_2, s._1", {"_2": "Bo, Jr.", "_1": "2"}),
        ("s.name AS who, s.city town", {"who": "Bo, Jr.", "town": "Paris"}),
        ("CAST(s.id AS INT), s.city", {"_1": 2, "city": "Paris"}),
        ("CAST(id AS INT) * 10 + 1 AS n", {"n": 21}),
        ("CAST(id AS FLOAT)", {"_1": 2}),
        ("CAST(CAST(id AS INT) AS FLOAT)", {"_1": 2}),
        ("CAST(id AS STRING) AS t", {"t": "2"}),
        ("s.score", {"score": ""}),
        (
            "'text' AS t, 5 AS n, TRUE AS b, -1.5 AS f",
            {"t": "text", "n": 5, "b": True, "f": Decimal("-1.5")},
        ),
    ],
)
def test_columns_of_csv(columns: str, row: dict[str, Any]) -> None:
    assert run(f"SELECT {columns} FROM S3Object s WHERE s.id = '2'") == [row]


def test_rows_as_fields() -> None:
    expression = "SELECT s.id, s.city, s.id, CAST(s.id AS FLOAT) FROM S3Object s"

    assert run(expression, shaped=as_fields) == [
        ["1", "London", "1", "1"],
        ["2", "Paris", "2", "2"],
        ["3", "Köln", "3", "3"],
        ["4", "", "4", "4"],
    ]
    expression = "SELECT s.ok, s.at, s.tags FROM S3Object s"
    assert run(expression, JSON, JsonLinesInput(), shaped=as_fields) == [
        ["true", '{"city":"London"}', ""],
        ["false", '{"city":null}', ""],
        ["", "{}", '["a","b"]'],
        ["", "", ""],
    ]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("s.id = '2'", ["2"]),
        ("'2' = s.id", ["2"]),
        ("s.id <> '2' AND s.id != '3'", ["1", "4"]),
        ("s.name > 'Bo'", ["2", "3", "4"]),
        ("CAST(s.id AS INT) >= 3", ["3", "4"]),
        ("CAST(s.id AS INT) BETWEEN 2 AND 3", ["2", "3"]),
        ("CAST(s.id AS INT) NOT BETWEEN 2 AND 3", ["1", "4"]),
        ("s.city IN ('Paris', 'Köln')", ["2", "3"]),
        ("s.city NOT IN ('Paris', 'Köln')", ["1"]),
        ("CAST(s.id AS INT) IN (1, -4, 2.0)", ["1", "2"]),
        ("s.name LIKE '%d%'", ["1", "3"]),
        ("s.name LIKE '_a_'", ["4"]),
        ("s.name NOT LIKE '%d%'", ["2", "4"]),
        ("s.city IS NULL", ["4"]),
        ("s.city IS NOT NULL", ["1", "2", "3"]),
        ("NOT s.id = '1'", ["2", "3", "4"]),
        ("NOT (s.id = '1' OR s.id = '2')", ["3", "4"]),
        ("NOT NOT s.id = '1'", ["1"]),
        ("s.id = '1' OR s.id = '2' AND s.city = 'x'", ["1"]),
        ("(s.id = '1' OR s.id = '2') AND s.city = 'Paris'", ["2"]),
        ("(CAST(s.id AS INT) + 1) * 2 = 6", ["2"]),
        ("((s.id)) = ('2')", ["2"]),
        ("s.city = 'Paris' OR NOT s.city = 'London'", ["2", "3"]),
        # A null is neither alike nor different.
        ("NOT s.city = 'Paris'", ["1", "3"]),
        ("NOT (s.city = 'Paris' AND s.id = '2')", ["1", "3", "4"]),
        # What comes first decides whether the cast is tried.
        ("s.score <> '' AND CAST(s.score AS FLOAT) > 8", ["1"]),
        ("s.score IS NULL OR s.score = '' OR CAST(s.score AS FLOAT) < 8", ["2", "3", "4"]),
        ("CAST(s.score AS FLOAT) IS NULL AND s.id = '4'", None),
    ],
)
def test_conditions_on_csv(where: str, expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(ValidationError):
            ids(where)
    else:
        assert ids(where) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("s.id = 1", [1]),
        ("s.id = '3'", ["3"]),
        ("s.id > 1", [2, 4]),
        ("s.at.city = 'London'", [1]),
        ('s."at"."city" IS NULL', [2, "3", 4]),
        ("s.at IS NULL", [4]),
        ("s.nothing IS NULL AND s.id = 2", [2]),
        ("s.ok = TRUE", [1]),
        ("s.ok <> true", [2]),
        ("s.score < 0", ["3"]),
        ("s.score + 1 = 10.5", [1]),
        ("s.name LIKE '%!%' ESCAPE '!'", ["3"]),
        ("s.name LIKE '100!' ESCAPE '!'", None),
        ("s.name LIKE '100!%' ESCAPE '!'", ["3"]),
        ("s.name LIKE 'x!_y' ESCAPE '!'", [4]),
        ("s.name LIKE 'x\\_y'", []),
        ("s.id IN (1, 2)", [1, 2]),
        ("s.id IN ('3')", ["3"]),
        ("CAST(s.id AS INT) = 3", ["3"]),
        ("CAST(s.ok AS BOOL) = FALSE", [2]),
        ("s.score BETWEEN 9 AND 10", [1]),
    ],
)
def test_conditions_on_json(where: str, expected: list[Any] | None) -> None:
    if expected is None:
        with pytest.raises(ValidationError):
            json_ids(where)
    else:
        assert json_ids(where) == expected


@pytest.mark.parametrize(
    ("figures", "row"),
    [
        ("COUNT(*)", {"_1": 4}),
        ("COUNT(*) AS n, COUNT(s.city)", {"n": 4, "_2": 3}),
        ("SUM(CAST(s.id AS INT))", {"_1": 10}),
        ("AVG(CAST(s.id AS INT)) AS mean", {"mean": Decimal("2.5")}),
        ("MIN(CAST(s.id AS INT)), MAX(CAST(s.id AS FLOAT))", {"_1": 1, "_2": 4}),
        ("SUM(CAST(s.id AS INT) * 2)", {"_1": 20}),
    ],
)
def test_figures_over_all_rows(figures: str, row: dict[str, Any]) -> None:
    assert run(f"SELECT {figures} FROM S3Object s") == [row]


def test_figures_of_json_and_of_nothing() -> None:
    figures = "COUNT(s.at), COUNT(s.at.city), SUM(s.score), MAX(s.id)"
    expression = f"SELECT {figures} FROM S3Object s WHERE s.id <= 2"

    assert run(expression, JSON, JsonLinesInput()) == [
        {"_1": 2, "_2": 1, "_3": Decimal("9.5"), "_4": 2}
    ]
    assert run("SELECT COUNT(*), MIN(CAST(id AS INT)) FROM S3Object WHERE id = 'x'") == [
        {"_1": 0, "_2": None}
    ]


def test_limit() -> None:
    lines = "".join(f'{{"n":{number}}}\n' for number in range(50_000))

    rows = run("SELECT n FROM S3Object WHERE n > 30000 LIMIT 2500", lines, JsonLinesInput())

    assert [row["n"] for row in rows] == list(range(30_001, 32_501))
    assert run("SELECT * FROM S3Object LIMIT 0") == []


@pytest.mark.parametrize(
    ("content", "given", "rows"),
    [
        ("a\n1\n", CsvInput("ignore"), [{"_1": "1"}]),
        ("a\n1\n", CsvInput("none"), [{"_1": "a"}, {"_1": "1"}]),
        ("", CsvInput(), []),
        ("a\n", CsvInput(), []),
        ("a;b\r\n1;2,5\r\n", CsvInput(delimiter=";"), [{"a": "1", "b": "2,5"}]),
        ("a\n'1''2'\n", CsvInput(quote="'", quote_escape="'"), [{"a": "1'2"}]),
        ('a\n"1\\"2"\n', CsvInput(quote_escape="\\"), [{"a": '1"2'}]),
        ("#x\na\n#y\n1\n", CsvInput(comment="#"), [{"a": "1"}]),
        ('a\n"1\n2"\n', CsvInput(allow_quoted_record_delimiter=True), [{"a": "1\n2"}]),
        ("a\n1,2\n", CsvInput(), [{"a": "1", "_2": "2"}]),
        ("\ufeffa\n\n1\n", CsvInput(), [{"a": "1"}]),
        (gzip.compress(b"a\n1\n", mtime=0), CsvInput(compression="gzip"), [{"a": "1"}]),
        (
            gzip.compress(b'{"a":1}\n\n{"a":[]}', mtime=0),
            JsonLinesInput("gzip"),
            [{"a": 1}, {"a": []}],
        ),
        ('5\n"x"', JsonLinesInput(), [{"_1": 5}, {"_1": "x"}]),
        ("", JsonLinesInput(), []),
    ],
)
def test_formats(content: str | bytes, given: Any, rows: list[Any]) -> None:
    assert run("SELECT * FROM S3Object", content, given) == rows


@pytest.mark.parametrize(
    ("content", "given"),
    [
        ('a\n"1\n2"\n', CsvInput()),
        ('a\n"1\n', CsvInput()),
        (b"a\n\xff\n", CsvInput()),
        ("a\n1\n", CsvInput(compression="gzip")),
        (gzip.compress(b"a\n1\n" * 999, mtime=0)[:-9], CsvInput(compression="gzip")),
        ('{"a":\n', JsonLinesInput()),
        ('{"a":1}\nnonsense secret\n', JsonLinesInput()),
        (b'{"a":"\xff"}\n', JsonLinesInput()),
        ('{"a":1}\n', JsonLinesInput("gzip")),
    ],
)
def test_what_cannot_be_read_is_an_error_without_content(content: str | bytes, given: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        run("SELECT * FROM S3Object", content, given)

    assert caught.value.error_code in ("S3_SELECT_INPUT_UNREADABLE", "S3_SELECT_FAILED")
    assert "secret" not in str(caught.value) + str(caught.value.details)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("cast", "good", "bad"),
    [
        (
            "INT",
            ["5", "-5", "+5", "007"],
            ["5.5", "", "x", " 5", "1e3", "0x1", "9223372036854775808"],
        ),
        ("FLOAT", ["5", "-5.5", ".5", "5.", "1e3"], ["", "nan", "inf", "1,5", "0x1", "Infinity"]),
        ("BOOL", ["true", "FALSE"], ["t", "1", "yes", ""]),
    ],
)
def test_casts_fail_as_s3s_do(cast: str, good: list[str], bad: list[str]) -> None:
    expression = f"SELECT CAST(v AS {cast}) FROM S3Object"

    for value in good:
        assert len(run(expression, json.dumps({"v": value}), JsonLinesInput())) == 1
    for value in bad:
        with pytest.raises(ValidationError) as caught:
            run(expression, json.dumps({"v": value}), JsonLinesInput())
        assert caught.value.error_code == "S3_SELECT_FAILED"
    assert run(expression, '{"v":null}', JsonLinesInput()) == [{"_1": None}]


OUTSIDE = [
    "",
    "SELECT",
    "SELECT *",
    "SELECT * FROM",
    "SELECT * FROM other",
    "SELECT * FROM S3Object s, S3Object t",
    "SELECT * FROM S3Object[*].a",
    "SELECT * FROM S3Object ORDER BY id",
    "SELECT * FROM S3Object s GROUP BY id",
    "SELECT * FROM S3Object LIMIT -1",
    "SELECT * FROM S3Object LIMIT 1.5",
    "SELECT * FROM S3Object LIMIT id",
    "SELECT * FROM S3Object; DROP TABLE lines",
    "SELECT * FROM S3Object -- WHERE",
    "SELECT * FROM S3Object WHERE",
    "SELECT * FROM S3Object WHERE id",
    "SELECT * FROM S3Object WHERE id = NULL",
    "SELECT * FROM S3Object WHERE id = 1",
    "SELECT * FROM S3Object WHERE id = TRUE",
    "SELECT * FROM S3Object WHERE id + 1 = 2",
    "SELECT * FROM S3Object WHERE id IN ('1', 2)",
    "SELECT * FROM S3Object WHERE id IN ()",
    "SELECT * FROM S3Object WHERE id IN (SELECT id FROM S3Object)",
    "SELECT * FROM S3Object WHERE id LIKE name",
    "SELECT * FROM S3Object WHERE id LIKE 'a' ESCAPE 'xy'",
    "SELECT * FROM S3Object WHERE CAST(id AS INT) LIKE 'a'",
    "SELECT * FROM S3Object WHERE CAST(id AS BOOL) > TRUE",
    "SELECT * FROM S3Object WHERE CAST(id AS INT) = 99999999999999999999",
    "SELECT * FROM S3Object WHERE (id = '1'",
    "SELECT * FROM S3Object WHERE (id = '1') = '1'",
    "SELECT * FROM S3Object WHERE NOT id",
    "SELECT * FROM S3Object WHERE id NOT = '1'",
    "SELECT * FROM S3Object WHERE id = '1' AND name",
    "SELECT * FROM S3Object WHERE id = 'un",
    "SELECT id = '1' FROM S3Object",
    "SELECT id, COUNT(*) FROM S3Object",
    "SELECT COUNT(DISTINCT id) FROM S3Object",
    "SELECT DISTINCT id FROM S3Object",
    "SELECT SUM(id) FROM S3Object",
    "SELECT SUM(*) FROM S3Object",
    "SELECT COUNT(COUNT(*)) FROM S3Object",
    "SELECT LOWER(name) FROM S3Object",
    "SELECT read_text('/etc/passwd') FROM S3Object",
    "SELECT CAST(id AS TIMESTAMP) FROM S3Object",
    "SELECT CAST(CAST(id AS INT) AS STRING) FROM S3Object",
    "SELECT CAST(CAST(id AS FLOAT) AS INT) FROM S3Object",
    "SELECT id / 2 FROM S3Object",
    "SELECT s.id.part FROM S3Object s",
    "SELECT s.nothing FROM S3Object s",
    'SELECT s."ID" FROM S3Object s',
    "SELECT _0 FROM S3Object s",
    "SELECT * FROM 'file.csv'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "COPY lines TO '/tmp/x'",
    f"SELECT * FROM S3Object WHERE {'(' * 60}id = '1'{')' * 60}",
    f"SELECT {'CAST(' * 60}id{' AS STRING)' * 60} FROM S3Object",
    f"SELECT * FROM S3Object WHERE {' OR '.join(['id = 1'] * 300)}",
]


@pytest.mark.parametrize("expression", OUTSIDE)
def test_what_is_outside_of_the_subset_is_refused(expression: str) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        run(expression)

    assert caught.value.error_code == "S3_SELECT_OUTSIDE_SUBSET"


def test_a_refusal_shows_no_value_of_the_query() -> None:
    with pytest.raises(InvalidParameterError) as caught:
        run("SELECT * FROM S3Object WHERE id = 'secret-value' hidden_name")

    assert "secret" not in str(caught.value)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("name", ['a"b', "a\\b", "*", "a*"])
def test_names_that_no_path_can_have(name: str) -> None:
    quoted = name.replace('"', '""')
    with pytest.raises(InvalidParameterError):
        run(f'SELECT s."{quoted}" FROM S3Object s', "{}", JsonLinesInput())


@pytest.mark.parametrize(
    "name", ["a b", "a.b", "$", "a'b", "?", "ä", "a[0]", "0", "@", "a;--", "("]
)
def test_odd_names_are_names(name: str) -> None:
    content = json.dumps({"a": {"b": "wrong"}, name: "right", "0": "right"})

    expression = f'SELECT s."{name}" FROM S3Object s WHERE s."{name}" = \'right\''
    assert run(expression, content, JsonLinesInput()) == [{name: "right"}]


def test_a_doubled_header_is_ambiguous() -> None:
    content = "a,A\n1,2\n"

    assert run('SELECT "A" FROM S3Object', content) == [{"A": "2"}]
    with pytest.raises(InvalidParameterError):
        run("SELECT a FROM S3Object", content)


@pytest.mark.parametrize(
    "given",
    [
        ParquetInput(),
        JsonDocumentInput(),
        CsvInput(compression="bzip2"),
        JsonLinesInput("bzip2"),
        CsvInput(delimiter="||"),
        CsvInput(record_delimiter=";"),
        CsvInput(comment="#", allow_quoted_record_delimiter=True),
    ],
)
def test_formats_outside_of_the_subset_are_not_downloaded(given: Any) -> None:
    def download(path: Path) -> None:
        raise AssertionError("downloaded")

    with pytest.raises(InvalidParameterError):
        run_locally("SELECT * FROM S3Object", given, as_dictionary, download)


def test_a_failure_of_the_disk_is_not_the_objects_fault() -> None:
    def download(path: Path) -> None:
        path.write_text(CSV, encoding="utf-8")
        path.with_name("lines.jsonl").mkdir()

    with pytest.raises(IsADirectoryError):
        run_locally("SELECT * FROM S3Object", CsvInput(), as_dictionary, download)


def test_a_database_that_cannot_be_confined_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    def download(path: Path) -> None:
        path.write_text("{}", encoding="utf-8")

    opened: list[duckdb.DuckDBPyConnection] = []
    connect = duckdb.connect

    def confined(*arguments: Any, **options: Any) -> duckdb.DuckDBPyConnection:
        connection = connect(*arguments, **options)
        connection.execute("SET lock_configuration = true")
        opened.append(connection)
        return connection

    monkeypatch.setattr(duckdb, "connect", confined)

    with pytest.raises(ValidationError):
        run_locally("SELECT * FROM S3Object", JsonLinesInput(), as_dictionary, download)
    with pytest.raises(duckdb.Error):
        opened[0].execute("SELECT 1")


def test_a_failed_download_leaves_nothing_behind() -> None:
    def download(path: Path) -> None:
        path.write_bytes(b"half")
        raise ConnectionError

    with pytest.raises(ConnectionError):
        run_locally("SELECT * FROM S3Object", CsvInput(), as_dictionary, download)


def test_a_result_that_is_not_read_to_its_end_is_given_back() -> None:
    def download(path: Path) -> None:
        path.write_text(CSV, encoding="utf-8")

    result = run_locally("SELECT * FROM S3Object", CsvInput(), as_dictionary, download)
    assert next(result)["id"] == "1"
    result.close()
    result.close()

    assert list(result) == []


STATEMENTS = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')",
    "COPY lines TO '{other}'",
    "EXPORT DATABASE '{other}'",
    "ATTACH '{other}'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET allowed_paths = ['/etc/passwd']",
    "SET lock_configuration = false",
    "RESET enable_external_access",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_even_a_statement_of_ones_own_sees_nothing_but_the_copy(
    statement: str, tmp_path: Path
) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"a":1}\n', encoding="utf-8")
    other = tmp_path / "other"

    with local._confined(Lines(path, "none", JsonColumns()), tmp_path) as connection:
        assert connection.execute("SELECT count(*) FROM lines").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            connection.execute(statement.format(other=other))

    assert not other.exists()


def test_without_duckdb_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "is_installed", lambda: False)

    with pytest.raises(ConfigurationError) as caught:
        local.require()
    assert "boto3-assist[select]" in str(caught.value)


@pytest.mark.parametrize(
    "expression",
    [
        f"SELECT * FROM S3Object LIMIT {'9' * 5000}",
        f"SELECT * FROM S3Object LIMIT {2**63}",
        f"SELECT * FROM S3Object s WHERE CAST(s.id AS FLOAT) = {'9' * 5000}",
        "SELECT * FROM S3Object s WHERE CAST(s.id AS FLOAT) = 1e999999999",
        "SELECT * FROM S3Object s WHERE CAST(s.id AS FLOAT) = -1e99999999999999999999",
    ],
)
def test_numbers_without_bounds_are_refused(expression: str) -> None:
    with pytest.raises(InvalidParameterError):
        run(expression)


@pytest.mark.parametrize(
    "line", ['{"a":' + "9" * 5000 + "}", '{"a":' + "[" * 100_000 + "]" * 100_000 + "}", '{"a":NaN}']
)
def test_json_that_python_does_not_take_is_an_error_without_content(line: str) -> None:
    with pytest.raises(ValidationError) as caught:
        run("SELECT * FROM S3Object", f"{line}\n", JsonLinesInput())

    assert "999" not in f"{caught.value} {caught.value.to_dict()}"


@pytest.mark.parametrize("sign", ["x", '"'])
def test_what_unpacks_to_one_line_without_end_is_not_read_into_memory(sign: str) -> None:
    bomb = gzip.compress(b"id\n" + sign.encode() + b"x" * (64 * 1024 * 1024))

    tracemalloc.start()
    try:
        with pytest.raises(ValidationError):
            run("SELECT * FROM S3Object", bomb, CsvInput(compression="gzip"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 16 * 1024 * 1024


def test_a_line_may_be_as_long_as_s3_takes_it() -> None:
    fields = ["x" * 100_000] * 10

    assert run("SELECT s._10 FROM S3Object s", ",".join(fields), CsvInput(header="none")) == [
        {"_10": fields[9]}
    ]
