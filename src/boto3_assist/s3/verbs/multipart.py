"""Uploads that outlive their process, and the leftovers of those that did not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from boto3_assist.errors import S3UploadNotFoundError
from boto3_assist.s3.requests.multipart import unfinished_uploads as list_request
from boto3_assist.s3.requests.objects import address
from boto3_assist.s3.requests.options import common_parameters
from boto3_assist.s3.transfer.journal import Journal
from boto3_assist.s3.transfer.locks import sole_user
from boto3_assist.s3.transfer.paths import check_path
from boto3_assist.s3.transfer.settings import UploadOptions
from boto3_assist.s3.transfer.sources import FileSource
from boto3_assist.s3.transfer.sweeping import begun_before, unfinished_uploads
from boto3_assist.s3.transfer.uploads import planned, resume_upload
from boto3_assist.s3.transfer.values import UnfinishedUpload
from boto3_assist.s3.values import CommonOptions, StoredObject
from boto3_assist.s3.verbs.base import S3Verbs
from boto3_assist.s3.verbs.signatures import check_taken

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["MultipartVerbs"]


class MultipartVerbs(S3Verbs):
    """Resumes, lists and sweeps multipart uploads."""

    def upload_resumable(
        self,
        bucket: str,
        key: str,
        path: str | os.PathLike[str],
        *,
        journal: str | os.PathLike[str],
        **options: Unpack[UploadOptions],
    ) -> StoredObject:
        """Store a file so that another process can go on where this one was stopped.

        The journal, a file, says what S3 has confirmed. The same call in a later process goes on
        from it: it asks S3 which parts it has (ListParts), compares them with the file, sends those
        that are missing, and has them put together. The journal is deleted at the end. After a
        failure it stays, and so do the parts, which S3 keeps and bills: call again, or give them
        up by `abandon_upload`. If S3 has given the upload up itself, it begins anew.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            path: Where the file is; nobody may write to it until it is stored.
            journal: Where the journal is or goes; one file for one upload.
            **options: As those of `upload_file`, and the same in each call; a `part_size` counts
                only in the first.

        Returns:
            The object as it is stored, with its ETag, version and checksum.

        Raises:
            FileNotFoundError: When there is no such file.
            S3SourceChangedError: When the file is not the one whose first parts were sent.
            InvalidParameterError: When the journal is that of another upload, or another process
                uploads by it at this moment.
            S3PreconditionFailedError: When a condition does not hold; nothing was written.
            S3Error: When S3 does not store it.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(MultipartVerbs.upload_resumable, options)
        check_path(journal, "journal", "name a file that the journal is kept in")
        meta = self.client.meta
        settings, requests = planned(bucket, key, options, meta)
        return resume_upload(
            FileSource(path), requests, settings, send=self._call, meta=meta, journal=journal
        )

    def abandon_upload(
        self, journal: str | os.PathLike[str], **options: Unpack[CommonOptions]
    ) -> None:
        """Give up a resumable upload: its parts at S3 and its journal.

        Args:
            journal: Where the journal is; nothing happens when there is none.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Raises:
            InvalidParameterError: When the file is no journal, or an upload is under way by it.
            S3Error: When S3 does not give the parts up; the journal stays.
        """
        check_taken(MultipartVerbs.abandon_upload, options)
        check_path(journal, "journal", "name the file that the journal is kept in")
        if not Path(journal).exists():
            return
        with sole_user(journal):
            found = Journal.read(Path(journal))
            if found is None:
                return
            header = found.header
            try:
                self.abort_upload(header.bucket, header.key, header.upload_id, **options)
            except S3UploadNotFoundError:
                # It was completed, or given up before.
                pass
            found.remove()

    def list_uploads(
        self, bucket: str, *, prefix: str = "", **options: Unpack[CommonOptions]
    ) -> Iterator[UnfinishedUpload]:
        """List the multipart uploads that nobody has ended, page by page (ListMultipartUploads).

        Args:
            bucket: The name of the bucket.
            prefix: What the keys begin with.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            The uploads, by key and then by the time they began.

        Raises:
            S3BucketNotFoundError: When there is no such bucket.
            S3Error: When S3 does not list them.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(MultipartVerbs.list_uploads, options)
        return unfinished_uploads(list_request(bucket, prefix, options), self._call)

    def abort_upload(
        self, bucket: str, key: str, upload_id: str, **options: Unpack[CommonOptions]
    ) -> None:
        """Give up a multipart upload and delete its parts (AbortMultipartUpload).

        A part that is being sent at this moment may be kept: call again when nobody sends.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            upload_id: S3's id of the upload.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Raises:
            S3UploadNotFoundError: When it was completed or aborted, or never existed.
            S3Error: When S3 does not abort it.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(MultipartVerbs.abort_upload, options)
        request = {**address(bucket, key), "UploadId": upload_id, **common_parameters(options)}
        self._call("abort_multipart_upload", request)

    def sweep_uploads(
        self,
        bucket: str,
        *,
        older_than: timedelta,
        prefix: str = "",
        dry_run: bool = False,
        now: datetime | None = None,
        **options: Unpack[CommonOptions],
    ) -> list[UnfinishedUpload]:
        """Abort the multipart uploads that are older than an age: what killed processes left.

        An upload that is still under way, or that somebody means to resume, is aborted too if it
        began so long ago. A lifecycle rule can do the same on S3's side.

        Args:
            bucket: The name of the bucket.
            older_than: The age, reckoned from the beginning of an upload.
            prefix: What the keys begin with.
            dry_run: Whether to say only which they are.
            now: The time to reckon from, with a time zone; this moment when None.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            The uploads that were aborted, or would be.

        Raises:
            InvalidParameterError: When the age is none.
            S3Error: When S3 does not list or abort them; those before are aborted.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("videos")
            >>> s3.sweep_uploads("videos", older_than=timedelta(days=7))
            []
        """
        check_taken(MultipartVerbs.sweep_uploads, options)
        limit = begun_before(older_than, now)
        found = self.list_uploads(bucket, prefix=prefix, **options)
        old = [upload for upload in found if upload.initiated < limit]
        if dry_run:
            return old
        return [upload for upload in old if self._abort_found(upload, options)]

    def _abort_found(self, upload: UnfinishedUpload, options: CommonOptions) -> bool:
        """Abort an upload that was listed; say whether it was still there."""
        try:
            self.abort_upload(upload.bucket, upload.key, upload.upload_id, **options)
        except S3UploadNotFoundError:
            # Somebody ended it meanwhile, be it by completing it.
            return False
        return True
