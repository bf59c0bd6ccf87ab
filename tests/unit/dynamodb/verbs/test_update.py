from __future__ import annotations

import copy
import itertools
import pickle
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import Field

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    UpdateConfig,
)
from boto3_assist.dynamodb.instance_state import mark_partial, stored_item
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    InvalidParameterError,
    ItemNotFoundError,
    ItemSizeExceededError,
    KeyBuildError,
    PrimaryKeyChangeError,
    ValidationError,
    VersionConflictError,
    WriteConflictError,
)
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.update_models import (
    NOON,
    PLACED,
    Counted,
    Doc,
    Lease,
    Listed,
    Loose,
    Named,
    Opaque,
    Order,
    Person,
    Sharing,
    VersionedOpaque,
    as_read,
    in_words,
    refusal,
    stored,
)

ORDER = stored(Order(customer_id="1", order_id="2", placed_at=PLACED))
PAID = ["gsi1_pk = 'status#paid'", "gsi1_sk = 'placed#2026-01-01T00:00:00.000000Z'"]
PLACED_GUARD = "placed_at = '2026-01-01T00:00:00+00:00'"
EXISTS = "attribute_exists(pk)"
STAMP = "updated_at = '2026-01-02T12:00:00+00:00'"
READ_FIRST = UpdateConfig.reading_first()
UPSERT = UpdateConfig.upserting()


@pytest.fixture(autouse=True)
def at_noon(db: DynamoDB) -> None:
    db.clock = lambda: NOON


def an_order(**changes: Any) -> Order:
    order = as_read(Order, ORDER)
    for name, value in changes.items():
        setattr(order, name, value)
    return order


def by_hand(**given: Any) -> Order:
    return Order(customer_id="1", order_id="2", **given)


def part(instance: Any) -> Any:
    mark_partial(instance)
    return instance


def sent(line: Line, position: int = -1) -> tuple[list[str], list[str]]:
    return in_words(line.bodies[position])


def test_the_request_is_exactly(db: DynamoDB, line: Line) -> None:
    db.update_item_partial(an_order(status="paid"), "app")

    assert line.bodies == [
        {
            "TableName": "app",
            "Key": {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}},
            "UpdateExpression": "SET #u0 = :u1, #u2 = :u3, #u4 = :u5",
            "ConditionExpression": "attribute_exists(#u6) AND #u7 = :u8",
            "ExpressionAttributeNames": {
                "#u0": "status",
                "#u2": "gsi1_pk",
                "#u4": "gsi1_sk",
                "#u6": "pk",
                "#u7": "placed_at",
            },
            "ExpressionAttributeValues": {
                ":u1": {"S": "paid"},
                ":u3": {"S": "status#paid"},
                ":u5": {"S": "placed#2026-01-01T00:00:00.000000Z"},
                ":u8": {"S": "2026-01-01T00:00:00+00:00"},
            },
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    ]


@pytest.mark.parametrize(
    ("changes", "actions", "guards"),
    [
        ({"note": "x"}, ["note = 'x'"], []),
        ({"status": "paid"}, [*PAID, "status = 'paid'"], [PLACED_GUARD]),
        (
            {"placed_at": None},
            ["REMOVE gsi1_pk", "REMOVE gsi1_sk", "REMOVE placed_at"],
            ["status = 'open'"],
        ),
        (
            {"status": "a#b", "placed_at": NOON},
            [
                "gsi1_pk = 'status#a%23b'",
                "gsi1_sk = 'placed#2026-01-02T12:00:00.000000Z'",
                "placed_at = '2026-01-02T12:00:00+00:00'",
                "status = 'a#b'",
            ],
            [],
        ),
    ],
)
def test_every_key_of_an_affected_index_goes_with_a_change(
    db: DynamoDB, line: Line, changes: dict[str, Any], actions: list[str], guards: list[str]
) -> None:
    db.update_item_partial(an_order(**changes), "app")

    assert sent(line) == (actions, [EXISTS, *guards])


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda i: pickle.loads(pickle.dumps(i))]
)
def test_a_copy_changes_the_item_as_the_original_does(
    db: DynamoDB, line: Line, copied: Any
) -> None:
    order = copied(an_order())
    order.status = "paid"
    db.update_item_partial(order, "app")

    assert sent(line) == ([*PAID, "status = 'paid'"], [EXISTS, PLACED_GUARD])


def test_no_key_is_made_of_what_is_not_written(db: DynamoDB, line: Line) -> None:
    order = an_order(status="paid", placed_at=NOON, customer_id="9")
    db.update_item_partial(order, "app", fields=["placed_at"])

    actions, conditions = sent(line)
    assert "gsi1_pk = 'status#open'" in actions
    assert conditions == [EXISTS, "status = 'open'"]
    assert line.bodies[0]["Key"]["pk"] == {"S": "customer#1"}
    # What was not written is still a change.
    order.customer_id = "1"
    db.update_item_partial(order, "app")
    assert "gsi1_pk = 'status#paid'" in sent(line)[0]


