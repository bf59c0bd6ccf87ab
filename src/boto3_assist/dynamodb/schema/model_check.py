"""The check that what a caller names as models are model classes."""

from __future__ import annotations

from collections.abc import Iterable

from boto3_assist.dynamodb.schema.marker import ModelMarker
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["check_models"]


def check_models(models: Iterable[object]) -> None:
    """Check that every one is a model class.

    Args:
        models: What was given.

    Raises:
        InvalidParameterError: When one is an instance, a list, or a class that is no model.
    """
    for model in models:
        if isinstance(model, type) and issubclass(model, ModelMarker):
            continue
        is_instance = isinstance(model, ModelMarker)
        raise InvalidParameterError(
            f"{f'an instance of {type(model).__name__}' if is_instance else describe(model)} is "
            "not a model class",
            details={
                "given": describe(model),
                "expected": "a class derived from DynamoDBModelBase",
                "suggestion": (
                    "pass the class, not an instance"
                    if is_instance
                    else "pass each class by itself"
                ),
            },
        )
