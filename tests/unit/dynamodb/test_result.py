from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase, DynamoDBResult
from boto3_assist.dynamodb.instance_state import is_partial
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    ItemNotFoundError,
    SerializationError,
    ThrottledError,
    ValidationError,
)

METADATA = {"RequestId": "REQ", "HTTPStatusCode": 200, "RetryAttempts": 1}


@dataclass
class Note(DynamoDBModelBase):
    note_id: str
    text: str = ""
    primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")


WIRE_NOTE = {
    "note_id": {"S": "7"},
    "text": {"S": "secret-text"},
    "pk": {"S": "note#7"},
    "sk": {"S": "note"},
    "color": {"S": "red"},
    "blob": {"B": "AP8="},
}
ITEM = {
    "note_id": "7",
    "text": "secret-text",
    "pk": "note#7",
    "sk": "note",
    "color": "red",
    "blob": b"\x00\xff",
}
GET = {"Item": WIRE_NOTE, "ConsumedCapacity": {"CapacityUnits": 0.5}, "ResponseMetadata": METADATA}
QUERY = {
    "Items": [WIRE_NOTE],
    "Count": 1,
    "ScannedCount": 4,
    "LastEvaluatedKey": {"pk": {"S": "note#7"}, "sk": {"N": "3"}},
    "ResponseMetadata": METADATA,
}


def failed() -> DynamoDBResult[Any]:
    response = {"Error": {"Code": "ThrottlingException"}, "ResponseMetadata": METADATA}
    return DynamoDBResult.error_result(ThrottledError("too fast", response=response))


class TestMapping:
    def test_is_that_of_the_response_in_python_values(self) -> None:
        result = DynamoDBResult.success_result(None, GET)

        assert isinstance(result, Mapping)
        assert result["Item"] == ITEM
        assert result.get("Item") == ITEM
        assert "Item" in result and "Items" not in result
        assert list(result) == ["Item", "ConsumedCapacity", "ResponseMetadata"]
        assert len(result) == 3
        assert result == {**GET, "Item": ITEM}
        assert dict(result)["ResponseMetadata"] == METADATA

    def test_call_sites_of_0_x(self) -> None:
        found, absent = DynamoDBResult[Any](None, QUERY), DynamoDBResult[Any](
            None, {"ResponseMetadata": {}}
        )

        assert found.get("Items", []) == [ITEM]
        assert found.get("LastEvaluatedKey") == {"pk": "note#7", "sk": 3}
        assert found["Count"] == 1
        assert absent.get("Item") is None
        assert absent.get("Items", []) == []
        with pytest.raises(KeyError):
            absent["Item"]

    def test_is_read_only(self) -> None:
        result: Any = DynamoDBResult[Any](None, GET)

        with pytest.raises(TypeError):
            result["Item"] = {}

    def test_numbers_are_read_as_asked(self) -> None:
        response = {"Item": {"n": {"N": "7"}}}

        assert repr(DynamoDBResult[Any](None, response)["Item"]) == "{'n': 7}"
        exact = DynamoDBResult[Any](None, response, convert_decimals=False)
        assert repr(exact["Item"]) == "{'n': Decimal('7')}"
        assert exact.get("Item") == {"n": Decimal(7)}

    def test_attributes_are_items_too(self) -> None:
        assert DynamoDBResult[Any](None, {"Attributes": WIRE_NOTE})["Attributes"] == ITEM

    @pytest.mark.parametrize(
        "response",
        [{"Item": []}, {"Item": {"a": {"X": 1}}}, {"Items": {}}, {"Items": [1]}],
        ids=repr,
    )
    def test_a_damaged_part_is_a_typed_error(self, response: dict[str, Any]) -> None:
        with pytest.raises(SerializationError):
            dict(DynamoDBResult[Any](None, response))

    def test_a_damaged_part_does_not_hide_the_others(self) -> None:
        result = DynamoDBResult[Any](None, {"Items": [1], "Count": 5})

        assert result.count == 5


class TestParts:
    def test_of_a_query(self) -> None:
        result = DynamoDBResult.success_result([1], QUERY)

        assert (result.count, result.scanned_count) == (1, 4)
        assert result.last_key == {"pk": "note#7", "sk": 3}
        assert result.consumed_capacity is None
        assert result.metadata == METADATA

    def test_of_a_get(self) -> None:
        result = DynamoDBResult.success_result(ITEM, GET)

        assert (result.count, result.scanned_count, result.last_key) == (None, None, None)
        assert result.consumed_capacity == {"CapacityUnits": 0.5}

    def test_of_a_result_made_by_hand(self) -> None:
        result = DynamoDBResult.success_result({"a": 1})

        assert result.success
        assert result.error is None
        assert result.metadata == {}
        assert dict(result) == {}


@pytest.mark.parametrize(
    ("result", "truth"),
    [
        (DynamoDBResult.success_result(ITEM, GET), True),
        (DynamoDBResult.success_result([], QUERY), True),
        (DynamoDBResult.success_result({}), True),
        (DynamoDBResult.success_result(None, GET), False),
        (failed(), False),
    ],
    ids=["item", "empty-list", "empty-item", "none", "failed"],
)
def test_truth(result: DynamoDBResult[Any], truth: bool) -> None:
    assert bool(result) is truth


