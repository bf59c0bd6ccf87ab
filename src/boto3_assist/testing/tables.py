"""Makes tables from models for the time of a test; knows neither moto nor a server."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from boto3_assist.errors import Boto3AssistError, TableNotFoundError

if TYPE_CHECKING:
    from boto3_assist.dynamodb import DynamoDB, DynamoDBTable

__all__ = ["TableFactory", "temporary_tables"]

_logger = logging.getLogger("boto3_assist.testing")


class TableFactory:
    """Makes tables with names of their own; `temporary_tables` gives one."""

    def __init__(self, cleanup: ExitStack) -> None:
        """Remember where deletions are registered.

        Args:
            cleanup: Deletes the tables when it is closed.
        """
        self._cleanup = cleanup
        self._created: set[str] = set()

    def __call__(
        self, *models: type[Any], db: DynamoDB | None = None, prefix: str = "test"
    ) -> DynamoDBTable:
        """Create a table that has the keys and indexes of some models.

        Args:
            *models: The model classes whose items the table holds.
            db: Creates the table; ``DynamoDB.from_pool()`` when None.
            prefix: How the table's name begins; a random part follows.

        Returns:
            The table, which exists until the factory's block ends.
        """
        from boto3_assist.dynamodb import DynamoDBTable

        name = f"{prefix}-{uuid.uuid4().hex}"
        table = DynamoDBTable(name, models=models, db=db)
        # Registered first: a table whose creation was interrupted is deleted as well.
        self._cleanup.callback(self._delete, table)
        table.create()
        self._created.add(name)
        return table

    def _delete(self, table: DynamoDBTable) -> None:
        try:
            table.delete()
        except TableNotFoundError:
            # The test has deleted it, or it never came to be.
            return
        except Boto3AssistError as error:
            if table.name in self._created:
                raise
            # Raised, it would stand before what says why the table could not be created.
            _logger.warning("table %s may still be there: %s", table.name, error)


@contextmanager
def temporary_tables() -> Iterator[TableFactory]:
    """Give a factory of tables, and delete every table that it made at the end of the block.

    Yields:
        The factory: call it with model classes.
    """
    with ExitStack() as cleanup:
        yield TableFactory(cleanup)
