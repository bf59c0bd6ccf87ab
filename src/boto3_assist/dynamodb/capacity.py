"""The capacity that calls consume, added up, and budgets of it; sends nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from boto3_assist.dynamodb.blocks import LEDGERS
from boto3_assist.errors import CapacityBudgetExceededError, InvalidParameterError, describe

__all__ = [
    "CapacityLedger",
    "CapacityUse",
    "capacity_ledger",
    "is_metered",
    "metering",
]

_READS: Final = frozenset({"BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems"})
_WRITES: Final = frozenset(
    {"BatchWriteItem", "DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"}
)
_STATEMENTS: Final = frozenset({"BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction"})
_INDEXES: Final = ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")


@dataclass(frozen=True)
class CapacityUse:
    """Capacity that was consumed.

    Attributes:
        read_units: Read request units, or read capacity units of a provisioned table.
        write_units: Write request units, or write capacity units of a provisioned table.
    """

    read_units: float = 0.0
    write_units: float = 0.0

    def __add__(self, other: CapacityUse) -> CapacityUse:
        return CapacityUse(self.read_units + other.read_units, self.write_units + other.write_units)


class CapacityLedger:
    """What the calls of a block consumed, as DynamoDB says it; `capacity_ledger` makes one.

    Threads may share it. Calls that failed, and responses without figures, are not in the sums.

    Attributes:
        max_read_units: The budget of reads; None for none.
        max_write_units: The budget of writes; None for none.
    """

    def __init__(
        self, *, max_read_units: float | None = None, max_write_units: float | None = None
    ) -> None:
        """Start at zero.

        Args:
            max_read_units: No read begins once so many units are read; None for no budget.
            max_write_units: No write begins once so many units are written; None for no budget.

        Raises:
            InvalidParameterError: When a budget is not a positive number.
        """
        for name, budget in (
            ("max_read_units", max_read_units),
            ("max_write_units", max_write_units),
        ):
            _check_budget(name, budget)
        self.max_read_units = max_read_units
        self.max_write_units = max_write_units
        self._lock = threading.Lock()
        self._uses: dict[tuple[str, str | None], CapacityUse] = {}
        self._calls = 0
        self._unmetered = 0

    def __repr__(self) -> str:
        """Show the sums."""
        total = self.total
        return f"CapacityLedger(read_units={total.read_units}, write_units={total.write_units})"

    @property
    def total(self) -> CapacityUse:
        """What all calls consumed."""
        with self._lock:
            return sum(self._uses.values(), CapacityUse())

    @property
    def read_units(self) -> float:
        """What all reads consumed."""
        return self.total.read_units

    @property
    def write_units(self) -> float:
        """What all writes consumed."""
        return self.total.write_units

    @property
    def calls(self) -> int:
        """How many calls succeeded."""
        with self._lock:
            return self._calls

    @property
    def unmetered_calls(self) -> int:
        """How many of them came back without saying what they consumed."""
        with self._lock:
            return self._unmetered

    @property
    def by_table(self) -> dict[str, CapacityUse]:
        """What each table consumed, its indexes included."""
        sums: dict[str, CapacityUse] = {}
        for (table, _), use in self.by_index.items():
            sums[table] = sums.get(table, CapacityUse()) + use
        return sums

    @property
    def by_index(self) -> dict[tuple[str, str | None], CapacityUse]:
        """What each (table, index) consumed; the index is None for the table itself."""
        with self._lock:
            return dict(self._uses)

    def check(self, operation: str, request: Mapping[str, Any]) -> None:
        """Check that a call is within the budget.

        Args:
            operation: AWS's name of it.
            request: Its parameters.

        Raises:
            CapacityBudgetExceededError: When the units of its kind are used up.
        """
        budgets = (self.max_read_units, self.max_write_units)
        if budgets == (None, None):
            return
        reads, total = _is_read(operation, request), self.total
        kind, budget = ("read", budgets[0]) if reads else ("write", budgets[1])
        used = total.read_units if reads else total.write_units
        if budget is not None and used >= budget:
            raise CapacityBudgetExceededError(
                f"{used:g} of {budget:g} {kind} units are used; {operation} was not sent",
                details={
                    "operation": operation,
                    "given": used,
                    "expected": f"less than {budget:g} {kind} units before a call",
                    "suggestion": "go on from the error's cursor, or last_key, later, or raise the "
                    "budget",
                },
            )

    def record(
        self, operation: str, request: Mapping[str, Any], response: Mapping[str, Any]
    ) -> None:
        """Add what one call consumed.

        Args:
            operation: AWS's name of it.
            request: Its parameters.
            response: Its response.
        """
        consumed = response.get("ConsumedCapacity") or []
        parts = [consumed] if isinstance(consumed, Mapping) else consumed
        reads = _is_read(operation, request)
        with self._lock:
            self._calls += 1
            self._unmetered += not parts
            for part in parts:
                for index, use in _uses_in(part, reads):
                    key = (str(part.get("TableName", "")), index)
                    self._uses[key] = self._uses.get(key, CapacityUse()) + use


@contextmanager
def capacity_ledger(
    *, max_read_units: float | None = None, max_write_units: float | None = None
) -> Iterator[CapacityLedger]:
    """Add up what every call inside a ``with`` block consumes, pages and batches included.

    It holds for the calls of this thread or task, and for those that the library makes in threads
    of its own on their behalf; an outer ledger counts what an inner one counts.

    Args:
        max_read_units: No read begins once so many units are read; the call that uses them up
            may go over. None for no budget.
        max_write_units: The same for writes.

    Yields:
        The ledger, also to be read after the block.

    Raises:
        InvalidParameterError: When a budget is not a positive number.

    Example:
        >>> with capacity_ledger(max_read_units=100) as ledger:
        ...     pass
        >>> ledger.read_units, ledger.calls
        (0.0, 0)
    """
    ledger = CapacityLedger(max_read_units=max_read_units, max_write_units=max_write_units)
    with metering(ledger):
        yield ledger


@contextmanager
def metering(ledger: CapacityLedger) -> Iterator[None]:
    """Let a ledger that may be shared with other threads hold for a ``with`` block.

    Args:
        ledger: The ledger.
    """
    LEDGERS.set((*LEDGERS.get(), ledger))
    try:
        yield
    finally:
        LEDGERS.set(tuple(each for each in LEDGERS.get() if each is not ledger))


def is_metered(operation: str) -> bool:
    """Tell whether DynamoDB can say what an operation consumes.

    Args:
        operation: AWS's name of it.

    Returns:
        True for operations on items.
    """
    return operation in _READS or operation in _WRITES or operation in _STATEMENTS


def _is_read(operation: str, request: Mapping[str, Any]) -> bool:
    if operation not in _STATEMENTS:
        return operation in _READS
    # A batch or transaction of statements reads, or writes; DynamoDB does not take both in one.
    statements = request.get("Statements") or request.get("TransactStatements") or [request]
    text = str(statements[0].get("Statement", ""))
    # EXISTS is how a transaction that writes states a condition.
    return text.lstrip().upper().startswith("SELECT")


def _uses_in(part: Mapping[str, Any], reads: bool) -> Iterator[tuple[str | None, CapacityUse]]:
    """Give what one table consumed, split by its indexes where the response says so."""
    indexes = {name: use for kind in _INDEXES for name, use in (part.get(kind) or {}).items()}
    if not indexes and "Table" not in part:
        yield None, _use_of(part, reads)
        return
    if table := part.get("Table"):
        yield None, _use_of(table, reads)
    for name, use in indexes.items():
        yield name, _use_of(use, reads)


def _use_of(part: Mapping[str, Any], reads: bool) -> CapacityUse:
    units = float(part.get("CapacityUnits") or 0)
    read, write = part.get("ReadCapacityUnits"), part.get("WriteCapacityUnits")
    if read is None and write is None:
        return CapacityUse(units, 0.0) if reads else CapacityUse(0.0, units)
    return CapacityUse(float(read or 0), float(write or 0))


def _check_budget(name: str, budget: object) -> None:
    if budget is None:
        return
    shown: object = describe(budget)
    if isinstance(budget, (int, float)) and not isinstance(budget, bool):
        if budget > 0:
            return
        shown = budget
    raise InvalidParameterError(
        f"{name} was given as {shown}",
        details={
            "given": describe(budget),
            "expected": "a number of units above 0, or None for no budget",
        },
    )
