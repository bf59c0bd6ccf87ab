"""A file on an object does what a file in memory does, whatever is read in whatever order."""

from __future__ import annotations

import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.s3.reading.files import open_file
from tests.unit.s3.reading.server import REQUEST, OneObject

SIZES = st.integers(-1, 5000)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["read", "read1", "readline"]), SIZES),
    st.tuples(st.just("seek"), st.integers(0, 5000), st.just(0)),
    st.tuples(st.just("seek"), st.integers(-50, 50), st.just(1)),
    st.tuples(st.just("seek"), st.integers(-3000, 10), st.just(2)),
    st.tuples(st.just("tell")),
)


def outcome(file: Any, step: tuple[Any, ...]) -> Any:
    name, *arguments = step
    try:
        return getattr(file, name)(*arguments)
    except (OSError, ValueError):
        return "refused"


@settings(max_examples=80)
@given(
    st.binary(max_size=300),
    st.integers(1, 15),
    st.integers(1024, 2000),
    st.lists(st.integers(0, 700), max_size=4),
    st.lists(STEPS, max_size=15),
)
def test_it_is_as_a_file_in_memory(
    piece: bytes, times: int, buffer_size: int, breaks: list[int], steps: list[tuple[Any, ...]]
) -> None:
    content = piece * times
    memory = io.BytesIO(content)
    file = open_file(REQUEST, buffer_size, OneObject(content, *breaks))

    for step in steps:
        expected = outcome(memory, step)
        if expected == "refused":
            # A relative seek to before the beginning: BytesIO stops there instead.
            continue
        if step[0] == "seek" and step[2] and memory.tell() == 0:
            file.seek(0)
            continue
        found = outcome(file, step)
        if step[0] == "read1":
            # It gives what one read gives, which depends on the buffer.
            assert content[memory.tell() - len(expected) :].startswith(found)
            memory.seek(file.tell())
            continue
        assert found == expected
        assert file.tell() == memory.tell()
