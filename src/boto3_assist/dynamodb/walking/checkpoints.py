"""How far a segment of a long walk has come, kept in files; knows no table."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.walking.wire_json import json_text
from boto3_assist.errors import CheckpointMismatchError, ConfigurationError

__all__ = ["Checkpoint", "CheckpointStore", "FileCheckpoints", "start_of"]


@dataclass(frozen=True)
class Checkpoint:
    """How far a segment has come.

    Attributes:
        work: What the work is, as a digest; another work does not go on from here.
        position: The last key that was read, in wire form; None before the first page.
        is_done: True after the last page.
        notes: What else the work keeps, such as its counts; data that JSON can hold.
    """

    work: str
    position: WireItem | None = field(default=None, repr=False)
    is_done: bool = False
    notes: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def to_text(self) -> str:
        """Write it as text.

        Returns:
            JSON, binary keys as base64.
        """
        return json_text(
            {
                "work": self.work,
                "position": self.position,
                "is_done": self.is_done,
                "notes": self.notes,
            }
        )

    @classmethod
    def from_text(cls, text: str) -> Checkpoint:
        """Read it from text.

        Args:
            text: What `to_text` gave.

        Returns:
            The checkpoint.

        Raises:
            ConfigurationError: When it is no checkpoint.
        """
        try:
            data = json.loads(text)
            return cls(data["work"], data["position"], data["is_done"], data["notes"])
        except (ValueError, KeyError, TypeError):
            raise ConfigurationError(
                "what is kept in the place of a checkpoint is none",
                details={
                    "given": f"text of {len(text)} characters",
                    "expected": "a checkpoint as the library writes it",
                    "suggestion": "name a place of its own for the checkpoints of this work",
                },
            ) from None

    def check_work(self, work: str, segment: str) -> None:
        """Check that it belongs to a work.

        Args:
            work: The digest of the work that is to go on.
            segment: Name of the segment, for the message.

        Raises:
            CheckpointMismatchError: When it belongs to another.
        """
        if self.work != work:
            raise CheckpointMismatchError(
                f"the checkpoint of segment {segment} belongs to other work",
                details={
                    "segment": segment,
                    "expected": "the checkpoint of the same table, index, query, filter, models "
                    "and keys, or of the same files",
                    "suggestion": "start with another place for checkpoints, or clear this one",
                },
            )


class CheckpointStore(Protocol):
    """Where checkpoints are kept; what is kept is whole, whenever the process ends."""

    def load(self, segment: str) -> Checkpoint | None:
        """Give the checkpoint of a segment, if there is one."""

    def save(self, segment: str, checkpoint: Checkpoint) -> None:
        """Put a checkpoint in the place of the one before."""

    def keeps(self, table_name: str, item: WireItem) -> bool:
        """Tell whether an item of a table is a checkpoint of this store."""


def start_of(store: CheckpointStore | None, segment: str, work: str) -> Checkpoint:
    """Give where a segment starts.

    Args:
        store: Where checkpoints are kept; None for nowhere.
        segment: Name of the segment.
        work: The digest of the work.

    Returns:
        The checkpoint that was kept, or one from before the first page.

    Raises:
        CheckpointMismatchError: When the one that was kept belongs to other work.
    """
    found = None if store is None else store.load(segment)
    if found is None:
        return Checkpoint(work)
    found.check_work(work, segment)
    return found


@dataclass(frozen=True)
class FileCheckpoints:
    """Checkpoints in a directory, one file for each segment, which only their owner can read.

    They hold the key at which a page ended, and counts. A file is put in the place of the one
    before in one step, so it is always whole.

    Attributes:
        directory: The directory; it is made when there is none.
    """

    directory: str | os.PathLike[str]

    def load(self, segment: str) -> Checkpoint | None:
        """Give the checkpoint of a segment.

        Args:
            segment: Name of the segment.

        Returns:
            The checkpoint; None when there is none.

        Raises:
            ConfigurationError: When the file holds something else.
        """
        try:
            text = self._path(segment).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return Checkpoint.from_text(text)

    def save(self, segment: str, checkpoint: Checkpoint) -> None:
        """Put a checkpoint in the place of the one before.

        Args:
            segment: Name of the segment.
            checkpoint: The checkpoint.
        """
        path = self._path(segment)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made by mkstemp it can be read by its owner only.
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(checkpoint.to_text())
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def keeps(self, table_name: str, item: WireItem) -> bool:
        """Tell that no item of a table is one of these.

        Args:
            table_name: Name or ARN of the table.
            item: The item.

        Returns:
            False.
        """
        return False

    def _path(self, segment: str) -> Path:
        return Path(self.directory, f"{segment}.json")
