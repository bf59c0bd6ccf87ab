"""What the table holds: countries, cities and the keys they are found by; sends nothing."""

from __future__ import annotations

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel

__all__ = ["City", "Country"]


class Country(DynamoDBModel):
    """A country with GeoNames' facts about it.

    Its partition of `by_name` holds the country and all its cities.
    """

    code: str
    iso3: str
    iso_numeric: int
    geoname_id: int
    name: str
    capital: str
    continent_code: str
    population: int
    area_km2: int
    currency_code: str
    currency_name: str
    top_level_domain: str
    phone: str
    postal_code_pattern: str
    languages: str
    neighbours: str
    fips: str

    primary = DynamoDBIndex.primary(pk="country#{code}", sk="country")
    by_name = DynamoDBIndex("gsi2", pk="country#{code}", sk="country#{name}")


class City(DynamoDBModel):
    """A city with GeoNames' facts about it.

    The population has a fixed width in its key: texts sort as the numbers do. Names repeat within
    a country; that they share a key is no harm, since only the primary key must be unique.
    """

    geoname_id: int
    name: str
    country_code: str
    population: int
    latitude: float
    longitude: float
    timezone: str
    admin1_code: str
    alternate_names: list[str]

    primary = DynamoDBIndex.primary(pk="city#{geoname_id}", sk="city")
    by_population = DynamoDBIndex(
        "gsi1", pk="country#{country_code}", sk="population#{population:010d}"
    )
    by_name = DynamoDBIndex("gsi2", pk="country#{country_code}", sk="city#{name}")
