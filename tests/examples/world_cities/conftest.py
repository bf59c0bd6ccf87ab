"""The table of the example, loaded once on moto for the tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.testing import embedded_aws
from examples.world_cities.loading import create_if_missing, save_all, world_table
from examples.world_cities.queries import Atlas
from examples.world_cities.source import read_cities, read_countries
from tests.examples.world_cities.facts import MIN_POPULATION


@pytest.fixture(scope="module")
def atlas() -> Iterator[Atlas]:
    with embedded_aws():
        table = world_table(DynamoDB.from_pool(), "world-cities")
        assert create_if_missing(table)
        save_all(table, [*read_countries(), *read_cities(MIN_POPULATION)])
        yield Atlas(table.db, table.name)
