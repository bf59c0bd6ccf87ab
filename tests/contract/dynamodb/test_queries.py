"""Queries of the table and of its indexes, on moto and again on a server over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from boto3_assist.config import override_config
from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
)
from boto3_assist.testing import TableFactory


class Country(DynamoDBModel):
    code: str
    name: str

    primary = DynamoDBIndex.primary(pk="country#{code}", sk="country")


@dataclass
class City(DynamoDBModelBase):
    country: str
    name: str
    population: int
    twin: str | None = None

    primary = DynamoDBIndex.primary(pk="country#{country}", sk="city#{name}")
    by_population = DynamoDBIndex(
        "by_population", pk_attribute="country", sk_attribute="population"
    )
    by_twin = DynamoDBIndex("by_twin", pk="twin#{twin}")
    in_country = DynamoDBIndex(
        "in_country", pk="country#{country}", pk_attribute="pk", sk_attribute="population"
    )


FRANCE = Country(code="FR", name="France")
NICE = City("FR", "Nice", 342669, "Houston")
PARIS = City("FR", "Paris", 2138551, "Rome")
PARAY = City("FR", "Paray", 9171)
LYON = City("FR", "Lyon", 522969)
ROME = City("IT", "Rome", 2318895, "Paris")
CITIES = [NICE, PARIS, PARAY, LYON, ROME]


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
    table = table_factory(Country, City, db=db)
    for model in (FRANCE, *CITIES):
        db.save(model, table.name)
    return table


def test_the_items_of_one_model_ascend_unless_told_otherwise(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    cities = City.primary.query(country="FR")

    assert db.query(cities, table.name).data == [LYON, NICE, PARAY, PARIS]
    assert db.query(cities, table.name, ascending=False).data == [PARIS, PARAY, NICE, LYON]
    with override_config(dynamodb_query_ascending=False):
        assert db.query(cities, table.name).data == [PARIS, PARAY, NICE, LYON]
        assert db.query(cities, table.name, ascending=True).data == [LYON, NICE, PARAY, PARIS]


def test_a_collection_is_read_as_its_models(db: DynamoDB, table: DynamoDBTable) -> None:
    query = Country.primary.query(code="FR").collection(Country, City)

    result = db.query(query, table.name)

    assert result.data == [LYON, NICE, PARAY, PARIS, FRANCE]
    assert result.count == 5


QUERIES: list[tuple[Any, list[City]]] = [
    (City.primary.query(country="FR", name="Nice"), [NICE]),
    (City.primary.query(country="FR").begins_with(name="Par"), [PARAY, PARIS]),
    (City.primary.query(country="FR").begins_with(name="X"), []),
    (City.primary.query(country="FR").between(name=("M", "Paray")), [NICE, PARAY]),
    (City.primary.query(country="FR").gte(name="Paray"), [PARAY, PARIS]),
    (City.primary.query(country="FR").lte(name="Nice"), [LYON, NICE]),
    (City.primary.query(country="XX"), []),
    (City.by_population.query(country="FR"), [PARAY, NICE, LYON, PARIS]),
    (City.by_population.query(country="FR").gte(population=522969), [LYON, PARIS]),
    (City.by_population.query(country="FR").between(population=(9171, 342669)), [PARAY, NICE]),
    (City.by_twin.query(twin="Rome"), [PARIS]),
    (City.in_country.query(country="FR").lte(population=400000), [PARAY, NICE]),
    (NICE.by_population, [NICE]),
    (NICE.primary, [NICE]),
    (NICE.by_twin, [NICE]),
]


def test_queries_of_the_table_and_its_indexes(db: DynamoDB, table: DynamoDBTable) -> None:
    found = [db.query(query, table.name).data for query, _ in QUERIES]

    assert found == [expected for _, expected in QUERIES]


def test_an_index_is_sparse(db: DynamoDB, table: DynamoDBTable) -> None:
    scanned = db.client.scan(TableName=table.name, IndexName="by_twin")

    names = sorted(item["name"]["S"] for item in scanned["Items"])
    assert names == ["Nice", "Paris", "Rome"]


def test_an_item_leaves_an_index_that_loses_an_input(db: DynamoDB, table: DynamoDBTable) -> None:
    db.save(City("FR", "Nice", 342669, None), table.name)

    assert db.query(City.by_twin.query(twin="Houston"), table.name).data == []


@pytest.mark.parametrize("ascending", [True, False])
@pytest.mark.parametrize(
    "query", [City.primary.query(country="FR"), City.by_population.query(country="FR")]
)
def test_pages_join_to_the_whole(
    db: DynamoDB, table: DynamoDBTable, query: Any, ascending: bool
) -> None:
    whole = db.query(query, table.name, ascending=ascending).data
    found: list[City] = []
    start_key, pages = None, 0
    while True:
        page = db.query(query, table.name, ascending=ascending, limit=1, start_key=start_key)
        found += page.data
        pages += 1
        start_key = page.last_key
        if start_key is None:
            break

    assert found == whole
    assert len(found) == 4
    assert 4 <= pages <= 5


def test_strong_consistency(db: DynamoDB, table: DynamoDBTable) -> None:
    query = City.primary.query(country="IT")

    assert db.query(query, table.name, strongly_consistent=True).data == [ROME]


def test_conditions_of_boto3_and_in_text(db: DynamoDB, table: DynamoDBTable) -> None:
    by_key = db.query(
        Key("country").eq("FR") & Key("population").gt(400000),
        table.name,
        index_name="by_population",
        projection_expression="#n",
        expression_attribute_names={"#n": "name"},
    )
    in_text = db.query(
        "#pk = :pk AND begins_with(sk, :sk)",
        table.name,
        expression_attribute_names={"#pk": "pk"},
        expression_attribute_values={":pk": "country#FR", ":sk": "city#P"},
    )

    assert by_key.data == [{"name": "Lyon"}, {"name": "Paris"}]
    assert in_text.to_list(City) == [PARAY, PARIS]
    assert (in_text.count, in_text.scanned_count) == (2, 2)


def test_b3_a_prefix_does_not_reach_into_other_keys(
    db: DynamoDB, table_factory: TableFactory
) -> None:
    @dataclass
    class Line(DynamoDBModelBase):
        order: str
        line: str
        primary = DynamoDBIndex.primary(pk="orders", sk="order#{order}#line#{line}")

    table = table_factory(Line, db=db)
    for order in ("1", "10", "11"):
        db.save(Line(order, "a"), table.name)

    assert db.query(Line.primary.query(order="1"), table.name).data == [Line("1", "a")]
