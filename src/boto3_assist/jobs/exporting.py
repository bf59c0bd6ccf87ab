"""Items written to files in the form of DynamoDB's own export to S3, as a job of segments."""

from __future__ import annotations

import json
import tempfile
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from boto3_assist.dynamodb import DynamoDB, WalkSource
from boto3_assist.dynamodb.read_configs import check_count
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.walking import Checkpoint, Tally
from boto3_assist.dynamodb.walking.pacing import paced
from boto3_assist.dynamodb.walking.sources import segment_name
from boto3_assist.dynamodb.walking.walks import SegmentProgress, SegmentWalk, pages_of
from boto3_assist.dynamodb.walking.wire_json import json_text
from boto3_assist.errors import OperationStoppedError
from boto3_assist.jobs.files import ConnectS3, FileStore, LineFile, files_at, md5_of
from boto3_assist.jobs.plans import Connect, Segment
from boto3_assist.jobs.reports import SegmentReport
from boto3_assist.s3 import S3

__all__ = ["ExportJob"]

_FORM: Final = "DYNAMODB_JSON"
_VERSION: Final = "2020-06-30"
"""The version of the manifest of DynamoDB's export."""


@dataclass(frozen=True)
class ExportJob:
    """Writes items to files: JSON lines ``{"Item": {…}}`` in wire form, packed by gzip.

    The files are ``data/segment-….json.gz``; once all segments are complete,
    ``manifest-files.json`` names them and ``manifest-summary.json`` sums them up, as those of
    DynamoDB's own export do. It is no snapshot: each item is as it was when its page was read.

    Attributes:
        source: The items.
        destination: A directory, or ``s3://bucket/prefix``.
        items_per_file: After about how many items a file is closed; a checkpoint is kept then.
        connect: Gives the service to use.
        connect_s3: Gives the service to use for S3.
    """

    source: WalkSource
    destination: str
    items_per_file: int = 50_000
    connect: Connect = field(default=DynamoDB.from_pool, repr=False)
    connect_s3: ConnectS3 = field(default=S3.from_pool, repr=False)

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When `items_per_file` is no positive number.
        """
        check_count("items_per_file", self.items_per_file)

    def run(self, segment: Segment) -> SegmentReport:
        """Do one segment.

        Args:
            segment: The segment.

        Returns:
            How far it has come.

        Raises:
            Boto3AssistError: When the table cannot be read or a file not be stored.
        """
        db = self.connect()
        walk = segment.walk(db, self.source, "export", self.destination)
        files = files_at(self.destination, self.connect_s3)
        return SegmentReport.of(_Export(walk, files, self.items_per_file).run(segment.tell))

    def finish(self, total: int) -> None:
        """Write the manifests.

        Args:
            total: How many segments there were.

        Raises:
            Boto3AssistError: When the lists of the segments cannot be read.
        """
        files = files_at(self.destination, self.connect_s3)
        entries: list[dict[str, Any]] = []
        for number in range(total):
            for line in files.lines(_list_name(segment_name(number, total))):
                entries.append(json.loads(line))
        listed = _put_text(files, "manifest-files.json", *map(json_text, entries))
        summary = {
            "version": _VERSION,
            "tableArn": self.source.table_name,
            "itemCount": sum(each["itemCount"] for each in entries),
            "outputFormat": _FORM,
            "manifestFilesS3Key": listed,
        }
        _put_text(files, "manifest-summary.json", json_text(summary))


class _Export:
    """One segment on its way into files."""

    def __init__(self, walk: SegmentWalk, files: FileStore, items_per_file: int) -> None:
        self._walk = walk
        self._files = files
        self._items_per_file = items_per_file
        self._checkpoint = walk.checkpoint()
        self._listed: list[Mapping[str, Any]] = list(self._checkpoint.notes.get("files") or ())
        self._lines: LineFile | None = None

    def run(self, tell: Callable[[SegmentProgress], object]) -> SegmentProgress:
        stopped_by: OperationStoppedError | None = None
        reached = self._checkpoint
        try:
            with paced(self._walk.pacer):
                for page in () if reached.is_done else pages_of(self._walk, reached.position):
                    self._write(page.items)
                    is_done = page.position is None
                    reached = replace(reached, position=page.position, is_done=is_done)
                    if is_done or self._is_full():
                        self._close(reached)
                    tell(self._progress(None))
        except OperationStoppedError as error:
            stopped_by = error
        except BaseException:
            if self._lines is not None:
                self._lines.discard()
            raise
        if not reached.is_done:
            self._close(reached)
        return self._progress(stopped_by)

    def _is_full(self) -> bool:
        return self._lines is not None and self._lines.count >= self._items_per_file

    def _write(self, items: Sequence[WireItem]) -> None:
        for item in items:
            if self._lines is None:
                self._lines = LineFile(self._files.scratch)
            self._lines.write(json_text({"Item": item}))

    def _close(self, reached: Checkpoint) -> None:
        """Put the file in its place, then keep how far it goes."""
        if self._lines is not None:
            lines, self._lines = self._lines, None
            lines.close()
            with lines.path.open("rb") as file:
                digest = md5_of(file)
            # Named by what is in it too: a run that is thought dead, or one of before, never
            # changes a file that a checkpoint or a manifest names.
            mark = b64decode(digest).hex()[:12]
            name = f"data/{self._walk.name}-part-{len(self._listed):05}-{mark}.json.gz"
            key = self._files.put(name, lines.path)
            entry = {"itemCount": lines.count, "md5Checksum": digest, "dataFileS3Key": key}
            self._listed.append(entry)
        if reached.is_done:
            _put_text(self._files, _list_name(self._walk.name), *map(json_text, self._listed))
        self._checkpoint = replace(reached, notes={"files": self._listed})
        self._walk.keep(self._checkpoint)

    def _progress(self, stopped_by: OperationStoppedError | None) -> SegmentProgress:
        tally, walk = Tally(), self._walk
        exported = sum(each["itemCount"] for each in self._listed)
        exported += 0 if self._lines is None else self._lines.count
        tally.counts.update({"read": exported, "exported": exported})
        return SegmentProgress(
            walk.segment, walk.total, tally, self._checkpoint.is_done, stopped_by
        )


def _list_name(segment: str) -> str:
    return f"files/{segment}.json"


def _put_text(files: FileStore, name: str, *lines: str) -> str:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=files.scratch, prefix=".part-", delete=False
    ) as file:
        file.writelines(f"{line}\n" for line in lines)
    return files.put(name, Path(file.name))
