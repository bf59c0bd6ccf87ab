from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase, IndexQuery
from boto3_assist.dynamodb.conditions import KeyCondition, SortCondition
from boto3_assist.dynamodb.key_formats import escape
from boto3_assist.dynamodb.reading import read_collection
from boto3_assist.errors import InvalidParameterError, KeyBuildError


class Color(str, Enum):
    RED = "red"


class Level(Enum):
    ONE = 1


@dataclass
class Visit(DynamoDBModelBase):
    shop: str
    kind: str = ""
    at: datetime | None = None
    amount: Decimal | int = 0
    rank: int = 0
    name: str = ""
    day: date | None = None

    primary = DynamoDBIndex.primary(pk="shop#{shop}", sk="visit#{kind}#at#{at}")
    by_amount = DynamoDBIndex("gsi1", pk="shop#{shop}", sk="{kind}#{amount:number}")
    by_rank = DynamoDBIndex("gsi2", pk="shop#{shop}", sk_attribute="rank")
    by_name = DynamoDBIndex("gsi3", pk="shop#{shop}", sk="{name}")
    by_shop = DynamoDBIndex("gsi4", pk="shop#{shop}")
    by_plain = DynamoDBIndex("gsi5", pk="all", sk="rank#{rank}")
    by_padded = DynamoDBIndex("gsi6", pk="all", sk="rank#{rank:06d}#end")
    by_tail = DynamoDBIndex("gsi7", pk="all", sk="name#{name}.txt")
    by_day = DynamoDBIndex("gsi8", pk="all", sk="day#{day}#summary")
    by_kind = DynamoDBIndex("gsi9", pk="kind#{kind}", sk="kind#{kind}#{name}")
    by_own_name = DynamoDBIndex("gsi10", pk="shop#{shop}", sk_attribute="name")
    by_function = DynamoDBIndex("gsi11", pk="shop#{shop}", sk=lambda: "x")
    by_time = DynamoDBIndex("gsi12", pk="shop#{shop}", sk="at#{at}#{name}")
    by_text = DynamoDBIndex("gsi13", pk="shop#{shop}", sk="name#{name:text}#{rank}")
    by_many = DynamoDBIndex(
        "gsi14", pk_attribute=("shop", "kind"), sk_attribute=("day", "rank", "name")
    )


@dataclass
class Other(DynamoDBModelBase):
    shop: str
    primary = DynamoDBIndex.primary(pk="shop#{shop}", sk="other")


MOMENT = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
MOMENT_TEXT = "2024-05-01T12:00:00.000000Z"
SHOP = "#k0 = :k0"
EQUAL, BEGINS = f"{SHOP} AND #k1 = :k1", f"{SHOP} AND begins_with(#k1, :k1)"
BETWEEN = f"{SHOP} AND #k1 BETWEEN :k1 AND :k2"
LEAST, MOST = f"{SHOP} AND #k1 >= :k1", f"{SHOP} AND #k1 <= :k1"
ABOVE, BELOW = f"{SHOP} AND #k1 > :k1", f"{SHOP} AND #k1 < :k1"
MANY = "#k0 = :k0 AND #k1 = :k1"
DAY = date(2024, 5, 1)
VISITS = Visit.primary.query(shop="7")
OF_A_KIND = Visit.primary.query(shop="7", kind="a")
BY_RANK = Visit.by_rank.query(shop="7")
BY_TIME = Visit.by_time.query(shop="7")
BY_MANY = Visit.by_many.query(shop="7", kind="a")


