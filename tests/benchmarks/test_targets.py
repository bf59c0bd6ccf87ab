from __future__ import annotations

import pytest

from benchmarks import baseline
from benchmarks.targets import TARGETS, Outcome, outcomes

TARGET = TARGETS[0]


@pytest.mark.parametrize(
    ("found", "is_missed"),
    [
        (TARGET.bound, False),
        (TARGET.bound * 1.149, False),
        (TARGET.bound * 1.151, True),
        ("pydynox is not installed", False),
    ],
)
def test_a_target_is_missed_by_more_than_the_tolerance(found: float | str, is_missed: bool) -> None:
    ratios = {TARGET.table: {TARGET.row: {TARGET.column: found}}}

    first, *others = outcomes(ratios)

    assert first == Outcome(TARGET, found)
    assert first.is_missed is is_missed
    assert {outcome.found for outcome in others} == {"not measured"}
    assert {outcome.target.table for outcome in others} == {TARGET.table}


def test_tables_that_were_not_measured_are_left_out() -> None:
    assert list(outcomes({})) == []


def test_every_target_names_a_place_of_the_tables() -> None:
    found = list(outcomes(baseline.read()["tables"]))

    assert [outcome.target for outcome in found] == list(TARGETS)
    assert "not measured" not in {outcome.found for outcome in found}
