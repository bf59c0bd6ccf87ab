from __future__ import annotations

import json
from collections import abc
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.errors import Boto3AssistError, describe


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        ("secret", "str of 6 characters"),
        (b"secret", "bytes of 6 bytes"),
        (bytearray(b"ab"), "bytearray of 2 bytes"),
        ([1, 2], "list of 2 entries"),
        ((1,), "tuple of 1 entries"),
        ({1, 2}, "set of 2 entries"),
        ({"a": 1}, "dict of 1 entries"),
        (4711, "int"),
        (Decimal("47.11"), "Decimal"),
        (Decimal, "the class Decimal"),
        (abc.Mapping, "the class Mapping"),
    ],
)
def test_a_value_is_described_without_its_content(value: object, text: str) -> None:
    assert describe(value) == text


def test_a_plain_error_has_the_code_of_its_class_and_no_details() -> None:
    error = Boto3AssistError("a message")

    assert (error.message, error.error_code, error.details) == (
        "a message",
        "BOTO3_ASSIST_ERROR",
        {},
    )
    assert error.args == ("a message",)
    assert str(error) == "[BOTO3_ASSIST_ERROR] a message"


def test_a_code_of_the_callers_own_is_kept() -> None:
    assert Boto3AssistError("a message", "MY_CODE").error_code == "MY_CODE"


def test_details_that_json_cannot_hold_are_described() -> None:
    details: dict[Any, object] = {
        "number": Decimal("1.5"),
        "nested": {"set": {1, 2}, 3: (b"ab", None, True, 1, 1.5)},
        "error": ValueError("a secret"),
    }

    error = Boto3AssistError("a message", details=details)

    assert error.details == {
        "number": "Decimal",
        "nested": {"set": "set of 2 entries", "3": ["bytes of 2 bytes", None, True, 1, 1.5]},
        "error": "ValueError",
    }
    assert json.loads(json.dumps(error.details)) == error.details


def test_the_details_given_are_copied() -> None:
    details = {"given": "a"}

    error = Boto3AssistError("a message", details=details)
    details["given"] = "b"

    assert error.details == {"given": "a"}