def test_a_shared_key_attribute_follows_from_each_index_that_has_it(
    db: DynamoDB, line: Line
) -> None:
    item = as_read(Sharing, stored(Sharing(item_id="1", x="x", z="z")))
    item.z = None
    db.update_item_partial(item, "app")

    assert sent(line) == (
        ["REMOVE gsi1_pk", "REMOVE gsi1_sk", "REMOVE gsi2_sk", "REMOVE z"],
        [EXISTS, "x = 'x'", "attribute_not_exists(y)"],
    )


def test_a_generated_default_is_stored_with_the_key_that_is_made_of_it(
    db: DynamoDB, line: Line
) -> None:
    numbers = itertools.count()

    class Ticket(DynamoDBModel):
        ticket_id: str
        status: str = "open"
        number: int = Field(default_factory=lambda: next(numbers))

        primary = DynamoDBIndex.primary(pk="ticket#{ticket_id}", sk="ticket")
        by_status = DynamoDBIndex("gsi1", pk="{status}", sk="{number:06d}")

    keys = {"pk": {"S": "ticket#1"}, "sk": {"S": "ticket"}}
    ticket = as_read(Ticket, {**keys, "ticket_id": {"S": "1"}})
    ticket.status = "closed"
    db.update_item_partial(ticket, "app")

    actions, conditions = sent(line)
    assert {f"number = '{ticket.number}'", f"gsi1_sk = '{ticket.number:06d}'"} <= {*actions}
    assert "attribute_not_exists(number)" in conditions


def test_what_is_computed_relies_on_every_field(db: DynamoDB, line: Line) -> None:
    named = as_read(Named, stored(Named(item_id="1", first="Ada", last="King")))
    named.first = "Eva"
    db.update_item_partial(named, "app")

    assert sent(line) == (
        ["first = 'Eva'", "full_name = 'Eva King'"],
        [EXISTS, "last = 'King'"],
    )
    with pytest.raises(KeyBuildError, match="full_name"):
        db.update_item_partial(Named(item_id="1", first="Eva"), "app")


def test_a_key_made_of_a_property_follows_its_fields(db: DynamoDB, line: Line) -> None:
    class Badge(DynamoDBModelBase):
        def __init__(self, badge_id: str | None = None) -> None:
            super().__init__()
            self.badge_id = badge_id
            self.first = ""
            self.last = ""

        @property
        def full_name(self) -> str:
            return f"{self.first} {self.last}"

        primary = DynamoDBIndex.primary(pk="badge#{badge_id}")
        by_name = DynamoDBIndex("gsi1", pk="badges", sk="{full_name}")

    badge = Badge("1")
    badge.last = "King"
    badge = as_read(Badge, stored(badge))
    badge.first = "Ada"
    db.update_item_partial(badge, "app")

    assert sent(line) == (
        ["first = 'Ada'", "full_name = 'Ada King'", "gsi1_pk = 'badges'", "gsi1_sk = 'Ada King'"],
        [EXISTS, "last = 'King'"],
    )


def test_the_primary_key_stays_whoever_makes_it(db: DynamoDB, line: Line) -> None:
    class User(DynamoDBModelBase):
        def __init__(self, user_id: str | None = None) -> None:
            super().__init__()
            self.user_id = user_id
            self.indexes.add_primary(
                DynamoDBIndex("primary", DynamoDBKey("pk", lambda: f"user#{self.user_id}"))
            )

    user = as_read(User, stored(User("1")))
    user.user_id = "2"
    with pytest.raises(PrimaryKeyChangeError, match="pk"):
        db.update_item_partial(user, "app")
    order = an_order(order_id="3")
    with pytest.raises(PrimaryKeyChangeError, match="order_id"):
        db.update_item_partial(order, "app", fields=["order_id"])
    assert line.requests == []
    db.update_item_partial(an_order(note="x"), "app", fields=["order_id", "note"])
    assert sent(line)[0] == ["note = 'x'"]


