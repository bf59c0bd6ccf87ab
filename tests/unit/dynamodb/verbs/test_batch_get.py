from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    BatchGetConfig,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    ItemConfig,
    ModelKey,
)
from boto3_assist.errors import (
    BatchGetIncompleteError,
    DynamoDBResponseIntegrityError,
    FieldNotReadError,
    InvalidParameterError,
    KeyBuildError,
    ModelMappingError,
    TableNotFoundError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)
CODE = "com.amazonaws.dynamodb.v20120810#"


class Order(DynamoDBModel):
    number: int
    note: str = "none"

    primary = DynamoDBIndex.primary(pk="order#{number}", sk="order")


@dataclass
class Ticket(DynamoDBModelBase):
    number: int
    ends_at: datetime | None = None

    item_config = ItemConfig(entity_type="ticket", ttl="ends_at")
    primary = DynamoDBIndex.primary(pk="ticket#{number}", sk="ticket")


def key(number: int) -> dict[str, Any]:
    return {"pk": {"S": f"order#{number}"}, "sk": {"S": "order"}}


def item(number: int, **more: Any) -> dict[str, Any]:
    return {**key(number), "number": {"N": str(number)}, **more}


def answer(*items: Any, left: Any = (), name: str = "app") -> Answer:
    unprocessed = {name: {"Keys": list(left)}} if left else {}
    return Answer({"Responses": {name: list(items)}, "UnprocessedKeys": unprocessed})


@pytest.fixture(autouse=True)
def no_waiting(db: DynamoDB) -> None:
    db.sleep = lambda seconds: None
    db.clock = lambda: NOW


def orders(*numbers: int) -> list[Any]:
    return [Order.primary.key(number=number) for number in numbers]


def asked(line: Line) -> list[list[Any]]:
    return [
        [each["pk"]["S"] for each in body["RequestItems"]["app"]["Keys"]] for body in line.bodies
    ]


def test_one_result_for_each_key_in_their_order(db: DynamoDB, line: Line) -> None:
    line.answers = [answer(item(3), item(1))]

    result = db.batch_get_item(orders(1, 2, 3), "app")

    assert result.data == [Order(number=1), None, Order(number=3)]
    assert line.bodies == [{"RequestItems": {"app": {"Keys": [key(1), key(2), key(3)]}}}]


def test_the_mapping_of_0x_has_what_was_found(db: DynamoDB, line: Line) -> None:
    line.answers = [answer(item(3), item(1))]

    result = db.batch_get_item([each.to_dict() for each in orders(1, 2, 3)], "app")

    assert result["Items"] == [result.data[0], result.data[2]]
    assert result["Items"][0] == {"pk": "order#1", "sk": "order", "number": 1}
    assert (result["Count"], result["UnprocessedKeys"], result.count) == (2, [], 2)
    assert result.to_list(Order) == [Order(number=1), Order(number=3)]


