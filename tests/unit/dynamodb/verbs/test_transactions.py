from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DeleteConfig,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModelBase,
    ItemConfig,
    SaveConfig,
    Transaction,
    Update,
    UpdateConfig,
    attr,
)
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    TransactionCanceledError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Line
from tests.unit.dynamodb.verbs.transacting import (
    Time,
    actions,
    canceled,
    read_doc,
    read_order,
)
from tests.unit.dynamodb.verbs.update_models import (
    NOON,
    Doc,
    Lease,
    Listed,
    Order,
    as_read,
    in_words,
    stored,
)

KEY = Order.primary.key(customer_id="1", order_id="2")
DOC_KEY = Doc.primary.key(doc_id="1")
PLAIN = {"pk": "a", "sk": "b"}


@dataclass(frozen=True)
class Stamp(DynamoDBModelBase):
    """A frozen class, of which each write makes another instance."""

    stamp_id: str
    version: int = 0

    primary = DynamoDBIndex.primary(pk="stamp#{stamp_id}", sk="stamp")
    item_config = ItemConfig(version="version")


@pytest.fixture(autouse=True)
def time(db: DynamoDB) -> Time:
    return Time(db)


def order() -> Order:
    return Order(customer_id="1", order_id="2")


def in_block(db: DynamoDB, add: Callable[[Transaction], Any]) -> None:
    with db.transaction("app") as tx:
        add(tx)


CHANGE = {"status": "paid"}
STEPS = Update().increment("n", 2).set("note", "x")


