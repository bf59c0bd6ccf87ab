"""What a caller gave a batch: a list of inputs, or an iterator of them; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MappingView, Sequence, Set
from typing import Any

from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["Inputs"]


class Inputs(Iterator[tuple[int, Any]]):
    """The inputs of a batch with their places, each taken when it is wanted.

    Attributes:
        size: How many there are; None where only taking them tells.
        taken: How many were taken.
        all_taken: Whether there are no more.
    """

    def __init__(self, given: Iterable[Any], name: str) -> None:
        """Take nothing yet.

        Args:
            given: What the caller gave.
            name: Of the argument, for messages.

        Raises:
            InvalidParameterError: When it is one input, or cannot hold several.
        """
        alone: object = given
        is_one = isinstance(alone, (Mapping, ModelKey, DynamoDBModelBase, str, bytes, type))
        if is_one or not isinstance(alone, Iterable):
            raise InvalidParameterError(
                f"{name} was given as {describe(given)}",
                details={
                    "given": describe(given),
                    "expected": "a list, or another iterable",
                    "suggestion": (
                        "pass the data of the result"
                        if isinstance(alone, DynamoDBResult)
                        else f"write {name}=[…], also for a single one"
                    ),
                },
            )
        # Not whatever has a length: a progress bar around a generator has one too.
        self.size = len(alone) if isinstance(alone, (Sequence, Set, MappingView)) else None
        self.taken = 0
        self.all_taken = False
        self._given = given
        self._iterator = iter(given)

    def __next__(self) -> tuple[int, Any]:
        """Take the next input.

        Returns:
            Its place and the input.

        Raises:
            StopIteration: After the last one.
        """
        try:
            found = next(self._iterator)
        except StopIteration:
            self.all_taken = True
            raise
        self.taken += 1
        return self.taken - 1, found

    def again(self) -> Iterator[tuple[int, Any]]:
        """Go through all inputs of a list from its start, without taking them.

        Returns:
            Places and inputs.
        """
        return enumerate(self._given)
