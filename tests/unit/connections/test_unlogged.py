from __future__ import annotations

import logging
import threading

import pytest

from boto3_assist.connections.unlogged import unlogged


@pytest.fixture(params=["botocore.auth", "botocore.endpoint", "botocore.parsers"])
def logger(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> logging.Logger:
    caplog.set_level(logging.DEBUG)
    return logging.getLogger(request.param)


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_only_what_comes_of_the_block_is_kept_out(
    logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    logger.debug("before")
    with pytest.raises(KeyError), unlogged():
        with unlogged():
            logger.debug("inside")
        logger.error("still inside")
        other = threading.Thread(target=logger.debug, args=("of another thread",))
        other.start()
        other.join()
        raise KeyError
    logger.debug("after")

    assert messages(caplog) == ["before", "of another thread", "after"]


def test_a_block_that_ends_meanwhile_opens_no_other(
    logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    """The filters of a logger are a list that threads go through without a lock."""
    entered, ended = threading.Event(), threading.Event()
    may_end = threading.Event()

    def other_call() -> None:
        with unlogged():
            entered.set()
            assert may_end.wait(10)
        ended.set()

    def between(_: logging.LogRecord) -> bool:
        may_end.set()
        return ended.wait(10)

    other = threading.Thread(target=other_call)
    other.start()
    assert entered.wait(10)
    logger.addFilter(between)
    try:
        with unlogged():
            # Whichever of the filters comes first, one is asked after the other call has ended.
            logger.debug("a secret")
            between(logging.makeLogRecord({}))
            logger.debug("another secret")
    finally:
        logger.removeFilter(between)
        other.join()

    assert messages(caplog) == []


def test_a_logger_gets_one_filter_however_many_calls(logger: logging.Logger) -> None:
    for _ in range(3):
        with unlogged():
            pass
    before = list(logger.filters)
    with unlogged():
        assert logger.filters == before
