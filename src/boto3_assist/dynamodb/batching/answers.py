"""Which entries of a chunk an answer is about; knows neither models nor a client."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

from boto3_assist.dynamodb.batching.identities import identity_of
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.errors import DynamoDBResponseIntegrityError

__all__ = ["Identified", "entries_of", "interpreting", "sorted_out"]


class Identified(Protocol):
    """An entry that stands for the item of one key."""

    @property
    def identity(self) -> Hashable:
        """What its key is equal to; see `identity_of`."""


E = TypeVar("E", bound=Identified)


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
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # Without the cause, whose text may show a value.
        raise _damaged(operation, "is not built as DynamoDB builds it") from None


def entries_of(
    chunk: Sequence[E], items: Iterable[WireItem], names: Sequence[str], operation: str
) -> Iterator[tuple[E, WireItem]]:
    """Find the entry that each item of an answer belongs to.

    Args:
        chunk: The entries that were sent.
        items: Items or keys in wire form.
        names: Names of the key attributes.
        operation: AWS's name of the operation.

    Yields:
        The entry and the item.

    Raises:
        DynamoDBResponseIntegrityError: When an item was not asked for, or comes twice.
    """
    by_identity = {entry.identity: entry for entry in chunk}
    for item in items:
        entry = by_identity.pop(identity_of(item, names), None)
        if entry is None:
            raise _damaged(operation, "has an item that was not asked for, or one twice")
        yield entry, item


def sorted_out(
    chunk: Sequence[E], unprocessed: Iterable[WireItem], names: Sequence[str], operation: str
) -> tuple[list[E], list[E]]:
    """Tell what was processed of a chunk from what was not.

    Args:
        chunk: The entries that were sent.
        unprocessed: Items or keys in wire form that the answer names as such.
        names: Names of the key attributes.
        operation: AWS's name of the operation.

    Returns:
        The entries that were processed, and those that were not, each in the order of the chunk.

    Raises:
        DynamoDBResponseIntegrityError: When an item was not asked for, or comes twice.
    """
    left = {id(entry) for entry, _ in entries_of(chunk, unprocessed, names, operation)}
    done = [entry for entry in chunk if id(entry) not in left]
    return done, [entry for entry in chunk if id(entry) in left] if left else []


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
