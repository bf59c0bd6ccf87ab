"""What the unit tests of S3 share."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.service_models import service_models_are_read_once

__all__ = ["heeds_interrupts", "service_models_are_read_once"]


@pytest.fixture
def heeds_interrupts() -> Iterator[None]:
    """Raise KeyboardInterrupt at SIGINT, also in a process that was started to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
