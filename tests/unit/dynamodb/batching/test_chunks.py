from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boto3_assist.dynamodb.batching.chunks import Chunks

SIZES = st.lists(st.integers(0, 12), max_size=40)


@given(SIZES, st.integers(1, 6), st.integers(1, 10))
def test_chunks_are_the_stream_cut_as_late_as_may_be(
    sizes: list[int], count: int, most: int
) -> None:
    chunks = list(Chunks(iter(sizes), count, most, lambda size: size))

    assert [size for chunk in chunks for size in chunk] == sizes
    assert all(1 <= len(chunk) <= count for chunk in chunks)
    assert all(sum(chunk) <= most or len(chunk) == 1 for chunk in chunks)
    for chunk, following in zip(chunks, chunks[1:]):
        assert len(chunk) == count or sum(chunk) + following[0] > most


def test_no_more_is_taken_than_the_next_chunk_needs() -> None:
    taken: list[int] = []

    def stream() -> Iterator[int]:
        for number in range(9):
            taken.append(number)
            yield number

    chunks = Chunks(stream(), 3)
    next(chunks)

    assert taken == [0, 1, 2]
    assert chunks.held == []


def test_what_was_taken_before_an_error_is_held() -> None:
    def stream() -> Iterator[int]:
        yield from (1, 2)
        raise OSError

    chunks = Chunks(stream(), 3)

    with pytest.raises(OSError):
        next(chunks)
    assert chunks.held == [1, 2]
