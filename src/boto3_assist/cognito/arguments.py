"""Checks of the arguments that many calls share; knows no request and no client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from boto3_assist.connections import SecretValue
from boto3_assist.errors import InvalidParameterError, MissingParameterError, describe

__all__ = ["Secret", "check_kind", "required_secret", "required_text", "several_texts"]

Secret = str | SecretValue
"""A password, a token or a code: a text, or what shows its text only when asked."""


def required_text(name: str, value: object) -> str:
    """Check that an argument is a text that is not empty.

    Args:
        name: The name of the argument.
        value: What was given.

    Returns:
        The value.

    Raises:
        MissingParameterError: When it is None or empty.
        InvalidParameterError: When it is something else than a text, or holds a lone surrogate, as
            `json.loads` may give.
    """
    if value is None or value == "":
        raise MissingParameterError(
            f"{name} is missing" if value is None else f"{name} is empty",
            details={"given": describe(value), "expected": f"{name}, as text"},
        )
    if not isinstance(value, str):
        raise InvalidParameterError(
            f"{name} was given as {describe(value)}",
            details={"given": describe(value), "expected": "a text"},
        )
    if not _is_unicode(value):
        raise InvalidParameterError(
            f"{name} holds half a character",
            details={"given": describe(value), "expected": "a text that UTF-8 can hold"},
        )
    return value


def required_secret(name: str, value: Secret) -> str:
    """Take a secret out of its wrapper, if it has one, and check it as `required_text` does.

    Args:
        name: The name of the argument.
        value: What was given.

    Returns:
        The secret itself.

    Raises:
        MissingParameterError: When it is None or empty.
        InvalidParameterError: When it is something else than a text.
    """
    reveal = getattr(value, "get_secret_value", None)
    return required_text(name, cast(Callable[[], str], reveal)() if callable(reveal) else value)


def check_kind(
    name: str, value: object, kind: type, *, expected: str, suggestion: str | None = None
) -> None:
    """Check the class of an argument, which a caller without a type checker may mistake.

    Args:
        name: The name of the argument.
        value: What was given.
        kind: The class that it must be of.
        expected: The class in words.
        suggestion: What to do, for the message.

    Raises:
        InvalidParameterError: When it is of another class.
    """
    if not isinstance(value, kind):
        details = {"given": describe(value), "expected": expected}
        if suggestion is not None:
            details["suggestion"] = suggestion
        raise InvalidParameterError(f"{name} was given as {describe(value)}", details=details)


def several_texts(name: str, values: Sequence[str]) -> list[str]:
    """Take several texts, but not one, which is a sequence of its letters.

    Args:
        name: The name of the argument.
        values: What was given.

    Returns:
        The texts.

    Raises:
        InvalidParameterError: When it is one text, or no sequence of texts.
    """
    is_several = isinstance(values, Sequence) and not isinstance(values, (str, bytes, bytearray))
    if not is_several or not all(isinstance(value, str) for value in values):
        raise InvalidParameterError(
            f"{name} was given as {describe(values)}",
            details={
                "given": describe(values),
                "expected": "a list of texts",
                "suggestion": "put a single text into a list",
            },
        )
    return list(values)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