class TestCleared:
    @pytest.mark.parametrize("model", [Order, Loose])
    def test_an_attribute_without_a_field_stays_away(
        self, db: DynamoDB, line: Line, model: type[Order]
    ) -> None:
        order = as_read(model, {**ORDER, "legacy": {"N": "1"}})
        db.update_item_partial(order, "app", fields_to_clear=["legacy"])
        order.note = "x"
        db.update_item_partial(order, "app")

        assert [sent(line, each)[0] for each in (0, 1)] == [["REMOVE legacy"], ["note = 'x'"]]
        assert "legacy" not in order.to_resource_dictionary()

    def test_a_mark_waits_for_the_update_that_writes_it(self, db: DynamoDB, line: Line) -> None:
        order = an_order()
        order.merge({"status": CLEAR_FIELD, "note": "x"})
        db.update_item_partial(order, "app", fields=["note"])
        db.update_item_partial(order, "app")

        assert sent(line, 0)[0] == ["note = 'x'"]
        assert "REMOVE status" in sent(line, 1)[0]

    @pytest.mark.parametrize("instance", [an_order(), by_hand(note="x")])
    def test_an_input_of_the_primary_key_is_never_cleared(
        self, db: DynamoDB, line: Line, instance: Order
    ) -> None:
        with pytest.raises(PrimaryKeyChangeError, match="order_id"):
            db.update_item_partial(instance, "app", fields_to_clear=["order_id"])
        assert line.requests == []

    @pytest.mark.parametrize("name", ["version", "updated_at"])
    def test_what_each_write_sets_is_not_cleared(self, db: DynamoDB, line: Line, name: str) -> None:
        doc = as_read(Doc, stored(Doc("1", "a", version=1)))
        with pytest.raises(ValidationError, match=name):
            db.update_item_partial(doc, "app", fields_to_clear=[name])
        assert line.requests == []

    def test_a_stamp_that_was_cleared_in_the_instance_is_set(
        self, db: DynamoDB, line: Line
    ) -> None:
        doc = as_read(Doc, stored(Doc("1", "a", updated_at=PLACED, version=1)))
        doc.merge({"updated_at": CLEAR_FIELD, "text": "b"})
        db.update_item_partial(doc, "app")

        assert sent(line)[0] == ["text = 'b'", STAMP, "version = '2'"]
        assert doc.updated_at == NOON


class TestReadInPart:
    def test_a_field_that_was_not_read_is_not_overwritten_with_its_default(
        self, db: DynamoDB, line: Line
    ) -> None:
        names = ("pk", "sk", "customer_id", "order_id")
        order = part(as_read(Order, {name: ORDER[name] for name in names}))

        with pytest.raises(ValidationError, match="note.*was not read"):
            db.update_item_partial(order, "app", fields=["note"])
        order.note = "x"
        db.update_item_partial(order, "app", fields=["note"])

        assert [sent(line)[0]] == [["note = 'x'"]]

    @pytest.mark.parametrize("fields", [None, ["address"]])
    def test_a_map_that_may_have_been_read_in_part_is_not_written(
        self, db: DynamoDB, line: Line, fields: list[str] | None
    ) -> None:
        order = part(as_read(Order, {**ORDER, "address": {"M": {"city": {"S": "Rome"}}}}))
        order.address["city"] = "Oslo"

        with pytest.raises(ValidationError, match="address"):
            db.update_item_partial(order, "app", fields=fields)
        assert line.requests == []

    def test_other_fields_than_such_a_map_can_be_chosen(self, db: DynamoDB, line: Line) -> None:
        order = part(as_read(Order, {**ORDER, "address": {"M": {"city": {"S": "Rome"}}}}))
        order.address["city"] = "Oslo"
        order.note = "x"
        db.update_item_partial(order, "app", fields=["note"])

        assert sent(line)[0] == ["note = 'x'"]

    def test_a_function_may_read_what_was_not(self, db: DynamoDB, line: Line) -> None:
        item = stored(VersionedOpaque("1", "Zed"))
        del item["name"], item["gsi1_sk"]
        opaque = part(as_read(VersionedOpaque, item))
        opaque.note = "x"

        with pytest.raises(KeyBuildError, match="gsi1"):
            db.update_item_partial(opaque, "app")
        assert line.requests == []

    def test_an_item_of_an_older_form_is_read_as_a_whole(self, db: DynamoDB, line: Line) -> None:
        older = {"pk": {"S": "person#1"}, "sk": {"S": "person"}, "person_id": {"S": "1"}}
        person = part(as_read(Person, {**older, "name": {"S": "Ada King"}}))
        person.first = "Eva"

        with pytest.raises(ValidationError, match="older schema version"):
            db.update_item_partial(person, "app", config=READ_FIRST)
        assert line.requests == []

    def test_its_version_counts_though_the_item_is_read_first(
        self, db: DynamoDB, line: Line
    ) -> None:
        item = stored(Counted(item_id="1", version=1))
        counted = part(as_read(Counted, item))
        counted.note = "x"
        newer = {**item, "version": {"N": "2"}}
        line.answers += [Answer({"Item": newer}), refusal(newer)]

        with pytest.raises(VersionConflictError) as caught:
            db.update_item_partial(counted, "app", config=READ_FIRST)

        assert (caught.value.given_version, caught.value.stored_version) == (1, 2)
        assert "version = '1'" in sent(line)[1]


