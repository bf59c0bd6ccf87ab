from __future__ import annotations

import pytest

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.testing import AwsBackend
from examples.world_cities.loading import create_if_missing, save_all, world_table
from examples.world_cities.models import City, Country
from examples.world_cities.source import read_countries


def test_a_table_is_created_once(aws: AwsBackend) -> None:
    table = world_table(DynamoDB.from_pool(), "atlas")

    assert create_if_missing(table)
    assert not create_if_missing(table)


def test_the_table_has_the_primary_key_and_two_indexes(aws: AwsBackend) -> None:
    create_if_missing(world_table(DynamoDB.from_pool(), "atlas"))

    described = aws.client("dynamodb").describe_table(TableName="atlas")["Table"]
    indexes = {index["IndexName"]: index for index in described["GlobalSecondaryIndexes"]}
    keys = [described["KeySchema"], *(indexes[name]["KeySchema"] for name in ("gsi1", "gsi2"))]
    assert [[key["AttributeName"] for key in schema] for schema in keys] == [
        ["pk", "sk"],
        ["gsi1_pk", "gsi1_sk"],
        ["gsi2_pk", "gsi2_sk"],
    ]
    assert len(indexes) == 2


def test_keys() -> None:
    country = next(country for country in read_countries() if country.code == "CI")
    city = City(
        geoname_id=2293538,
        name="Abidjan",
        country_code="CI",
        population=6_321_017,
        latitude=5.35444,
        longitude=-4.00167,
        timezone="Africa/Abidjan",
        admin1_code="93",
        alternate_names=[],
    )

    stored = [item.to_resource_dictionary() for item in (country, city)]

    names = ("pk", "sk", "gsi1_pk", "gsi1_sk", "gsi2_pk", "gsi2_sk")
    assert [[item.get(name) for name in names] for item in stored] == [
        ["country#CI", "country", None, None, "country#CI", "country#Ivory Coast"],
        [
            "city#2293538",
            "city",
            "country#CI",
            "population#0006321017",
            "country#CI",
            "city#Abidjan",
        ],
    ]


@pytest.mark.parametrize("threads", [1, 8])
def test_what_is_written_again_is_replaced(aws: AwsBackend, threads: int) -> None:
    table = world_table(DynamoDB.from_pool(), "atlas")
    create_if_missing(table)
    countries = read_countries()[:20]
    counts: list[int] = []

    save_all(table, countries, threads=threads, progress=counts.append)
    save_all(table, countries, threads=threads)

    assert counts == list(range(1, 21))
    stored = table.db.client.scan(TableName="atlas")["Items"]
    assert len(stored) == 20
    assert {item["code"]["S"] for item in stored} == {country.code for country in countries}


def test_after_an_interruption_nothing_more_is_written(aws: AwsBackend) -> None:
    table = world_table(DynamoDB.from_pool(), "atlas")
    create_if_missing(table)
    countries: list[Country] = read_countries()

    def interrupt(saved: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_all(table, countries, progress=interrupt)

    assert 0 < table.db.client.scan(TableName="atlas")["Count"] < len(countries)