@pytest.mark.parametrize(
    ("query", "text", "attributes", "values"),
    [
        (Visit.primary.query(shop="7"), BEGINS, "pk sk", ["shop#7", "visit#"]),
        (Visit.primary.query(shop="7", kind="a"), BEGINS, "pk sk", ["shop#7", "visit#a#at#"]),
        (
            Visit.primary.query(shop="a#b", kind="a%"),
            BEGINS,
            "pk sk",
            ["shop#a%23b", "visit#a%25#at#"],
        ),
        (
            Visit.primary.query(shop="7", kind="a", at=MOMENT),
            EQUAL,
            "pk sk",
            ["shop#7", f"visit#a#at#{MOMENT_TEXT}"],
        ),
        (
            Visit.primary.query(shop="7").begins_with(kind="a#"),
            BEGINS,
            "pk sk",
            ["shop#7", "visit#a%23"],
        ),
        (
            Visit.primary.query(shop="7").begins_with(kind=Color.RED),
            BEGINS,
            "pk sk",
            ["shop#7", "visit#red"],
        ),
        (
            Visit.primary.query(shop="7", kind="a").between(at=(MOMENT, MOMENT)),
            BETWEEN,
            "pk sk",
            ["shop#7", f"visit#a#at#{MOMENT_TEXT}", f"visit#a#at#{MOMENT_TEXT}"],
        ),
        (
            Visit.primary.query(shop="7", kind="a").gte(at=MOMENT),
            BETWEEN,
            "pk sk",
            ["shop#7", f"visit#a#at#{MOMENT_TEXT}", "visit#a#at$"],
        ),
        (
            Visit.primary.query(shop="7", kind="a").lte(at=MOMENT),
            BETWEEN,
            "pk sk",
            ["shop#7", "visit#a#at#", f"visit#a#at#{MOMENT_TEXT}"],
        ),
        (Visit.by_shop.query(shop="7"), SHOP, "gsi4_pk", ["shop#7"]),
        (Visit.by_amount.query(shop="7"), SHOP, "gsi1_pk", ["shop#7"]),
        (Visit.by_amount.query(shop="7", kind="a"), BEGINS, "gsi1_pk gsi1_sk", ["shop#7", "a#"]),
        (Visit.by_rank.query(shop="7"), SHOP, "gsi2_pk", ["shop#7"]),
        (Visit.by_rank.query(shop="7", rank=0), EQUAL, "gsi2_pk rank", ["shop#7", 0]),
        (
            Visit.by_rank.query(shop="7").between(rank=(1, 3)),
            BETWEEN,
            "gsi2_pk rank",
            ["shop#7", 1, 3],
        ),
        (Visit.by_rank.query(shop="7").gte(rank=1), LEAST, "gsi2_pk rank", ["shop#7", 1]),
        (Visit.by_rank.query(shop="7").lte(rank=1), MOST, "gsi2_pk rank", ["shop#7", 1]),
        (
            Visit.by_own_name.query(shop="7").begins_with(name="a#"),
            BEGINS,
            "gsi10_pk name",
            ["shop#7", "a#"],
        ),
        # DynamoDB takes no empty text as a bound.
        (Visit.by_name.query(shop="7"), SHOP, "gsi3_pk", ["shop#7"]),
        (Visit.by_name.query(shop="7").gte(name="a"), LEAST, "gsi3_pk gsi3_sk", ["shop#7", "a"]),
        (Visit.by_name.query(shop="7").lte(name="a"), MOST, "gsi3_pk gsi3_sk", ["shop#7", "a"]),
        (
            Visit.by_padded.query().lte(rank=7),
            BETWEEN,
            "gsi6_pk gsi6_sk",
            ["all", "rank#", "rank#000007#end"],
        ),
        (
            Visit.by_day.query().gte(day=date(2024, 5, 1)),
            BETWEEN,
            "gsi8_pk gsi8_sk",
            ["all", "day#2024-05-01#summary", "day$"],
        ),
        # Of a bound that is left out, the item that lies there is told apart when it is read.
        (
            OF_A_KIND.gt(at=MOMENT),
            BETWEEN,
            "pk sk",
            ["shop#7", f"visit#a#at#{MOMENT_TEXT}", "visit#a#at$"],
        ),
        (
            OF_A_KIND.lt(at=MOMENT),
            BETWEEN,
            "pk sk",
            ["shop#7", "visit#a#at#", f"visit#a#at#{MOMENT_TEXT}"],
        ),
        (BY_RANK.gt(rank=1), ABOVE, "gsi2_pk rank", ["shop#7", 1]),
        (BY_RANK.lt(rank=1), BELOW, "gsi2_pk rank", ["shop#7", 1]),
        (Visit.by_name.query(shop="7").gt(name="a"), ABOVE, "gsi3_pk gsi3_sk", ["shop#7", "a"]),
        (Visit.by_name.query(shop="7").lt(name="a"), BELOW, "gsi3_pk gsi3_sk", ["shop#7", "a"]),
        # A range over an input that others follow.
        (
            BY_TIME.between(at=(MOMENT, MOMENT)),
            BETWEEN,
            "gsi12_pk gsi12_sk",
            ["shop#7", f"at#{MOMENT_TEXT}#", f"at#{MOMENT_TEXT}$"],
        ),
        (
            BY_TIME.gte(at=MOMENT),
            BETWEEN,
            "gsi12_pk gsi12_sk",
            ["shop#7", f"at#{MOMENT_TEXT}#", "at$"],
        ),
        (
            BY_TIME.gt(at=MOMENT),
            BETWEEN,
            "gsi12_pk gsi12_sk",
            ["shop#7", f"at#{MOMENT_TEXT}$", "at$"],
        ),
        (
            BY_TIME.lte(at=MOMENT),
            BETWEEN,
            "gsi12_pk gsi12_sk",
            ["shop#7", "at#", f"at#{MOMENT_TEXT}$"],
        ),
        (
            BY_TIME.lt(at=MOMENT),
            BETWEEN,
            "gsi12_pk gsi12_sk",
            ["shop#7", "at#", f"at#{MOMENT_TEXT}#"],
        ),
        (
            Visit.by_text.query(shop="7").between(name=("a b", "b#")),
            BETWEEN,
            "gsi13_pk gsi13_sk",
            ["shop#7", "name#a$32b#", "name#b$35$"],
        ),
        (
            Visit.by_text.query(shop="7").begins_with(name="a "),
            BEGINS,
            "gsi13_pk gsi13_sk",
            ["shop#7", "name#a$32"],
        ),
        # eq is what query itself takes.
        (VISITS.eq(kind="a"), BEGINS, "pk sk", ["shop#7", "visit#a#at#"]),
        (
            VISITS.eq(kind="a").eq(at=MOMENT),
            EQUAL,
            "pk sk",
            ["shop#7", f"visit#a#at#{MOMENT_TEXT}"],
        ),
        (
            VISITS.eq(at=MOMENT, kind="a"),
            EQUAL,
            "pk sk",
            ["shop#7", f"visit#a#at#{MOMENT_TEXT}"],
        ),
        (
            VISITS.eq(kind="a").lte(at=MOMENT),
            BETWEEN,
            "pk sk",
            ["shop#7", "visit#a#at#", f"visit#a#at#{MOMENT_TEXT}"],
        ),
        # By prefix.
        (OF_A_KIND.descendants(), BEGINS, "pk sk", ["shop#7", "visit#a#"]),
        (OF_A_KIND.self_and_descendants(), BETWEEN, "pk sk", ["shop#7", "visit#a", "visit#a$"]),
        (
            OF_A_KIND.eq(at=MOMENT).descendants(),
            BEGINS,
            "pk sk",
            ["shop#7", f"visit#a#at#{MOMENT_TEXT}#"],
        ),
        (
            Other.primary.query(shop="7").self_and_descendants(),
            BETWEEN,
            "pk sk",
            ["shop#7", "other", "other$"],
        ),
        (
            OF_A_KIND.descendants().collection(Visit, Other),
            BEGINS,
            "pk sk",
            ["shop#7", "visit#a#"],
        ),
        # Native keys: each attribute as it is.
        (BY_MANY, MANY, "shop kind", ["7", "a"]),
        (BY_MANY.eq(day=DAY), f"{MANY} AND #k2 = :k2", "shop kind day", ["7", "a", DAY]),
        (
            BY_MANY.between(day=(DAY, DAY)),
            f"{MANY} AND #k2 BETWEEN :k2 AND :k3",
            "shop kind day",
            ["7", "a", DAY, DAY],
        ),
        (
            Visit.by_many.query(shop="7", kind="a", day=DAY).gt(rank=5),
            f"{MANY} AND #k2 = :k2 AND #k3 > :k3",
            "shop kind day rank",
            ["7", "a", DAY, 5],
        ),
        (
            BY_MANY.eq(day=DAY, rank=5).begins_with(name="x"),
            f"{MANY} AND #k2 = :k2 AND #k3 = :k3 AND begins_with(#k4, :k4)",
            "shop kind day rank name",
            ["7", "a", DAY, 5, "x"],
        ),
        (BY_MANY.collection(Visit), MANY, "shop kind", ["7", "a"]),
        (Visit.by_kind.query(kind="a"), BEGINS, "gsi9_pk gsi9_sk", ["kind#a", "kind#a#"]),
        (Visit.by_kind.query(kind="a").collection(Visit), SHOP, "gsi9_pk", ["kind#a"]),
        (Other.primary.query(shop="7"), EQUAL, "pk sk", ["shop#7", "other"]),
        (Other.primary.query(shop="7").collection(Other, Visit), SHOP, "pk", ["shop#7"]),
    ],
)
def test_the_exact_condition_of_a_query(
    query: IndexQuery[Any], text: str, attributes: str, values: list[object]
) -> None:
    expression = query.condition.to_expression()

    assert expression.text == text
    assert expression.names == {f"#k{n}": name for n, name in enumerate(attributes.split())}
    assert expression.values == {f":k{n}": value for n, value in enumerate(values)}