class TestByHand:
    def test_other_inputs_of_a_key_must_be_known(self, db: DynamoDB, line: Line) -> None:
        with pytest.raises(KeyBuildError) as caught:
            db.update_item_partial(by_hand(status="paid"), "app")
        assert caught.value.details["unknown"] == ["placed_at"]
        assert line.requests == []

    def test_it_is_read_first_when_asked_for(self, db: DynamoDB, line: Line) -> None:
        line.answers.append(Answer({"Item": ORDER}))
        db.update_item_partial(by_hand(status="paid"), "app", config=READ_FIRST)

        assert line.bodies[0]["ConsistentRead"] is True
        assert sent(line) == ([*PAID, "status = 'paid'"], [EXISTS, PLACED_GUARD])

    def test_a_version_of_its_own_is_one_that_somebody_has_read(
        self, db: DynamoDB, line: Line
    ) -> None:
        doc = Doc("1", "b", version=3)
        db.update_item_partial(doc, "app")

        assert sent(line) == (["text = 'b'", STAMP, "version = '4'"], [EXISTS, "version = '3'"])
        assert doc.version == 4
        line.answers.append(refusal(stored(Doc("1", "c", version=7))))
        with pytest.raises(VersionConflictError):
            db.update_item_partial(doc, "app")

    def test_such_a_version_is_relied_on_though_the_item_is_read_first(
        self, db: DynamoDB, line: Line
    ) -> None:
        found = stored(Lease(lease_id="1", expires_at=900, version=5))
        line.answers += [Answer({"Item": found}), refusal(found)]
        with pytest.raises(VersionConflictError):
            db.update_item_partial(
                Lease(lease_id="1", owner="b", version=4), "app", config=READ_FIRST
            )
        assert sent(line)[1] == [EXISTS, "expires_at = '900'", "version = '4'"]

    def test_without_a_version_it_is_counted_on(self, db: DynamoDB, line: Line) -> None:
        db.update_item_partial(Doc("1", "b"), "app")

        actions, conditions = sent(line)
        assert "version = if_not_exists(version, '0') + '1'" in actions
        assert conditions == [EXISTS]

    def test_no_key_is_made_of_what_is_counted_on(self, db: DynamoDB, line: Line) -> None:
        with pytest.raises(KeyBuildError) as caught:
            db.update_item_partial(Counted(item_id="1", note="x"), "app")
        assert caught.value.details["unknown"] == ["version"]

        line.answers.append(Answer({"Item": stored(Counted(item_id="1", version=4))}))
        db.update_item_partial(Counted(item_id="1", note="x"), "app", config=READ_FIRST)
        assert "gsi1_sk = 'v#0005'" in sent(line)[0]

    def test_an_item_of_an_older_form_is_written_as_a_whole(self, db: DynamoDB, line: Line) -> None:
        older = {"pk": {"S": "person#1"}, "sk": {"S": "person"}, "person_id": {"S": "1"}}
        older |= {"name": {"S": "Ada King"}}
        line.answers.append(refusal(older))
        db.update_item_partial(Person(person_id="1", first="Eva"), "app")

        assert sent(line, 0) == (["first = 'Eva'"], [EXISTS, "schema_version = '2'"])
        assert sent(line, 1)[0] == [
            "REMOVE name",
            "first = 'Eva'",
            "gsi1_pk = 'people'",
            "gsi1_sk = 'last#King'",
            "last = 'King'",
            "person_id = '1'",
            "schema_version = '2'",
        ]
        assert sent(line, 1)[1] == [
            EXISTS,
            "name = 'Ada King'",
            "person_id = '1'",
            "attribute_not_exists(schema_version)",
        ]

    def test_chosen_fields_of_an_older_form_bring_the_others_along(
        self, db: DynamoDB, line: Line
    ) -> None:
        older = {"pk": {"S": "person#1"}, "sk": {"S": "person"}, "person_id": {"S": "1"}}
        person = as_read(Person, {**older, "name": {"S": "Ada King"}})
        person.first = "Eva"
        db.update_item_partial(person, "app", fields=["first"])

        assert {"last = 'King'", "REMOVE name"} <= {*sent(line)[0]}

    @pytest.mark.parametrize("opaque", [Opaque("1"), VersionedOpaque("1")])
    def test_a_key_by_a_function_is_refused(self, db: DynamoDB, line: Line, opaque: Opaque) -> None:
        opaque.note = "x"
        with pytest.raises(KeyBuildError, match="gsi1"):
            db.update_item_partial(opaque, "app")
        assert line.requests == []