def test_a_key_given_twice_is_asked_for_once_and_answered_at_each_place(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [answer(item(1))]
    keys = [*orders(1, 2, 1), {"pk": "order#1", "sk": "order"}]

    result = db.batch_get_item(keys, "app")

    assert asked(line) == [["order#1", "order#2"]]
    assert result.data == [Order(number=1), None, Order(number=1), result["Items"][0]]
    assert result.data[0] is not result.data[2]
    assert result["Count"] == 1


def test_of_an_iterator_a_key_that_comes_again_later_is_answered_too(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [answer(item(1)), answer(item(3))]
    seen: list[tuple[int, int]] = []

    result = db.batch_get_item(
        iter(orders(1, 2, 1, 3, 1)),
        "app",
        config=BatchGetConfig(chunk_size=2),
        progress_callback=lambda done, total: seen.append((done, total)),
    )

    assert asked(line) == [["order#1", "order#2"], ["order#3"]]
    assert [each and each.number for each in result.data] == [1, None, 1, 3, 1]
    assert seen == [(2, 2), (3, 3), (4, 5), (5, 5)]


def test_of_an_iterator_a_key_that_was_not_read_fails_at_each_place(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [Answer({"__type": f"{CODE}ValidationException"}, 400), answer(item(3))]

    with pytest.raises(BatchGetIncompleteError) as caught:
        db.batch_get_item(iter(orders(1, 2, 3, 1)), "app", config=BatchGetConfig(chunk_size=2))

    report = caught.value.report
    assert [failure.position for failure in report.failures] == [0, 1, 3]
    assert report.done == 1
    assert caught.value.result.data == [None, None, Order(number=3), None]


def test_100_keys_at_once(db: DynamoDB, line: Line) -> None:
    line.answers = [answer() for _ in range(3)]

    result = db.batch_get_item(orders(*range(250)), "app")

    assert list(map(len, asked(line))) == [100, 100, 50]
    assert result.data == [None] * 250


def test_unprocessed_keys_are_asked_for_again(db: DynamoDB, line: Line) -> None:
    line.answers = [answer(item(1), left=[key(3), key(2)]), answer(item(3), item(2))]

    result = db.batch_get_item(orders(1, 2, 3), "app")

    assert asked(line) == [["order#1", "order#2", "order#3"], ["order#2", "order#3"]]
    assert [each and each.number for each in result.data] == [1, 2, 3]


@pytest.mark.parametrize("name", ["app", "arn:aws:dynamodb:us-east-1:1:table/app"])
@pytest.mark.parametrize("given", ["app", "arn:aws:dynamodb:us-east-1:1:table/app"])
def test_d8_the_table_is_known_by_its_name_and_by_its_arn(
    db: DynamoDB, line: Line, given: str, name: str
) -> None:
    line.answers = [answer(item(1), left=[key(2)], name=name), answer(item(2), name=name)]

    result = db.batch_get_item(orders(1, 2), given)

    assert [each and each.number for each in result.data] == [1, 2]
    assert len(line.bodies) == 2


def test_d8_keys_that_are_never_processed_end_it(db: DynamoDB, line: Line) -> None:
    arn = "arn:aws:dynamodb:us-east-1:1:table/app"
    line.answers = [answer(item(1), left=[key(2)], name=arn)]
    line.answers += [answer(left=[key(2)], name=arn) for _ in range(50)]

    with pytest.raises(BatchGetIncompleteError) as caught:
        db.batch_get_item(orders(1, 2), "app")

    assert len(line.bodies) == 10
    assert caught.value.result.data == [Order(number=1), None]
    assert caught.value.result["UnprocessedKeys"] == [{"pk": "order#2", "sk": "order"}]
    assert caught.value.result["Count"] == 1
    assert [failure.position for failure in caught.value.report.failures] == [1]
    assert caught.value.retryable


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"Responses": {"app": []}},
        {"UnprocessedKeys": {}},
        {"Responses": [], "UnprocessedKeys": {}},
        {"Responses": {"app": None}, "UnprocessedKeys": {}},
        {"Responses": {"app": [{"pk": {}, "sk": {}}]}, "UnprocessedKeys": {}},
        {"Responses": {"app": []}, "UnprocessedKeys": {"app": {}}},
        {"Responses": {"app": [item(9)]}, "UnprocessedKeys": {}},
        {"Responses": {"app": [item(1), item(1)]}, "UnprocessedKeys": {}},
        {"Responses": {"app": [item(1)]}, "UnprocessedKeys": {"app": {"Keys": [key(1)]}}},
        {"Responses": {"app": []}, "UnprocessedKeys": {"app": {"Keys": [key(9)]}}},
    ],
)
def test_a_damaged_answer_is_no_absent_item(db: DynamoDB, line: Line, body: dict[str, Any]) -> None:
    line.answers = [Answer(body), Answer(body)]

    with pytest.raises(BatchGetIncompleteError) as caught:
        db.batch_get_item(orders(1), "app", config=BatchGetConfig(max_attempts=2))

    assert isinstance(caught.value.__cause__, DynamoDBResponseIntegrityError)


