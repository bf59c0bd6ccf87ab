from __future__ import annotations

import pytest

from benchmarks.backends import isolate


@pytest.fixture(autouse=True)
def made_up_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in isolate({}).items():
        monkeypatch.setenv(name, text)
