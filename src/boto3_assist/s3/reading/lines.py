"""Cuts an object into lines of text in bounded memory; knows no client."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Literal

from boto3_assist.errors import InvalidParameterError, ValidationError

__all__ = ["Compression", "check_compression", "lines_of"]

Compression = Literal["bz2", "gzip", "xz"]

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


def lines_of(
    opened: Callable[[], BinaryIO],
    *,
    encoding: str,
    errors: str,
    max_line_length: int,
    compression: Compression | None,
) -> Iterator[str]:
    r"""Read lines of text.

    Args:
        opened: Opens the content when the first line is asked for; it is closed with the iterator.
        encoding: How the text is encoded.
        errors: What to do with what is not encoded so, as for `open`.
        max_line_length: How many characters a line may have, without its end.
        compression: How the content is compressed.

    Yields:
        The lines without their ends, which may be ``\n``, ``\r\n`` or ``\r``.

    Raises:
        ValidationError: When a line is longer.
    """
    with opened() as content:
        plain = content if compression is None else _READERS[compression](content)
        with plain, io.TextIOWrapper(plain, encoding, errors) as text:
            while line := text.readline(max_line_length + 1):
                bare = line.removesuffix("\n")
                if len(bare) > max_line_length:
                    raise ValidationError(
                        f"a line has more than {max_line_length} characters",
                        "S3_LINE_TOO_LONG",
                        {
                            "expected": "text in lines",
                            "suggestion": "pass max_line_length=…, or read with stream()",
                        },
                    )
                yield bare
