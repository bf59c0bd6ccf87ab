"""Warnings that point at the caller's line; knows nothing of what is warned about."""

from __future__ import annotations

import sys
import warnings

__all__ = ["Boto3AssistWarning", "warn"]

_PACKAGE = __name__.partition(".")[0]


class Boto3AssistWarning(UserWarning):
    """Something works, but very likely not as it was meant."""


def warn(message: str, category: type[Warning] = Boto3AssistWarning) -> None:
    """Warn at the nearest line outside this package, however deep the call.

    Args:
        message: What was met and what to do; free of secrets and of values.
        category: The class of the warning.
    """
    level = 2
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        frame = frame.f_back
        level += 1
    warnings.warn(message, category, stacklevel=level)
