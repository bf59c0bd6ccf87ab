"""The ``with`` blocks that a call is made in: their ledgers and deadlines; makes neither.

Every call asks for them, most are in none: so this loads nothing that makes them.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boto3_assist.dynamodb.capacity import CapacityLedger
    from boto3_assist.dynamodb.deadlines import Deadline

__all__ = ["DEADLINES", "LEDGERS", "current_deadline", "current_ledgers"]

LEDGERS: ContextVar[tuple[CapacityLedger, ...]] = ContextVar("boto3_assist_ledgers", default=())
"""The ledgers of the blocks, the outermost first."""

DEADLINES: ContextVar[tuple[Deadline, ...]] = ContextVar("boto3_assist_deadlines", default=())
"""The deadlines of the blocks, the outermost first."""


def current_ledgers() -> tuple[CapacityLedger, ...]:
    """Give the ledgers whose blocks this is in.

    Returns:
        The ledgers, the outermost first.
    """
    return LEDGERS.get()


def current_deadline() -> Deadline | None:
    """Give the deadline that holds here.

    Returns:
        The earliest of those whose blocks this is in, or None.
    """
    entered = DEADLINES.get()
    if len(entered) < 2:
        return entered[0] if entered else None
    return min(entered, key=lambda deadline: deadline.remaining)
