"""Keeps calls that carry secrets out of botocore's log; knows no service."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["unlogged"]

# At DEBUG, the first has the headers that are signed, the second requests whole, the third answers.
_NAMES = ("botocore.auth", "botocore.endpoint", "botocore.parsers")
_LOGGERS = tuple(map(logging.getLogger, _NAMES))

_carries_secrets: ContextVar[bool] = ContextVar("boto3_assist_carries_secrets", default=False)


def _may_be_logged(_: logging.LogRecord) -> bool:
    return not _carries_secrets.get()


@contextmanager
def unlogged() -> Iterator[None]:
    """Keep what botocore does inside a ``with`` block out of its log; other threads' stays in it.

    Yields:
        Nothing; the block runs once.

    Example:
        >>> with unlogged():
        ...     logging.getLogger("botocore.parsers").warning("an answer, whole")
    """
    for logger in _LOGGERS:
        # Never taken off again: of a list that gets shorter while another thread goes through it,
        # that thread leaves a filter out. Adding it again does nothing.
        logger.addFilter(_may_be_logged)
    before = _carries_secrets.set(True)
    try:
        yield
    finally:
        _carries_secrets.reset(before)
