"""Moves files and streams to and from S3, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.requests.objects import get_object
from boto3_assist.s3.transfer.downloads import download
from boto3_assist.s3.transfer.paths import check_path, path_for_key
from boto3_assist.s3.transfer.settings import DownloadOptions, UploadOptions, apart
from boto3_assist.s3.transfer.sources import FileSource, StreamSource, SupportsRead
from boto3_assist.s3.transfer.streaming import ObjectStream, open_stream
from boto3_assist.s3.transfer.uploads import planned, upload
from boto3_assist.s3.transfer.values import DownloadedFile
from boto3_assist.s3.values import ReadOptions, StoredObject
from boto3_assist.s3.verbs.base import S3Verbs
from boto3_assist.s3.verbs.signatures import check_taken

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["TransferVerbs"]


class TransferVerbs(S3Verbs):
    """Moves files and streams to and from S3, whole or not at all."""

    def upload_file(
        self,
        bucket: str,
        key: str,
        path: str | os.PathLike[str],
        **options: Unpack[UploadOptions],
    ) -> StoredObject:
        r"""Store a file as an object, in parts when it is larger than one.

        S3 compares what arrives with a checksum of the whole file, and the conditions hold at every
        size. When it fails nothing is stored, and the parts that were sent are given up.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            path: Where the file is; nobody may write to it meanwhile.
            **options: Headers, conditions and encryption, `WriteOptions`; part size, concurrency
                and progress, `TransferOptions`.

        Returns:
            The object as it is stored, with its ETag, version and checksum.

        Raises:
            FileNotFoundError: When there is no such file.
            S3SourceChangedError: When the file changes meanwhile.
            S3PreconditionFailedError: When a condition does not hold; nothing was written.
            S3ChecksumMismatchError: When bytes changed on their way.
            S3Error: When S3 does not store it.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from pathlib import Path
            >>> from tempfile import mkdtemp
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("reports")
            >>> path = Path(mkdtemp(), "may.csv")
            >>> _ = path.write_text("sold\n7\n")
            >>> s3.upload_file("reports", "2024/may.csv", path, if_none_match="*").size
            7
            >>> s3.download_file("reports", "2024/may.csv", path).verified_by
            'CRC32'
        """
        check_taken(TransferVerbs.upload_file, options)
        meta = self.client.meta
        settings, requests = planned(bucket, key, options, meta)
        return upload(FileSource(path), requests, settings, send=self._call, meta=meta)

    def upload_stream(
        self,
        bucket: str,
        key: str,
        stream: SupportsRead | Iterable[bytes],
        *,
        size: int | None = None,
        **options: Unpack[UploadOptions],
    ) -> StoredObject:
        r"""Store what can be read once and in order, such as a pipe, a response or a generator.

        It is read from where it stands to its end and not closed. Memory holds about twice as many
        parts as requests are under way. A stream of unknown length may have 10,000 parts, which
        are 80,000 MiB unless `part_size` is given.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            stream: An object whose ``read(size)`` gives bytes, or an iterable of bytes.
            size: How many bytes there are, if that is known: the parts are cut to it, and a
                stream that is shorter or longer is refused.
            **options: As those of `upload_file`.

        Returns:
            The object as it is stored, with its ETag, version and checksum.

        Raises:
            S3SourceChangedError: When the stream does not have the size given.
            S3PreconditionFailedError: When a condition does not hold; nothing was written.
            S3ChecksumMismatchError: When bytes changed on their way.
            S3Error: When S3 does not store it.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("exports")
            >>> lines = (f"{number}\n".encode() for number in range(3))
            >>> s3.upload_stream("exports", "numbers.txt", lines).size
            6
        """
        check_taken(TransferVerbs.upload_stream, options)
        meta = self.client.meta
        settings, requests = planned(bucket, key, options, meta)
        return upload(StreamSource(stream, size), requests, settings, send=self._call, meta=meta)

    def download_file(
        self,
        bucket: str,
        key: str,
        path: str | os.PathLike[str] | None = None,
        *,
        directory: str | os.PathLike[str] | None = None,
        verify: bool = True,
        **options: Unpack[DownloadOptions],
    ) -> DownloadedFile:
        """Write an object to a file that appears whole and verified, or not at all.

        The bytes go to a temporary file beside the target, in parts that are read at the same time
        and all of the same state of the object. They are compared on the disk with the checksum
        that S3 keeps, or the ETag where that is an MD5, and only then the file gets its name. A
        failure leaves what was there before, and nothing else.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            path: Where the file goes; missing folders are made.
            directory: A directory to write below, in place of `path`: each ``/`` of the key is a
                folder, and a key that would lead elsewhere is refused.
            verify: Whether to compare; False for a server whose ETags or checksums are not S3's.
            **options: Version, conditions and keys, `ReadOptions`; part size, concurrency and
                progress, `TransferOptions`.

        Returns:
            Where the file is, what S3 knows of the object, and by what it was verified.

        Raises:
            InvalidParameterError: When neither or both of `path` and `directory` are given.
            S3UnsafeKeyError: When the key names no file below `directory`.
            S3ObjectNotFoundError: When no object has the key.
            S3ChecksumMismatchError: When bytes changed on their way.
            S3SourceChangedError: When the object is replaced meanwhile.
            S3Error: When S3 does not give it.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(TransferVerbs.download_file, options)
        settings, others = apart(cast("dict[str, Any]", options))
        request = get_object(bucket, key, cast("ReadOptions", others))
        if (path is None) == (directory is None):
            raise InvalidParameterError(
                "a download was given neither or both of path and directory",
                details={"expected": "one of the two"},
            )
        if directory is not None:
            check_path(directory, "directory", "pass the directory to write below")
            target = path_for_key(directory, key)
        else:
            check_path(path, "path", "use stream for an object with read()")
            target = Path(path or "")
        return download(
            request, target, settings, verify=verify, send=self._call, meta=self.client.meta
        )

    def stream(
        self, bucket: str, key: str, *, verify: bool = True, **options: Unpack[ReadOptions]
    ) -> ObjectStream:
        r"""Read an object as it comes, in constant memory (GetObject).

        A connection that breaks is replaced by one that goes on from there, in the same state of
        the object. The last bytes are given only after all were compared with the checksum that S3
        keeps, or the ETag where that is an MD5.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            verify: Whether to compare; False for a server whose ETags or checksums are not S3's.
            **options: Version, conditions and keys; see `ReadOptions`.

        Returns:
            A binary file, to be used in a ``with`` block. Its reads raise S3ChecksumMismatchError
            for bytes that changed on their way, S3SourceChangedError for an object that was
            replaced, S3ConnectionError for a connection that cannot be made again.

        Raises:
            S3ObjectNotFoundError: When no object has the key.
            S3Error: When S3 does not give it.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("server-logs")
            >>> _ = s3.put("server-logs", "today.txt", "up\ndown\n")
            >>> with s3.stream("server-logs", "today.txt") as file:
            ...     [line.strip() for line in file]
            [b'up', b'down']
        """
        check_taken(TransferVerbs.stream, options)
        return open_stream(get_object(bucket, key, options), verify=verify, send=self._call)
