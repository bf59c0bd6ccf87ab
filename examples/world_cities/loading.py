"""Gets a table ready and writes into it; knows not where the items come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from boto3_assist.dynamodb import DynamoDB, DynamoDBModel, DynamoDBTable
from boto3_assist.errors import TableNotFoundError
from examples.world_cities.models import City, Country

__all__ = ["create_if_missing", "save_all", "world_table"]


def world_table(db: DynamoDB, name: str) -> DynamoDBTable:
    """Describe the table that holds countries and cities.

    Args:
        db: What sends for the table.
        name: Name of the table.

    Returns:
        The table, which need not exist.
    """
    return DynamoDBTable(name, models=[Country, City], db=db)


def create_if_missing(table: DynamoDBTable) -> bool:
    """Create the table unless there is one of its name.

    Whether there is one is learnt from a query of each index: that takes no right but to query,
    and a table made for something else is refused before anything is written.

    Args:
        table: The table.

    Returns:
        True when it was created.
    """
    queries = (Country.by_name.query(code="FR"), City.by_population.query(country_code="FR"))
    try:
        for query in queries:
            table.db.query(query, table.name, limit=1)
    except TableNotFoundError:
        table.create()
        return True
    return False


def save_all(
    table: DynamoDBTable,
    items: Sequence[DynamoDBModel],
    *,
    threads: int = 1,
    progress: Callable[[int], None] = lambda saved: None,
) -> None:
    """Write items; what is there under the same key is replaced, so it can be repeated.

    Args:
        table: The table, which exists.
        items: The items.
        threads: How many items are under way at once. More than one helps where the network is
            what takes the time.
        progress: Called with the number of items written so far.
    """
    pool = ThreadPoolExecutor(threads)
    try:
        results = pool.map(lambda item: table.db.save(item, table.name), items)
        for saved, _ in enumerate(results, start=1):
            progress(saved)
    finally:
        # After an error or Ctrl-C, what was not begun is not begun.
        pool.shutdown(cancel_futures=True)
