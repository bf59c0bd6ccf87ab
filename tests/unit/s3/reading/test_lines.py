from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError, ValidationError
from boto3_assist.s3.reading.lines import check_compression, lines_of


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
    source = io.BytesIO(bomb)

    with pytest.raises(ValidationError):
        list(
            lines_of(
                lambda: source,
                encoding="utf-8",
                errors="strict",
                max_line_length=1000,
                compression="gzip",
            )
        )
    assert len(bomb) < 20_000


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