def test_a_query_knows_its_index_and_its_models() -> None:
    assert Visit.primary.query(shop="7").index_name is None
    assert Visit.by_shop.query(shop="7").index_name == "gsi4"
    assert Visit.by_shop.query(shop="7").models == (Visit,)
    assert Visit.by_shop.query(shop="7").collection(Visit, Other).models == (Visit, Other)


def test_narrowing_gives_a_new_query() -> None:
    whole = Visit.primary.query(shop="7")

    narrow = whole.begins_with(kind="a")

    assert narrow != whole
    assert whole == Visit.primary.query(shop="7")


def test_repr_shows_names_only() -> None:
    assert repr(Visit.primary.query(shop="secret")) == "IndexQuery(primary: shop)"
    assert repr(Visit.by_rank.query(shop="secret", rank=1)) == "IndexQuery(gsi2: shop, rank)"


@pytest.mark.parametrize(
    "ask",
    [
        # Inputs of the query.
        lambda: Visit.primary.query(),
        lambda: Visit.primary.query(shop=None),
        lambda: Visit.primary.query(shopp="7"),
        lambda: Visit.primary.query(shop="7", kindd="a"),
        lambda: Visit.primary.query(shop="7", kind=None),
        lambda: Visit.primary.query(shop="7", at=MOMENT),
        lambda: Visit.primary.query(shop="7", kind="a", at="x", rank=1),
        lambda: Visit.primary.query(shop=["7"]),
        lambda: Visit.by_shop.query(shop="7", rank=1),
        lambda: Visit.by_rank.query(shop="7", rank=[1]),
        lambda: Visit.by_rank.query(shop="7", rank=""),
        lambda: Visit.by_name.query(shop="7", name=""),
        lambda: Visit.by_function.query(shop="7"),
        # begins_with
        lambda: VISITS.begins_with(at="2024"),
        lambda: VISITS.begins_with(shop="7"),
        lambda: VISITS.begins_with(kind=None),  # type: ignore[arg-type]  # tested
        lambda: VISITS.begins_with(kind=5),  # type: ignore[arg-type]  # tested
        lambda: VISITS.begins_with(),
        lambda: VISITS.begins_with(kind="a", at="b"),
        lambda: VISITS.begins_with(kind="a").begins_with(kind="b"),
        lambda: VISITS.begins_with(kind="a").lte(kind="b"),
        lambda: OF_A_KIND.begins_with(kind="a"),
        lambda: Visit.by_shop.query(shop="7").begins_with(kind="a"),
        lambda: BY_RANK.begins_with(rank=1),  # type: ignore[arg-type]  # tested
        lambda: Visit.by_name.query(shop="7").begins_with(name=""),
        lambda: Visit.by_own_name.query(shop="7").begins_with(name=""),
        lambda: Visit.by_amount.query(shop="7", kind="a").begins_with(amount="1"),
        # between, gte, lte
        lambda: VISITS.between(kind=("a", "b")),
        lambda: VISITS.gte(kind="a"),
        lambda: VISITS.lte(at=MOMENT),
        lambda: OF_A_KIND.between(at=(MOMENT, None)),
        lambda: OF_A_KIND.between(at=(MOMENT, MOMENT - timedelta(seconds=1))),
        lambda: OF_A_KIND.between(at=MOMENT),  # type: ignore[arg-type]  # tested
        lambda: OF_A_KIND.between(at=(MOMENT,)),  # type: ignore[arg-type]  # tested
        lambda: OF_A_KIND.between(att=(MOMENT, MOMENT)),
        lambda: OF_A_KIND.gte(at=None),
        lambda: OF_A_KIND.gte(at=datetime(2024, 5, 1)),
        lambda: OF_A_KIND.gte(),
        lambda: BY_RANK.between(rank=(1, "b")),
        lambda: BY_RANK.between(rank=(3, 2)),
        lambda: BY_RANK.between(rank=(Decimal("NaN"), 2)),
        lambda: BY_RANK.gte(rank=[1]),
        lambda: BY_RANK.gte(rank=1).lte(rank=2),
        # The texts would not sort as the values do.
        lambda: Visit.by_plain.query().gte(rank=2),
        lambda: Visit.by_plain.query().gte(rank=Level.ONE),
        lambda: Visit.by_plain.query().between(rank=(2, Decimal(10))),
        lambda: Visit.by_tail.query().lte(name="a"),
        lambda: Visit.by_plain.query().gt(rank=2),
        lambda: Visit.by_plain.query().lt(rank=2),
        lambda: Visit.by_text.query(shop="7", name="a").gte(rank=2),
        lambda: BY_TIME.gte(name="a"),
        lambda: OF_A_KIND.gt(at=None),
        lambda: OF_A_KIND.lt(),
        lambda: OF_A_KIND.lt(at=MOMENT, kind="a"),
        lambda: OF_A_KIND.gt(at=MOMENT).lt(at=MOMENT),
        lambda: Visit.by_shop.query(shop="7").gt(rank=1),
        lambda: Visit.by_name.query(shop="7").gte(name=""),
        lambda: Visit.by_name.query(shop="7").lt(name=""),
        lambda: Visit.by_name.query(shop="7").between(name=("a", "")),
        # eq
        lambda: VISITS.eq(),
        lambda: VISITS.eq(at=MOMENT),
        lambda: VISITS.eq(kind=None),
        lambda: VISITS.eq(kindd="a"),
        lambda: VISITS.eq(shop="8"),
        lambda: OF_A_KIND.eq(kind="b"),
        lambda: OF_A_KIND.gt(at=MOMENT).eq(at=MOMENT),
        lambda: Visit.by_shop.query(shop="7").eq(rank=1),
        # descendants
        lambda: VISITS.descendants(),
        lambda: VISITS.self_and_descendants(),
        lambda: OF_A_KIND.gt(at=MOMENT).descendants(),
        lambda: OF_A_KIND.descendants().descendants(),
        lambda: OF_A_KIND.descendants().gt(at=MOMENT),
        lambda: OF_A_KIND.descendants().collection(),
        lambda: BY_RANK.eq(rank=1).descendants(),
        lambda: Visit.by_shop.query(shop="7").self_and_descendants(),
        lambda: BY_MANY.eq(day=DAY).descendants(),
        # Native keys
        lambda: Visit.by_many.query(shop="7"),
        lambda: Visit.by_many.query(shop="7", kind=""),
        lambda: BY_MANY.gt(rank=5),
        lambda: BY_MANY.eq(rank=5),
        lambda: BY_MANY.gte(day=DAY).eq(rank=5),
        lambda: BY_MANY.between(day=(DAY, date(2024, 4, 30))),
        lambda: BY_MANY.eq(day=DAY).begins_with(rank="5"),
        lambda: BY_MANY.eq(day=DAY).collection(Visit),
        # Longer than a key can be.
        lambda: Visit.primary.query(shop="x" * 2044),
        lambda: Visit.primary.query(shop="7", kind="é" * 508),
        lambda: VISITS.begins_with(kind="x" * 1019),
        lambda: Visit.by_name.query(shop="7", name="x" * 1025),
        lambda: Visit.by_name.query(shop="7").lt(name="x" * 1025),
        lambda: Visit.by_own_name.query(shop="7").gte(name="x" * 1025),
        lambda: Visit.by_own_name.query(shop="7").begins_with(name="\U0001f600" * 257),
        lambda: Other.primary.query(shop="x" * 2044),
        # collection
        lambda: VISITS.collection(),
        lambda: VISITS.begins_with(kind="a").collection(Visit),
        lambda: OF_A_KIND.collection(Visit),
        lambda: BY_RANK.gte(rank=1).collection(Visit),
    ],
)
def test_b4_what_cannot_be_asked_raises_and_never_widens(ask: Callable[[], object]) -> None:
    with pytest.raises(KeyBuildError) as caught:
        ask()

    assert {"expected", "suggestion"} <= caught.value.details.keys()


