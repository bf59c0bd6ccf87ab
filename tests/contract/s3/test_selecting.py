"""The same queries by S3 Select, as far as moto knows it, and by DuckDB."""

from __future__ import annotations

import gzip
import json
import uuid
from typing import Any

import pytest

from boto3_assist.errors import S3ObjectNotFoundError
from boto3_assist.s3 import S3
from boto3_assist.s3.select import CsvInput, CsvOutput, JsonLinesInput
from boto3_assist.testing import AwsBackend

CSV = b"id,name,city\n1,Ada,London\n2,Bo,Paris\n3,Cyd,Paris"
JSON = "\n".join(
    json.dumps({"id": number, "name": f"n{number}", "at": {"city": "P" if number % 2 else "L"}})
    for number in range(5)
).encode()
# What moto's parser understands: it takes one spelling of the table, and one comparison.
QUERIES: list[tuple[str, bytes, Any]] = [
    ("SELECT * FROM s3object", CSV, CsvInput()),
    ("SELECT * FROM s3object", CSV, CsvInput("none")),
    ("SELECT s.name FROM s3object s", CSV, CsvInput()),
    ("SELECT s.name, s.id FROM s3object s WHERE s.city = 'Paris'", CSV, CsvInput()),
    ("SELECT * FROM s3object", gzip.compress(CSV), CsvInput(compression="gzip")),
    ("SELECT COUNT(*) FROM s3object", CSV, CsvInput()),
    ("SELECT * FROM s3object", JSON, JsonLinesInput()),
    ("SELECT s.name FROM s3object s", JSON, JsonLinesInput()),
    ("SELECT s.id FROM s3object s WHERE s.name = 'n3'", JSON, JsonLinesInput()),
    ("SELECT s.at.city FROM s3object s WHERE s.name = 'n3'", JSON, JsonLinesInput()),
    ("SELECT * FROM s3object", gzip.compress(JSON), JsonLinesInput("gzip")),
]


@pytest.mark.parametrize(
    ("expression", "content", "given"),
    QUERIES,
    ids=lambda part: None if isinstance(part, bytes) else str(part),
)
def test_the_same_query_both_ways(
    aws: AwsBackend, expression: str, content: bytes, given: Any
) -> None:
    client = aws.client("s3")
    client.create_bucket(Bucket="queries")
    client.put_object(Bucket="queries", Key="k", Body=content)
    s3 = S3.from_pool()

    with s3.select("queries", "k", expression, input=given, engine="s3") as by_s3:
        expected = list(by_s3)
    with s3.select("queries", "k", expression, input=given, engine="duckdb") as by_duckdb:
        assert list(by_duckdb) == expected
    assert expected


def test_duckdb_over_a_verified_copy(aws_backend: AwsBackend) -> None:
    client = aws_backend.client("s3")
    bucket = f"queries-{uuid.uuid4().hex}"
    client.create_bucket(Bucket=bucket)
    client.put_object(Bucket=bucket, Key="k", Body=CSV, ChecksumAlgorithm="SHA256")
    s3 = S3.from_pool()
    query = "SELECT s.name FROM S3Object s WHERE CAST(s.id AS INT) > 1"

    with s3.select(bucket, "k", query, input=CsvInput(), engine="duckdb") as rows:
        assert list(rows) == [{"name": "Bo"}, {"name": "Cyd"}]
    with s3.select(
        bucket, "k", query, input=CsvInput(), output=CsvOutput(), engine="duckdb"
    ) as fields:
        assert list(fields) == [["Bo"], ["Cyd"]]
    with pytest.raises(S3ObjectNotFoundError):
        s3.select(bucket, "absent", query, input=CsvInput(), engine="duckdb")
