"""Pages and items of a read, each asked for when it is wanted; knows no client."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.cursors import can_seal
from boto3_assist.dynamodb.page_results import Cut, joined_pages, page_result
from boto3_assist.dynamodb.read_plans import ReadPlan
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import OperationStoppedError

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["ClosableIterator", "ItemIterator", "PageIterator", "Send", "counted", "gathered"]

T = TypeVar("T")

Send = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Sends the parameters of one page and gives the response."""

# A page asks for so many times more than the one before it, until DynamoDB's 1 MB is the limit.
_GROWTH: Final = 4
_LARGEST: Final = 2**20


class ClosableIterator(Iterator[T], Generic[T]):
    """An iterator that can be left before its end, also by a ``with`` block."""

    @abstractmethod
    def close(self) -> None:
        """Give nothing more."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


class PageIterator(ClosableIterator[DynamoDBResult[list[T]]], Generic[T]):
    """The pages of a query or scan, each read when it is asked for; holds none of them.

    When a page cannot be read, the error is raised, and the next ``next()`` asks for the same
    page again: nothing is passed over.
    """

    def __init__(self, plan: ReadPlan, send: Send, now: Callable[[], datetime]) -> None:
        """Start before the first page; nothing is sent.

        Args:
            plan: What is asked.
            send: Sends the parameters of one page and gives the response.
            now: Gives a datetime with a time zone, for what may have expired.
        """
        self._plan = plan
        self._send = send
        self._now = now
        self._parameters = plan.request.to_request()
        self._added: frozenset[str] = frozenset()
        self._position: Any = plan.start
        self._key_names = frozenset(plan.start or ())
        self._left = plan.config.limit
        self._pages = 0
        self._is_done = False

    @property
    def last_key(self) -> dict[str, AttributeValue] | None:
        """Where the last page that was given ended; None before the first and after the last."""
        return None if self._position is None else decode_item(self._position)

    @property
    def cursor(self) -> str | None:
        """The same place as a signed cursor.

        Raises:
            ConfigurationError: When no key signs cursors; see the setting `cursor_signing_key`.
        """
        if self._position is None:
            return None
        return self._plan.sealer(self._now).seal(self._position)

    def __next__(self) -> DynamoDBResult[list[T]]:
        """Read the next page.

        Returns:
            The page, which may hold no items although others follow.

        Raises:
            StopIteration: After the last page.
            Boto3AssistError: When it cannot be read.
        """
        if self._is_done:
            raise StopIteration
        try:
            with self._plan.config.deadline or nullcontext():
                response = self._send(self._request())
        except OperationStoppedError as error:
            error.last_key = self.last_key
            error.cursor = self.cursor if can_seal() else None
            raise
        self._key_names = self._key_names or frozenset(response.get("LastEvaluatedKey") or ())
        cut = Cut(self._left, self._key_names, self._added)
        page = page_result(self._plan, response, self._now, cut)
        self._move_behind(page)
        return page

    def close(self) -> None:
        """Give no more pages."""
        self._is_done = True

    def _move_behind(self, page: DynamoDBResult[Any]) -> None:
        last = page.last_key
        # By way of Python values: what came as base64 text goes out as bytes.
        self._position = None if last is None else encode_item(last, plain_value)
        self._pages += 1
        if self._left is not None:
            self._left -= (page.count or 0) if self._plan.counts else len(page.data)
        self._is_done = self._position is None or self._left == 0

    def _request(self) -> dict[str, Any]:
        self._read_keys()
        request = dict(self._parameters)
        if self._position is not None:
            request["ExclusiveStartKey"] = self._position
        if (page_limit := self._page_limit()) is not None:
            request["Limit"] = page_limit
        return request

    def _page_limit(self) -> int | None:
        page_size, left = self._plan.config.page_size, self._left
        if left is None:
            return page_size
        if not (self._plan.may_leave_out and self._key_names):
            # No more than is wanted: without the names of the keys no place in a page can be named.
            return left if page_size is None else min(left, page_size)
        if page_size is not None:
            return page_size
        wanted = left * _GROWTH**self._pages if self._pages < 10 else _LARGEST
        return wanted if wanted < _LARGEST else None

    def _read_keys(self) -> None:
        """Read key attributes beside a projection, where a page may have to be cut at an item."""
        request = self._plan.request
        projection = request.projection
        if projection is None or self._left is None or self._added or not self._key_names:
            return
        self._added = self._key_names - projection.whole_attributes
        if self._added:
            wider = projection.joined_by(
                sorted(self._added), "#key", self._parameters["ExpressionAttributeNames"].keys()
            )
            self._parameters = replace(request, projection=wider).to_request()


class Pages(Protocol[T]):
    """What gives pages: one after the other, or those of several segments."""

    def __iter__(self) -> Iterator[DynamoDBResult[list[T]]]:
        """Give itself."""

    def __next__(self) -> DynamoDBResult[list[T]]:
        """Give the next page."""

    def close(self) -> None:
        """Give no more pages."""


class ItemIterator(ClosableIterator[T]):
    """The items of a query or scan, over all pages; holds the items of one page.

    When a page cannot be read, the error is raised after the items of the pages before, and the
    next ``next()`` asks for the same page again.
    """

    def __init__(self, pages: Pages[T]) -> None:
        """Start before the first item; nothing is sent.

        Args:
            pages: The pages.
        """
        self._pages = pages
        self._items: Iterator[T] = iter(())

    def __next__(self) -> T:
        """Give the next item, and read the next page where it takes one.

        Returns:
            The item.

        Raises:
            StopIteration: After the last item.
            Boto3AssistError: When a page cannot be read.
        """
        while True:
            for item in self._items:
                return item
            # Nothing of the page before is held while the next one is read.
            self._items = iter(())
            self._items = iter(next(self._pages).data)

    def close(self) -> None:
        """Give no more items."""
        self._pages.close()
        self._items = iter(())


def gathered(pages: PageIterator[T]) -> DynamoDBResult[list[T]]:
    """Read the pages that a limit of matches takes, as one result.

    Args:
        pages: The pages.

    Returns:
        The result.

    Raises:
        Boto3AssistError: When a page cannot be read; of one that is stopped `partial` holds the
            items of the pages before.
    """
    found: list[DynamoDBResult[list[T]]] = []
    try:
        for page in pages:
            found.append(page)
    except OperationStoppedError as error:
        error.partial = [item for page in found for item in page.data]
        raise
    return joined_pages(found)


def counted(pages: Pages[Any], limit: int | None) -> int:
    """Count the items of all pages.

    Args:
        pages: The pages.
        limit: The most that is wanted.

    Returns:
        How many there are.

    Raises:
        Boto3AssistError: When a page cannot be read; of one that is stopped `partial` holds the
            number that was counted before.
    """
    count = 0
    try:
        for page in pages:
            count += page.count or 0
    except OperationStoppedError as error:
        error.partial = count
        raise
    return count if limit is None else min(count, limit)