# A query against the naive filter, over the items of three models in one partition.


@dataclass
class City(DynamoDBModelBase):
    country: str
    name: str
    primary = DynamoDBIndex.primary(pk="country#{country}", sk="city#{name}")


@dataclass
class Street(DynamoDBModelBase):
    country: str
    city: str
    number: Decimal | int
    primary = DynamoDBIndex.primary(pk="country#{country}", sk="city#{city}#street#{number:number}")


@dataclass
class Event(DynamoDBModelBase):
    country: str
    at: datetime
    primary = DynamoDBIndex.primary(pk="country#{country}", sk="{at}")


texts = st.text(st.sampled_from("ab#%$! ~é\U0001f600\U0010ffff\x00"), max_size=4)
countries = st.sampled_from(["FR", "FR#", "F", "%23"])
numbers = st.one_of(
    st.integers(-1200, 1200),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-9, max_value=9),
)
zones = st.sampled_from([timezone.utc, timezone(timedelta(hours=5)), timezone(-timedelta(hours=9))])
moments = st.datetimes(datetime(1, 1, 3), datetime(9998, 1, 1), timezones=zones)
models = st.one_of(
    st.builds(City, countries, texts),
    st.builds(Street, countries, texts, numbers),
    st.builds(Event, countries, moments),
)
stored = st.lists(models, max_size=25)


