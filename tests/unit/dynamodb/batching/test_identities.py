from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from boto3_assist.dynamodb.batching.identities import identities_of, identity_of

SAME = [
    ({"N": "1"}, {"N": "1.0"}),
    ({"N": "100"}, {"N": "1E+2"}),
    ({"B": b"\x00\xff"}, {"B": "AP8="}),
    ({"S": "é"}, {"S": "é"}),
]
DISTINCT = [{"S": "1"}, {"N": "1"}, {"B": b"1"}, {"S": "e\u0301"}, {"S": "é"}, {"BOOL": True}]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_key_written_in_two_ways_is_one(one: dict[str, str], other: dict[str, str]) -> None:
    assert identity_of({"pk": one}, ["pk"]) == identity_of({"pk": other, "n": one}, ["pk"])


@pytest.mark.parametrize(("one", "other"), list(combinations(DISTINCT, 2)))
def test_two_keys_are_two(one: dict[str, str], other: dict[str, str]) -> None:
    assert identity_of({"pk": one}, ["pk"]) != identity_of({"pk": other}, ["pk"])


def test_an_item_without_a_key_attribute_has_none() -> None:
    assert identity_of({"pk": {"S": "1"}}, ["pk", "sk"]) is None


@pytest.mark.parametrize("names", [["pk"], ["pk", "sk"], ["pk", "sk", "n"]])
def test_those_of_many_items_are_those_of_each(names: list[str]) -> None:
    items: list[dict[str, Any]] = [
        {"pk": {"S": "a"}, "sk": {"S": "b"}, "n": {"N": "1"}},
        {"pk": {"S": "a"}, "sk": {"N": "1.0"}, "n": {"B": "AQ=="}},
        {"pk": {"B": b"a"}, "sk": {"S": "b"}, "n": {"BOOL": True}},
        {"pk": {"S": "a"}},
        {},
    ]

    assert identities_of(items, names) == [identity_of(item, names) for item in items]


@pytest.mark.parametrize("wire", [{"S": "a", "N": "1"}, {}, None, 5])
def test_what_is_no_wire_value_is_no_identity(wire: Any) -> None:
    for item in ({"pk": wire, "sk": {"S": "b"}}, {"pk": {"S": "a"}, "sk": wire}):
        with pytest.raises((AttributeError, TypeError, ValueError)):
            identities_of([item], ["pk", "sk"])
