"""What S3 Select reads and writes, as typed values and as boto3 takes them; reads no content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from boto3_assist.errors import InvalidParameterError, describe

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
    "SelectOutput",
]

InputCompression = Literal["none", "gzip", "bzip2"]


@dataclass(frozen=True)
class CsvInput:
    """Rows of fields between delimiters.

    Attributes:
        header: Whether the first row has the names of the columns (``"use"``), is to be left out
            (``"ignore"``), or is a row like others (``"none"``). Columns without names are ``_1``,
            ``_2`` and so on.
        delimiter: What stands between fields.
        quote: What stands around fields that hold a delimiter.
        quote_escape: What stands before a quote inside of a field.
        comment: What a row begins with that is to be left out; None for no such rows.
        record_delimiter: What stands between rows.
        allow_quoted_record_delimiter: Whether a quoted field may hold the end of a row.
        compression: How the object is compressed.
    """

    header: Literal["use", "ignore", "none"] = "use"
    delimiter: str = ","
    quote: str = '"'
    quote_escape: str = '"'
    comment: str | None = None
    record_delimiter: str = "\n"
    allow_quoted_record_delimiter: bool = False
    compression: InputCompression = "none"

    def to_request(self) -> dict[str, Any]:
        """Give the format as boto3 takes it.

        Returns:
            ``InputSerialization``.
        """
        csv: dict[str, Any] = {
            "FileHeaderInfo": _choice("header", self.header, ("use", "ignore", "none")),
            "FieldDelimiter": self.delimiter,
            "QuoteCharacter": self.quote,
            "QuoteEscapeCharacter": self.quote_escape,
            "RecordDelimiter": self.record_delimiter,
            "AllowQuotedRecordDelimiter": self.allow_quoted_record_delimiter,
        }
        if self.comment is not None:
            csv["Comments"] = self.comment
        return {"CSV": csv, "CompressionType": _compression(self.compression)}


@dataclass(frozen=True)
class JsonLinesInput:
    """One JSON value a line.

    Attributes:
        compression: How the object is compressed.
    """

    compression: InputCompression = "none"

    def to_request(self) -> dict[str, Any]:
        """Give the format as boto3 takes it.

        Returns:
            ``InputSerialization``.
        """
        return {"JSON": {"Type": "LINES"}, "CompressionType": _compression(self.compression)}


@dataclass(frozen=True)
class JsonDocumentInput:
    """JSON values that may go over several lines.

    Attributes:
        compression: How the object is compressed.
    """

    compression: InputCompression = "none"

    def to_request(self) -> dict[str, Any]:
        """Give the format as boto3 takes it.

        Returns:
            ``InputSerialization``.
        """
        return {"JSON": {"Type": "DOCUMENT"}, "CompressionType": _compression(self.compression)}


@dataclass(frozen=True)
class ParquetInput:
    """A Parquet file, whose columns may be compressed by themselves."""

    def to_request(self) -> dict[str, Any]:
        """Give the format as boto3 takes it.

        Returns:
            ``InputSerialization``.
        """
        return {"Parquet": {}, "CompressionType": "NONE"}


@dataclass(frozen=True)
class JsonOutput:
    """Rows as dictionaries: the name of a column → its value, numbers as int or Decimal."""

    def to_request(self) -> dict[str, Any]:
        """Give the format as boto3 takes it.

        Returns:
            ``OutputSerialization``.
        """
        return {"JSON": {"RecordDelimiter": "\n"}}


@dataclass(frozen=True)
class CsvOutput:
    """Rows as lists of texts, in the order of the columns."""

    def to_request(self) -> dict[str, Any]:
        """Give the format as boto3 takes it.

        Returns:
            ``OutputSerialization``.
        """
        return {"CSV": {"RecordDelimiter": "\n", "QuoteFields": "ASNEEDED"}}


@dataclass(frozen=True)
class ScanRange:
    """The bytes of the object where a row has to begin to be read; not of compressed objects.

    Attributes:
        start: The first byte; None together with `end` for the last `end` bytes.
        end: The last byte; None for the end of the object.
    """

    start: int | None = None
    end: int | None = None

    def to_request(self) -> dict[str, int]:
        """Give the range as boto3 takes it.

        Returns:
            ``ScanRange``.

        Raises:
            InvalidParameterError: When neither is given, or one is no number of bytes.
        """
        given = {"Start": self.start, "End": self.end}
        members = {name: value for name, value in given.items() if value is not None}
        for value in members.values():
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                shown = str(value) if isinstance(value, int) else describe(value)
                raise InvalidParameterError(
                    f"an end of a scan range was given as {shown}",
                    details={"given": shown, "expected": "a number of bytes, 0 or more"},
                )
        if not members:
            raise InvalidParameterError(
                "a scan range has neither a start nor an end",
                details={"expected": "at least one of the two"},
            )
        return members


SelectInput = CsvInput | JsonLinesInput | JsonDocumentInput | ParquetInput
SelectOutput = JsonOutput | CsvOutput


def _compression(value: str) -> str:
    return _choice("compression", value, get_args(InputCompression))


def _choice(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value in choices:
        return value.upper()
    raise InvalidParameterError(
        f"{name} was given as {describe(value)}",
        details={"given": describe(value), "expected": f"one of {', '.join(choices)}"},
    )