class TestOpaque:
    def test_a_version_is_what_a_key_by_a_function_relies_on(
        self, db: DynamoDB, line: Line
    ) -> None:
        opaque = as_read(VersionedOpaque, stored(VersionedOpaque("1", "Zed"), version=2))
        opaque.name = None
        db.update_item_partial(opaque, "app")

        assert sent(line) == (
            ["REMOVE gsi1_pk", "REMOVE gsi1_sk", "REMOVE name", "version = '3'"],
            [EXISTS, "version = '2'"],
        )

    def test_without_one_it_is_refused(self, db: DynamoDB, line: Line) -> None:
        opaque = as_read(Opaque, stored(Opaque("1", "Zed")))
        opaque.note = "x"
        with pytest.raises(KeyBuildError, match="depends_on"):
            db.update_item_partial(opaque, "app")
        assert line.requests == []


class TestUpsert:
    def test_a_new_item_has_its_type_its_inputs_and_every_key(
        self, db: DynamoDB, line: Line
    ) -> None:
        db.update_item_partial(Listed(item_id="1", note="x"), "app", config=UPSERT)
        assert sent(line) == (
            [
                "gsi1_pk = 'items'",
                "gsi1_sk = 'item#1'",
                "item_id = if_not_exists(item_id, '1')",
                "note = 'x'",
            ],
            [],
        )
        db.update_item_partial(Doc("1", "a"), "app", config=UPSERT)
        assert sent(line)[0] == [
            "created_at = if_not_exists(created_at, '2026-01-02T12:00:00+00:00')",
            "doc_id = if_not_exists(doc_id, '1')",
            "entity_type = if_not_exists(entity_type, 'doc')",
            "text = 'a'",
            STAMP,
            "version = if_not_exists(version, '0') + '1'",
        ]

    def test_a_time_of_creation_is_the_one_that_was_given(self, db: DynamoDB, line: Line) -> None:
        db.update_item_partial(Doc("1", "a", created_at=PLACED), "app", config=UPSERT)
        assert "created_at = '2026-01-01T00:00:00+00:00'" in sent(line)[0]

        doc = Doc("1", "a", created_at=PLACED)
        doc.merge({"created_at": CLEAR_FIELD})
        db.update_item_partial(doc, "app", config=UPSERT)
        assert not any("REMOVE" in action for action in sent(line)[0])

    def test_a_new_item_is_of_the_first_version(self, db: DynamoDB, line: Line) -> None:
        doc = Doc("1", "a")
        how = UpdateConfig(upsert=True, read_first=True)
        db.update_item_partial(doc, "app", config=how)
        assert "version = '1'" in sent(line)[0]
        assert doc.version == 1

    def test_keys_of_a_new_item_that_an_old_one_may_not_have_need_a_read(
        self, db: DynamoDB, line: Line
    ) -> None:
        # A new item would be in the index; the status of an old one is not known.
        with pytest.raises(KeyBuildError) as caught:
            db.update_item_partial(by_hand(placed_at=NOON), "app", config=UPSERT)
        assert caught.value.details["unknown"] == ["status"]
        assert line.requests == []

    def test_what_is_known_to_be_absent_is_written_as_a_whole(
        self, db: DynamoDB, line: Line
    ) -> None:
        how = UpdateConfig(upsert=True, read_first=True)
        person = Person(person_id="1", first="Ada", last="King")
        db.update_item_partial(person, "app", fields=["last"], config=how)

        assert sent(line) == (
            [
                # Not "Ada", which is not among the chosen fields.
                "first = ''",
                "gsi1_pk = 'people'",
                "gsi1_sk = 'last#King'",
                "last = 'King'",
                "person_id = '1'",
                "schema_version = '2'",
            ],
            ["attribute_not_exists(pk)"],
        )

    def test_an_item_that_comes_or_goes_meanwhile_is_planned_anew(
        self, db: DynamoDB, line: Line
    ) -> None:
        how = UpdateConfig(upsert=True, read_first=True)
        line.answers += [Answer(), refusal(ORDER), refusal(), Answer()]
        db.update_item_partial(by_hand(status="paid"), "app", config=how)

        names = [body.get("UpdateExpression") is not None for body in line.bodies]
        # Read, made, changed, read again, made.
        assert names == [False, True, True, False, True]
        assert sent(line, 2) == ([*PAID, "status = 'paid'"], [EXISTS, PLACED_GUARD])
        assert sent(line)[1] == ["attribute_not_exists(pk)"]

    def test_what_was_read_and_deleted_is_made_as_a_whole(self, db: DynamoDB, line: Line) -> None:
        line.answers += [refusal(), Answer()]
        order = an_order(note="x")
        db.update_item_partial(order, "app", config=UPSERT)

        assert sent(line, 0) == (["note = 'x'"], [EXISTS])
        actions, conditions = sent(line)
        assert {"customer_id = '1'", "status = 'open'", "note = 'x'"} <= {*actions}
        assert "gsi1_pk = 'status#open'" in actions
        assert conditions == ["attribute_not_exists(pk)"]

    def test_a_version_that_was_read_and_deleted_is_a_conflict(
        self, db: DynamoDB, line: Line
    ) -> None:
        doc = as_read(Doc, stored(Doc("1", "a", version=1)))
        doc.text = "b"
        line.answers += [refusal(), Answer()]
        with pytest.raises(VersionConflictError, match="deleted"):
            db.update_item_partial(doc, "app", config=UPSERT)

    def test_the_condition_of_the_caller_is_told_as_that(self, db: DynamoDB, line: Line) -> None:
        line.answers += [refusal(), Answer()]
        with pytest.raises(ConditionalCheckFailedError) as caught:
            db.update_item_partial(
                Listed(item_id="1", note="x"),
                "app",
                condition_expression="attribute_exists(pk)",
                config=UPSERT,
            )
        assert caught.value.item is None

    def test_the_condition_of_the_caller_holds_for_what_is_made_again(
        self, db: DynamoDB, line: Line
    ) -> None:
        line.answers += [refusal(), Answer()]
        db.update_item_partial(
            an_order(note="x"), "app", condition_expression="attribute_not_exists(x)", config=UPSERT
        )
        assert sent(line)[1] == ["attribute_not_exists(pk)", "(attribute_not_exists(x))"]

    def test_a_key_alone_makes_no_item(self, db: DynamoDB, line: Line) -> None:
        key = Order.primary.key(customer_id="1", order_id="2")
        with pytest.raises(ItemNotFoundError) as caught:
            db.update_item_partial(key, "app", changes={"note": "x"}, config=UPSERT)
        assert "instance" in caught.value.details["suggestion"]


