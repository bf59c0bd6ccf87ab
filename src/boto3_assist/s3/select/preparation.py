"""Turns a downloaded object into lines of JSON that a query can run over; runs none."""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from boto3_assist.s3.select.columns import CsvColumns, JsonColumns
from boto3_assist.s3.select.formats import CsvInput, JsonLinesInput, SelectInput
from boto3_assist.s3.select.refusal import outside, unreadable

__all__ = ["Lines", "check_input", "prepared"]

# S3 Select's own limit of a record; without one, what unpacks to a single line would fill memory.
_MAX_LINE_LENGTH = 1024 * 1024


@dataclass(frozen=True)
class Lines:
    """A file of JSON lines.

    Attributes:
        path: Where it is.
        compression: How it is compressed, by DuckDB's name.
        columns: Finds columns in its lines.
    """

    path: Path
    compression: str
    columns: JsonColumns | CsvColumns


def check_input(given: SelectInput) -> None:
    """Refuse a format that is not in the subset.

    Args:
        given: The format.

    Raises:
        InvalidParameterError: When it is not CSV or JSON lines, plain or gzip, or has delimiters
            that are not in the subset.
    """
    if not isinstance(given, (CsvInput, JsonLinesInput)):
        raise outside("the input is neither CSV nor JSON lines")
    if given.compression not in ("none", "gzip"):
        raise outside("the input is compressed otherwise than by gzip")
    if isinstance(given, JsonLinesInput):
        return
    signs = (given.delimiter, given.quote, given.quote_escape)
    if any(len(sign) != 1 for sign in signs) or given.record_delimiter not in ("\n", "\r\n"):
        raise outside("a delimiter is not of one character, or rows do not end with a line")
    if given.comment is not None and given.allow_quoted_record_delimiter:
        raise outside("there are comments, and rows that go over several lines")


def prepared(source: Path, given: SelectInput) -> Lines:
    """Make lines of JSON of an object.

    Args:
        source: The object, downloaded.
        given: Its format, which has been checked.

    Returns:
        The lines; of CSV in a file beside the source, each a list of texts.

    Raises:
        ValidationError: When the object is not in that format.
    """
    if not isinstance(given, CsvInput):
        return Lines(source, "gzip" if given == JsonLinesInput("gzip") else "none", JsonColumns())
    target = source.with_name("lines.jsonl")
    try:
        with _opened(source, given) as text, target.open("w", encoding="utf-8") as lines:
            rows = _rows(text, given)
            header = None if given.header == "none" else next(rows, [])
            for row in rows:
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    except (csv.Error, UnicodeDecodeError, EOFError, OSError, zlib.error) as error:
        if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
            # The disk, and not what is on it.
            raise
        form = "CSV" if given.compression == "none" else f"CSV packed by {given.compression}"
        raise unreadable(form, error) from None
    return Lines(target, "none", CsvColumns(header if given.header == "use" else None))


def _opened(source: Path, given: CsvInput) -> TextIO:
    if given.compression == "gzip":
        return gzip.open(source, "rt", encoding="utf-8-sig", newline="")
    return source.open(encoding="utf-8-sig", newline="")


def _rows(text: TextIO, given: CsvInput) -> Iterator[list[str]]:
    comment = given.comment
    lines = _bounded_lines(text)
    if comment is not None:
        lines = (line for line in lines if not line.startswith(comment))
    doubled = given.quote_escape == given.quote
    reader = csv.reader(
        lines,
        delimiter=given.delimiter,
        quotechar=given.quote,
        doublequote=doubled,
        escapechar=None if doubled else given.quote_escape,
        strict=True,
    )
    for row in reader:
        if not given.allow_quoted_record_delimiter and any("\n" in each for each in row):
            raise csv.Error
        if row:
            yield row


def _bounded_lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(_MAX_LINE_LENGTH + 1):
        if len(line) > _MAX_LINE_LENGTH:
            raise csv.Error("a line is too long")
        yield line
