"""What a service of an application returns: its data, or why not; knows neither AWS nor HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar, cast

from boto3_assist.errors import Boto3AssistError, InvalidParameterError, ServiceError, describe

__all__ = ["ServiceResult"]

T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")


class ServiceResult(Generic[T_co]):
    """The outcome of a call of a service; true when it succeeded.

    Of a failed one, `data` raises the error: a failure that nobody looked for does not pass unseen.

    Example:
        >>> def halve(number: int) -> ServiceResult[int]:
        ...     if number % 2:
        ...         return ServiceResult.error_result("the number is odd", error_code="ODD_NUMBER")
        ...     return ServiceResult.success_result(number // 2)
        >>> halve(8).data
        4
        >>> result = halve(7)
        >>> result.success, result.error_code, result.message
        (False, 'ODD_NUMBER', 'the number is odd')
    """

    __slots__ = ("_data", "_error")

    def __init__(self, data: T_co | None = None, error: Boto3AssistError | None = None) -> None:
        """Keep an outcome; `success_result` and `error_result` are the usual ways to make one.

        Args:
            data: What was asked for.
            error: The failure, if it was one.

        Raises:
            InvalidParameterError: When the error is not one of the library's tree, or came
                together with data.
        """
        if error is not None and (data is not None or not isinstance(error, Boto3AssistError)):
            raise InvalidParameterError(
                f"the error of a result was given as {describe(error)}",
                details={
                    "expected": "a Boto3AssistError without data",
                    "suggestion": "let errors that nobody handles pass, or make one with "
                    "error_result(message, error_code=…)",
                },
            )
        self._data = data
        self._error = error

    @classmethod
    def success_result(cls, data: U) -> ServiceResult[U]:
        """Make the result of a call that succeeded.

        Args:
            data: What was asked for; None for a call that gives nothing.

        Returns:
            The result.
        """
        return ServiceResult(data)

    @classmethod
    def error_result(
        cls,
        message: str,
        *,
        error_code: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> ServiceResult[Any]:
        """Make the result of a call that the service refuses.

        Args:
            message: Why, in words that may be shown to the caller.
            error_code: A stable code of the application's own, such as ``ORDER_NOT_FOUND``.
            details: Facts for programs, which may be shown as well; takes what `json.dumps` takes.

        Returns:
            The result; its error is a `ServiceError`.
        """
        return ServiceResult(error=ServiceError(message, error_code, details))

    @classmethod
    def from_error(cls, error: Boto3AssistError) -> ServiceResult[Any]:
        """Make the result of a call that failed.

        Args:
            error: What went wrong. The edge shows a caller the message of a `ServiceError` only.

        Returns:
            The result.

        Raises:
            InvalidParameterError: When it is not an error of the library's tree.
        """
        if error is None:
            raise InvalidParameterError(
                "no error was given", details={"expected": "a Boto3AssistError"}
            )
        return ServiceResult(error=error)

    def __bool__(self) -> bool:
        """Tell whether the call succeeded."""
        return self._error is None

    def __repr__(self) -> str:
        """Show the outcome and the kind of data, never a value."""
        if self._error is not None:
            return f"ServiceResult(error={self._error.error_code})"
        return f"ServiceResult(data={describe(self._data)})"

    @property
    def success(self) -> bool:
        """Whether the call succeeded."""
        return self._error is None

    @property
    def data(self) -> T_co:
        """What was asked for; of a failed call, the error is raised."""
        if self._error is not None:
            raise self._error
        return cast(T_co, self._data)

    @property
    def error(self) -> Boto3AssistError | None:
        """The failure, or None."""
        return self._error

    @property
    def error_code(self) -> str | None:
        """The stable code of the failure, or None."""
        return None if self._error is None else self._error.error_code

    @property
    def message(self) -> str | None:
        """What the failure says, or None."""
        return None if self._error is None else self._error.message
