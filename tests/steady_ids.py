"""Names of parameters that are the same in every process, as parallel runs need them."""

from __future__ import annotations

import re

__all__ = ["steady_id"]

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_LONGEST = 48


def steady_id(value: object) -> str:
    """Name a parameter by the beginning of its repr, without an address or a random content."""
    return _ADDRESS.sub("", repr(value))[:_LONGEST]
