"""Why a read of many items stops before its end, or cannot go on; knows no service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist.errors.base import Boto3AssistError, ValidationError

__all__ = [
    "CapacityBudgetExceededError",
    "CursorError",
    "CursorExpiredError",
    "CursorForeignError",
    "CursorTamperedError",
    "DeadlineExceededError",
    "FieldNotReadError",
    "OperationStoppedError",
]


class OperationStoppedError(Boto3AssistError):
    """The library did not begin a call, because of a limit that the caller had set.

    What was read before is not lost: a loop over pages says here where it can go on.

    Attributes:
        last_key: Of a loop over pages: where it stopped, for `start_key`; None before its first
            page. It holds values of an item, so `message` and `details` are without it.
        cursor: The same place as a signed cursor; None before the first page, and where no key
            signs cursors.
        partial: What the stopped call itself had gathered: items of a query or scan with a limit,
            or the number that a count had come to. None where nothing was held back.

    Example:
        >>> error = OperationStoppedError("stopped")
        >>> error.last_key, error.cursor, error.partial
        (None, None, None)
    """

    default_code = "OPERATION_STOPPED"

    def __init__(
        self,
        message: str,
        error_code: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Keep what every error has; the loop that is stopped adds where it stands.

        Args:
            message: What happened and what was given.
            error_code: A code of the caller's own; the class's code when None.
            details: Facts for programs and the keys ``expected`` and ``suggestion``.
        """
        super().__init__(message, error_code, details)
        self.last_key: Mapping[str, Any] | None = None
        self.cursor: str | None = None
        self.partial: Any = None


class CapacityBudgetExceededError(OperationStoppedError):
    """The capacity that a ledger allows is used up; the call was not sent."""

    default_code = "CAPACITY_BUDGET_EXCEEDED"


class DeadlineExceededError(OperationStoppedError):
    """The deadline has passed; the call was not sent."""

    default_code = "DEADLINE_EXCEEDED"


class CursorError(ValidationError):
    """A cursor cannot be used to go on reading; nothing was sent."""

    default_code = "CURSOR_ERROR"


class CursorTamperedError(CursorError):
    """No key in force has signed the cursor as it is.

    It was changed or cut off, was never a cursor, or was signed by a key that is no longer among
    the settings.
    """

    default_code = "CURSOR_TAMPERED"


class CursorForeignError(CursorError):
    """The cursor was made for another table, index or key condition."""

    default_code = "CURSOR_FOREIGN"


class CursorExpiredError(CursorError):
    """The cursor was to be used until a time that has passed."""

    default_code = "CURSOR_EXPIRED"


class FieldNotReadError(ValidationError, AttributeError):
    """A field of a model was asked for that the projection of the read had left out.

    It is an `AttributeError` as well, so that `hasattr` and `getattr` with a default work.
    """

    default_code = "FIELD_NOT_READ"
