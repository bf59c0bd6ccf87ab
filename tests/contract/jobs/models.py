"""What jobs of tests work on, in a module that other processes can import."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel
from boto3_assist.jobs import ReindexJob, Segment, SegmentReport

__all__ = ["FragileJob", "Person", "add_total", "set_initials"]


class Person(DynamoDBModel):
    person_id: str
    name: str
    initials: str | None = None

    primary = DynamoDBIndex.primary(pk="person#{person_id}", sk="person")
    by_initials = DynamoDBIndex("gsi1", pk="initials#{initials}", sk="person#{person_id}")


def set_initials(person: Person) -> None:
    person.initials = "".join(word[0] for word in person.name.split())


def add_total(item: Mapping[str, Any]) -> dict[str, Any] | None:
    return {"total": sum(item["prices"])} if "prices" in item else None


@dataclass(frozen=True)
class FragileJob:
    """A job whose process is killed, once, in the middle of its second segment."""

    job: ReindexJob
    mark: str

    def run(self, segment: Segment) -> SegmentReport:
        mark = Path(self.mark)
        if segment.number == 1 and not mark.exists():
            self.job.run(Segment(self.job, 1, segment.total, segment.checkpoints, stop_after=5))
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.job.run(segment)

    def finish(self, total: int) -> None:
        self.job.finish(total)
