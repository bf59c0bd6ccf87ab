"""The operations of a transaction as they are sent, and what becomes of them; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.guarded_writes import ItemCheck, ItemDeletion, ItemPut
from boto3_assist.dynamodb.index_changes import UpdatePlan
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.partial_update import PartialUpdate, taken_over
from boto3_assist.dynamodb.requests import (
    ConditionCheck,
    WriteRequest,
)
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.update_calls import (
    PlannedUpdate,
    UnreadUpdate,
    UpdateCall,
    check_refusal,
    not_found,
)
from boto3_assist.dynamodb.write_conditions import beside
from boto3_assist.errors import ConditionalCheckFailedError, DynamoDBError, WriteConflictError

__all__ = [
    "Refusal",
    "Write",
    "as_it_is",
    "guarded_write",
    "planned_write",
    "put_write",
    "update_write",
]

Refusal = Callable[[ConditionalCheckFailedError, "WireItem | None"], DynamoDBError]
"""Tells what a failed condition means; beside it the stored item in wire form, if there was one."""


def as_it_is(error: ConditionalCheckFailedError, _: WireItem | None) -> DynamoDBError:
    """Take a failed condition for no more than that.

    Args:
        error: The failure.

    Returns:
        The same.
    """
    return error


def _nothing(_: Mapping[str, Any]) -> None:
    return None


@dataclass(frozen=True)
class Write:
    """One operation: its request, and what its success or its refusal means.

    Attributes:
        request: What is sent; None where there is nothing to write.
        model: The class of the item; None where none is known.
        key_names: Names of the attributes of its primary key; none where they are not known.
        refusal: Tells what a failed condition means.
        settle: Lets the caller's instance be what was written, once the transaction has succeeded,
            and gives what the operation gives. It takes the parameters that were sent.
        on: Gives the same operation for an item as it was found to be, in wire form, where it was
            not what the operation relied on; None where nobody but the caller can.
    """

    request: WriteRequest | None
    model: type[Any] | None = None
    key_names: tuple[str, ...] = ()
    refusal: Refusal = field(default=as_it_is, repr=False)
    settle: Callable[[Mapping[str, Any]], Any] = field(default=_nothing, repr=False)
    on: Callable[[WireItem | None], Write] | None = field(default=None, repr=False)


def put_write(put: ItemPut) -> Write:
    """Make the operation of a put.

    Args:
        put: What is written.

    Returns:
        The operation, which gives the instance or the dictionary.
    """
    is_model = isinstance(put.written, DynamoDBModelBase)
    return Write(
        put.request,
        type(put.written) if is_model else None,
        tuple(put.written.primary_key()) if is_model else (),
        lambda error, _: put.guard.refusal(error),
        lambda parameters: put.settle(parameters["Item"]),
    )


def guarded_write(asked: ItemDeletion | ItemCheck) -> Write:
    """Make the operation of a deletion or a check.

    Args:
        asked: What is deleted, or checked.

    Returns:
        The operation.
    """
    names = tuple(asked.request.key)
    return Write(asked.request, asked.model, names, lambda error, _: asked.guard.refusal(error))


def update_write(update: UnreadUpdate, call: UpdateCall) -> Write:
    """Make the operation of an update that relies on nothing that was read.

    Args:
        update: What is sent.
        call: What it has in common with the verb of one item.

    Returns:
        The operation.
    """

    def refusal(error: ConditionalCheckFailedError, found: WireItem | None) -> DynamoDBError:
        return update.refusal(error, call, is_absent=found is None)

    return Write(update.request, update.model, tuple(update.request.key), refusal)


def planned_write(
    planned: PlannedUpdate[Any], call: UpdateCall, *, gives_instance: bool = True
) -> Write:
    """Make the operation of an update that relies on what was read.

    Args:
        planned: The update.
        call: What it has in common with the verb of one item.
        gives_instance: False where the instance does not show all of what is written.

    Returns:
        The operation; without a request where nothing has changed.
    """
    instance, update = planned.instance, planned.update
    model, names = type(instance), tuple(update.key)
    if not planned.is_needed:
        return _unneeded_write(planned, call)
    plan = update.plan()

    def settle(_: Mapping[str, Any]) -> Any:
        written = taken_over(instance, update, plan)
        return written if gives_instance else None

    return Write(
        call.request(update, plan),
        model,
        names,
        partial(_refusal_of_plan, update, plan, call),
        settle,
        lambda found: planned_write(planned.on(found), call, gives_instance=gives_instance),
    )


def _unneeded_write(planned: PlannedUpdate[Any], call: UpdateCall) -> Write:
    instance, key, request = planned.instance, planned.update.key, None
    if call.condition is not None:
        # What the caller asks of the item holds whether there is anything to write or not.
        exists = Expression("attribute_exists(#pk)", {"#pk": next(iter(key))})
        request = ConditionCheck(call.table_name, key, beside(exists, call.condition))
    return Write(
        request,
        type(instance),
        tuple(key),
        lambda error, found: not_found(call) if found is None else error,
        lambda _: instance,
    )


def _refusal_of_plan(
    update: PartialUpdate,
    plan: UpdatePlan,
    call: UpdateCall,
    error: ConditionalCheckFailedError,
    found: WireItem | None,
) -> DynamoDBError:
    try:
        check_refusal(update, plan, found, error, call)
    except DynamoDBError as refusal:
        return refusal
    return WriteConflictError(
        f"another writer has changed what keys of {type(update.after).__name__} are made of",
        details={
            "table": call.table_name,
            "expected": "an item that does not change between the read and the write",
            "suggestion": "get the item again, and make a new transaction",
        },
        operation="TransactWriteItems",
        response=error.response,
    )
