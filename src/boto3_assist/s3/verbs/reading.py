"""Reads parts of objects: ranges, files that can be sought in, and lines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from boto3_assist.s3.reading.files import DEFAULT_BUFFER_SIZE, S3File, open_file
from boto3_assist.s3.reading.lines import Compression, check_compression, check_text, lines_of
from boto3_assist.s3.reading.ranges import read_range
from boto3_assist.s3.requests.objects import get_object
from boto3_assist.s3.transfer.streaming import open_stream
from boto3_assist.s3.values import ReadOptions
from boto3_assist.s3.verbs.base import S3Verbs
from boto3_assist.s3.verbs.signatures import check_taken

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["ReadingVerbs"]

_MAX_LINE_LENGTH = 1024 * 1024


class ReadingVerbs(S3Verbs):
    """Reads parts of objects: ranges, files that can be sought in, and lines."""

    def read_range(
        self,
        bucket: str,
        key: str,
        start: int = 0,
        size: int | None = None,
        **options: Unpack[ReadOptions],
    ) -> bytes:
        """Read a part of an object into memory (GetObject with a range).

        S3 keeps no checksum of a part: it is known to be complete, not to be unchanged.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            start: The first byte; a negative number counts from the end.
            size: How many bytes at most; None for all to the end.
            **options: Version, conditions and keys; see `ReadOptions`.

        Returns:
            The bytes; fewer where the object ends.

        Raises:
            InvalidParameterError: When start and size are no range.
            S3InvalidRangeError: When the object has no byte there; an empty one has none at all.
            S3ObjectNotFoundError: When no object has the key.
            S3SourceChangedError: When the object was replaced after the connection broke.
            S3Error: When S3 does not give it.
        """
        check_taken(ReadingVerbs.read_range, options)
        return read_range(get_object(bucket, key, options), start, size, self._call)

    def open(
        self,
        bucket: str,
        key: str,
        *,
        buffer_size: int = DEFAULT_BUFFER_SIZE,
        **options: Unpack[ReadOptions],
    ) -> S3File:
        r"""Open an object as a binary file that can be sought in (HeadObject, then ranges).

        It suits whatever reads files: `zipfile`, `gzip`, `csv` through `io.TextIOWrapper`, readers
        of Parquet or images. Memory is bounded by `buffer_size` and by what a single read asks for.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            buffer_size: How many bytes are kept, and read at once at most unless a single read
                asks for more.
            **options: Version, conditions and keys; see `ReadOptions`.

        Returns:
            The file. Its reads raise S3SourceChangedError when the object was replaced.

        Raises:
            S3ObjectNotFoundError: When no object has the key.
            InvalidParameterError: When `buffer_size` is less than 1 KiB.
            S3Error: When S3 does not tell of it.

        Example:
            >>> import zipfile
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("archives")
            >>> _ = s3.put("archives", "empty.zip", b"PK\x05\x06" + bytes(18))
            >>> with s3.open("archives", "empty.zip") as file, zipfile.ZipFile(file) as archive:
            ...     archive.namelist()
            []
        """
        check_taken(ReadingVerbs.open, options)
        return open_file(get_object(bucket, key, options), buffer_size, self._call)

    def read_lines(
        self,
        bucket: str,
        key: str,
        *,
        encoding: str = "utf-8",
        errors: str = "strict",
        max_line_length: int = _MAX_LINE_LENGTH,
        compression: Compression | None = None,
        keep_ends: bool = False,
        verify: bool = True,
        **options: Unpack[ReadOptions],
    ) -> Iterator[str]:
        r"""Read the lines of a text, in bounded memory (GetObject).

        The object is read as by `stream`: in one request that goes on where a connection broke, and
        the last lines come only after all bytes were compared with what S3 keeps. It is opened
        with the first line; closing the iterator gives its connection back.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            encoding: How the text is encoded.
            errors: What to do with what is not encoded so, as for `open`.
            max_line_length: How many characters a line may have, without its end; a longer one is
                refused.
            compression: ``"gzip"``, ``"bz2"`` or ``"xz"`` for an object that is compressed. What
                was packed by xz says itself how much memory it takes, up to 4 GiB.
            keep_ends: Whether the lines come with their ends, as a file gives them; `csv` needs
                them for fields with line breaks.
            verify: Whether to compare; False for a server whose ETags or checksums are not S3's.
            **options: Version, conditions and keys; see `ReadOptions`.

        Returns:
            The lines, without their ends unless `keep_ends` is given. The iterator raises
            ValidationError for a line that is too long, UnicodeDecodeError for what is not encoded
            so, Python's own errors of `gzip`, `bz2` and `lzma` for what is not compressed so, and
            what `stream` and its reads raise.

        Raises:
            InvalidParameterError: When an argument cannot be sent.

        Example:
            >>> import csv
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("tables")
            >>> _ = s3.put("tables", "notes.csv", 'day,note\n1,"rain\nand wind"\n')
            >>> list(csv.DictReader(s3.read_lines("tables", "notes.csv", keep_ends=True)))
            [{'day': '1', 'note': 'rain\nand wind'}]
        """
        check_taken(ReadingVerbs.read_lines, options)
        check_compression(compression)
        check_text(encoding, errors, max_line_length)
        request = get_object(bucket, key, options)
        return lines_of(
            partial(open_stream, request, verify=verify, send=self._call),
            encoding=encoding,
            errors=errors,
            max_line_length=max_line_length,
            compression=compression,
            keep_ends=keep_ends,
        )
