from __future__ import annotations

import pytest

from boto3_assist.cognito import UserFilter
from boto3_assist.errors import InvalidParameterError, MissingParameterError


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (UserFilter.equals("email", "ann@example.com"), 'email = "ann@example.com"'),
        (UserFilter.starts_with("username", "us"), 'username ^= "us"'),
        (
            UserFilter.equals("cognito:user_status", "CONFIRMED"),
            'cognito:user_status = "CONFIRMED"',
        ),
        (UserFilter.equals("name", 'Ann "A" Lee'), r'name = "Ann \"A\" Lee"'),
        (UserFilter.equals("name", "a\\"), r'name = "a\\"'),
        (UserFilter.equals("name", '\\"'), r'name = "\\\""'),
    ],
)
def test_a_filter_is_written_as_cognito_reads_it(given: UserFilter, text: str) -> None:
    assert str(given) == text


def test_a8_a_quotation_mark_does_not_end_the_value() -> None:
    assert str(UserFilter.equals("email", 'x" or "')) == r'email = "x\" or \""'


@pytest.mark.parametrize("attribute", ["custom:tenant", "", "email = ", 'email" or "name', "Email"])
def test_a8_an_attribute_that_cannot_be_searched_is_refused(attribute: str) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        UserFilter.equals(attribute, "x")

    assert "email" in caught.value.details["expected"]


def test_an_operator_of_ones_own_is_refused() -> None:
    with pytest.raises(InvalidParameterError, match="operator"):
        UserFilter("email", '= "a" or email ^=', "x")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "error"), [("", MissingParameterError), (5, InvalidParameterError)]
)
def test_a_value_is_a_text(value: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        UserFilter.equals("email", value)


def test_a_filter_does_not_show_whom_it_looks_for() -> None:
    assert "ann@example.com" not in repr(UserFilter.equals("email", "ann@example.com"))
