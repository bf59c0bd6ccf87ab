"""Cuts an object into lines of text in bounded memory; knows no client."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Literal

from boto3_assist.errors import InvalidParameterError, ValidationError, describe

__all__ = ["Compression", "check_compression", "check_text", "lines_of"]

Compression = Literal["bz2", "gzip", "xz"]

_LONGEST_END = len("\r\n")
_READERS: dict[str, Callable[[Any], Any]] = {
    "bz2": bz2.BZ2File,
    "gzip": lambda file: gzip.GzipFile(fileobj=file),
    "xz": lzma.LZMAFile,
}


def check_compression(compression: object) -> None:
    """Refuse a way of compression that is not known.

    Args:
        compression: What was given.

    Raises:
        InvalidParameterError: When it is neither None nor one of `Compression`.
    """
    if compression is not None and compression not in _READERS:
        raise InvalidParameterError(
            f"compression was given as {compression!r}",
            details={"given": compression, "expected": f"one of {', '.join(_READERS)}, or None"},
        )


def check_text(encoding: object, errors: object, max_line_length: object) -> None:
    """Refuse a way to read text that Python does not have.

    Args:
        encoding: The name of an encoding.
        errors: What to do with what is not encoded so.
        max_line_length: How many characters a line may have.

    Raises:
        InvalidParameterError: When one of them is none.
    """
    if type(max_line_length) is not int or max_line_length < 1:
        given = max_line_length if type(max_line_length) is int else describe(max_line_length)
        raise InvalidParameterError(
            f"max_line_length was given as {given}",
            details={"given": given, "expected": "a number of characters, 1 or more"},
        )
    known: tuple[tuple[str, Any, Callable[[Any], object]], ...] = (
        ("encoding", encoding, codecs.lookup),
        ("errors", errors, codecs.lookup_error),
    )
    for name, value, lookup in known:
        try:
            lookup(value)
        except (LookupError, TypeError):
            raise InvalidParameterError(
                f"{name} was given as {describe(value)}",
                details={"given": describe(value), "expected": "a name that Python's open takes"},
            ) from None


def lines_of(
    opened: Callable[[], BinaryIO],
    *,
    encoding: str,
    errors: str,
    max_line_length: int,
    compression: Compression | None,
    keep_ends: bool = False,
) -> Iterator[str]:
    r"""Read lines of text.

    Args:
        opened: Opens the content when the first line is asked for; it is closed with the iterator.
        encoding: How the text is encoded.
        errors: What to do with what is not encoded so, as for `open`.
        max_line_length: How many characters a line may have, without its end.
        compression: How the content is compressed.
        keep_ends: Whether the lines are given with their ends.

    Yields:
        The lines; their ends may be ``\n``, ``\r\n`` or ``\r``.

    Raises:
        ValidationError: When a line is longer.
    """
    with opened() as content:
        plain = content if compression is None else _READERS[compression](content)
        newline = "" if keep_ends else None
        with plain, io.TextIOWrapper(plain, encoding, errors, newline) as text:
            while line := text.readline(max_line_length + _LONGEST_END):
                bare = line.removesuffix("\n").removesuffix("\r")
                if len(bare) > max_line_length:
                    raise ValidationError(
                        f"a line has more than {max_line_length} characters",
                        "S3_LINE_TOO_LONG",
                        {
                            "expected": "text in lines",
                            "suggestion": "pass max_line_length=…, or read with stream()",
                        },
                    )
                yield line if keep_ends else bare
