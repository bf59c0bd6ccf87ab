"""Builds SelectObjectContent; sends nothing."""

from __future__ import annotations

from typing import Any, TypedDict, cast

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.requests.objects import address
from boto3_assist.s3.requests.options import read_parameters
from boto3_assist.s3.select.formats import (
    CsvInput,
    CsvOutput,
    JsonDocumentInput,
    JsonLinesInput,
    JsonOutput,
    ParquetInput,
    ScanRange,
)
from boto3_assist.s3.values import ReadOptions

__all__ = ["SelectOptions", "select_object_content"]

_MAX_EXPRESSION_BYTES = 256 * 1024


class SelectOptions(TypedDict, total=False):
    """What a query takes of the options of a read; None stands for not given.

    Attributes:
        expected_bucket_owner: The id of the account that must own the bucket.
        sse_customer_key: The key of 32 bytes that the object was written with (SSE-C).
    """

    expected_bucket_owner: str | None
    sse_customer_key: bytes | None


def select_object_content(
    bucket: str,
    key: str,
    expression: str,
    given: object,
    output: object,
    scan_range: ScanRange | None,
    with_progress: bool,
    options: SelectOptions,
) -> dict[str, Any]:
    """Build SelectObjectContent.

    Args:
        bucket: The name of the bucket.
        key: The key.
        expression: The query.
        given: The format of the object.
        output: The form of the rows.
        scan_range: Which part of the object to read.
        with_progress: Whether S3 is to tell of progress.
        options: The options of the read.

    Returns:
        botocore's parameters.

    Raises:
        InvalidParameterError: When an argument is of the wrong kind, or the query is longer than
            256 KiB (S3's limit).
    """
    if not isinstance(expression, str) or not 0 < len(expression.encode()) <= _MAX_EXPRESSION_BYTES:
        raise _wrong("expression", expression, f"a text of at most {_MAX_EXPRESSION_BYTES} bytes")
    if not isinstance(given, (CsvInput, JsonLinesInput, JsonDocumentInput, ParquetInput)):
        raise _wrong("input", given, "CsvInput, JsonLinesInput, JsonDocumentInput or ParquetInput")
    if not isinstance(output, (CsvOutput, JsonOutput)):
        raise _wrong("output", output, "JsonOutput or CsvOutput")
    request = {
        **address(bucket, key),
        **read_parameters(cast("ReadOptions", options)),
        "Expression": expression,
        "ExpressionType": "SQL",
        "InputSerialization": given.to_request(),
        "OutputSerialization": output.to_request(),
    }
    if scan_range is not None:
        request["ScanRange"] = scan_range.to_request()
    if with_progress:
        request["RequestProgress"] = {"Enabled": True}
    return request


def _wrong(name: str, value: object, expected: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"{name} was given as {describe(value)}",
        details={"given": describe(value), "expected": expected},
    )