def partition(condition: KeyCondition, models: Iterable[Any]) -> list[dict[str, Any]]:
    """What DynamoDB would return: the items that fulfil a condition, by the bytes of the key."""
    items = [model.to_resource_dictionary() for model in models]
    items.sort(key=lambda item: item["sk"].encode())
    return [item for item in items if fulfils(condition, item)]


def fulfils(condition: KeyCondition, item: dict[str, Any]) -> bool:
    if any(item[attribute] != value for attribute, value in condition.partition.items()):
        return False
    return all(
        lies_in(item[attribute].encode(), sort) for attribute, sort in condition.sort.items()
    )


def lies_in(value: bytes, sort: SortCondition) -> bool:
    first, *rest = [operand.encode() for operand in sort.operands]
    comparisons: dict[str, Callable[[], bool]] = {
        "=": lambda: value == first,
        "begins_with": lambda: value.startswith(first),
        "BETWEEN": lambda: first <= value <= rest[0],
        ">=": lambda: value >= first,
        ">": lambda: value > first,
        "<=": lambda: value <= first,
        "<": lambda: value < first,
    }
    return comparisons[sort.operator]()


def found(query: IndexQuery[Any], models: Iterable[Any]) -> list[Any]:
    read = [item for item in partition(query.condition, models) if query.condition.selects(item)]
    return read_collection(query.models, read, partial=False) if query.models else read


