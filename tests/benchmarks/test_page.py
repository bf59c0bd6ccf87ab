from __future__ import annotations

import re

import pytest

from benchmarks import baseline
from benchmarks.baseline import Baseline
from benchmarks.page import PAGE, rewritten


def test_the_guide_shows_the_baseline() -> None:
    page, kept = PAGE.read_text(encoding="utf-8"), baseline.read()

    assert page == rewritten(page, kept), "run: make bench-baseline"
    shown = re.findall("<!-- figures: (.*) -->", page)
    assert {*shown} == {*kept["tables"], "targets", "versions", "end"}


@pytest.fixture
def kept() -> Baseline:
    return {
        "python": "CPython 3.11.7",
        "packages": {"boto3": "1.44.5", "pydynox": None},
        "rounds": 9,
        "tables": {"order": {"boto3-assist, plain models": {"get": 0.5, "batch": "not built"}}},
    }


def test_old_figures_are_replaced_and_the_rest_is_kept(kept: Baseline) -> None:
    page = (
        "above\n<!-- figures: order -->\nold\n<!-- figures: end -->\n"
        "<!-- figures: versions -->\n<!-- figures: end -->\nbelow\n"
    )

    found = rewritten(page, kept)

    assert (
        found
        == rewritten(found, kept)
        == (
            "above\n<!-- figures: order -->\n\n"
            "|  | get | batch |\n| --- | --- | --- |\n"
            "| boto3-assist, plain models | 0.50 | not built |\n"
            "\n<!-- figures: end -->\n"
            "<!-- figures: versions -->\n\n"
            "CPython 3.11.7; boto3 1.44.5; medians of 9 rounds.\n"
            "\n<!-- figures: end -->\nbelow\n"
        )
    )


def test_targets_stand_beside_what_was_measured(kept: Baseline) -> None:
    page = rewritten("<!-- figures: targets -->\n<!-- figures: end -->", kept)

    assert "| order: boto3-assist, plain models: get | 0.55 | 0.50 |\n" in page
    assert "| order: boto3-assist, plain models: put | 0.48 | not measured |\n" in page
