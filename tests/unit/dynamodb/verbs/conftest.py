"""Each test starts, and leaves, without settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boto3_assist.config import reset_config


@pytest.fixture(autouse=True)
def no_settings() -> Iterator[None]:
    reset_config()
    yield
    reset_config()