class TestConflict:
    def test_keys_are_made_of_what_another_writer_wrote(self, db: DynamoDB, line: Line) -> None:
        other = stored(by_hand(status="sent", placed_at=NOON, note="y"))
        line.answers.append(refusal(other))
        order = an_order(status="paid")
        db.update_item_partial(order, "app")

        assert sent(line) == (
            [
                "gsi1_pk = 'status#paid'",
                "gsi1_sk = 'placed#2026-01-02T12:00:00.000000Z'",
                "status = 'paid'",
            ],
            [EXISTS, "placed_at = '2026-01-02T12:00:00+00:00'"],
        )
        assert (order.placed_at, order.note) == (PLACED, None)

    def test_a_server_that_does_not_return_the_old_item_is_asked_for_it(
        self, db: DynamoDB, line: Line
    ) -> None:
        other = stored(by_hand(placed_at=NOON))
        line.answers += [refusal(), Answer({"Item": other})]
        db.update_item_partial(an_order(status="paid"), "app")

        assert line.bodies[1]["ConsistentRead"] is True
        assert "placed_at = '2026-01-02T12:00:00+00:00'" in sent(line)[1]

    def test_what_was_back_as_it_was_when_it_was_read_is_tried_again(
        self, db: DynamoDB, line: Line
    ) -> None:
        line.answers += [refusal(), Answer({"Item": ORDER})]
        db.update_item_partial(an_order(status="paid"), "app")
        assert len(line.requests) == 3

    def test_the_condition_of_the_caller_is_not_tried_again(self, db: DynamoDB, line: Line) -> None:
        line.answers.append(refusal(ORDER))
        with pytest.raises(ConditionalCheckFailedError) as caught:
            db.update_item_partial(
                an_order(status="paid"), "app", condition_expression="attribute_exists(x)"
            )
        assert len(line.requests) == 1
        assert caught.value.item is not None
        assert sent(line)[1][-1] == "(attribute_exists(x))"

    def test_it_is_given_up_and_nothing_is_changed(self, db: DynamoDB, line: Line) -> None:
        moments = [PLACED.replace(day=day) for day in (3, 4, 5)]
        line.answers += [refusal(stored(by_hand(placed_at=moment))) for moment in moments]
        order = an_order(status="paid")
        result = db.update_item_partial(
            order, "app", config=UpdateConfig(max_attempts=3), raise_on_error=False
        )
        assert isinstance(result.error, WriteConflictError)
        assert len(line.requests) == 3
        assert stored_item(order) == ORDER

    @pytest.mark.parametrize("item", [ORDER, stored(Doc("1", "a", version=1))])
    def test_an_item_that_is_gone_is_not_made(
        self, db: DynamoDB, line: Line, item: dict[str, Any]
    ) -> None:
        line.answers += [refusal(), Answer()]
        instance = as_read(Doc if "doc_id" in item else Order, item)
        instance.merge({"text" if "doc_id" in item else "note": "x"})
        with pytest.raises(ItemNotFoundError):
            db.update_item_partial(instance, "app")

    @pytest.mark.parametrize("fields", [None, ["owner"]])
    def test_a_lease_that_expired_and_was_made_anew_is_a_conflict(
        self, db: DynamoDB, line: Line, fields: list[str] | None
    ) -> None:
        item = stored(Lease(lease_id="1", owner="a", expires_at=100, version=1))
        lease = as_read(Lease, item)
        lease.owner = "b"
        line.answers.append(refusal({**item, "expires_at": {"N": "900"}}))
        with pytest.raises(VersionConflictError):
            db.update_item_partial(lease, "app", fields=fields)
        assert sent(line)[1] == [EXISTS, "expires_at = '100'", "version = '1'"]

    @pytest.mark.parametrize("fields", [None, ["text"]])
    def test_a_version_that_a_form_brought_along_is_held_against_the_stored_one(
        self, db: DynamoDB, line: Line, fields: list[str] | None
    ) -> None:
        doc = as_read(Doc, stored(Doc("1", "a", version=3)))
        doc.merge({"text": "b", "version": 2})
        line.answers.append(refusal(stored(Doc("1", "a", version=3))))
        with pytest.raises(VersionConflictError):
            db.update_item_partial(doc, "app", fields=fields)
        assert "version = '2'" in sent(line)[1]

    def test_a_write_whose_answer_was_lost_conflicts_with_itself_if_it_has_a_version(
        self, db: DynamoDB, line: Line
    ) -> None:
        # What botocore meets when it sends an update again that was made.
        made = stored(Doc("1", "b", updated_at=NOON, version=2))
        doc = as_read(Doc, stored(Doc("1", "a", version=1)))
        doc.text = "b"
        line.answers.append(refusal(made))
        with pytest.raises(VersionConflictError) as caught:
            db.update_item_partial(doc, "app")
        assert caught.value.item == {
            "pk": "doc#1",
            "sk": "doc",
            "doc_id": "1",
            "text": "b",
            "updated_at": NOON.isoformat(),
            "version": 2,
            "entity_type": "doc",
        }
        assert (doc.version, doc.updated_at) == (1, None)


