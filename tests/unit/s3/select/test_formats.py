from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError, MissingParameterError
from boto3_assist.s3.select import (
    CsvInput,
    CsvOutput,
    JsonDocumentInput,
    JsonLinesInput,
    JsonOutput,
    ParquetInput,
    ScanRange,
)
from boto3_assist.s3.select.requests import select_object_content

WRONG: Any = "zip"


def request(**changed: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "bucket": "b",
        "key": "k",
        "expression": "SELECT * FROM S3Object",
        "given": JsonLinesInput(),
        "output": JsonOutput(),
        "scan_range": None,
        "with_progress": False,
        "options": {},
    }
    return select_object_content(**{**arguments, **changed})


def test_a_whole_request() -> None:
    assert request(
        output=CsvOutput(),
        scan_range=ScanRange(5, 10),
        with_progress=True,
        options={"sse_customer_key": b"k" * 32, "expected_bucket_owner": "1"},
    ) == {
        "Bucket": "b",
        "Key": "k",
        "Expression": "SELECT * FROM S3Object",
        "ExpressionType": "SQL",
        "InputSerialization": {"JSON": {"Type": "LINES"}, "CompressionType": "NONE"},
        "OutputSerialization": {"CSV": {"RecordDelimiter": "\n", "QuoteFields": "ASNEEDED"}},
        "ScanRange": {"Start": 5, "End": 10},
        "RequestProgress": {"Enabled": True},
        "SSECustomerAlgorithm": "AES256",
        "SSECustomerKey": b"k" * 32,
        "ExpectedBucketOwner": "1",
    }


@pytest.mark.parametrize(
    ("given", "part"),
    [
        (
            CsvInput("none", ";", "'", "\\", "#", "\r\n", True, "bzip2"),
            {
                "CSV": {
                    "FileHeaderInfo": "NONE",
                    "FieldDelimiter": ";",
                    "QuoteCharacter": "'",
                    "QuoteEscapeCharacter": "\\",
                    "Comments": "#",
                    "RecordDelimiter": "\r\n",
                    "AllowQuotedRecordDelimiter": True,
                },
                "CompressionType": "BZIP2",
            },
        ),
        (JsonLinesInput("gzip"), {"JSON": {"Type": "LINES"}, "CompressionType": "GZIP"}),
        (JsonDocumentInput(), {"JSON": {"Type": "DOCUMENT"}, "CompressionType": "NONE"}),
        (ParquetInput(), {"Parquet": {}, "CompressionType": "NONE"}),
    ],
)
def test_formats_of_the_input(given: Any, part: dict[str, Any]) -> None:
    assert request(given=given)["InputSerialization"] == part


@pytest.mark.parametrize(
    ("given", "part"),
    [
        (ScanRange(0, 5), {"Start": 0, "End": 5}),
        (ScanRange(5), {"Start": 5}),
        (ScanRange(end=9), {"End": 9}),
    ],
)
def test_scan_ranges(given: ScanRange, part: dict[str, int]) -> None:
    assert request(scan_range=given)["ScanRange"] == part


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"scan_range": ScanRange()}, InvalidParameterError),
        ({"scan_range": ScanRange(-1)}, InvalidParameterError),
        ({"scan_range": ScanRange(True)}, InvalidParameterError),
        ({"expression": ""}, InvalidParameterError),
        ({"expression": None}, InvalidParameterError),
        ({"expression": "ä" * 131_073}, InvalidParameterError),
        ({"given": "CSV"}, InvalidParameterError),
        ({"given": CsvInput(WRONG)}, InvalidParameterError),
        ({"given": CsvInput(compression=WRONG)}, InvalidParameterError),
        ({"given": JsonLinesInput(WRONG)}, InvalidParameterError),
        ({"output": JsonLinesInput()}, InvalidParameterError),
        ({"options": {"version_id": 5, "what": 1}}, InvalidParameterError),
        ({"options": {"sse_customer_key": b"short"}}, InvalidParameterError),
        ({"key": ""}, MissingParameterError),
    ],
)
def test_what_cannot_be_asked(changed: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        request(**changed)
