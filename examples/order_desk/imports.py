"""Takes the orders out of files that partners put into a bucket; knows no S3 client."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from examples.order_desk.schemas import ImportedOrder, parsed
from examples.order_desk.services import OrderDesk

__all__ = ["CreatedObject", "ImportReport", "create_import", "import_lines"]

logger = Logger(service="order-desk", child=True)


class CreatedObject(Protocol):
    """What S3 reports of an object, as a record of `boto3_assist.s3.events.S3Event` does."""

    @property
    def bucket(self) -> str:
        """The name of the bucket."""

    @property
    def key(self) -> str:
        """The key, decoded."""

    @property
    def is_created(self) -> bool:
        """Whether the object was written."""


@dataclass
class ImportReport:
    """What became of the lines of a file.

    Attributes:
        imported: How many orders were new.
        known: How many were there already, as all are when S3 reports a file twice.
        refused: The lines that were not taken, by number from 1, and why.
    """

    imported: int = 0
    known: int = 0
    refused: dict[int, Any] = field(default_factory=dict)


def import_lines(desk: OrderDesk, lines: Iterable[str]) -> ImportReport:
    """Take the orders out of a file with one JSON object in each line.

    Args:
        desk: Takes the orders.
        lines: The lines of the file.

    Returns:
        What became of them. A failure of the table is raised; the file can be imported again.
    """
    report = ImportReport()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found = parsed(ImportedOrder, line)
        if found.error is not None:
            report.refused[number] = found.error.details["problems"]
            continue
        order = found.data
        placed = desk.place(order.customer_id, order.email, order.articles, order_id=order.order_id)
        if placed:
            report.imported += 1
        elif placed.error_code == "ORDER_EXISTS":
            report.known += 1
        else:
            report.refused[number] = placed.error_code
    return report


def create_import(
    desk: OrderDesk,
    records_of: Callable[[Any], Iterable[CreatedObject]],
    read_lines: Callable[[str, str], Iterable[str]],
) -> Callable[[Any, Any], dict[str, Any]]:
    """Make the handler that S3 starts when a file was put into the bucket.

    Args:
        desk: Takes the orders.
        records_of: Reads the records of an event, as `boto3_assist.s3.events.S3Event` does.
        read_lines: Gives the lines of an object by bucket and key, as `S3.read_lines` does.

    Returns:
        The handler. It gives a report for each file by its key.
    """

    def handle(event: Any, context: Any) -> dict[str, Any]:
        reports: dict[str, Any] = {}
        for record in records_of(event):
            if not record.is_created:
                continue
            report = import_lines(desk, read_lines(record.bucket, record.key))
            reports[record.key] = asdict(report)
            level = logger.warning if report.refused else logger.info
            level("imported a file", key=record.key, report=asdict(report))
        return reports

    return handle
