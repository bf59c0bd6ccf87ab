"""Items read from files in the form of DynamoDB's export, and written, as a job of segments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Literal

from boto3_assist.dynamodb import BatchWriteConfig, DynamoDB, DynamoDBModelBase
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.item_writing import item_of
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.reindexing.ownership import owner_among
from boto3_assist.dynamodb.requests import PutItem
from boto3_assist.dynamodb.schema import check_models
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.walking import Checkpoint, Tally
from boto3_assist.dynamodb.walking.checkpoints import start_of
from boto3_assist.dynamodb.walking.enduring import enduring
from boto3_assist.dynamodb.walking.key_names import key_names_of
from boto3_assist.dynamodb.walking.pacing import paced
from boto3_assist.dynamodb.walking.sources import segment_name
from boto3_assist.dynamodb.walking.walks import SegmentProgress
from boto3_assist.errors import (
    Boto3AssistError,
    ConditionalCheckFailedError,
    InvalidParameterError,
    OperationStoppedError,
    SerializationError,
)
from boto3_assist.jobs.files import ConnectS3, FileStore, files_at
from boto3_assist.jobs.import_files import DataFile, data_files, lines_of
from boto3_assist.jobs.plans import Connect, Segment
from boto3_assist.jobs.reports import SegmentReport
from boto3_assist.s3 import S3

__all__ = ["ImportJob"]

_LINES: Final = 100
"""Lines between two checkpoints."""


@dataclass(frozen=True)
class ImportJob:
    """Writes the items of files: of `ExportJob`, or of DynamoDB's own export to S3.

    The files hold lines ``{"Item": {…}}`` in wire form, packed by gzip where their names end in
    ``.gz``. Where ``manifest-files.json`` is there it names them, else all files that end in
    ``.json``, ``.jsonl`` or these and ``.gz`` are read. Each is compared with the checksum of the
    manifest first. Segments share the files among them.

    Attributes:
        location: A directory, or ``s3://bucket/prefix``: the place of the manifests.
        table_name: Name or ARN of the table.
        existing: What to do where an item with the same key is stored: ``"overwrite"`` it, or
            ``"keep"`` it.
        models: Classes whose items get the keys and the form of today; others are written as
            they are.
        connect: Gives the service to use.
        connect_s3: Gives the service to use for S3.
    """

    location: str
    table_name: str
    existing: Literal["overwrite", "keep"] = "overwrite"
    models: tuple[type[DynamoDBModelBase], ...] = ()
    connect: Connect = field(default=DynamoDB.from_pool, repr=False)
    connect_s3: ConnectS3 = field(default=S3.from_pool, repr=False)

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When `existing` is something else, or `models` no model classes.
        """
        check_models(self.models)
        if self.existing not in ("overwrite", "keep"):
            raise InvalidParameterError(
                f"existing was given as {self.existing!r:.20}",
                details={"expected": "'overwrite' or 'keep'", "suggestion": "choose one of them"},
            )

    def run(self, segment: Segment) -> SegmentReport:
        """Do one segment.

        Args:
            segment: The segment.

        Returns:
            How far it has come.

        Raises:
            InvalidParameterError: When there is nothing to import.
            SerializationError: When a file is not the one of the manifest, or damaged, or a line of
                it holds no item, or one that does not fit its model; lines before it are written.
            Boto3AssistError: When a file cannot be read or an item not be written.
        """
        return SegmentReport.of(_Import(self, segment).run())

    def finish(self, total: int) -> None:
        """Do nothing more.

        Args:
            total: How many segments there were.
        """

    def files(self) -> list[str]:
        """Find the files to read.

        Returns:
            Their names under the location, in order.

        Raises:
            InvalidParameterError: When there are none, or the export was not finished.
            SerializationError: When the manifest is damaged, or names a file that is not there.
            Boto3AssistError: When the location cannot be read.
        """
        return [each.name for each in data_files(files_at(self.location, self.connect_s3))]


