from __future__ import annotations

from pathlib import Path

import pytest

from tools import configuration_page
from tools.configuration_page import PAGE, main, rewritten

ROOT = Path(__file__).parents[2]


def test_the_page_is_current() -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")

    assert text == rewritten(text), "run: python -m tools.configuration_page"


def test_an_old_table_is_replaced_and_the_rest_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(configuration_page, "settings_table", lambda: "| new |\n")
    PAGE.parent.mkdir(parents=True)
    PAGE.write_text("above\n<!-- settings: begin -->\nold\n<!-- settings: end -->\nbelow\n")

    assert main() == 0

    assert PAGE.read_text() == (
        "above\n<!-- settings: begin -->\n\n| new |\n\n<!-- settings: end -->\nbelow\n"
    )
