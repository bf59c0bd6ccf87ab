"""Names the options that a verb takes, as its signature has them; knows no request."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from boto3_assist.s3.requests.options import check_options

__all__ = ["check_taken", "taken_by"]


def check_taken(verb: Callable[..., object], options: Mapping[str, Any]) -> None:
    """Refuse options that a verb does not take; the error names all that it takes.

    Args:
        verb: The verb, as a function of its class.
        options: What it was given beside the parameters that it names itself.
    """
    check_options(options, taken_by(verb))


@lru_cache(maxsize=None)
def taken_by(verb: Callable[..., object]) -> frozenset[str]:
    """Name the options of a verb: its own, and those of the `TypedDict` that it unpacks.

    Args:
        verb: The verb, as a function of its class, whose last parameter is ``**options:
            Unpack[…]``.

    Returns:
        The names of all parameters that need not be given by their place.
    """
    named = set()
    for parameter in inspect.signature(verb).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            unpacked = parameter.annotation.removeprefix("Unpack[").removesuffix("]")
            named |= getattr(verb, "__globals__")[unpacked].__annotations__.keys()
        elif parameter.kind is parameter.KEYWORD_ONLY or parameter.default is not parameter.empty:
            named.add(parameter.name)
    return frozenset(named)
