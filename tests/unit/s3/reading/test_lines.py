from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boto3_assist.errors import InvalidParameterError, ValidationError
from boto3_assist.s3.reading.lines import check_compression, check_text, lines_of


def lines(content: bytes, **options: Any) -> Iterator[str]:
    given: dict[str, Any] = {
        "encoding": "utf-8",
        "errors": "strict",
        "max_line_length": 10,
        "compression": None,
        **options,
    }
    return lines_of(lambda: io.BytesIO(content), **given)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"a\nb", ["a", "b"]),
        (b"a\r\nb\rc\n", ["a", "b", "c"]),
        ("a\u2028b\x0bc\n".encode(), ["a\u2028b\x0bc"]),
        (b"1234567890\n1234567890", ["1234567890", "1234567890"]),
    ],
)
def test_lines_without_their_ends(content: bytes, expected: list[str]) -> None:
    assert list(lines(content)) == expected


@given(
    st.text(st.sampled_from("ab\r\n\u2028\x0b")), st.integers(1, 4), st.sampled_from([True, False])
)
def test_lines_are_those_of_a_file(text: str, max_line_length: int, keep_ends: bool) -> None:
    whole = list(io.StringIO(text, newline="" if keep_ends else None))
    ends = "\r\n" if keep_ends else "\n"
    expected = [line if keep_ends else line.removesuffix("\n") for line in whole]
    found = lines(text.encode(), max_line_length=max_line_length, keep_ends=keep_ends)
    first_long = next(
        (n for n, line in enumerate(whole) if len(line.rstrip(ends)) > max_line_length), None
    )

    if first_long is None:
        assert list(found) == expected
        return
    assert [next(found) for _ in range(first_long)] == expected[:first_long]
    with pytest.raises(ValidationError):
        next(found)


def test_fields_with_line_breaks_are_kept_for_csv() -> None:
    table = b'a,b\r\n1,"one\ntwo\rthree\r\nfour"\r\n'

    assert list(csv.DictReader(lines(table, max_line_length=20, keep_ends=True))) == [
        {"a": "1", "b": "one\ntwo\rthree\r\nfour"}
    ]


def test_another_encoding() -> None:
    assert list(lines("ä\nö".encode("utf-16"), encoding="utf-16")) == ["ä", "ö"]
    assert list(lines(b"\xff\n", errors="replace")) == ["\ufffd"]
    with pytest.raises(UnicodeDecodeError):
        list(lines(b"a\n\xff\n"))


@pytest.mark.parametrize(
    ("compression", "pack"),
    [("gzip", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)],
)
def test_compressed_text(compression: str, pack: Callable[[bytes], bytes]) -> None:
    assert list(lines(pack(b"a\nb\n"), compression=compression)) == ["a", "b"]


@pytest.mark.parametrize(
    "content", [b"ok\n12345678901\n", b"ok\n12345678901", b"ok\n" + b"x" * 9**6]
)
def test_a_line_that_is_too_long_is_refused(content: bytes) -> None:
    found = lines(content)

    assert next(found) == "ok"
    with pytest.raises(ValidationError) as caught:
        next(found)
    assert caught.value.error_code == "S3_LINE_TOO_LONG"


def test_a_small_compressed_text_that_is_one_huge_line_is_not_unpacked_whole() -> None:
    bomb = gzip.compress(bytes(10**7))
    assert len(bomb) < 20_000

    tracemalloc.start()
    try:
        with pytest.raises(ValidationError):
            list(lines(bomb, max_line_length=1000, compression="gzip"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 10**6


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_line_length": 0},
        {"max_line_length": -5},
        {"max_line_length": "9"},
        {"max_line_length": True},
        {"encoding": "utf-9"},
        {"encoding": None},
        {"errors": "careless"},
    ],
)
def test_what_no_text_is_read_by(wrong: dict[str, Any]) -> None:
    good: dict[str, Any] = {"encoding": "utf-8-sig", "errors": "replace", "max_line_length": 1}
    check_text(**good)

    with pytest.raises(InvalidParameterError) as caught:
        check_text(**{**good, **wrong})

    assert caught.value.message.startswith(f"{next(iter(wrong))} was given as ")


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_closing_the_iterator_closes_the_content(compression: Any) -> None:
    content = b"a\nb\n" if compression is None else gzip.compress(b"a\nb\n")
    source = io.BytesIO(content)
    found = lines_of(
        lambda: source,
        encoding="utf-8",
        errors="strict",
        max_line_length=9,
        compression=compression,
    )
    assert next(found) == "a"
    assert not source.closed

    found.close()  # type: ignore[attr-defined]  # a generator

    assert source.closed


def test_nothing_is_opened_before_the_first_line() -> None:
    def fail() -> Any:
        raise AssertionError("opened")

    lines_of(fail, encoding="utf-8", errors="strict", max_line_length=9, compression=None)


def test_a_compression_that_is_not_known() -> None:
    check_compression(None)
    check_compression("xz")
    with pytest.raises(InvalidParameterError):
        check_compression("zip")