def test_models_mixed_with_dictionaries(db: DynamoDB, line: Line) -> None:
    stored = {"pk": {"S": "ticket#1"}, "sk": {"S": "ticket"}, "number": {"N": "1"}}
    line.answers = [answer(item(1), item(2), stored)]
    keys: list[Any] = [
        Ticket.primary.key(number=1),
        Order(number=1),
        {"pk": "order#2", "sk": "order"},
    ]

    result = db.batch_get_item(keys, "app")

    assert result.data == [
        Ticket(1),
        Order(number=1),
        {"pk": "order#2", "sk": "order", "number": 2},
    ]


def test_an_expired_item_is_none_to_its_model(db: DynamoDB, line: Line) -> None:
    keys = [Ticket.primary.key(number=number) for number in (1, 2)]
    items = [
        {**each, "number": {"N": "1"}, "ends_at": {"N": str(int(NOW.timestamp()) + seconds)}}
        for each, seconds in (
            ({"pk": {"S": "ticket#1"}, "sk": {"S": "ticket"}}, -1),
            ({"pk": {"S": "ticket#2"}, "sk": {"S": "ticket"}}, +1),
        )
    ]
    line.answers = [answer(*items), answer(*items)]

    living = db.batch_get_item(keys, "app")
    every = db.batch_get_item(keys, "app", config=BatchGetConfig(include_expired=True))

    assert [each is not None for each in living.data] == [False, True]
    assert living["Count"] == 1
    assert [each is not None for each in every.data] == [True, True]


@dataclass
class Animal(DynamoDBModelBase):
    name: str
    item_config = ItemConfig(entity_type="animal")
    primary = DynamoDBIndex.primary(pk="animal#{name}", sk="animal")


@dataclass
class Mayfly(Animal):
    ends_at: int | None = None
    item_config = ItemConfig(entity_type="mayfly", ttl="ends_at")


def test_an_item_of_a_subclass_expires_as_that_does(db: DynamoDB, line: Line) -> None:
    expired = {"N": str(int(NOW.timestamp()) - 1)}
    items = [
        {
            **{"pk": {"S": f"animal#{name}"}, "sk": {"S": "animal"}, "name": {"S": name}},
            **{"entity_type": {"S": kind}, "ends_at": expired},
        }
        for name, kind in (("a", "animal"), ("b", "mayfly"))
    ]
    line.answers = [answer(*items), answer(*items)]
    keys = [Animal.primary.key(name=name) for name in "ab"]

    living = db.batch_get_item(keys, "app")
    every = db.batch_get_item(keys, "app", config=BatchGetConfig(include_expired=True))

    assert [type(each) for each in living.data] == [Animal, type(None)]
    assert [type(each) for each in every.data] == [Animal, Mayfly]


@dataclass
class Reading(DynamoDBModelBase):
    sensor: str
    at: int
    primary = DynamoDBIndex.primary(pk_attribute="sensor", sk_attribute="at")


def test_equal_numbers_are_one_key(db: DynamoDB, line: Line) -> None:
    stored = {"sensor": {"S": "\u00e9"}, "at": {"N": "1"}}
    line.answers = [answer(stored)]
    keys: list[Any] = [
        Reading.primary.key(sensor="\u00e9", at=1),
        {"at": Decimal("1.0"), "sensor": "\u00e9"},
        {"sensor": "\u00e9", "at": 2},
    ]

    result = db.batch_get_item(keys, "app")

    assert line.bodies[0]["RequestItems"]["app"]["Keys"] == [stored, {**stored, "at": {"N": "2"}}]
    assert result.data == [Reading("\u00e9", 1), {"sensor": "\u00e9", "at": 1}, None]


