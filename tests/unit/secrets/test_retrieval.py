from __future__ import annotations

import logging
import threading

import pytest

from boto3_assist.secrets.retrieval import _unlogged


def test_answers_to_other_threads_are_logged_meanwhile(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    parsers = logging.getLogger("botocore.parsers")

    with _unlogged():
        parsers.debug("of this thread")
        other = threading.Thread(target=parsers.debug, args=("of another thread",))
        other.start()
        other.join()

    assert [record.getMessage() for record in caplog.records] == ["of another thread"]
