"""The questions that the table answers, each by one key or one index; prints nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

from boto3_assist.dynamodb import DynamoDB, IndexQuery
from examples.world_cities.models import City, Country

__all__ = ["Atlas"]

T = TypeVar("T")


class Atlas:
    """Answers questions about countries and cities from the table that holds them.

    Attributes:
        db: What sends the questions.
        table_name: Name of the table.
    """

    def __init__(self, db: DynamoDB, table_name: str) -> None:
        """Say where the items are; nothing is sent.

        Args:
            db: What sends the questions.
            table_name: Name of the table.
        """
        self.db = db
        self.table_name = table_name

    def country(self, code: str) -> Country | None:
        """Find a country.

        Args:
            code: Its two letters in ISO 3166, such as ``"FR"``.

        Returns:
            The country, or None.
        """
        return self.db.get(Country.primary.key(code=code), self.table_name).data

    def city(self, geoname_id: int) -> City | None:
        """Find a city.

        Args:
            geoname_id: Its number at GeoNames.

        Returns:
            The city, or None.
        """
        return self.db.get(City.primary.key(geoname_id=geoname_id), self.table_name).data

    def largest_cities(self, country_code: str, count: int) -> list[City]:
        """Find the cities of a country that have the most inhabitants.

        Args:
            country_code: The code of the country.
            count: How many cities at most.

        Returns:
            The cities, the largest first.
        """
        query = City.by_population.query(country_code=country_code)
        return list(islice(self._items(query, ascending=False, limit=count), count))

    def cities_beginning_with(self, country_code: str, letters: str) -> list[City]:
        """Find the cities of a country by the beginning of their names.

        Args:
            country_code: The code of the country.
            letters: How the names begin, in the case they are written in.

        Returns:
            The cities in the order of their names.
        """
        query = City.by_name.query(country_code=country_code).begins_with(name=letters)
        return list(self._items(query))

    def country_with_cities(self, code: str) -> tuple[Country | None, list[City]]:
        """Read a country and all its cities by one query.

        Args:
            code: The code of the country.

        Returns:
            The country, or None, and its cities in the order of their names.
        """
        country, cities = None, []
        for item in self._items(Country.by_name.query(code=code).collection(Country, City)):
            if isinstance(item, Country):
                country = item
            else:
                cities.append(item)
        return country, cities

    def _items(
        self, query: IndexQuery[T], *, ascending: bool = True, limit: int | None = None
    ) -> Iterator[T]:
        """Read page after page: one holds at most 1 MB."""
        start_key = None
        while True:
            page = self.db.query(
                query, self.table_name, ascending=ascending, limit=limit, start_key=start_key
            )
            yield from page.data
            start_key = page.last_key
            if start_key is None:
                return