@pytest.mark.parametrize("given", [list, iter])
def test_keys_are_asked_for_alike_however_they_are_written(
    db: DynamoDB, line: Line, given: Any
) -> None:
    line.answers = [answer()]
    stored = [("a", "x"), ("b", "x"), ("\u00e9", "x"), ("c", "x"), ("d", "x"), ("e", "x")]
    keys: list[Any] = [
        ModelKey(Order, {"pk": "a", "sk": "x"}),
        ModelKey(Order, {"sk": "x", "pk": "b"}),
        ModelKey(Order, {"pk": "\u00e9", "sk": "x"}),
        {"sk": "x", "pk": "c"},
        ModelKey(Order, MappingProxyType({"pk": "d", "sk": "x"})),
        ModelKey(Order, {"pk": "e", "sk": "x"}),
    ]

    db.batch_get_item(given(keys), "app")

    wires = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in stored]
    assert line.bodies[0]["RequestItems"]["app"]["Keys"] == wires


@pytest.mark.parametrize("given", [list, iter])
@pytest.mark.parametrize("position", [0, 1])
def test_a_key_without_attributes_is_refused(
    db: DynamoDB, line: Line, given: Any, position: int
) -> None:
    keys = orders(1)
    keys.insert(position, ModelKey(Order, {}))

    with pytest.raises(KeyBuildError) as caught:
        db.batch_get_item(given(keys), "app")

    assert line.requests == []
    assert caught.value.details["position"] == position


@pytest.mark.parametrize("given", [list, iter])
@pytest.mark.parametrize("other", [{"pk": "b", "id": "x"}, {"pk": "b"}])
def test_a_key_of_another_table_is_refused(
    db: DynamoDB, line: Line, given: Any, other: dict[str, Any]
) -> None:
    keys = [ModelKey(Order, {"pk": "a", "sk": "x"}), ModelKey(Order, other)]

    with pytest.raises(InvalidParameterError) as caught:
        db.batch_get_item(given(keys), "app")

    assert line.requests == []
    assert caught.value.details["position"] == 1
    assert caught.value.details["expected"].endswith("pk, sk")


@pytest.mark.parametrize("names", [["id"], ["a", "b", "c"]])
def test_keys_of_any_number_of_attributes(db: DynamoDB, line: Line, names: list[str]) -> None:
    stored = [{name: {"S": f"{name}{n}"} for name in names} for n in (2, 1)]
    line.answers = [answer(*stored, left=[{name: {"S": f"{name}3"} for name in names}]), answer()]
    keys = [ModelKey(Order, {name: f"{name}{n}" for name in names}) for n in (1, 2, 3)]

    with pytest.raises(BatchGetIncompleteError) as caught:
        db.batch_get_item(keys, "app")

    failures = caught.value.report.failures
    assert [failure.position for failure in failures] == [0, 1]
    assert all(isinstance(failure.error, ValidationError) for failure in failures)
    # Of what was tried before, the text may show a value.
    assert all(failure.error.__context__ is None for failure in failures)


def test_a_key_is_as_it_was_when_it_was_given(db: DynamoDB, line: Line) -> None:
    keys = orders(1, 2)
    keys[1] = ModelKey(Order, {"sk": "order", "pk": "order#2"})
    line.answers = [answer(item(2), item(1))]

    def change(done: int, total: int) -> None:
        keys[0].attributes["pk"] = "order#9"

    result = db.batch_get_item(keys, "app", progress_callback=change)

    assert line.bodies[0]["RequestItems"]["app"]["Keys"] == [key(1), key(2)]
    assert result.data == [Order(number=1), Order(number=2)]


def test_an_item_of_another_type_keeps_no_other_from_being_read(db: DynamoDB, line: Line) -> None:
    stored = {"pk": {"S": "ticket#1"}, "sk": {"S": "ticket"}, "entity_type": {"S": "cat"}}
    line.answers = [answer(item(1), stored)]

    with pytest.raises(BatchGetIncompleteError) as caught:
        db.batch_get_item([Ticket.primary.key(number=1), *orders(1)], "app")

    (failure,) = caught.value.report.failures
    assert isinstance(failure.error, ModelMappingError)
    assert failure.position == 0
    assert caught.value.result.data == [None, Order(number=1)]


