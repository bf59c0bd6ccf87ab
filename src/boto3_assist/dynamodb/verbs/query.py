"""The verbs that read the items of a partition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.dynamodb.model_index import BoundIndex
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.reading_many import ReadingManyVerbs

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.expressions import Condition
    from boto3_assist.dynamodb.index_query import IndexQuery
    from boto3_assist.dynamodb.paging import ItemIterator, PageIterator
    from boto3_assist.dynamodb.read_configs import QueryConfig

__all__ = ["QueryVerbs"]

T = TypeVar("T")
Item = dict[str, AttributeValue]


class QueryVerbs(ReadingManyVerbs):
    """Reads the items of a partition."""

    @overload
    def query(
        self,
        key: IndexQuery[T],
        table_name: str | None = None,
        *,
        ascending: bool | None = None,
        source: str | None = None,
        strongly_consistent: bool = False,
        start_key: Mapping[str, AttributeValue] | None = None,
        limit: int | None = None,
        include_expired: bool = False,
        config: QueryConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[T]]: ...
    @overload
    def query(
        self,
        key: BoundIndex[T],
        table_name: str | None = None,
        *,
        ascending: bool | None = None,
        source: str | None = None,
        strongly_consistent: bool = False,
        start_key: Mapping[str, AttributeValue] | None = None,
        limit: int | None = None,
        include_expired: bool = False,
        config: QueryConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[T]]: ...
    @overload
    def query(
        self,
        key: Condition | ConditionBase | str,
        table_name: str | None = None,
        *,
        index_name: str | None = None,
        ascending: bool | None = None,
        source: str | None = None,
        strongly_consistent: bool = False,
        projection_expression: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        start_key: Mapping[str, AttributeValue] | None = None,
        limit: int | None = None,
        config: QueryConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Item]]: ...
    def query(
        self,
        key: Any,
        table_name: str | None = None,
        *,
        index_name: str | None = None,
        ascending: bool | None = None,
        source: str | None = None,
        strongly_consistent: bool = False,
        projection_expression: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        start_key: Mapping[str, AttributeValue] | None = None,
        limit: int | None = None,
        include_expired: bool = False,
        config: QueryConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Read items of a partition, in the order of the sort key (Query).

        Without a limit this is one page of up to 1 MB; with one, as many pages as it takes to
        find so many matches. `last_key` and `cursor` tell where to go on.

        Args:
            key: A query made by a model's index (``Order.by_status.query(...)``), an index of an
                instance (``order.by_status``), a condition on key attributes, or its text.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            index_name: The index that a condition or a text is for; None or ``"primary"`` for
                the table itself.
            ascending: The short form of the field of `QueryConfig`.
            source: Who asks, for the debug log.
            strongly_consistent: The short form of the field of `QueryConfig`.
            projection_expression: The short form of the field of `QueryConfig`.
            expression_attribute_names: The short form of the field of `QueryConfig`.
            expression_attribute_values: The short form of the field of `QueryConfig`.
            start_key: The short form of the field of `QueryConfig`.
            limit: The short form of the field of `QueryConfig`.
            include_expired: The short form of the field of `QueryConfig`.
            config: How to read, in place of the short forms.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the list of items, as models where an index of one asked. What
            lies in the range without having been asked for is left out, and so is what has
            expired of models; of the response too, whose `scanned_count` has them.

        Raises:
            Boto3AssistError: When the condition cannot be used or the query fails.
        """
        flags = {
            "ascending": ascending,
            "strongly_consistent": strongly_consistent or None,
            "projection_expression": projection_expression,
            "expression_attribute_names": expression_attribute_names,
            "expression_attribute_values": expression_attribute_values,
            "start_key": start_key,
            "limit": limit,
            "include_expired": include_expired or None,
        }

        def read() -> DynamoDBResult[Any]:
            from boto3_assist.dynamodb.paging import gathered
            from boto3_assist.dynamodb.read_configs import QueryConfig
            from boto3_assist.dynamodb.read_plans import query_plan, read_config

            how = read_config(QueryConfig, config, flags)
            table = self._table_name(table_name)
            plan = query_plan(key, table, index_name, how, self._now)
            pages = self._pages(plan, source)
            return next(pages) if how.limit is None else gathered(pages)

        return self._outcome(read, raise_on_error)

    @overload
    def query_pages(
        self,
        key: IndexQuery[T] | BoundIndex[T],
        table_name: str | None = None,
        *,
        config: QueryConfig | None = None,
        source: str | None = None,
    ) -> PageIterator[T]: ...
    @overload
    def query_pages(
        self,
        key: Condition | ConditionBase | str,
        table_name: str | None = None,
        *,
        index_name: str | None = None,
        config: QueryConfig | None = None,
        source: str | None = None,
    ) -> PageIterator[Item]: ...
    def query_pages(
        self,
        key: Any,
        table_name: str | None = None,
        *,
        index_name: str | None = None,
        config: QueryConfig | None = None,
        source: str | None = None,
    ) -> PageIterator[Any]:
        """Read the items of a partition page by page, each page when it is asked for.

        Args:
            key: What to read; see `query`.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            index_name: The index that a condition or a text is for.
            config: How to read.
            source: Who asks, for the debug log.

        Returns:
            An iterator over the results, one for each page. Asking for a page raises where it
            cannot be read, whatever `raise_on_error` says; asking again tries it again.

        Raises:
            Boto3AssistError: When the condition cannot be used; nothing is sent before the first
                page is asked for.
        """
        from boto3_assist.dynamodb.read_configs import QueryConfig
        from boto3_assist.dynamodb.read_plans import query_plan, read_config

        how = read_config(QueryConfig, config, {})
        plan = query_plan(key, self._table_name(table_name), index_name, how, self._now)
        return self._pages(plan, source)

    @overload
    def query_items(
        self,
        key: IndexQuery[T] | BoundIndex[T],
        table_name: str | None = None,
        *,
        config: QueryConfig | None = None,
        source: str | None = None,
    ) -> ItemIterator[T]: ...
    @overload
    def query_items(
        self,
        key: Condition | ConditionBase | str,
        table_name: str | None = None,
        *,
        index_name: str | None = None,
        config: QueryConfig | None = None,
        source: str | None = None,
    ) -> ItemIterator[Item]: ...
    def query_items(
        self,
        key: Any,
        table_name: str | None = None,
        *,
        index_name: str | None = None,
        config: QueryConfig | None = None,
        source: str | None = None,
    ) -> ItemIterator[Any]:
        """Read the items of a partition one by one, over all pages.

        Args:
            key: What to read; see `query`.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            index_name: The index that a condition or a text is for.
            config: How to read.
            source: Who asks, for the debug log.

        Returns:
            An iterator over the items, as models where an index of one asked. Asking for an item
            raises where its page cannot be read, whatever `raise_on_error` says; asking again
            tries it again.

        Raises:
            Boto3AssistError: When the condition cannot be used; nothing is sent before the first
                item is asked for.
        """
        from boto3_assist.dynamodb.paging import ItemIterator

        pages: PageIterator[Any] = self.query_pages(
            key, table_name, index_name=index_name, config=config, source=source
        )
        return ItemIterator(pages)
