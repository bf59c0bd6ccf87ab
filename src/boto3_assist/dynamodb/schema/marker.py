"""The mark by which every part recognises a model class without importing the model itself."""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = ["ModelMarker"]


class ModelMarker:
    """The root of every model class; `DynamoDBModelBase` is the one to use."""

    map: ClassVar[Any]
