"""The exact requests of models with types, times and versions, and what comes of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from boto3_assist.config import override_config
from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    GetItemConfig,
    ItemConfig,
)
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    InvalidParameterError,
    ItemNotFoundError,
    ModelMappingError,
    SchemaVersionError,
    VersionConflictError,
)
from tests.unit.dynamodb.canned import Answer, Line

NOW = datetime(2024, 5, 1, 12, 0, 0, 5, tzinfo=timezone.utc)
SECONDS = "1714564800"
LATER = NOW + timedelta(days=1)


class Order(DynamoDBModel):
    order_id: str
    status: str = "open"
    made_at: datetime | None = None
    changed_at: datetime | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")
    by_change = DynamoDBIndex("gsi1", pk="order", sk="{version:06d}")
    item_config = ItemConfig(
        entity_type="order",
        created_at="made_at",
        updated_at="changed_at",
        version="version",
        schema_version=1,
    )


class Session(DynamoDBModel):
    session_id: str
    ends_at: datetime | None = None

    primary = DynamoDBIndex.primary(pk="session", sk="session#{session_id}")
    item_config = ItemConfig(ttl="ends_at")


class Login(DynamoDBModelBase):
    def __init__(self, login_id: str | None = None) -> None:
        super().__init__()
        self.login_id = login_id
        self.ends_at = 0

    primary = DynamoDBIndex.primary(pk="session", sk="login#{login_id}")


class Page(DynamoDBModel):
    """Never expires, but some of what is below it does."""

    slug: str

    primary = DynamoDBIndex.primary(pk="page", sk="page#{slug}")
    item_config = ItemConfig(entity_type="page")


class Banner(Page):
    ends_at: datetime | None = None

    item_config = ItemConfig(entity_type="banner", ttl="ends_at")


@dataclass(frozen=True)
class Frozen(DynamoDBModelBase):
    frozen_id: str
    version: int = 0

    primary = DynamoDBIndex.primary(pk="frozen#{frozen_id}")
    item_config = ItemConfig(version="version")


@pytest.fixture(autouse=True)
def stopped_clock(db: DynamoDB) -> None:
    db.clock = lambda: NOW


def refused(item: Any = None) -> Answer:
    body = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}
    return Answer(body if item is None else {**body, "Item": item}, 400)


KEY = {"pk": {"S": "order#7"}, "sk": {"S": "order"}}


def stored_order(version: int, **more: Any) -> dict[str, Any]:
    return {
        **KEY,
        "order_id": {"S": "7"},
        "status": {"S": "open"},
        "made_at": {"S": "2024-05-01T12:00:00.000005+00:00"},
        "changed_at": {"S": "2024-05-01T12:00:00.000005+00:00"},
        "version": {"N": str(version)},
        "entity_type": {"S": "order"},
        "schema_version": {"N": "1"},
        "gsi1_pk": {"S": "order"},
        "gsi1_sk": {"S": f"{version:06d}"},
        **more,
    }


class TestASave:
    def test_of_a_new_instance_writes_it_once_with_stamps_and_version(
        self, db: DynamoDB, line: Line
    ) -> None:
        order = Order(order_id="7")

        result = db.save(order, "app")

        assert line.bodies == [
            {
                "TableName": "app",
                "Item": stored_order(1),
                "ConditionExpression": "attribute_not_exists(#pk)",
                "ExpressionAttributeNames": {"#pk": "pk"},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        ]
        assert result.data is order
        assert (order.version, order.made_at, order.changed_at) == (1, NOW, NOW)

    def test_of_a_written_one_counts_on_and_keeps_the_first_stamp(
        self, db: DynamoDB, line: Line
    ) -> None:
        order = Order(order_id="7")
        db.save(order, "app")
        db.clock = lambda: LATER

        db.save(order, "app")

        assert line.bodies[1]["ConditionExpression"] == "#version = :version"
        assert line.bodies[1]["ExpressionAttributeNames"] == {"#version": "version"}
        assert line.bodies[1]["ExpressionAttributeValues"] == {":version": {"N": "1"}}
        assert line.bodies[1]["Item"]["version"] == {"N": "2"}
        assert line.bodies[1]["Item"]["gsi1_sk"] == {"S": "000002"}
        assert (order.version, order.made_at, order.changed_at) == (2, NOW, LATER)

    def test_of_one_that_was_read_holds_the_version_that_was_read(
        self, db: DynamoDB, line: Line
    ) -> None:
        line.answers = [Answer({"Item": stored_order(41)})]
        order = db.get(Order.primary.key(order_id="7"), "app").unwrap()

        db.save(order, "app", condition_expression="#s = :version", **PLACEHOLDERS)

        assert line.bodies[1]["ConditionExpression"] == ("#version = :version_ AND (#s = :version)")
        assert line.bodies[1]["ExpressionAttributeValues"] == {
            ":version_": {"N": "41"},
            ":version": {"S": "open"},
        }

    def test_of_one_that_was_read_without_a_version(self, db: DynamoDB, line: Line) -> None:
        stored = {n: v for n, v in stored_order(1).items() if n != "version"}
        line.answers = [Answer({"Item": stored})]
        order = db.get(Order.primary.key(order_id="7"), "app").unwrap()

        db.save(order, "app")

        assert line.bodies[1]["ConditionExpression"] == (
            "attribute_exists(#pk) AND attribute_not_exists(#version)"
        )
        assert order.version == 1

    @pytest.mark.parametrize("raises", [True, False])
    def test_that_conflicts_is_told_with_the_stored_item_and_changes_nothing(
        self, db: DynamoDB, line: Line, raises: bool
    ) -> None:
        order = Order(order_id="7")
        db.save(order, "app")
        line.answers = [refused(stored_order(5, secret={"S": "top secret"}))]
        order.status = "paid"
        before = order.model_copy()

        if raises:
            with pytest.raises(VersionConflictError) as caught:
                db.save(order, "app")
            error: Any = caught.value
            assert isinstance(error.__cause__, ConditionalCheckFailedError)
        else:
            error = db.save(order, "app", raise_on_error=False).error

        assert isinstance(error, VersionConflictError)
        assert (error.given_version, error.stored_version) == (1, 5)
        assert error.item is not None and error.item["secret"] == "top secret"
        assert "top secret" not in f"{error}{error.to_dict()}"
        assert error.operation == "PutItem"
        assert order == before
        # The next try is on the version that it still has.
        db.save(order, "app")
        assert line.bodies[-1]["ExpressionAttributeValues"] == {":version": {"N": "1"}}

    def test_of_a_new_one_conflicts_with_any_item(self, db: DynamoDB, line: Line) -> None:
        line.answers = [refused(stored_order(5))]

        with pytest.raises(VersionConflictError, match="is new"):
            db.save(Order(order_id="7"), "app")

    def test_over_a_deleted_item_conflicts(self, db: DynamoDB, line: Line) -> None:
        order = Order(order_id="7")
        db.save(order, "app")
        line.answers = [refused()]

        with pytest.raises(VersionConflictError, match="is not stored") as caught:
            db.save(order, "app")

        assert caught.value.item is None

    @pytest.mark.parametrize("fail_if_exists", [True, False])
    def test_that_fails_on_the_callers_condition_says_so(
        self, db: DynamoDB, line: Line, fail_if_exists: bool
    ) -> None:
        order = Order(order_id="7")
        db.save(order, "app")
        line.answers = [refused(stored_order(1))]

        with pytest.raises(ConditionalCheckFailedError) as caught:
            db.save(order, "app", None, fail_if_exists, "#s = :version", **PLACEHOLDERS)

        assert type(caught.value) is ConditionalCheckFailedError
        assert order.version == 1

    def test_of_a_frozen_instance_gives_a_new_one(self, db: DynamoDB, line: Line) -> None:
        frozen = Frozen("7")

        first = db.save(frozen, "app").unwrap()
        second = db.save(first, "app").unwrap()

        assert (frozen.version, first.version, second.version) == (0, 1, 2)
        assert line.bodies[1]["ExpressionAttributeValues"] == {":version": {"N": "1"}}
        db.save(frozen, "app")
        assert line.bodies[2]["ConditionExpression"] == "attribute_not_exists(#pk)"

    def test_of_decimals_and_natives_compares_numbers(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer({"Item": stored_order(3)}), refused(stored_order(3))]
        with override_config(dynamodb_convert_decimals=False):
            order = db.get(Order.primary.key(order_id="7"), "app").unwrap()
            with pytest.raises(ConditionalCheckFailedError) as caught:
                db.save(order, "app", condition_expression="a = b")

        assert type(caught.value) is ConditionalCheckFailedError
        assert order.version == 3

    def test_with_a_clock_that_tells_no_zone_is_refused(self, db: DynamoDB, line: Line) -> None:
        db.clock = lambda: NOW.replace(tzinfo=None)

        with pytest.raises(InvalidParameterError, match="without a time zone"):
            db.save(Order(order_id="7"), "app")
        db.save(Login("7"), "app")

        assert len(line.bodies) == 1

    def test_by_a_clock_of_a_class(self, db: DynamoDB) -> None:
        class Timed(DynamoDB):
            clock = staticmethod(lambda: LATER)

        timed = Timed.from_client(db.client)
        order = Order(order_id="7")
        Line(db.client)

        timed.save(order, "app")

        assert order.changed_at == LATER

    def test_only_if_absent_goes_over_an_expired_item(self, db: DynamoDB, line: Line) -> None:
        db.save(Session(session_id="7", ends_at=LATER.replace(microsecond=0)), "app", None, True)

        assert line.bodies == [
            {
                "TableName": "app",
                "Item": {
                    "session_id": {"S": "7"},
                    "ends_at": {"N": str(int(SECONDS) + 86_400)},
                    "pk": {"S": "session"},
                    "sk": {"S": "session#7"},
                },
                "ConditionExpression": "(attribute_not_exists(#pk) OR #ttl < :now)",
                "ExpressionAttributeNames": {"#pk": "pk", "#ttl": "ends_at"},
                "ExpressionAttributeValues": {":now": {"N": SECONDS}},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        ]


PLACEHOLDERS: dict[str, Any] = {
    "expression_attribute_names": {"#s": "status"},
    "expression_attribute_values": {":version": "open"},
}


class TestADelete:
    def test_of_an_instance_that_was_never_stored_is_of_its_key(
        self, db: DynamoDB, line: Line
    ) -> None:
        db.delete(model=Order(order_id="7"), table_name="app")
        db.delete(primary_key=Order.primary.key(order_id="7"), table_name="app")

        assert line.bodies == [{"TableName": "app", "Key": KEY}] * 2

    def test_of_a_stored_one_is_of_the_version_that_was_read(
        self, db: DynamoDB, line: Line
    ) -> None:
        order = Order(order_id="7")
        db.save(order, "app")

        db.delete(model=order, table_name="app")

        assert line.bodies[1] == {
            "TableName": "app",
            "Key": KEY,
            "ConditionExpression": "attribute_not_exists(#pk) OR #version = :version",
            "ExpressionAttributeNames": {"#pk": "pk", "#version": "version"},
            "ExpressionAttributeValues": {":version": {"N": "1"}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }

    def test_of_one_that_was_read_without_a_version(self, db: DynamoDB, line: Line) -> None:
        stored = {n: v for n, v in stored_order(1).items() if n != "version"}
        line.answers = [Answer({"Item": stored})]
        order = db.get(Order.primary.key(order_id="7"), "app").unwrap()

        db.delete(model=order, table_name="app")

        assert line.bodies[1]["ConditionExpression"] == "attribute_not_exists(#version)"

    def test_conflicts_with_what_somebody_else_has_written(self, db: DynamoDB, line: Line) -> None:
        order = Order(order_id="7")
        db.save(order, "app")
        line.answers = [refused(stored_order(2))]

        with pytest.raises(VersionConflictError) as caught:
            db.delete(model=order, table_name="app")

        assert (caught.value.given_version, caught.value.stored_version) == (1, 2)
        assert caught.value.operation == "DeleteItem"


def session(seconds: int | None, name: str = "7") -> dict[str, Any]:
    item = {"session_id": {"S": name}, "pk": {"S": "session"}, "sk": {"S": f"session#{name}"}}
    return item if seconds is None else {**item, "ends_at": {"N": str(seconds)}}


EXPIRED, LIVING = int(SECONDS) - 1, int(SECONDS)
SESSION = Session.primary.key(session_id="7")


class TestAGet:
    def test_of_an_expired_item_finds_nothing(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer({"Item": session(EXPIRED)})] * 3

        for result in (
            db.get(SESSION, "app"),
            db.get(model=Session(session_id="7"), table_name="app"),
        ):
            assert result.data is None
            assert not result
            assert "Item" not in result
            assert result.to(Session) is None
            assert result.metadata["RequestId"] == "REQ"
        with pytest.raises(ItemNotFoundError):
            db.get(SESSION, "app", config=GetItemConfig(must_exist=True))

    @pytest.mark.parametrize(("seconds", "found"), [(EXPIRED, None), (LIVING, Banner)])
    def test_of_a_subclass_by_its_base_has_the_expiry_of_the_subclass(
        self, db: DynamoDB, line: Line, seconds: int, found: type[Page] | None
    ) -> None:
        item = {"slug": {"S": "x"}, "pk": {"S": "page"}, "sk": {"S": "page#x"}}
        life = {"entity_type": {"S": "banner"}, "ends_at": {"N": str(seconds)}}
        line.answers = [Answer({"Item": item | life}), Answer({"Items": [item | life]})]

        one = db.get(Page.primary.key(slug="x"), "app").data
        many = db.query(Page.primary.query(), "app").data

        assert (type(one) if one else None, len(many)) == (found, 1 if found else 0)

    def test_shows_it_when_asked_and_as_a_dictionary(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer({"Item": session(EXPIRED)})] * 2

        found = db.get(SESSION, "app", config=GetItemConfig(include_expired=True)).unwrap()

        assert found.is_expired(now=NOW)
        assert db.get(SESSION.to_dict(), "app").unwrap()["ends_at"] == EXPIRED

    @pytest.mark.parametrize("seconds", [LIVING, LIVING + 1, None])
    def test_of_a_living_item_finds_it(self, db: DynamoDB, line: Line, seconds: int | None) -> None:
        line.answers = [Answer({"Item": session(seconds)})]

        assert db.get(SESSION, "app")

    def test_with_a_projection_reads_what_the_checks_need(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer({"Item": session(EXPIRED)})]

        result = db.get(SESSION, "app", config=GetItemConfig(projection_expression="session_id"))

        assert line.bodies[0]["ProjectionExpression"] == "session_id, #life0"
        assert line.bodies[0]["ExpressionAttributeNames"] == {"#life0": "ends_at"}
        assert result.data is None

    def test_of_another_type_or_a_newer_form_is_an_error(self, db: DynamoDB, line: Line) -> None:
        key = Order.primary.key(order_id="7")
        line.answers = [
            Answer({"Item": stored_order(1, entity_type={"S": "invoice"})}),
            Answer({"Item": stored_order(1, schema_version={"N": "2"})}),
        ]

        with pytest.raises(ModelMappingError, match="entity type"):
            db.get(key, "app")
        with pytest.raises(SchemaVersionError):
            db.get(key, "app")


class TestAQuery:
    PAGE = {
        "Items": [
            session(EXPIRED, "1"),
            session(LIVING, "2"),
            {"login_id": {"S": "3"}, "pk": {"S": "session"}, "sk": {"S": "login#3"}},
            session(None, "4"),
        ],
        "Count": 4,
        "ScannedCount": 4,
    }

    def test_of_a_model_leaves_out_what_has_expired(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer(self.PAGE)]

        result = db.query(Session.primary.query(), "app")

        assert [each.session_id for each in result.data] == ["2", "4"]
        assert (result.count, result.scanned_count) == (2, 4)
        assert [item["sk"] for item in result["Items"]] == ["session#2", "session#4"]

    def test_shows_it_when_asked_and_as_dictionaries(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer(self.PAGE)] * 2

        asked = db.query(Session.primary.query(), "app", include_expired=True)
        plain = db.query("pk = :pk", "app", expression_attribute_values={":pk": "session"})

        assert [each.session_id for each in asked.data] == ["1", "2", "4"]
        assert (asked.count, len(plain.data)) == (3, 4)

    def test_of_a_collection_leaves_out_each_models_own(self, db: DynamoDB, line: Line) -> None:
        expired_looking = {"ends_at": {"N": "5"}, **self.PAGE["Items"][2]}  # type: ignore[index]
        items = [session(EXPIRED, "1"), expired_looking]
        line.answers = [Answer({"Items": items, "Count": 2})]

        result = db.query(Session.primary.query().collection(Session, Login), "app")

        (login,) = result.data
        assert isinstance(login, Login)
        assert login.ends_at == 5

    def test_leaves_items_of_another_type_out(self, db: DynamoDB, line: Line) -> None:
        items = [stored_order(1), stored_order(2, entity_type={"S": "invoice"})]
        line.answers = [Answer({"Items": items, "Count": 2})]

        result = db.query(Order.by_change.query(), "app")

        assert [order.version for order in result.data] == [1]
