"""Queries over the content of an object, by S3 Select or by DuckDB in its place."""

from boto3_assist.s3.select.formats import (
    CsvInput,
    CsvOutput,
    InputCompression,
    JsonDocumentInput,
    JsonLinesInput,
    JsonOutput,
    ParquetInput,
    ScanRange,
    SelectInput,
    SelectOutput,
)
from boto3_assist.s3.select.requests import SelectOptions
from boto3_assist.s3.select.results import SelectProgress, SelectResult, SelectStats

__all__ = [
    "CsvInput",
    "CsvOutput",
    "InputCompression",
    "JsonDocumentInput",
    "JsonLinesInput",
    "JsonOutput",
    "ParquetInput",
    "ScanRange",
    "SelectInput",
    "SelectOptions",
    "SelectOutput",
    "SelectProgress",
    "SelectResult",
    "SelectStats",
]
