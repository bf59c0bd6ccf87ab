"""The root of the error tree and what every error of the library has; knows no service."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from typing import Any, ClassVar

__all__ = [
    "Boto3AssistError",
    "ConfigurationError",
    "InvalidParameterError",
    "ItemSizeExceededError",
    "KeyBuildError",
    "MissingParameterError",
    "ModelMappingError",
    "PrimaryKeyChangeError",
    "SchemaVersionError",
    "SerializationError",
    "ValidationError",
    "describe",
]

JsonValue = Any
"""What `json.dumps` takes: str, int, float, bool, None, and dicts and lists of them."""


def describe(value: object) -> str:
    """Name the kind and size of a value without showing any of its content.

    Args:
        value: Anything a caller gave.

    Returns:
        Text such as ``"str of 12 characters"``, ``"dict of 3 entries"``, ``"int"`` or, for what is
        itself a class, ``"the class Order"``.
    """
    if isinstance(value, type):
        return f"the class {value.__name__}"
    kind = type(value).__name__
    if value is None:
        return "None"
    if isinstance(value, str):
        return f"{kind} of {len(value)} characters"
    if isinstance(value, (bytes, bytearray)):
        return f"{kind} of {len(value)} bytes"
    if isinstance(value, (list, tuple, set, frozenset, Mapping)):
        return f"{kind} of {len(value)} entries"
    return kind


def _jsonable(value: object) -> JsonValue:
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _jsonable(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(entry) for entry in value]
    return describe(value)


class Boto3AssistError(Exception):
    """Any failure that the library reports.

    Attributes:
        default_code: The stable code of the class, used unless one is given.
        message: What happened and what was given, free of secrets and item values.
        error_code: A stable string for programs, such as ``ITEM_NOT_FOUND``.
        details: What was given (redacted), ``expected`` and ``suggestion``; takes `json.dumps`.

    Example:
        >>> error = Boto3AssistError("no table", details={"expected": "a table name"})
        >>> str(error)
        '[BOTO3_ASSIST_ERROR] no table; expected a table name'
    """

    default_code: ClassVar[str] = "BOTO3_ASSIST_ERROR"

    def __init__(
        self,
        message: str,
        error_code: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Keep the three parts; every value of `details` that JSON cannot hold is described.

        Args:
            message: What happened and what was given.
            error_code: A code of the caller's own; the class's code when None.
            details: Facts for programs and the keys ``expected`` and ``suggestion``.
        """
        super().__init__(message)
        self.message = message
        self.error_code = error_code or self.default_code
        self.details: dict[str, JsonValue] = _jsonable(details or {})

    def __str__(self) -> str:
        """Render code, message, expectation and suggestion on one line."""
        text = f"[{self.error_code}] {self.message}"
        if expected := self.details.get("expected"):
            text += f"; expected {expected}"
        if suggestion := self.details.get("suggestion"):
            text += f"; {suggestion}"
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by state, so that subclasses may have any constructor."""
        rebuild = copyreg.__newobj__  # type: ignore[attr-defined]  # typeshed omits it
        return rebuild, (type(self), *self.args), self.__dict__

    def to_dict(self) -> dict[str, JsonValue]:
        """Give the error as plain data.

        Returns:
            ``{"error_code": …, "message": …, "details": …}``, which `json.dumps` takes.
        """
        return {
            "error_code": self.error_code,
            "message": self.message,
            "details": self.details,
        }


class ConfigurationError(Boto3AssistError):
    """A setting, a profile, a region or an endpoint is missing or cannot be used."""

    default_code = "CONFIGURATION_ERROR"


class ValidationError(Boto3AssistError):
    """A value given to the library is not what the call or the model takes."""

    default_code = "VALIDATION_ERROR"


class InvalidParameterError(ValidationError):
    """An argument of a call has a value that the call does not take."""

    default_code = "INVALID_PARAMETER"


class MissingParameterError(ValidationError):
    """An argument that the call needs was not given, and no setting stands in for it."""

    default_code = "MISSING_PARAMETER"


class ItemSizeExceededError(ValidationError):
    """An item is larger than DynamoDB's limit of 400 KB (409,600 bytes)."""

    default_code = "ITEM_SIZE_EXCEEDED"


class SerializationError(Boto3AssistError):
    """A value cannot be written to DynamoDB, or a stored value cannot be read, unchanged."""

    default_code = "SERIALIZATION_ERROR"


class ModelMappingError(SerializationError):
    """A stored item does not belong to the model that it was to be read as."""

    default_code = "MODEL_MAPPING_ERROR"


class SchemaVersionError(ModelMappingError):
    """An item was written by a version of its model that this program does not know.

    Usually a newer one: a program that is rolled out has written it already.
    """

    default_code = "SCHEMA_VERSION_UNKNOWN"


class KeyBuildError(Boto3AssistError):
    """A key cannot be built from what was given, or cannot be read back."""

    default_code = "KEY_BUILD_ERROR"


class PrimaryKeyChangeError(KeyBuildError):
    """An update would give an item another primary key, which only moving it can."""

    default_code = "PRIMARY_KEY_CHANGE"
