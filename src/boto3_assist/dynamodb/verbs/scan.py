"""The verbs that read all items of a table or of an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.dynamodb.model_index import ModelIndex
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.reading_many import ReadingManyVerbs
from boto3_assist.errors import InvalidParameterError

if TYPE_CHECKING:
    from boto3_assist.dynamodb.paging import ItemIterator, PageIterator
    from boto3_assist.dynamodb.parallel_paging import ParallelPageIterator
    from boto3_assist.dynamodb.read_configs import ScanConfig

__all__ = ["ScanVerbs"]

M = TypeVar("M")
Item = dict[str, AttributeValue]


class ScanVerbs(ReadingManyVerbs):
    """Reads all items of a table or of an index."""

    @overload
    def scan(
        self,
        table_name: str | None = None,
        *,
        model: None = None,
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Item]]: ...
    @overload
    def scan(
        self,
        table_name: str | None = None,
        *,
        model: type[M] | ModelIndex[M],
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[M]]: ...
    @overload
    def scan(
        self,
        table_name: str | None = None,
        *,
        model: Sequence[type[Any]],
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Any]]: ...
    def scan(
        self,
        table_name: str | None = None,
        *,
        model: Any = None,
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Read items of a table or index, in no order (Scan).

        Without a limit this is one page of up to 1 MB; with one, as many pages as it takes to
        find so many matches. `last_key` and `cursor` tell where to go on.

        Args:
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            model: The class to read the items as, or several, whose own items are given only; or
                a class-declared index, which is scanned then. None for dictionaries of all items.
            index_name: The index to scan; None or ``"primary"`` for the table itself.
            config: How to read.
            source: Who asks, for the debug log.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the list of items.

        Raises:
            Boto3AssistError: When what was given cannot be used or the scan fails.
        """

        def read() -> DynamoDBResult[Any]:
            from boto3_assist.dynamodb.paging import gathered
            from boto3_assist.dynamodb.read_configs import ScanConfig
            from boto3_assist.dynamodb.read_plans import read_config, scan_plan

            how = read_config(ScanConfig, config, {})
            if how.is_parallel:
                raise _several_segments()
            plan = scan_plan(model, self._table_name(table_name), index_name, how, self._now)
            pages = self._pages(plan, source)
            return next(pages) if how.limit is None else gathered(pages)

        return self._outcome(read, raise_on_error)

    @overload
    def scan_pages(
        self,
        table_name: str | None = None,
        *,
        model: None = None,
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
    ) -> PageIterator[Item] | ParallelPageIterator[Item]: ...
    @overload
    def scan_pages(
        self,
        table_name: str | None = None,
        *,
        model: type[M] | ModelIndex[M],
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
    ) -> PageIterator[M] | ParallelPageIterator[M]: ...
    @overload
    def scan_pages(
        self,
        table_name: str | None = None,
        *,
        model: Sequence[type[Any]],
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
    ) -> PageIterator[Any] | ParallelPageIterator[Any]: ...
    def scan_pages(
        self,
        table_name: str | None = None,
        *,
        model: Any = None,
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
    ) -> PageIterator[Any] | ParallelPageIterator[Any]:
        """Read all items of a table or index page by page.

        Args:
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            model: What to read the items as, or the index to scan; see `scan`.
            index_name: The index to scan; None or ``"primary"`` for the table itself.
            config: How to read; ``ScanConfig.parallel(8)`` reads segments at the same time.
            source: Who asks, for the debug log.

        Returns:
            An iterator over the results, one for each page. Asking for a page raises where it
            cannot be read, whatever `raise_on_error` says; asking again tries it again.

        Raises:
            Boto3AssistError: When what was given cannot be used; nothing is sent before the first
                page is asked for.
        """
        from boto3_assist.dynamodb.read_configs import ScanConfig
        from boto3_assist.dynamodb.read_plans import read_config, scan_plan

        how = read_config(ScanConfig, config, {})
        plan = scan_plan(model, self._table_name(table_name), index_name, how, self._now)
        return self._all_pages(plan, how, source)

    @overload
    def scan_items(
        self,
        table_name: str | None = None,
        *,
        model: None = None,
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
    ) -> ItemIterator[Item]: ...
    @overload
    def scan_items(
        self,
        table_name: str | None = None,
        *,
        model: type[M] | ModelIndex[M],
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
    ) -> ItemIterator[M]: ...
    @overload
    def scan_items(
        self,
        table_name: str | None = None,
        *,
        model: Sequence[type[Any]],
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
    ) -> ItemIterator[Any]: ...
    def scan_items(
        self,
        table_name: str | None = None,
        *,
        model: Any = None,
        index_name: str | None = None,
        config: ScanConfig | None = None,
        source: str | None = None,
    ) -> ItemIterator[Any]:
        """Read all items of a table or index one by one, over all pages.

        Args:
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            model: What to read the items as, or the index to scan; see `scan`.
            index_name: The index to scan; None or ``"primary"`` for the table itself.
            config: How to read; ``ScanConfig.parallel(8)`` reads segments at the same time.
            source: Who asks, for the debug log.

        Returns:
            An iterator over the items. Asking for an item raises where its page cannot be read,
            whatever `raise_on_error` says; asking again tries it again.

        Raises:
            Boto3AssistError: When what was given cannot be used; nothing is sent before the first
                item is asked for.
        """
        from boto3_assist.dynamodb.paging import ItemIterator

        return ItemIterator(
            self.scan_pages(
                table_name, model=model, index_name=index_name, config=config, source=source
            )
        )


def _several_segments() -> InvalidParameterError:
    return InvalidParameterError(
        "a parallel scan has no one page",
        details={
            "given": "total_segments without a segment",
            "expected": "a config for one page",
            "suggestion": "use scan_pages or scan_items, or name the segment to read",
        },
    )