def test_what_a_validator_raises_is_raised_with_what_was_read(db: DynamoDB, line: Line) -> None:
    class Moody(DynamoDBModelBase):
        primary = DynamoDBIndex.primary(pk="order#{number}", sk="order")

        def __init__(self, number: int = 0) -> None:
            super().__init__()
            self._number = number

        @property
        def number(self) -> int:
            return self._number

        @number.setter
        def number(self, number: int) -> None:
            if number == 2:
                raise LookupError
            self._number = number

    line.answers = [answer(item(1), item(2), item(3))]

    with pytest.raises(LookupError) as caught:
        db.batch_get_item([Moody(1), Moody(2), Moody(3)], "app")

    report = getattr(caught.value, "partial")  # noqa: B009  # no attribute of a LookupError
    assert [failure.position for failure in report.failures] == [1, 2]
    assert [each is not None for each in report.result.data] == [True, False, False]


def test_a_projection_reads_the_key_beside_it_and_does_not_give_it(
    db: DynamoDB, line: Line
) -> None:
    stored = {**key(1), "note": {"S": "hi"}}
    line.answers = [answer(stored), answer(stored)]

    plain = db.batch_get_item(
        [{"pk": "order#1", "sk": "order"}],
        "app",
        projection_expression="#n",
        expression_attribute_names={"#n": "note"},
        consistent_read=True,
    )
    typed = db.batch_get_item(orders(1), "app", projection_expression="note")

    assert (plain.data, plain["Items"]) == ([{"note": "hi"}], [{"note": "hi"}])
    found = typed.data[0]
    assert found is not None
    assert found.note == "hi"
    with pytest.raises(FieldNotReadError):
        _ = found.number
    assert line.bodies[0] == {
        "RequestItems": {
            "app": {
                "Keys": [key(1)],
                "ConsistentRead": True,
                "ProjectionExpression": "#n, #key0, #key1",
                "ExpressionAttributeNames": {"#n": "note", "#key0": "pk", "#key1": "sk"},
            }
        }
    }


def test_the_attributes_of_all_models(db: DynamoDB, line: Line) -> None:
    line.answers = [answer()]

    db.batch_get_item(
        [*orders(1), Ticket.primary.key(number=1)],
        "app",
        config=BatchGetConfig.with_projections(),
    )

    names = line.bodies[0]["RequestItems"]["app"]["ExpressionAttributeNames"]
    assert {"pk", "sk", "number", "note", "ends_at", "entity_type"} <= set(names.values())