class _Import:
    """One segment's share of the files."""

    def __init__(self, job: ImportJob, segment: Segment) -> None:
        self._job = job
        self._segment = segment
        self._db = job.connect()
        self._store: FileStore = files_at(job.location, job.connect_s3)
        self._name = segment_name(segment.number, segment.total)
        self._files = data_files(self._store)
        self._work = _digest(job, segment.total, self._files)
        self._start = start_of(segment.checkpoints, self._name, self._work)
        self._tally = Tally.from_json(self._start.notes.get("tally") or {})
        self._left = segment.stop_after
        self._keys = key_names_of(self._db, job.table_name, job.models)

    def run(self) -> SegmentProgress:
        stopped_by: OperationStoppedError | None = None
        is_done = self._start.is_done
        try:
            with paced(self._segment.pacer(self._db)):
                is_done = is_done or self._read_files()
        except OperationStoppedError as error:
            stopped_by = error
        segment = self._segment
        return SegmentProgress(segment.number, segment.total, self._tally, is_done, stopped_by)

    def _read_files(self) -> bool:
        files = self._files[self._segment.number :: self._segment.total]
        first, line = (int(self._start.notes.get(name, 0)) for name in ("file", "line"))
        for number in range(first, len(files)):
            name = files[number].name
            files[number].check(self._store)
            behind = line if number == first else 0
            lines = islice(enumerate(lines_of(self._store, name), 1), behind, None)
            while batch := list(islice(lines, self._batch_size())):
                self._write([self._item(text, name, at) for at, text in batch if text.strip()])
                self._keep(number, batch[-1][0])
            if self._left == 0:
                return False
        self._keep(len(files), 0, is_done=True)
        return True

    def _batch_size(self) -> int:
        return _LINES if self._left is None else min(_LINES, self._left)

    def _keep(self, file: int, line: int, *, is_done: bool = False) -> None:
        notes = {"file": file, "line": line, "tally": self._tally.to_json()}
        segment = self._segment
        if segment.checkpoints is not None:
            segment.checkpoints.save(self._name, Checkpoint(self._work, None, is_done, notes))
        segment.tell(SegmentProgress(segment.number, segment.total, self._tally, is_done))

    def _item(self, line: str, file: str, number: int) -> dict[str, AttributeValue]:
        wire = _item_in(line, file, number)
        try:
            return self._as_today(wire)
        except Boto3AssistError as error:
            # What the item lacks is told by its cause, and where it is by this one.
            content = f"an item that cannot be written ({error.error_code})"
            raise _unfit(file, number, content) from error

    def _write(self, items: Sequence[dict[str, AttributeValue]]) -> None:
        self._tally.counts["read"] += len(items)
        if self._left is not None:
            self._left -= len(items)
        if self._job.existing == "keep":
            for item in items:
                self._tally.counts[self._put(item)] += 1
            return
        config = BatchWriteConfig(duplicates="keep_last", key_attributes=self._keys)
        self._db.batch_write_item(items, self._job.table_name, config=config, raise_on_error=True)
        self._tally.counts["written"] += len(items)

    def _put(self, item: dict[str, AttributeValue]) -> str:
        absent = Expression("attribute_not_exists(#pk)", {"#pk": self._keys[0]})
        request = PutItem(self._job.table_name, item, absent).to_request()
        try:
            enduring(self._db, lambda: self._db._send("put_item", request, None))
        except ConditionalCheckFailedError:
            return "kept"
        return "written"

    def _as_today(self, wire: Mapping[str, Any]) -> dict[str, AttributeValue]:
        item = decode_item(wire, convert_decimals=False)
        owner = owner_among(self._job.models, item)
        if owner is None:
            return item
        instance: DynamoDBModelBase = read_model(owner, decode_item(wire), wire)
        return item_of(instance, include_indexes=True, include_none=False)


def _item_in(line: str, file: str, number: int) -> Mapping[str, Any]:
    try:
        item = json.loads(line)["Item"]
        if isinstance(item, dict):
            return item
    except (ValueError, KeyError, TypeError):
        pass
    raise _unfit(file, number, "no item")


def _unfit(file: str, number: int, content: str) -> SerializationError:
    return SerializationError(
        f"line {number} of {file!r} holds {content}",
        details={
            "file": file,
            "line": number,
            "expected": '{"Item": {…}} in wire form on each line',
            "suggestion": "mend the file, and run the import again: it goes on from its checkpoint",
        },
    )


def _digest(job: ImportJob, total: int, files: Sequence[DataFile]) -> str:
    """Tell the work from others: a checkpoint says how many of these files are done."""
    models = [f"{each.__module__}.{each.__qualname__}" for each in job.models]
    listed = [(each.name, each.md5) for each in files]
    work = ["import", job.location, job.table_name, job.existing, total, models, listed]
    return hashlib.sha256(json.dumps(work).encode()).hexdigest()
