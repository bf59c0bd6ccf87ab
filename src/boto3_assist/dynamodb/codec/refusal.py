"""How the codec refuses a value: by the path to it, and never by the value itself."""

from __future__ import annotations

from typing import Final, NoReturn

from boto3_assist.errors import SerializationError, describe

__all__ = ["MAX_DEPTH", "Unfit", "descend", "refuse"]

MAX_DEPTH: Final = 32
"""DynamoDB limit: nested attributes are supported to 32 levels."""


class Unfit(Exception):
    """A value that cannot pass, with the path to it collected while the calls return."""

    def __init__(self, problem: str, value: object, expected: str) -> None:
        """Keep what is wrong and the kind of the value, never the value.

        Args:
            problem: What is wrong with it.
            value: The value.
            expected: What would pass.
        """
        super().__init__(problem)
        self.problem = problem
        self.kind = describe(value)
        self.expected = expected
        self.steps: list[str] = []

    def within(self, step: str) -> Unfit:
        """Add the step that led to the value, innermost first.

        Args:
            step: Such as ``".name"`` or ``"[0]"``.

        Returns:
            The same error, to raise again.
        """
        self.steps.append(step)
        return self

    def path(self) -> str:
        """Give the way to the value.

        Returns:
            Such as ``"lines[0].price"``; empty for the value as a whole.
        """
        return "".join(reversed(self.steps)).removeprefix(".")


def refuse(error: Unfit, action: str, suggestion: str) -> NoReturn:
    """Report a value that cannot pass, without the value.

    Args:
        error: What is wrong, and where.
        action: What was tried: ``"write"`` or ``"read"``.
        suggestion: What the caller can do.

    Raises:
        SerializationError: Always.
    """
    path = error.path()
    where = f" at {path!r}" if path else ""
    raise SerializationError(
        f"cannot {action} the value{where} ({error.kind}): {error.problem}",
        details={
            "path": path,
            "given": error.kind,
            "expected": error.expected,
            "suggestion": suggestion,
        },
    ) from None


def descend(value: object, depth: int) -> int:
    """Count one level of nesting.

    Args:
        value: The list or map that is entered.
        depth: The levels above it.

    Returns:
        The levels above its content.

    Raises:
        Unfit: When there are more than DynamoDB nests.
    """
    if depth >= MAX_DEPTH:
        raise Unfit("it is nested too deep", value, f"at most {MAX_DEPTH} levels")
    return depth + 1
