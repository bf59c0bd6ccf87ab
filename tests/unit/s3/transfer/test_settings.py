from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.transfer.settings import (
    MAX_PART_SIZE,
    MIN_PART_SIZE,
    apart,
    transfer_settings,
)

MIB = 1024 * 1024
GIB = 1024 * MIB


@pytest.mark.parametrize(
    ("size", "part_size", "expected"),
    [
        (None, 8 * MIB, 8 * MIB),
        (0, 8 * MIB, 8 * MIB),
        (10_000 * 8 * MIB, 8 * MIB, 8 * MIB),
        (10_000 * 8 * MIB + 1, 8 * MIB, 9 * MIB),
        (5 * 1024 * GIB, 8 * MIB, 525 * MIB),
        (10_000 * MAX_PART_SIZE, MIN_PART_SIZE, MAX_PART_SIZE),
    ],
)
def test_parts_are_never_too_many(size: int | None, part_size: int, expected: int) -> None:
    assert transfer_settings(part_size=part_size).part_size_for(size) == expected


def test_a_source_that_no_parts_hold_is_refused() -> None:
    with pytest.raises(InvalidParameterError):
        transfer_settings().part_size_for(10_000 * MAX_PART_SIZE + 1)


@pytest.mark.parametrize(
    "options",
    [
        {"part_size": MIN_PART_SIZE - 1},
        {"part_size": MAX_PART_SIZE + 1},
        {"part_size": 8.0 * MIB},
        {"part_size": True},
        {"part_size": None},
        {"concurrency": 0},
        {"concurrency": "10"},
        {"progress": "print"},
    ],
)
def test_what_s3_does_not_take_is_refused(options: Any) -> None:
    with pytest.raises(InvalidParameterError):
        transfer_settings(**options)


@pytest.mark.parametrize(
    ("concurrency", "connections", "expected"),
    [(10, 50, 10), (10, 4, 4), (10, None, 10), (1, 50, 1)],
)
def test_requests_never_outnumber_connections(
    concurrency: int, connections: int | None, expected: int
) -> None:
    settings = transfer_settings(concurrency=concurrency, part_size=6 * MIB)

    config = settings.engine_config(7 * MIB, max_connections=connections)

    assert config.max_request_concurrency == expected
    assert config.max_in_memory_upload_chunks == expected
    assert config.multipart_chunksize == 7 * MIB
    assert config.multipart_threshold == 7 * MIB + 1


def test_options_of_the_transfer_are_taken_from_the_others() -> None:
    settings, others = apart({"concurrency": 3, "metadata": {"a": "b"}, "progress": None})

    assert settings.concurrency == 3
    assert others == {"metadata": {"a": "b"}}