def changed(instance: Any, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(instance, name, value)
    return instance


@pytest.mark.parametrize(
    ("action", "alone", "together"),
    [
        ("Put", lambda db: db.save(order(), "app"), lambda tx: tx.put(order())),
        ("Put", lambda db: db.save(read_doc(), "app"), lambda tx: tx.put(read_doc())),
        (
            "Put",
            lambda db: db.save(Lease(lease_id="1"), "app"),
            lambda tx: tx.put(Lease(lease_id="1")),
        ),
        (
            "Put",
            lambda db: db.save(
                Lease(lease_id="1", expires_at=2_000_000_000),
                "app",
                config=SaveConfig.if_not_exists(),
            ),
            lambda tx: tx.put(Lease(lease_id="1", expires_at=2_000_000_000), if_not_exists=True),
        ),
        (
            "Put",
            lambda db: db.save({**PLAIN, "n": 0.1}, "app"),
            lambda tx: tx.put({**PLAIN, "n": 0.1}),
        ),
        (
            "Put",
            lambda db: db.save(order(), "app", config=SaveConfig.if_not_exists()),
            lambda tx: tx.put(order(), if_not_exists=True),
        ),
        (
            "Put",
            lambda db: db.save(order(), "app", None, False, attr("n") > 1),
            lambda tx: tx.put(order(), None, attr("n") > 1),
        ),
        (
            "Put",
            lambda db: db.save(read_doc(), "app", config=SaveConfig.if_exists()),
            lambda tx: tx.put(read_doc(), if_exists=True),
        ),
        (
            "Update",
            lambda db: db.update_item_partial(changed(read_order(), **CHANGE), "app"),
            lambda tx: tx.update(changed(read_order(), **CHANGE)),
        ),
        (
            "Update",
            lambda db: db.update_item_partial(changed(read_doc(), text="b"), "app"),
            lambda tx: tx.update(changed(read_doc(), text="b")),
        ),
        (
            "Update",
            lambda db: db.update_item_partial(
                read_order(note="n"), "app", ["note"], "#n = :n", {"#n": "note"}, {":n": "n"}
            ),
            lambda tx: tx.update(
                read_order(note="n"),
                None,
                None,
                "#n = :n",
                {"#n": "note"},
                {":n": "n"},
                fields_to_clear=["note"],
            ),
        ),
        (
            "Update",
            lambda db: db.update_item_partial(read_doc(), "app", fields=["text"]),
            lambda tx: tx.update(read_doc(), fields=["text"]),
        ),
        (
            "Update",
            lambda db: db.update_item_partial(
                Doc("1", "x"), "app", config=UpdateConfig.upserting()
            ),
            lambda tx: tx.update(Doc("1", "x"), config=UpdateConfig.upserting()),
        ),
        (
            "Update",
            lambda db: db.update_item(
                "app", Listed.primary.key(item_id="1"), Update().set("note", "x")
            ),
            lambda tx: tx.update(Listed.primary.key(item_id="1"), Update().set("note", "x")),
        ),
        (
            "Update",
            lambda db: db.update_item("app", DOC_KEY, Update().set("text", "x")),
            lambda tx: tx.update(DOC_KEY, Update().set("text", "x")),
        ),
        (
            "Update",
            lambda db: db.update_item("app", PLAIN, STEPS, condition_expression=attr("n") > 1),
            lambda tx: tx.update(PLAIN, STEPS, None, attr("n") > 1),
        ),
        (
            "Update",
            lambda db: db.update_item(
                "app", PLAIN, "SET #n = :n", {":n": 0.5}, {"#n": "n"}, Attr("n").lt(3)
            ),
            lambda tx: tx.update(
                PLAIN, "SET #n = :n", None, Attr("n").lt(3), {"#n": "n"}, {":n": 0.5}
            ),
        ),
        (
            "Update",
            lambda db: db.update_item("app", PLAIN, STEPS, config=UpdateConfig()),
            lambda tx: tx.update(PLAIN, STEPS, config=UpdateConfig()),
        ),
        (
            "Update",
            lambda db: db.update_item_partial(PLAIN, "app", changes={"n": 1, "m": CLEAR_FIELD}),
            lambda tx: tx.update(PLAIN, changes={"n": 1, "m": CLEAR_FIELD}),
        ),
        (
            "Delete",
            lambda db: db.delete(primary_key=KEY, table_name="app"),
            lambda tx: tx.delete(KEY),
        ),
        (
            "Delete",
            lambda db: db.delete(primary_key=PLAIN, table_name="app"),
            lambda tx: tx.delete(PLAIN),
        ),
        (
            "Delete",
            lambda db: db.delete(model=read_doc(), table_name="app"),
            lambda tx: tx.delete(read_doc()),
        ),
        (
            "Delete",
            lambda db: db.delete(
                primary_key=KEY,
                table_name="app",
                condition_expression=attr("n") == 1,
                config=DeleteConfig.if_exists(),
            ),
            lambda tx: tx.delete(KEY, None, attr("n") == 1, if_exists=True),
        ),
    ],
)
def test_each_operation_asks_what_its_verb_asks(
    db: DynamoDB, line: Line, action: str, alone: Any, together: Any
) -> None:
    alone(db)
    in_block(db, together)

    request, transaction = line.bodies
    assert transaction["TransactItems"] == [{action: request}]


def test_the_request_is_exactly(db: DynamoDB, line: Line) -> None:
    db.transact_write_items(
        [{"Put": {"TableName": "app", "Item": {**PLAIN, "n": 1.5}}}],
        client_request_token="my-token",
        return_consumed_capacity="TOTAL",
        return_item_collection_metrics="SIZE",
    )

    assert line.bodies == [
        {
            "TransactItems": [
                {
                    "Put": {
                        "TableName": "app",
                        "Item": {"pk": {"S": "a"}, "sk": {"S": "b"}, "n": {"N": "1.5"}},
                    }
                }
            ],
            "ClientRequestToken": "my-token",
            "ReturnConsumedCapacity": "TOTAL",
            "ReturnItemCollectionMetrics": "SIZE",
        }
    ]


@pytest.mark.parametrize(
    ("add", "conditions"),
    [
        (lambda tx: tx.check(KEY), ["attribute_exists(pk)"]),
        (lambda tx: tx.check(PLAIN, attr("n") > 1), ["n > '1'"]),
        (lambda tx: tx.check(order(), Order.field("status") == "open"), ["status = 'open'"]),
        (lambda tx: tx.check(order()), ["attribute_exists(pk)"]),
        (lambda tx: tx.check(read_doc()), ["version = '3'"]),
        (lambda tx: tx.check(Doc("1")), ["attribute_exists(pk)"]),
        (
            lambda tx: tx.check(as_read(Doc, {"doc_id": {"S": "1"}})),
            ["attribute_exists(pk)", "attribute_not_exists(version)"],
        ),
        (
            lambda tx: tx.check(read_doc(), "#t = :t", None, {"#t": "text"}, {":t": "a"}),
            ["version = '3'", "(text = 'a')"],
        ),
    ],
)
def test_a_check_asks_of_an_item_that_is_left_alone(
    db: DynamoDB, line: Line, add: Any, conditions: list[str]
) -> None:
    in_block(db, add)

    ((action, check),) = actions(line)[0].items()
    assert (action, check["ReturnValuesOnConditionCheckFailure"]) == ("ConditionCheck", "ALL_OLD")
    assert in_words(check)[1] == conditions


def test_a_check_finds_no_item_that_has_expired(db: DynamoDB, line: Line) -> None:
    lease = Lease(lease_id="1")
    in_block(db, lambda tx: tx.check(Lease.primary.key(lease_id="1")))
    # What the caller asks for may be that there is none.
    in_block(db, lambda tx: tx.check(lease, Lease.field("owner").not_exists()))

    checks = [body["TransactItems"][0]["ConditionCheck"] for body in line.bodies]
    now = str(int(NOON.timestamp()))
    assert [in_words(check)[1] for check in checks] == [
        ["attribute_exists(pk)", f"NOT (expires_at < {now!r})"],
        ["attribute_not_exists(owner)"],
    ]


def test_a_model_is_taken_in_the_raw_form_too(db: DynamoDB, line: Line) -> None:
    doc, read = Doc("1"), read_order()
    result = db.transact_write_items(
        [
            {"Put": {"TableName": "app", "Item": doc}},
            {"Delete": {"TableName": "app", "Key": read}},
            {
                "ConditionCheck": {
                    "TableName": "app",
                    "Key": Listed.primary.key(item_id="1"),
                    "ConditionExpression": attr("note").exists(),
                    "ReturnValuesOnConditionCheckFailure": "NONE",
                }
            },
            {
                "Update": {
                    "TableName": "app",
                    "Key": Lease.primary.key(lease_id="1"),
                    "UpdateExpression": Update().set("owner", "ann"),
                }
            },
        ]
    )

    put, delete, check, update = (each[name] for each in actions(line) for name in each)
    assert put["Item"]["version"] == {"N": "1"}
    assert delete["Key"] == {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}
    assert in_words(check)[1] == ["attribute_exists(note)"]
    assert in_words(update)[0] == [
        "owner = 'ann'",
        "version = if_not_exists(version, '0') + '1'",
    ]
    assert (doc.version, result.data) == (1, [doc, None, None, None])


class TestWhatBecomesOfInstances:
    def test_after_success_they_are_as_after_the_verbs(self, db: DynamoDB, line: Line) -> None:
        new, read, frozen = Doc("1"), read_doc(), Stamp("1")
        read.doc_id, read.text = "1", "b"
        other = as_read(Doc, stored(Doc("3", "a", version=3)))
        other.text = "c"
        tx = Transaction("app")
        put, updated, made = tx.put(Doc("2")), tx.update(other), tx.put(frozen)
        plain, deleted = tx.put({**PLAIN}), tx.delete(new)

        result = db.transact_write_items(tx)

        items = [each.get("Put", {}).get("Item") for each in actions(line)]
        assert (put.data.version, put.data.created_at, stored_item(put.data)) == (1, NOON, items[0])
        assert updated.data is other
        assert (other.version, other.updated_at) == (4, NOON)
        kept = stored_item(other) or {}
        assert (kept["text"], kept["version"]) == ({"S": "c"}, {"N": "4"})
        assert (frozen.version, made.data) == (0, Stamp("1", 1))
        assert stored_item(made.data) == items[2]
        assert (plain.data, deleted.data) == (PLAIN, None)
        assert result.data == [op.data for op in tx.operations]
        assert tx.is_done

    def test_after_a_cancellation_they_are_as_before(self, db: DynamoDB, line: Line) -> None:
        new, read = Doc("2"), read_doc()
        read.text = "b"
        item = stored_item(read)
        line.answers = [canceled(None, ("ConditionalCheckFailed", stored(Doc("1", version=9))))]
        tx = Transaction("app")
        put = tx.put(new)
        tx.update(read)

        with pytest.raises(TransactionCanceledError):
            db.transact_write_items(tx)

        assert (new, stored_item(new)) == (Doc("2"), None)
        assert (read.version, read.updated_at, stored_item(read)) == (3, None, item)
        assert not tx.is_done
        with pytest.raises(ValidationError):
            put.data

    def test_what_is_written_is_what_they_hold_when_it_is_sent(
        self, db: DynamoDB, line: Line
    ) -> None:
        doc = Doc("1")
        with db.transaction("app") as tx:
            tx.put(doc)
            doc.text = "late"

        assert actions(line)[0]["Put"]["Item"]["text"] == {"S": "late"}

    def test_an_instance_without_changes_is_not_sent(self, db: DynamoDB, line: Line) -> None:
        same = read_order()
        line.answers = [canceled("ConditionalCheckFailed")]
        tx = Transaction("app")
        update = tx.update(same)
        tx.delete(PLAIN, condition_expression=attr("n") == 1)

        with pytest.raises(TransactionCanceledError) as caught:
            db.transact_write_items(tx)
        assert [reason.position for reason in caught.value.failures] == [1]
        assert len(caught.value.reasons) == 2
        assert len(actions(line)) == 1
        db.transact_write_items(tx)
        assert update.data is same

    def test_nothing_is_sent_where_no_instance_has_changes(self, db: DynamoDB, line: Line) -> None:
        tx, same = Transaction("app"), read_order()
        tx.update(same)

        assert db.transact_write_items(tx).data == [same]
        assert line.requests == []

    def test_a_condition_is_asked_of_an_instance_without_changes(
        self, db: DynamoDB, line: Line
    ) -> None:
        line.answers = [canceled(("ConditionalCheckFailed", stored(order()))), canceled(None)]
        tx = Transaction("app")
        tx.update(read_order(), condition_expression=attr("n") == 1)

        error = db.transact_write_items(tx, raise_on_error=False).error

        (check,) = actions(line)
        assert in_words(check["ConditionCheck"])[1] == ["attribute_exists(pk)", "(n = '1')"]
        assert isinstance(error, TransactionCanceledError)
        assert type(error.failures[0].error) is ConditionalCheckFailedError
