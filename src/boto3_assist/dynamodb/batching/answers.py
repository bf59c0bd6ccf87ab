"""Which entries of a chunk an answer is about; knows neither models nor a client."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from boto3_assist.errors import DynamoDBResponseIntegrityError

__all__ = ["DAMAGE", "interpreting", "sorted_out", "take_out"]

DAMAGE: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading an answer raises that is not built as DynamoDB builds it."""


E = TypeVar("E", bound=Hashable)
T = TypeVar("T")


@contextmanager
def interpreting(operation: str) -> Iterator[None]:
    """Report an answer that is not built as DynamoDB builds it as what it is.

    Args:
        operation: AWS's name of the operation.

    Yields:
        Nothing; the block reads the answer.

    Raises:
        DynamoDBResponseIntegrityError: When the block cannot read it.
    """
    try:
        yield
    except DAMAGE:
        # Without the cause, whose text may show a value.
        raise _damaged(operation, "is not built as DynamoDB builds it") from None


def take_out(
    waiting: set[E],
    entry_of: Callable[[Hashable], E | None],
    identities: Iterable[Hashable],
    items: Iterable[T],
    operation: str,
) -> dict[E, T]:
    """Find the entry that each item of an answer belongs to, and take it out of those that wait.

    Args:
        waiting: The entries that were sent and not told of yet.
        entry_of: Gives the entry whose key is equal to something, or None.
        identities: What the key of each item is equal to.
        items: The items, or keys.
        operation: AWS's name of the operation.

    Returns:
        Entry → item.

    Raises:
        DynamoDBResponseIntegrityError: When an item was not asked for, or comes twice.
    """
    entries: list[Any] = [*map(entry_of, identities)]
    found: dict[E, T] = dict(zip(entries, items))
    if len(found) != len(entries) or not waiting.issuperset(found):
        raise _damaged(operation, "has an item that was not asked for, or one twice")
    waiting.difference_update(found)
    return found


def sorted_out(chunk: Sequence[E], left: Collection[E]) -> tuple[Sequence[E], Sequence[E]]:
    """Tell what was processed of a chunk from what was not.

    Args:
        chunk: The entries that were sent.
        left: Those of them that the answer names as unprocessed.

    Returns:
        The entries that were processed, and those that were not, each in the order of the chunk.
    """
    if not left:
        return chunk, ()
    return [each for each in chunk if each not in left], [each for each in chunk if each in left]


def _damaged(operation: str, problem: str) -> DynamoDBResponseIntegrityError:
    return DynamoDBResponseIntegrityError(
        f"the response to {operation} {problem}",
        details={
            "operation": operation,
            "expected": "items of the keys in the request, each once",
            "suggestion": "repeat the call; a proxy that changes bodies may be in the way",
        },
        operation=operation,
    )
