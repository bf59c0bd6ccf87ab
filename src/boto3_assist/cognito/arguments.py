"""Checks of the arguments that many calls share; knows no request and no client."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from boto3_assist.connections import SecretValue
from boto3_assist.errors import InvalidParameterError, MissingParameterError, describe

__all__ = ["Secret", "required_secret", "required_text"]

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


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
