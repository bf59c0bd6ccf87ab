"""One page of a list, and all pages one after the other; knows no request and no client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from boto3_assist.errors import CognitoResponseIntegrityError, InvalidParameterError, describe

__all__ = ["Page", "checked_limit", "every_item"]

T = TypeVar("T")

# Of all lists of users and groups.
_LARGEST_PAGE = 60


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of the items of a list.

    Attributes:
        items: The items of this page; a page may be empty and yet not the last.
        next_token: What asks for the next page, by the same call; None on the last one.
    """

    items: tuple[T, ...]
    next_token: str | None = field(default=None, repr=False)

    def __iter__(self) -> Iterator[T]:
        """Go through the items of this page."""
        return iter(self.items)

    def __len__(self) -> int:
        """Count the items of this page."""
        return len(self.items)


def checked_limit(limit: int | None) -> int | None:
    """Check the size of a page.

    Args:
        limit: The number of items, 1 to 60; None for Cognito's own.

    Returns:
        The limit.

    Raises:
        InvalidParameterError: When Cognito has no such pages.
    """
    if limit is None or (type(limit) is int and 1 <= limit <= _LARGEST_PAGE):
        return limit
    given = str(limit) if type(limit) is int else describe(limit)
    raise InvalidParameterError(
        f"the size of a page was given as {given}",
        details={"given": given, "expected": f"a whole number from 1 to {_LARGEST_PAGE}"},
    )


def every_item(read: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """Read page after page, each when its first item is asked for.

    Args:
        read: Gives the page of a token; of None, the first.

    Yields:
        The items.

    Raises:
        CognitoResponseIntegrityError: When a page names itself as the next one.
    """
    token: str | None = None
    while True:
        page = read(token)
        yield from page.items
        if page.next_token is None:
            return
        if page.next_token == token:
            raise CognitoResponseIntegrityError(
                "the same page of a list came twice",
                details={
                    "expected": "a new token on each page",
                    "suggestion": "check the endpoint: what answered may not be Cognito",
                },
                retryable=False,
            )
        token = page.next_token
