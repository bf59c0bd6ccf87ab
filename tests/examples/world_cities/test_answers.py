from __future__ import annotations

from collections import Counter

import pytest

from examples.world_cities.models import City, Country
from examples.world_cities.queries import Atlas
from examples.world_cities.report import report
from tests.examples.world_cities.facts import (
    CITY_FIELDS,
    COUNTRY_FIELDS,
    Row,
    all_cities,
    all_countries,
    as_row,
    cities_of,
    report_on,
)


def city_rows(cities: list[City]) -> list[Row]:
    return [as_row(city, CITY_FIELDS) for city in cities]


def by_id(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: int(row["geonameid"]))


def test_the_table_holds_the_source_and_nothing_else(atlas: Atlas) -> None:
    pages = atlas.db.client.get_paginator("scan").paginate(
        TableName=atlas.table_name, ProjectionExpression="sk"
    )
    kinds = Counter(item["sk"]["S"] for page in pages for item in page["Items"])

    assert kinds == {"country": len(all_countries()), "city": len(all_cities())}


@pytest.mark.slow
def test_every_country_is_found_by_its_code(atlas: Atlas) -> None:
    found = [atlas.country(row["iso"]) for row in all_countries()]

    assert [as_row(item, COUNTRY_FIELDS) for item in found if item] == all_countries()


def test_cities_are_found_by_their_ids(atlas: Atlas) -> None:
    rows = all_cities()[::10]

    found = [atlas.city(row["geonameid"]) for row in rows]

    assert city_rows([item for item in found if item]) == rows


def test_what_is_not_there_is_none(atlas: Atlas) -> None:
    assert atlas.country("ZZ") is None
    assert atlas.city(1) is None
    assert atlas.largest_cities("ZZ", 10) == []
    assert atlas.cities_beginning_with("FR", "Zz") == []
    assert atlas.country_with_cities("ZZ") == (None, [])


@pytest.mark.slow
def test_countries_come_with_all_their_cities(atlas: Atlas) -> None:
    without_cities = {"AQ", "BQ"}
    asked = {row["countrycode"] for row in all_cities()} | without_cities
    for row in [row for row in all_countries() if row["iso"] in asked]:
        country, cities = atlas.country_with_cities(row["iso"])

        assert isinstance(country, Country)
        assert as_row(country, COUNTRY_FIELDS) == row
        assert by_id(city_rows(cities)) == by_id(cities_of(row["iso"]))
        assert [city.name for city in cities] == sorted(city.name for city in cities)


@pytest.mark.parametrize("count", [1, 10, 1000])
@pytest.mark.parametrize("code", ["CN", "FR", "IN", "US", "VA"])
def test_largest_cities(atlas: Atlas, code: str, count: int) -> None:
    in_source = cities_of(code)

    found = city_rows(atlas.largest_cities(code, count))

    # Cities of one population may come in either order.
    populations = sorted((row["population"] for row in in_source), reverse=True)
    assert [row["population"] for row in found] == populations[:count]
    assert all(row in in_source for row in found)
    assert len({row["geonameid"] for row in found}) == len(found)


@pytest.mark.parametrize(
    ("code", "letters"),
    [
        ("BR", "S"),
        ("BR", "São"),
        ("BR", "são"),
        ("CN", ""),
        ("CN", "Xi'"),
        ("GB", "B"),
        ("IN", "Ka"),
        ("US", "San "),
        ("US", "San%"),
        ("US", "San#"),
    ],
)
def test_cities_beginning_with(atlas: Atlas, code: str, letters: str) -> None:
    expected = [row for row in cities_of(code) if row["name"].startswith(letters)]

    found = atlas.cities_beginning_with(code, letters)

    assert by_id(city_rows(found)) == by_id(expected)
    assert [city.name for city in found] == sorted(row["name"] for row in expected)


def test_a_partition_of_many_pages_is_read_to_its_end(atlas: Atlas) -> None:
    query = City.by_name.query(country_code="CN")

    paged = list(atlas._items(query, limit=7))

    assert by_id(city_rows(paged)) == by_id(cities_of("CN"))


@pytest.mark.parametrize(
    ("code", "city_id", "letters"),
    [
        ("FR", 2988507, "Ma"),
        ("BR", 3448439, "São"),
        ("AQ", 1, "A"),
        ("BQ", 1850147, ""),
        ("US", 5128581, "San"),
        ("ZZ", 0, "Z"),
    ],
)
def test_the_report_says_what_the_source_says(
    atlas: Atlas, code: str, city_id: int, letters: str
) -> None:
    lines = list(report(atlas, country_code=code, city_id=city_id, letters=letters))

    assert lines == report_on(code, city_id, letters)
