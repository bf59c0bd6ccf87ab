"""Pydantic's validation errors as problems of fields, without the values they quote."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core.core_schema import ErrorType

from boto3_assist.errors import describe

__all__ = ["NOTHING", "problems_of"]

NOTHING: Final = "nothing"
"""What was given for a field that is missing."""

# The messages of others are written by the model's own validators and may show the value.
_STANDARD: Final = frozenset(typing.get_args(ErrorType)) - {"value_error", "assertion_error"}


def problems_of(error: ValidationError, names: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Say what is wrong with each field.

    Args:
        error: Pydantic's error.
        names: Alias or name that a field was validated under → field name.

    Yields:
        ``field`` (its path), ``given`` (the kind only) and ``expected``.
    """
    for problem in error.errors(include_url=False):
        path = [str(step) for step in problem["loc"]]
        path[:1] = [names.get(step, step) for step in path[:1]]
        is_missing = problem["type"] == "missing"
        yield {
            "field": ".".join(path) or "the model as a whole",
            "given": NOTHING if is_missing else describe(problem["input"]),
            "expected": _expectation(problem["type"], problem["msg"], problem.get("ctx", {})),
        }


def _expectation(kind: str, message: str, context: Mapping[str, Any]) -> str:
    if kind not in _STANDARD:
        return "what its validator accepts"
    if "tag" in context:
        return f"one of the tags {context.get('expected_tags')}"
    if "error" in context:
        # A parser's words follow, which may quote what it read.
        return re.split(r"[,:] ", message)[0]
    return message
