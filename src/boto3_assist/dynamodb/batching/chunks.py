"""Cuts a stream of entries into chunks by count and bytes; knows not what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

__all__ = ["Chunks"]

E = TypeVar("E")


class Chunks(Iterator[list[E]], Generic[E]):
    """The chunks of a stream, in its order; takes no more from it than the next chunk needs.

    Attributes:
        held: What was taken from the stream and not given in a chunk yet, as after an error of
            the stream.

    Example:
        >>> list(Chunks(iter([3, 4, 9, 1, 1, 1]), 3, 8, lambda entry: entry))
        [[3, 4], [9], [1, 1, 1]]
    """

    def __init__(
        self,
        entries: Iterator[E],
        max_count: int,
        max_bytes: int | None = None,
        size_of: Callable[[E], int] | None = None,
    ) -> None:
        """Start before the first chunk; nothing is taken.

        Args:
            entries: The stream.
            max_count: How many entries a chunk has at most.
            max_bytes: How many bytes; an entry that is larger makes a chunk of its own.
            size_of: Gives the bytes of an entry; needed with `max_bytes`.
        """
        self.held: list[E] = []
        self._entries = entries
        self._max_count = max_count
        self._max_bytes = max_bytes
        self._size_of = size_of
        self._bytes = 0

    def __next__(self) -> list[E]:
        """Give the next chunk.

        Returns:
            Its entries, at least one.

        Raises:
            StopIteration: After the last chunk.
        """
        for entry in self._entries:
            size = self._size_of(entry) if self._size_of is not None else 0
            is_over = self._max_bytes is not None and self._bytes + size > self._max_bytes
            if is_over and self.held:
                chunk, self.held, self._bytes = self.held, [entry], size
                return chunk
            self.held.append(entry)
            self._bytes += size
            if len(self.held) == self._max_count:
                break
        if not self.held:
            raise StopIteration
        chunk, self.held, self._bytes = self.held, [], 0
        return chunk