def same(found: Iterable[Any], expected: Iterable[Any]) -> bool:
    return sorted(map(repr, found)) == sorted(map(repr, expected))


@given(stored, countries, texts, texts)
def test_queries_of_text_select_what_a_filter_selects(
    stored: list[Any], country: str, first: str, second: str
) -> None:
    # In a key a value has the order of its escaped text.
    low, high = sorted((first, second), key=escape)
    cities = [m for m in stored if isinstance(m, City) and m.country == country]
    query = City.primary.query(country=country)

    assert same(found(query, stored), cities)
    assert same(
        found(City.primary.query(country=country, name=low), stored),
        [c for c in cities if c.name == low],
    )
    assert same(
        found(query.begins_with(name=low), stored), [c for c in cities if c.name.startswith(low)]
    )
    ranges: list[tuple[IndexQuery[City], Callable[[str], bool]]] = [
        (query.between(name=(low, high)), lambda text: escape(low) <= text <= escape(high)),
        (query.gte(name=low), lambda text: text >= escape(low)),
        (query.lte(name=low), lambda text: text <= escape(low)),
        (query.gt(name=low), lambda text: text > escape(low)),
        (query.lt(name=low), lambda text: text < escape(low)),
    ]
    for narrowed, selects in ranges:
        assert same(found(narrowed, stored), [c for c in cities if selects(escape(c.name))])