class TestByKey:
    KEY = Order.primary.key(customer_id="1", order_id="2")

    def test_the_item_is_read_and_the_changes_merged(self, db: DynamoDB, line: Line) -> None:
        line.answers.append(Answer({"Item": ORDER}))
        result = db.update_item_partial(
            self.KEY, "app", changes={"status": "paid", "note": CLEAR_FIELD}
        )
        assert sent(line) == (
            [*["REMOVE note"], *PAID, "status = 'paid'"],
            [EXISTS, PLACED_GUARD],
        )
        assert result.unwrap().status == "paid"

    def test_none_is_a_value_among_them(self, db: DynamoDB, line: Line) -> None:
        line.answers.append(Answer({"Item": {**ORDER, "note": {"S": "x"}}}))
        db.update_item_partial(self.KEY, "app", changes={"note": None})
        assert sent(line)[0] == ["REMOVE note"]

    def test_after_a_conflict_they_are_merged_into_the_item_as_it_is(
        self, db: DynamoDB, line: Line
    ) -> None:
        other = stored(by_hand(placed_at=NOON, note="y"))
        line.answers += [Answer({"Item": ORDER}), refusal(other)]
        result = db.update_item_partial(self.KEY, "app", changes={"status": "paid"})

        order = result.unwrap()
        assert (order.status, order.placed_at, order.note) == ("paid", NOON, "y")
        assert "gsi1_sk = 'placed#2026-01-02T12:00:00.000000Z'" in sent(line)[0]

    def test_what_another_writer_has_written_already_is_not_sent(
        self, db: DynamoDB, line: Line
    ) -> None:
        other = stored(by_hand(status="paid", placed_at=NOON))
        line.answers += [Answer({"Item": ORDER}), refusal(other)]
        db.update_item_partial(self.KEY, "app", changes={"status": "paid"})
        assert len(line.requests) == 2

    def test_the_result_has_the_version_that_was_written(self, db: DynamoDB, line: Line) -> None:
        key = Counted.primary.key(item_id="1")
        older, newer = (stored(Counted(item_id="1", version=each)) for each in (1, 5))
        line.answers += [Answer({"Item": older}), refusal(newer)]
        counted = db.update_item_partial(key, "app", changes={"note": "x"}).unwrap()

        assert sent(line) == (
            ["gsi1_pk = 'items'", "gsi1_sk = 'v#0006'", "note = 'x'", "version = '6'"],
            [EXISTS, "version = '5'"],
        )
        assert counted.version == 6
        counted.note = "y"
        db.update_item_partial(counted, "app")
        assert sent(line)[1] == [EXISTS, "version = '6'"]

    def test_a_version_among_the_changes_is_the_one_to_change(
        self, db: DynamoDB, line: Line
    ) -> None:
        item = stored(Counted(item_id="1", version=5))
        line.answers += [Answer({"Item": item}), refusal(item)]
        key = Counted.primary.key(item_id="1")
        with pytest.raises(VersionConflictError):
            db.update_item_partial(key, "app", changes={"note": "x", "version": 4})


