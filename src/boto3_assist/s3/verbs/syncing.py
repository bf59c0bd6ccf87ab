"""Brings a directory and a prefix into agreement."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.keys import check_key
from boto3_assist.s3.requests.objects import get_object
from boto3_assist.s3.requests.options import check_options, write_parameters
from boto3_assist.s3.sync.contents import has_bytes_of, has_md5
from boto3_assist.s3.sync.plans import SyncReport, candidates, check_names, plan
from boto3_assist.s3.sync.running import WORKERS, run_transfers
from boto3_assist.s3.sync.trees import Prefix, files_below, is_uri, objects_below
from boto3_assist.s3.transfer.paths import check_path, path_for_key
from boto3_assist.s3.transfer.settings import (
    ProgressCallback,
    TransferOptions,
    UploadOptions,
    apart,
)
from boto3_assist.s3.values import CommonOptions, ObjectInfo, ReadOptions, WriteOptions
from boto3_assist.s3.verbs.deleting import DeletingVerbs
from boto3_assist.s3.verbs.signatures import check_taken
from boto3_assist.s3.verbs.transfers import TransferVerbs

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["SyncVerbs"]

_OF_DOWNLOADS = ("expected_bucket_owner", "request_payer", "sse_customer_key")
_TAKEN_BY_DOWNLOADS = (*_OF_DOWNLOADS, *TransferOptions.__annotations__, "delete", "dry_run")


class SyncVerbs(TransferVerbs, DeletingVerbs):
    """Brings a directory and a prefix into agreement."""

    def sync(
        self,
        source: str | os.PathLike[str],
        target: str | os.PathLike[str],
        *,
        delete: bool = False,
        dry_run: bool = False,
        **options: Unpack[UploadOptions],
    ) -> SyncReport:
        """Make a prefix like a directory, or a directory like a prefix.

        Files are compared by size and then by content: by the ETag where it is an MD5, else by the
        checksum that S3 keeps. What cannot be compared is transferred. All of it is planned, and
        every key checked, before the first transfer; deletions come last. The first failure ends
        it, and what is done stays done: the next run goes on from there.

        Args:
            source: What is to be: a directory, or ``s3://bucket/prefix``.
            target: What is made like it; the other of the two.
            delete: Whether to delete what only the target has; an empty source is refused then.
            dry_run: Whether to do nothing but tell what would be done.
            **options: Of the uploads as those of `upload_file`; for downloads those that both
                have. `progress` is told of the bytes of all files together.

        Returns:
            What was done, or would be.

        Raises:
            InvalidParameterError: When not exactly one of the two is a directory.
            FileNotFoundError: When the directory of an upload does not exist.
            S3UnsafeKeyError: When a key names no file below the directory; nothing was written.
            S3PartialDeleteError: When some objects were not deleted.
            S3Error: When S3 does not do its part.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from pathlib import Path
            >>> from tempfile import mkdtemp
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("backup")
            >>> here = Path(mkdtemp())
            >>> _ = (here / "notes.txt").write_text("hello")
            >>> report = s3.sync(here, "s3://backup/laptop")
            >>> [(action.kind, action.name) for action in report.actions]
            [('upload', 'notes.txt')]
            >>> s3.sync(here, "s3://backup/laptop").unchanged
            1
        """
        check_taken(SyncVerbs.sync, options)
        for name, place in (("source", source), ("target", target)):
            check_path(place, name, "name a directory, or a prefix as s3://bucket/prefix")
        if is_uri(source) == is_uri(target):
            raise InvalidParameterError(
                f"source was given as {describe(source)}, target as {describe(target)}",
                details={
                    "expected": "a directory and an s3://bucket/prefix",
                    "suggestion": (
                        "use copy for each object between prefixes"
                        if is_uri(source)
                        else "write the prefix as text that begins with s3://"
                    ),
                },
            )
        if is_uri(target):
            prefix = Prefix.from_uri(str(target))
            return self._sync_up(Path(source), prefix, delete, dry_run, options)
        prefix = Prefix.from_uri(str(source))
        return self._sync_down(prefix, Path(target), delete, dry_run, options)

    def _sync_up(
        self, directory: Path, prefix: Prefix, delete: bool, dry_run: bool, options: UploadOptions
    ) -> SyncReport:
        _, write = apart(options)
        write_parameters(cast("WriteOptions", write))
        files = files_below(directory, follow_links=True)
        objects = self._objects(prefix, options)
        for name in files:
            check_key(prefix.key(name))
        report = self._planned("upload", files, objects, delete, options)
        if dry_run:
            return report
        each: Any = {**options}

        def upload(name: str, progress: ProgressCallback | None) -> None:
            given = {**each, "progress": progress}
            self.upload_file(prefix.bucket, prefix.key(name), files[name], **given)

        run_transfers(report, upload, options.get("progress"))
        keys = [objects[action.name].key for action in report.deleted]
        self.delete_many(prefix.bucket, keys, **_common(options))
        return replace(report, dry_run=False)

    def _sync_down(
        self, prefix: Prefix, directory: Path, delete: bool, dry_run: bool, options: UploadOptions
    ) -> SyncReport:
        _, read = apart(options)
        check_options(read, _TAKEN_BY_DOWNLOADS)
        objects = self._objects(prefix, options)
        check_names(objects)
        paths = {name: path_for_key(directory, name) for name in objects}
        files = files_below(directory, follow_links=False) if directory.exists() else {}
        report = self._planned("download", files, objects, delete, options)
        if dry_run:
            return report
        each: Any = {**options}

        def download(name: str, progress: ProgressCallback | None) -> None:
            given = {**each, "progress": progress}
            self.download_file(prefix.bucket, objects[name].key, paths[name], **given)

        run_transfers(report, download, options.get("progress"))
        for action in report.deleted:
            files[action.name].unlink()
        return replace(report, dry_run=False)

    def _objects(self, prefix: Prefix, options: UploadOptions) -> dict[str, ObjectInfo]:
        found = self.list(prefix.bucket, prefix.prefix, **_common(options))
        return objects_below(found, prefix)

    def _planned(
        self,
        kind: Literal["upload", "download"],
        files: Mapping[str, Path],
        objects: Mapping[str, ObjectInfo],
        delete: bool,
        options: UploadOptions,
    ) -> SyncReport:
        reading = {name: value for name, value in options.items() if name in _OF_DOWNLOADS}

        def is_same(name: str) -> bool:
            path, found = files[name], objects[name]
            request = get_object(found.bucket, found.key, cast("ReadOptions", reading))
            return has_md5(path, found.etag) or has_bytes_of(path, request, self._call)

        here = {name: path.stat().st_size for name, path in files.items()}
        there = {name: found.size for name, found in objects.items()}
        source, target = (here, there) if kind == "upload" else (there, here)
        names = candidates(source, target)
        with ThreadPoolExecutor(WORKERS) as pool:
            same = [name for name, yes in zip(names, pool.map(is_same, names)) if yes]
        return plan(kind, source, target, same=same, delete=delete)


def _common(options: UploadOptions) -> CommonOptions:
    return CommonOptions(
        expected_bucket_owner=options.get("expected_bucket_owner"),
        request_payer=options.get("request_payer"),
    )