@given(stored, countries, texts, numbers, numbers)
def test_queries_of_numbers_select_what_a_filter_selects(
    stored: list[Any], country: str, city: str, first: Decimal, second: Decimal
) -> None:
    low, high = sorted((first, second))
    streets = [m for m in stored if isinstance(m, Street) and m.country == country]
    here = [s for s in streets if s.city == city]
    query = Street.primary.query(country=country, city=city)

    assert same(found(Street.primary.query(country=country), stored), streets)
    assert same(found(query, stored), here)
    assert same(
        found(query.between(number=(low, high)), stored),
        [s for s in here if low <= s.number <= high],
    )
    assert same(found(query.gte(number=low), stored), [s for s in here if s.number >= low])
    assert same(found(query.lte(number=low), stored), [s for s in here if s.number <= low])
    assert same(found(query.gt(number=low), stored), [s for s in here if s.number > low])
    assert same(found(query.lt(number=low), stored), [s for s in here if s.number < low])


@given(stored, countries, moments, moments)
def test_queries_of_times_select_what_a_filter_selects(
    stored: list[Any], country: str, first: datetime, second: datetime
) -> None:
    low, high = sorted((first, second))
    events = [m for m in stored if isinstance(m, Event) and m.country == country]
    query = Event.primary.query(country=country)

    assert same(found(query, stored), events)
    assert same(
        found(query.between(at=(low, high)), stored), [e for e in events if low <= e.at <= high]
    )
    assert same(found(query.gte(at=low), stored), [e for e in events if e.at >= low])
    assert same(found(query.lte(at=low), stored), [e for e in events if e.at <= low])
    assert same(found(query.gt(at=low), stored), [e for e in events if e.at > low])
    assert same(found(query.lt(at=low), stored), [e for e in events if e.at < low])


