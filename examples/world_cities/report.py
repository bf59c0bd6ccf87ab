"""The answers as lines of text; asks the atlas and knows neither tables nor terminals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from examples.world_cities.models import City, Country
from examples.world_cities.queries import Atlas

__all__ = ["LARGEST", "report"]

LARGEST = 10
_WIDTH = 88


def report(atlas: Atlas, *, country_code: str, city_id: int, letters: str) -> Iterator[str]:
    """Ask five questions and write down the answers.

    Args:
        atlas: What answers.
        country_code: The country that is asked about.
        city_id: The city that is asked about.
        letters: How the names of the cities that are asked for begin.

    Yields:
        Lines of text.
    """
    yield from _section(
        f"The country with the code {country_code}", _facts(atlas.country(country_code))
    )
    yield from _section(f"The city with the id {city_id}", _place(atlas.city(city_id)))
    largest = atlas.largest_cities(country_code, LARGEST)
    yield from _section(f"The {LARGEST} largest cities of {country_code}", _populations(largest))
    found = atlas.cities_beginning_with(country_code, letters)
    yield from _section(
        f"The cities of {country_code} whose name begins with {letters!r}: {len(found):,}",
        _populations(found),
    )
    country, cities = atlas.country_with_cities(country_code)
    name = country.name if country else country_code
    yield from _section(
        f"{name} and its cities by one query: {len(cities):,}",
        wrap(
            "; ".join(city.name for city in cities),
            _WIDTH,
            break_long_words=False,
            break_on_hyphens=False,
        ),
    )


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield ""
    yield title
    for line in lines or ["none"]:
        yield f"  {line}"


def _facts(country: Country | None) -> list[str]:
    if country is None:
        return []
    return [
        f"name        {country.name}",
        f"capital     {country.capital}",
        f"continent   {country.continent_code}",
        f"population  {country.population:,}",
        f"area        {country.area_km2:,} km²",
        f"currency    {country.currency_name} ({country.currency_code})",
        f"languages   {country.languages}",
        f"neighbours  {country.neighbours}",
    ]


def _place(city: City | None) -> list[str]:
    if city is None:
        return []
    return [
        f"name        {city.name}",
        f"country     {city.country_code}",
        f"population  {city.population:,}",
        f"position    {city.latitude}, {city.longitude}",
        f"time zone   {city.timezone}",
        f"also called {len(city.alternate_names):,} other names",
    ]


def _populations(cities: Sequence[City]) -> list[str]:
    width = max((len(city.name) for city in cities), default=0)
    return [f"{city.name:<{width}}  {city.population:>12,}" for city in cities]
