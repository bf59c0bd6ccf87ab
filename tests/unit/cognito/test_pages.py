from __future__ import annotations

import pytest

from boto3_assist.cognito import Page
from boto3_assist.cognito.pages import checked_limit, every_item
from boto3_assist.errors import CognitoResponseIntegrityError, InvalidParameterError


def test_pages_are_read_when_their_items_are_asked_for() -> None:
    pages = {None: Page((1, 2), "a"), "a": Page((), "b"), "b": Page((3,))}
    asked: list[str | None] = []

    def read(token: str | None) -> Page[int]:
        asked.append(token)
        return pages[token]

    items = every_item(read)
    assert asked == []
    assert [next(items), next(items)] == [1, 2] and asked == [None]
    assert list(items) == [3] and asked == [None, "a", "b"]


def test_a_page_that_names_itself_ends_in_an_error() -> None:
    items = every_item(lambda _: Page((1,), "a"))

    with pytest.raises(CognitoResponseIntegrityError, match="twice"):
        list(items)


@pytest.mark.parametrize("limit", [None, 1, 60])
def test_a_size_that_cognito_has(limit: int | None) -> None:
    assert checked_limit(limit) == limit


@pytest.mark.parametrize("limit", [0, -1, 61, True, "5", 5.0])
def test_a_size_that_cognito_does_not_have(limit: int) -> None:
    with pytest.raises(InvalidParameterError, match="size of a page"):
        checked_limit(limit)


def test_a_token_is_not_shown() -> None:
    page = Page(("a",), "token-4711")

    assert "4711" not in repr(page)
    assert (list(page), len(page)) == (["a"], 1)