class TestUnwrap:
    def test_gives_the_data(self) -> None:
        assert DynamoDBResult.success_result(ITEM).unwrap() is ITEM
        assert DynamoDBResult.success_result([]).unwrap() == []

    def test_of_nothing_raises(self) -> None:
        with pytest.raises(ItemNotFoundError) as caught:
            DynamoDBResult[Any](None, {"ResponseMetadata": METADATA}).unwrap()
        assert caught.value.error_code == "ITEM_NOT_FOUND"
        assert caught.value.response == {"ResponseMetadata": METADATA}

    def test_of_a_failure_raises_it(self) -> None:
        with pytest.raises(ThrottledError):
            failed().unwrap()


class TestModels:
    def test_to_reads_the_item_and_keeps_what_the_model_does_not_know(self) -> None:
        note = DynamoDBResult[Any](None, GET).to(Note)

        assert note == Note("7", "secret-text")
        assert note is not None
        assert note.to_resource_dictionary() == ITEM

    def test_to_reads_what_was_written(self) -> None:
        note = Note("7")

        assert DynamoDBResult.success_result(note, {"ResponseMetadata": {}}).to(Note) == note
        assert DynamoDBResult.success_result({"note_id": "7"}).to(Note) == note

    def test_to_of_nothing_is_none(self) -> None:
        assert DynamoDBResult[Any](None, {"ResponseMetadata": {}}).to(Note) is None

    def test_to_list_reads_the_items(self) -> None:
        assert DynamoDBResult[Any](None, QUERY).to_list(Note) == [Note("7", "secret-text")]
        assert DynamoDBResult.success_result([{"note_id": "7"}, Note("8")]).to_list(Note) == [
            Note("7"),
            Note("8"),
        ]
        assert DynamoDBResult.success_result([], {"Items": []}).to_list(Note) == []

    def test_each_refuses_the_others_shape(self) -> None:
        with pytest.raises(ValidationError, match="list"):
            DynamoDBResult[Any](None, QUERY).to(Note)
        with pytest.raises(ValidationError, match="list"):
            DynamoDBResult.success_result([]).to(Note)
        with pytest.raises(ValidationError, match="at most one"):
            DynamoDBResult[Any](None, GET).to_list(Note)

    def test_b9_what_was_read_in_part_is_marked(self) -> None:
        one = DynamoDBResult.success_result(ITEM, GET, partial=True).to(Note)
        (other,) = DynamoDBResult.success_result([ITEM], QUERY, partial=True).to_list(Note)
        by_hand = DynamoDBResult.success_result(ITEM, partial=True).to(Note)

        assert one is not None and by_hand is not None
        assert is_partial(one) and is_partial(other) and is_partial(by_hand)

    def test_what_was_read_whole_is_not_marked(self) -> None:
        note = DynamoDBResult[Any](None, GET).to(Note)

        assert note is not None
        assert not is_partial(note)


class TestFailure:
    def test_tells_success_error_metadata_and_truth(self) -> None:
        result = failed()

        assert result.success is False
        assert isinstance(result.error, ThrottledError)
        assert result.metadata == METADATA
        assert not result
        assert repr(result) == "DynamoDBResult(error=ThrottledError)"

    def test_without_a_response_has_no_metadata(self) -> None:
        assert DynamoDBResult.error_result(ValidationError("wrong")).metadata == {}

    @pytest.mark.parametrize(
        "use",
        [
            lambda r: r.data,
            lambda r: r.count,
            lambda r: r.scanned_count,
            lambda r: r.last_key,
            lambda r: r.consumed_capacity,
            lambda r: r.unwrap(),
            lambda r: r.to(Note),
            lambda r: r.to_list(Note),
            lambda r: r["Item"],
            lambda r: r.get("Item"),
            lambda r: "Item" in r,
            lambda r: len(r),
            lambda r: list(r),
            lambda r: r.keys() and list(r.keys()),
            lambda r: list(r.items()),
            lambda r: list(r.values()),
            lambda r: dict(r),
            lambda r: r == {},
        ],
    )
    def test_everything_else_raises_it(self, use: Callable[[Any], Any]) -> None:
        with pytest.raises(ThrottledError):
            use(failed())


@pytest.mark.parametrize("data", [ITEM, [ITEM], Note("7", "secret-text"), None])
def test_a_repr_shows_no_value(data: Any) -> None:
    text = repr(DynamoDBResult.success_result(data, GET))

    assert text.startswith("DynamoDBResult(data=")
    assert "secret" not in text and "note#" not in text


@pytest.mark.parametrize(
    "clone", [copy.copy, copy.deepcopy, lambda r: pickle.loads(pickle.dumps(r))]
)
class TestCopies:
    def test_of_a_success(self, clone: Callable[[Any], Any]) -> None:
        original = DynamoDBResult.success_result(
            Note("7"), GET, convert_decimals=False, partial=True
        )

        result = clone(original)

        assert result.data == Note("7")
        assert result["Item"] == ITEM
        assert is_partial(result.to(Note))

    def test_of_a_failure(self, clone: Callable[[Any], Any]) -> None:
        error = ConditionalCheckFailedError("no", item={"pk": "1"}, response={"Item": {}})

        result = clone(DynamoDBResult.error_result(error))

        assert result.success is False
        with pytest.raises(ConditionalCheckFailedError) as caught:
            result.unwrap()
        assert caught.value.item == {"pk": "1"}


def test_types_follow_the_data() -> None:
    result: DynamoDBResult[Note | None] = DynamoDBResult.success_result(
        cast("Note | None", Note("7"))
    )
    note: Note = result.unwrap()
    same: Note | None = result.to(Note)

    assert note == same
