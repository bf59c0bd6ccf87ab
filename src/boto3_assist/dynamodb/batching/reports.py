"""What was done of a batch, what was not and why; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.dynamodb.batching.inputs import Inputs
from boto3_assist.dynamodb.result import DynamoDBResult

__all__ = ["BatchFailure", "BatchReport", "Tally"]


@dataclass(frozen=True)
class BatchFailure:
    """One input of a batch that was not done.

    Attributes:
        position: Its place among the inputs, from 0; the first of a key that was given twice.
        item: The input as the caller gave it.
        error: Why: the error of the last attempt, or what ended the batch before it was sent.
        may_be_done: True where an attempt to write it ended without an answer, or botocore made
            several and tells of the last one only, so that it may have been written after all.
    """

    position: int
    item: Any = field(repr=False)
    error: BaseException
    may_be_done: bool = False


@dataclass(frozen=True)
class BatchReport:
    """What became of the inputs of a batch; every one that was taken is accounted for.

    Attributes:
        done: How many inputs were done.
        failures: Those that were not, in their order.
        taken: How many inputs were taken from what the caller gave.
        superseded: Places of inputs that were left out for a later one with the same key, or that
            failed before the later one was written.
        all_taken: False where the batch ended before an iterator did: what it has not given is
            still in it, and in no failure.
        result: What the call returns, or would have returned, for what was done.

    Example:
        >>> report = BatchReport(done=2, failures=(), taken=2)
        >>> report.is_complete, report.left
        (True, [])
    """

    done: int
    failures: tuple[BatchFailure, ...] = ()
    taken: int = 0
    superseded: tuple[int, ...] = field(default=(), repr=False)
    all_taken: bool = True
    result: DynamoDBResult[Any] = field(default_factory=DynamoDBResult, repr=False, compare=False)

    @property
    def is_complete(self) -> bool:
        """Whether everything was done."""
        return self.all_taken and not self.failures

    @property
    def left(self) -> list[Any]:
        """The inputs that were not done, as the caller gave them, to be given once more."""
        return [failure.item for failure in self.failures]


class Tally:
    """Keeps account of every input of a batch while it goes on, and tells the caller of progress.

    An input is under way from when it is taken until it is done, failed or left out; each of these
    is one step, so that an interrupt at any point leaves an account that is true.

    Attributes:
        superseded: Places of inputs that are left out.
    """

    def __init__(self, size: int | None, callback: Callable[[int, int], object] | None) -> None:
        """Start with nothing taken.

        Args:
            size: How many inputs there are; None of an iterator.
            callback: Is told how many are done, and how many there are to do.
        """
        self.superseded: set[int] = set()
        self._size = size
        self._taken = 0
        self._under_way: dict[int, Any] = {}
        self._failures: dict[int, BatchFailure] = {}
        self._done = 0
        self._expected_less = 0
        self._callback = callback

    def take(self, position: int, given: Any) -> None:
        """Note an input that was taken.

        Args:
            position: Its place.
            given: What the caller gave.
        """
        self._under_way[position] = given
        self._taken = position + 1

    def take_all(self, given: Sequence[Any]) -> None:
        """Note all inputs of a list, before anything else.

        Args:
            given: What the caller gave, at each place.
        """
        self._under_way = dict(enumerate(given))
        self._taken = len(given)

    def leave_out(self, position: int) -> None:
        """Note an input that is not written, or need not be, because a later one has its key.

        Args:
            position: Its place.
        """
        self.superseded.add(position)
        if self._failures.pop(position, None) is None:
            self._expected_less += 1
            self._under_way.pop(position, None)

    def settle(self, positions: Collection[int]) -> None:
        """Note inputs that were done.

        Args:
            positions: Their places.
        """
        under_way = self._under_way
        for position in positions:
            del under_way[position]
        self._done += len(positions)

    def tell(self) -> None:
        """Tell the caller how much is done."""
        if self._callback is not None and self._done:
            all_of_them = self._taken if self._size is None else self._size
            self._callback(self._done, all_of_them - self._expected_less)

    def hush(self) -> None:
        """Tell the caller nothing more."""
        self._callback = None

    def fail(
        self, inputs: Iterable[tuple[int, Any]], error: BaseException, may_be_done: bool = False
    ) -> None:
        """Note inputs that were not done.

        Args:
            inputs: Their places, and what the caller gave.
            error: Why.
            may_be_done: True where that is not known for sure.
        """
        for position, given in inputs:
            self._failures[position] = BatchFailure(position, given, error, may_be_done)
            self._under_way.pop(position, None)

    def close(
        self, error: BaseException | None, may_be_done: bool, inputs: Inputs
    ) -> tuple[tuple[BatchFailure, ...], int]:
        """End the account: what is still under way, and what is left of a list, has failed.

        Args:
            error: What ended the batch before its end, or None.
            may_be_done: True where what is under way may have been written: after an interrupt
                in the middle of a step it is not known how far that step came.
            inputs: What the caller gave.

        Returns:
            The failures in the order of the inputs, and how many inputs were taken.
        """
        if error is not None:
            lost = {n: given for n, given in self._under_way.items() if n not in self._failures}
            self.fail(lost.items(), error, may_be_done)
        taken = max([self._taken, *(position + 1 for position in self._failures)])
        if error is not None and inputs.size is not None:
            left = (each for each in inputs.again() if each[0] >= taken)
            self.fail([each for each in left if each[0] not in self.superseded], error)
            taken = inputs.size
        return tuple(failure for _, failure in sorted(self._failures.items())), taken
