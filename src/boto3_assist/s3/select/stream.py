"""Reads the events of S3's answer to a query, and the rows in them; sends nothing."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from boto3_assist.connections.call import translated
from boto3_assist.errors import S3ResponseIntegrityError
from boto3_assist.s3.select.results import SelectProgress, SelectStats

__all__ = ["csv_rows", "json_rows", "payloads"]


def payloads(
    events: Iterable[Mapping[str, Any]],
    request: Mapping[str, Any],
    on_progress: SelectProgress | None,
    on_stats: Callable[[SelectStats], object],
) -> Iterator[bytes]:
    """Read the events of an answer.

    Args:
        events: The events, as boto3 gives them.
        request: The parameters of the query, for the names in errors.
        on_progress: Is told of progress.
        on_stats: Is told how much work it was.

    Yields:
        The bytes of the rows, cut anywhere, even inside of a character.

    Raises:
        S3ResponseIntegrityError: When a message is damaged, or the last one did not come: rows are
            missing then.
        S3Error: When S3 reports a failure among the events.
    """
    ended = False
    for event in _received(events, request):
        if "Records" in event:
            yield event["Records"].get("Payload", b"")
        elif "Progress" in event and on_progress is not None:
            on_progress(_stats(event["Progress"]))
        elif "Stats" in event:
            on_stats(_stats(event["Stats"]))
        ended = ended or "End" in event
    if not ended:
        raise _incomplete("stopped before its end")


def json_rows(chunks: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Read rows that are JSON, one a line.

    Args:
        chunks: The bytes, cut anywhere.

    Yields:
        The rows; numbers are int or Decimal.
    """
    for line in _lines(chunks):
        if line.strip():
            yield json.loads(line, parse_float=Decimal)


def csv_rows(chunks: Iterable[bytes]) -> Iterator[list[str]]:
    """Read rows that are CSV.

    Args:
        chunks: The bytes, cut anywhere.

    Yields:
        The fields of each row.
    """
    yield from csv.reader(_lines(chunks), strict=True)


def _received(
    events: Iterable[Mapping[str, Any]], request: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """Report what fails while the events come, and not what fails where they are used."""
    from botocore.eventstream import ParserError

    iterator = iter(events)
    while True:
        try:
            with translated("s3", "SelectObjectContent", request):
                event = next(iterator, None)
        except ParserError as error:
            raise _incomplete("has a damaged message") from error
        if event is None:
            return
        yield event


def _incomplete(what: str) -> S3ResponseIntegrityError:
    return S3ResponseIntegrityError(
        f"the answer to the query {what}; rows are missing",
        details={
            "expected": "events with the right checksums, and the event End, which S3 sends last",
            "suggestion": "discard the rows and repeat the query",
        },
        operation="SelectObjectContent",
    )


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    rest: list[str] = []
    for chunk in chunks:
        first, *others = decoder.decode(chunk).split("\n")
        rest.append(first)
        if others:
            yield f"{''.join(rest)}\n"
            yield from (f"{line}\n" for line in others[:-1])
            rest = [others[-1]]
    last = "".join(rest) + decoder.decode(b"", final=True)
    if last:
        yield last


def _stats(event: Mapping[str, Any]) -> SelectStats:
    details = event.get("Details") or {}
    return SelectStats(
        details.get("BytesScanned", 0),
        details.get("BytesProcessed", 0),
        details.get("BytesReturned", 0),
    )
