"""The verb that counts items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boto3_assist.dynamodb.model_index import BoundIndex, ModelIndex
from boto3_assist.dynamodb.verbs.reading_many import ReadingManyVerbs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.expressions import Condition
    from boto3_assist.dynamodb.index_query import IndexQuery
    from boto3_assist.dynamodb.read_configs import QueryConfig, ScanConfig

__all__ = ["CountVerb"]


class CountVerb(ReadingManyVerbs):
    """Counts items."""

    def count(
        self,
        key: (
            IndexQuery[Any]
            | BoundIndex[Any]
            | Condition
            | ConditionBase
            | str
            | type[Any]
            | ModelIndex[Any]
            | Sequence[type[Any]]
            | None
        ) = None,
        table_name: str | None = None,
        *,
        index_name: str | None = None,
        config: QueryConfig | ScanConfig | None = None,
        source: str | None = None,
    ) -> int:
        """Count the items that a query or a scan would give, over all pages.

        DynamoDB reads the items, and counts their capacity, as if they were given; they are not
        sent. Of models what decides is sent: their keys, types and times of expiry.

        Args:
            key: What to count: what `query` takes, or for a scan what `scan` takes as its model;
                None for all items of the table or index.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            index_name: The index to read, where the key does not tell.
            config: How to read: a `QueryConfig` for a query, a `ScanConfig` for a scan.
            source: Who asks, for the debug log.

        Returns:
            How many there are, at most the limit of the config.

        Raises:
            Boto3AssistError: When what was given cannot be used or a page cannot be read,
                whatever `raise_on_error` says; of a count that is stopped `partial` holds the
                number that it had come to.
        """
        from boto3_assist.dynamodb.paging import counted
        from boto3_assist.dynamodb.read_configs import QueryConfig, ScanConfig
        from boto3_assist.dynamodb.read_plans import counting, query_plan, read_config, scan_plan

        table = self._table_name(table_name)
        if key is None or _is_scanned(key):
            scan = read_config(ScanConfig, config, {})
            plan = counting(scan_plan(key, table, index_name, scan, self._now))
            with self._all_pages(plan, scan, source) as pages:
                return counted(pages, scan.limit)
        query = read_config(QueryConfig, config, {})
        plan = counting(query_plan(key, table, index_name, query, self._now))
        return counted(self._pages(plan, source), query.limit)


def _is_scanned(key: object) -> bool:
    return isinstance(key, (type, ModelIndex, list, tuple))
