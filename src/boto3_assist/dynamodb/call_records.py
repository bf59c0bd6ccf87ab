"""What the log says of a call: one record with facts, never a value of an item; sends nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any, Final

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item, item_size
from boto3_assist.dynamodb.expressions.placeholders import PLACEHOLDER
from boto3_assist.errors import AwsError, Boto3AssistError

__all__ = ["CALLS", "call_record", "log_call"]

CALLS: Final = logging.getLogger("boto3_assist.dynamodb")


def log_call(record: Mapping[str, Any]) -> None:
    """Log one call at DEBUG: a line to read, and the facts as ``record.dynamodb`` of the log's.

    Args:
        record: What `call_record` gave.
    """
    # As reprs: a line break in a name must not make a line of its own.
    CALLS.debug(
        "%s %r index=%r source=%r %s in %.1f ms, attempts=%s capacity=%s request_id=%s",
        *(record[name] for name in _IN_LINE),
        extra={"dynamodb": dict(record)},
    )


_IN_LINE: Final = (
    "operation",
    "table",
    "index",
    "source",
    "outcome",
    "milliseconds",
    "attempts",
    "capacity",
    "request_id",
)


def call_record(
    operation: str,
    request: Mapping[str, Any],
    outcome: Mapping[str, Any] | BaseException,
    *,
    milliseconds: float,
    source: str | None = None,
) -> dict[str, Any]:
    """Give the facts of a call.

    Args:
        operation: AWS's name of it.
        request: Its parameters, values in wire form.
        outcome: The response, or what was raised.
        milliseconds: How long it took, retries included.
        source: Who asked.

    Returns:
        ``operation``, ``table`` (of a transaction or a batch its tables), ``index``, ``source``,
        ``outcome`` (``ok``, or the code of the error), ``attempts``, ``milliseconds``,
        ``request_id`` and ``capacity`` (units, where DynamoDB was asked for them); where the
        settings ask for them ``item_bytes``, and what of ``key``, ``keys`` (of several items),
        ``key_condition`` and ``start_key`` there is.
    """
    response: Mapping[str, Any] = outcome if isinstance(outcome, Mapping) else {}
    metadata = response.get("ResponseMetadata") or {}
    request_id, retries = metadata.get("RequestId"), metadata.get("RetryAttempts")
    attempts = retries + 1 if isinstance(retries, int) else None
    if isinstance(outcome, AwsError):
        request_id, attempts = outcome.request_id, outcome.details.get("attempts")
    record: dict[str, Any] = {
        "operation": operation,
        "table": _tables_of(request),
        "index": request.get("IndexName"),
        "source": source,
        "outcome": _code(outcome),
        "attempts": attempts,
        "milliseconds": round(milliseconds, 3),
        "request_id": request_id,
        "capacity": _units(response.get("ConsumedCapacity")),
    }
    settings = get_settings()
    if settings.log_dynamodb_item_size and "Item" in request:
        record["item_bytes"] = item_size(request["Item"])
    if settings.log_dynamodb_keys:
        record |= _keys_in(request)
    return record


def _keys_in(request: Mapping[str, Any]) -> dict[str, Any]:
    """Give the keys that a request names; whole items tell theirs to nobody but their table."""
    found: dict[str, Any] = {}
    if "Key" in request:
        found["key"] = decode_item(request["Key"])
    if keys := [decode_item(key) for key in _keys_of_several(request)]:
        found["keys"] = keys
    if "ExclusiveStartKey" in request:
        found["start_key"] = decode_item(request["ExclusiveStartKey"])
    if condition := request.get("KeyConditionExpression"):
        used = set(PLACEHOLDER.findall(condition))
        names = request.get("ExpressionAttributeNames") or {}
        values = request.get("ExpressionAttributeValues") or {}
        found["key_condition"] = {
            "text": condition,
            "names": {name: names[name] for name in names if name in used},
            "values": decode_item({name: values[name] for name in values if name in used}),
        }
    return found


def _keys_of_several(request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for action in request.get("TransactItems") or ():
        yield from (part["Key"] for part in action.values() if "Key" in part)
    for entries in (request.get("RequestItems") or {}).values():
        if isinstance(entries, Mapping):
            yield from entries.get("Keys") or ()
        else:
            deletions = (entry.get("DeleteRequest") for entry in entries)
            yield from (deletion["Key"] for deletion in deletions if deletion)


def _tables_of(request: Mapping[str, Any]) -> str | None:
    """Name the table of a call, or the tables of a transaction or a batch."""
    if "TableName" in request:
        return str(request["TableName"])
    actions = [action for each in request.get("TransactItems", ()) for action in each.values()]
    names = {action["TableName"] for action in actions} | {*request.get("RequestItems", ())}
    return ", ".join(sorted(names)) or None


def _code(outcome: Mapping[str, Any] | BaseException) -> str:
    if isinstance(outcome, Mapping):
        return "ok"
    return outcome.error_code if isinstance(outcome, Boto3AssistError) else type(outcome).__name__


def _units(consumed: Any) -> float | None:
    if not consumed:
        return None
    parts = [consumed] if isinstance(consumed, Mapping) else consumed
    return sum(float(part.get("CapacityUnits") or 0) for part in parts)