@given(stored, countries)
def test_a_collection_is_the_whole_partition_in_the_order_of_its_keys(
    stored: list[Any], country: str
) -> None:
    stored = [model for model in stored if not isinstance(model, Event)]
    query = City.primary.query(country=country).collection(City, Street)

    assert same(found(query, stored), [m for m in stored if m.country == country])


@given(stored, countries, texts)
def test_descendants_are_what_stands_under_a_key(
    stored: list[Any], country: str, name: str
) -> None:
    city = City.primary.query(country=country, name=name)
    streets = [
        m for m in stored if isinstance(m, Street) and (m.country, m.city) == (country, name)
    ]
    selves = [m for m in stored if m == City(country, name)]

    assert same(found(city.descendants().collection(Street), stored), streets)
    assert same(
        found(city.self_and_descendants().collection(City, Street), stored), [*selves, *streets]
    )


@dataclass
class Visitor(DynamoDBModelBase):
    """Ranges over an input that others follow, in every format that keeps the order there."""

    name: str
    number: Decimal | int
    at: datetime
    rank: int
    rest: str
    primary = DynamoDBIndex.primary(pk="p", sk="name#{name:text}#{rest}")
    by_number = DynamoDBIndex("gsi1", pk="p", pk_attribute="pk", sk="{number:number}#x#{rest}")
    by_time = DynamoDBIndex("gsi2", pk="p", pk_attribute="pk", sk="at#{at}#{rest}")
    by_rank = DynamoDBIndex("gsi3", pk="p", pk_attribute="pk", sk="v{rank:04d}.txt#{rest}")


visitors = st.builds(Visitor, texts, numbers, moments, st.integers(0, 9999), texts)
INDEXES = {
    "name": Visitor.primary,
    "number": Visitor.by_number,
    "at": Visitor.by_time,
    "rank": Visitor.by_rank,
}


@given(st.lists(visitors, max_size=12), visitors, visitors, st.sampled_from(sorted(INDEXES)))
def test_ranges_over_an_input_in_the_middle_select_what_a_filter_selects(
    stored: list[Visitor], one: Visitor, other: Visitor, name: str
) -> None:
    stored = [*stored, one, other]
    low, high = sorted((getattr(one, name), getattr(other, name)))
    query = INDEXES[name].query()
    ranges: list[tuple[IndexQuery[Visitor], Callable[[Any], bool]]] = [
        (query.between(**{name: (low, high)}), lambda value: low <= value <= high),
        (query.gte(**{name: low}), lambda value: value >= low),
        (query.gt(**{name: low}), lambda value: value > low),
        (query.lte(**{name: low}), lambda value: value <= low),
        (query.lt(**{name: low}), lambda value: value < low),
        (query.eq(**{name: low}), lambda value: value == low),
    ]
    for narrowed, selects in ranges:
        expected = [visitor for visitor in stored if selects(getattr(visitor, name))]
        items = [visitor.to_resource_dictionary() for visitor in stored]
        condition = narrowed.condition
        selected = [item for item in items if fulfils(condition, item) and condition.selects(item)]
        assert same([Visitor.map(item) for item in selected], expected)


def test_a_stray_cannot_be_told_without_its_sort_key() -> None:
    condition = OF_A_KIND.gt(at=MOMENT).condition

    assert not condition.selects({"pk": "shop#7", "sk": f"visit#a#at#{MOMENT_TEXT}"})
    assert condition.selects({"sk": "visit#a#at#2025"})
    with pytest.raises(InvalidParameterError, match="the items lack 'sk'"):
        condition.selects({"pk": "shop#7"})
    assert OF_A_KIND.condition.selects({"pk": "shop#7"})


def test_inputs_of_pydantic_models_have_the_names_of_fields() -> None:
    class Thing(DynamoDBModel):
        id: str
        primary = DynamoDBIndex.primary(pk="thing#{id}")

    assert Thing.primary.query(id="7").condition == KeyCondition({"pk": "thing#7"})