class TestDictionary:
    @pytest.mark.parametrize("condition", [None, "attribute_exists(x)"])
    def test_an_absent_item_is_told_as_that(
        self, db: DynamoDB, line: Line, condition: str | None
    ) -> None:
        line.answers.append(refusal())
        with pytest.raises(ItemNotFoundError):
            db.update_item_partial(
                {"pk": "a"}, "app", changes={"x": 1}, condition_expression=condition
            )

    def test_an_upsert_whose_condition_fails_has_no_absent_item(
        self, db: DynamoDB, line: Line
    ) -> None:
        line.answers += [refusal(), Answer()]
        with pytest.raises(ConditionalCheckFailedError):
            db.update_item_partial(
                {"pk": "a"},
                "app",
                condition_expression="attribute_exists(x)",
                changes={"x": 1},
                config=UPSERT,
            )

    def test_a_condition_that_fails_is_told_as_that_where_the_old_item_is_not_returned(
        self, db: DynamoDB, line: Line
    ) -> None:
        line.answers += [refusal(), Answer({"Item": {"pk": {"S": "a"}}})]
        with pytest.raises(ConditionalCheckFailedError):
            db.update_item_partial(
                {"pk": "a"}, "app", changes={"x": 1}, condition_expression="attribute_exists(x)"
            )

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({f"a{number}": number for number in range(300)}, InvalidParameterError),
            ({"x": "y" * 410_000}, ItemSizeExceededError),
        ],
    )
    def test_what_dynamodb_does_not_take_is_not_sent(
        self, db: DynamoDB, line: Line, changes: dict[str, Any], error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            db.update_item_partial({"pk": "a"}, "app", changes=changes)
        assert line.requests == []


def test_return_values_come_in_the_result(db: DynamoDB, line: Line) -> None:
    line.answers.append(Answer({"Attributes": {"status": {"S": "open"}}}))
    result = db.update_item_partial(an_order(status="paid"), "app", return_values="UPDATED_OLD")

    assert line.bodies[0]["ReturnValues"] == "UPDATED_OLD"
    assert result["Attributes"] == {"status": "open"}
    assert result.unwrap().status == "paid"


def test_a_frozen_instance_is_given_back_anew(db: DynamoDB, line: Line) -> None:
    @dataclass(frozen=True)
    class Frozen(DynamoDBModelBase):
        item_id: str
        note: str | None = None

        primary = DynamoDBIndex.primary(pk="item#{item_id}", sk="item")

    frozen = as_read(Frozen, stored(Frozen("1", "a")))
    result = db.update_item_partial(frozen, "app", fields_to_clear=["note"]).unwrap()

    assert (frozen.note, result.note) == ("a", None)
    assert "note" not in (stored_item(result) or {})
    assert "note" in (stored_item(frozen) or {})


def test_an_index_that_was_added_to_the_instance_is_kept_true_after_a_conflict(
    db: DynamoDB, line: Line
) -> None:
    class Place(DynamoDBModelBase):
        def __init__(self, place_id: str | None = None) -> None:
            super().__init__()
            self.place_id = place_id
            self.city: str | None = None
            self.name: str | None = None
            self.indexes.add_primary(DynamoDBIndex.primary(pk="place#{place_id}", sk="place"))

    place = Place("1")
    place.city, place.name = "Rome", "a"
    place = as_read(Place, stored(place))
    place.indexes.add_secondary(DynamoDBIndex("gsi1", pk="{city}", sk="{name}"))
    place.name = "b"
    line.answers.append(refusal({**stored(place), "city": {"S": "Oslo"}}))
    db.update_item_partial(place, "app")

    assert sent(line) == (
        ["gsi1_pk = 'Oslo'", "gsi1_sk = 'b'", "name = 'b'"],
        [EXISTS, "city = 'Oslo'"],
    )