@pytest.mark.parametrize(
    ("keys", "error"),
    [
        (5, InvalidParameterError),
        ("order#1", InvalidParameterError),
        ({"pk": "1", "sk": "2"}, InvalidParameterError),
        (Order.primary.key(number=1), InvalidParameterError),
        ([{"pk": "1", "sk": "2"}, {"pk": "1"}], InvalidParameterError),
        ([{"pk": "1"}, 5], InvalidParameterError),
        ([{"pk": "1"}, {"pk": ""}], KeyBuildError),
        ([{"pk": "1"}, Order], InvalidParameterError),
    ],
)
def test_keys_that_cannot_be_used_are_refused_before_anything_is_sent(
    db: DynamoDB, line: Line, keys: Any, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        db.batch_get_item(keys, "app")

    assert line.requests == []
    if isinstance(keys, list):
        assert getattr(caught.value, "details")["position"] == 1  # noqa: B009  # of the library's


def test_models_without_a_model_have_no_attributes_to_read(db: DynamoDB, line: Line) -> None:
    with pytest.raises(InvalidParameterError):
        db.batch_get_item([{"pk": "1"}], "app", config=BatchGetConfig.with_projections())

    assert line.requests == []


@pytest.mark.parametrize("given", [list, iter])
def test_names_without_an_expression_are_refused(db: DynamoDB, line: Line, given: Any) -> None:
    with pytest.raises(InvalidParameterError):
        db.batch_get_item(given(orders(1)), "app", expression_attribute_names={"#n": "note"})

    assert line.requests == []


def test_of_an_iterator_a_bad_key_ends_it_with_what_was_read(db: DynamoDB, line: Line) -> None:
    line.answers = [answer(item(1), item(2))]
    keys = iter([*orders(1, 2, 3), 5, *orders(4)])

    with pytest.raises(BatchGetIncompleteError) as caught:
        db.batch_get_item(keys, "app", config=BatchGetConfig(chunk_size=2))

    report = caught.value.report
    assert [failure.position for failure in report.failures] == [2, 3]
    assert (report.done, report.taken, report.all_taken) == (2, 4, False)
    assert isinstance(caught.value.__cause__, InvalidParameterError)
    assert list(keys) == orders(4)


def test_of_an_iterator_the_attributes_of_the_models_are_read(db: DynamoDB, line: Line) -> None:
    line.answers = [answer(item(1)), answer()]
    config = BatchGetConfig(do_projections=True, chunk_size=1)

    result = db.batch_get_item(
        iter([*orders(1), Ticket.primary.key(number=1)]), "app", config=config
    )

    asked_for = [
        set(body["RequestItems"]["app"]["ExpressionAttributeNames"].values())
        for body in line.bodies
    ]
    assert asked_for[0] == {"pk", "sk", "number", "note"}
    assert asked_for[1] >= {"pk", "sk", "number", "ends_at"}
    assert result.data == [Order(number=1), None]


def test_no_keys_are_no_call(db: DynamoDB, line: Line) -> None:
    result = db.batch_get_item([], "app")

    assert (result.data, dict(result)) == ([], {"Items": [], "Count": 0, "UnprocessedKeys": []})
    assert line.requests == []


def test_a_missing_table_is_told_as_that(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"__type": f"{CODE}ResourceNotFoundException"}, 400)]

    with pytest.raises(TableNotFoundError):
        db.batch_get_item(orders(*range(150)), "app")

    assert len(line.requests) == 1


def test_an_error_as_a_result(db: DynamoDB, line: Line) -> None:
    line.answers = [answer(item(1), left=[key(2)])]

    result = db.batch_get_item(
        orders(1, 2), "app", config=BatchGetConfig(max_attempts=1), raise_on_error=False
    )

    assert not result.success
    assert isinstance(result.error, BatchGetIncompleteError)
    assert result.error.result.data == [Order(number=1), None]
    with pytest.raises(BatchGetIncompleteError):
        _ = result.data


def test_the_values_of_the_settings_count(db: DynamoDB, line: Line) -> None:
    line.answers = [answer(item(1, rate={"N": "1.5"}))]

    (found,) = db.batch_get_item([{"pk": "order#1", "sk": "order"}], "app").data

    assert found == {"pk": "order#1", "sk": "order", "number": 1, "rate": 1.5}


def test_a_saved_instance_knows_what_it_was_read_from(db: DynamoDB, line: Line) -> None:
    line.answers = [answer(item(1, other={"S": "kept"})), Answer()]

    (found,) = db.batch_get_item(orders(1), "app").data
    assert found is not None
    found.note = "new"
    db.save(found, "app")

    assert line.bodies[1]["Item"]["other"] == {"S": "kept"}


def endless() -> Iterator[Any]:
    number = 0
    while True:
        yield Order.primary.key(number=(number := number + 1))


def test_of_an_endless_iterator_no_more_is_taken_than_was_asked_for(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [answer(), Answer({"__type": f"{CODE}AccessDeniedException"}, 400)]

    with pytest.raises(BatchGetIncompleteError) as caught:
        db.batch_get_item(endless(), "app")

    assert (caught.value.report.taken, caught.value.report.done) == (200, 100)
