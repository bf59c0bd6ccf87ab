"""What becomes of a value that an update names: strategies that know no model and no field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final, NamedTuple, Protocol

from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["Inside", "MergeStrategy", "Strategy", "strategy_of"]


class MergeStrategy(Enum):
    """Which of two values `merge` keeps.

    Attributes:
        NON_NULL_WINS: The update, unless it is None; maps and nested models entry by entry.
        UPDATES_WIN: The update, None too; nested models field by field, maps as wholes.
        EXISTING_WINS: What is there, unless it is None; maps and nested models entry by entry.
    """

    NON_NULL_WINS = "non_null_wins"
    UPDATES_WIN = "updates_win"
    EXISTING_WINS = "existing_wins"


class Inside(NamedTuple):
    """The way into a value that an update can be merged into entry by entry.

    Attributes:
        is_model: True for a nested model, False for a map.
        merge: Merges, by the same strategy, and gives what is in the value's place then.
    """

    is_model: bool
    merge: Callable[[], Any]


class Strategy(Protocol):
    """Decides between what is there and an update, which is never `CLEAR_FIELD`."""

    def __call__(self, current: Any, update: Any, inside: Inside | None) -> Any:
        """Give the value to keep.

        Args:
            current: What is there; None for what is absent.
            update: What is to come.
            inside: The way into what is there; None when the update is no map or model, or there
                is none to merge it into.

        Returns:
            One of the two, or what came of merging them.
        """


def _non_null_wins(current: Any, update: Any, inside: Inside | None) -> Any:
    if update is None:
        return current
    return update if inside is None else inside.merge()


def _updates_win(current: Any, update: Any, inside: Inside | None) -> Any:
    # A map given for a nested model names some of its fields; a model is given as a whole.
    if inside is not None and inside.is_model and isinstance(update, Mapping):
        return inside.merge()
    return update


def _existing_wins(current: Any, update: Any, inside: Inside | None) -> Any:
    if current is None:
        return update
    return current if inside is None else inside.merge()


_STRATEGIES: Final[Mapping[MergeStrategy, Strategy]] = {
    MergeStrategy.NON_NULL_WINS: _non_null_wins,
    MergeStrategy.UPDATES_WIN: _updates_win,
    MergeStrategy.EXISTING_WINS: _existing_wins,
}


def strategy_of(named: MergeStrategy | str) -> Strategy:
    """Give the strategy that a caller named.

    Args:
        named: A member of `MergeStrategy`, or its value.

    Returns:
        The strategy.

    Raises:
        InvalidParameterError: When there is none of this name.

    Example:
        >>> strategy_of("existing_wins")("kept", "new", None)
        'kept'
    """
    try:
        return _STRATEGIES[MergeStrategy(named)]
    except ValueError:
        raise InvalidParameterError(
            f"strategy was given as {describe(named)}, which names none",
            details={
                "given": describe(named),
                "expected": ", ".join(strategy.value for strategy in MergeStrategy),
                "suggestion": "write MergeStrategy.NON_NULL_WINS or one of the others",
            },
        ) from None
