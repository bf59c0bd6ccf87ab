"""Values that stand for something no value of DynamoDB can mean; knows nothing of where they go."""

from __future__ import annotations

from typing import Final

__all__ = ["CLEAR_FIELD", "ClearField"]


class ClearField:
    """The class of `CLEAR_FIELD`, its only instance.

    Example:
        >>> import copy
        >>> copy.deepcopy({"note": CLEAR_FIELD})
        {'note': CLEAR_FIELD}
    """

    _instance: ClearField | None = None

    def __new__(cls) -> ClearField:
        """Give the one instance there is."""
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        """Show the name that it is imported by."""
        return "CLEAR_FIELD"

    def __reduce__(self) -> str:
        """Let copies and pickles be the same object."""
        return "CLEAR_FIELD"


CLEAR_FIELD: Final = ClearField()
"""Given to `merge` as the value of a field: it is to be as if its attribute were absent."""
