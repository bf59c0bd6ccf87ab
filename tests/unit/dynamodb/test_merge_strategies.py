from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb import MergeStrategy
from boto3_assist.dynamodb.merge_strategies import Inside, strategy_of
from boto3_assist.errors import InvalidParameterError

MODEL, MAP = Inside(True, lambda: "merged"), Inside(False, lambda: "merged")
MERGED = "merged"


@pytest.mark.parametrize(
    ("strategy", "current", "update", "inside", "kept"),
    [
        ("non_null_wins", 1, 2, None, 2),
        ("non_null_wins", 1, None, None, 1),
        ("non_null_wins", None, 2, None, 2),
        ("non_null_wins", {}, {}, MAP, MERGED),
        ("non_null_wins", {}, {}, MODEL, MERGED),
        ("updates_win", 1, 2, None, 2),
        ("updates_win", 1, None, None, None),
        ("updates_win", {"a": 1}, {"b": 1}, MAP, {"b": 1}),
        ("updates_win", {}, {}, MODEL, MERGED),
        ("updates_win", 0, 5, MODEL, 5),
        ("existing_wins", 1, 2, None, 1),
        ("existing_wins", None, 2, None, 2),
        ("existing_wins", 0, 2, None, 0),
        ("existing_wins", "", "x", None, ""),
        ("existing_wins", {}, {}, MAP, MERGED),
        ("existing_wins", {}, {}, MODEL, MERGED),
    ],
)
def test_which_value_is_kept(
    strategy: str, current: Any, update: Any, inside: Inside | None, kept: Any
) -> None:
    assert strategy_of(strategy)(current, update, inside) == kept
    assert strategy_of(MergeStrategy(strategy)) is strategy_of(strategy)


@pytest.mark.parametrize("named", ["NON_NULL_WINS", "", None, 1, [], MergeStrategy])
def test_another_name_is_refused(named: Any) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        strategy_of(named)
    assert caught.value.details["expected"] == "non_null_wins, updates_win, existing_wins"
