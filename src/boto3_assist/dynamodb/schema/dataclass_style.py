"""Models that are dataclasses."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from typing import Any

from boto3_assist.dynamodb.schema.annotations import declared_types
from boto3_assist.dynamodb.schema.base import ModelSchema
from boto3_assist.dynamodb.schema.field import Field
from boto3_assist.dynamodb.schema.nesting import Nesting
from boto3_assist.dynamodb.schema.typed import (
    coerce_fields,
    frozen_error,
    missing_fields,
    set_fields,
)

__all__ = ["DataclassSchema"]


class DataclassSchema(ModelSchema):
    """A dataclass."""

    def __init__(self, model: type, nesting: Nesting) -> None:
        """Read the fields of the dataclass.

        Args:
            model: The dataclass.
            nesting: Makes instances of nested models from maps, and maps from them.
        """
        declared = declared_types(model)
        self._fields = {f.name: f for f in dataclasses.fields(model) if not f.name.startswith("_")}
        super().__init__(
            model,
            {
                name: Field(name, name, declared.get(name, Any), f.default is None)
                for name, f in self._fields.items()
            },
            nesting,
        )
        self._parameters = _parameters(model)
        self._frozen = bool(getattr(model, "__dataclass_params__").frozen)

    def read(self, instance: Any) -> dict[str, Any]:
        """Read the fields; see the base class."""
        return {name: getattr(instance, name) for name in self.fields}

    def build(self, values: Mapping[str, Any]) -> Any:
        """Call the generated constructor; see the base class."""
        converted = coerce_fields(self.model, self.by_attribute, values, self._nesting)
        arguments = {name: v for name, v in converted.items() if name in self._parameters}
        required = (n for n, p in self._parameters.items() if p.default is p.empty)
        if missing := [name for name in required if name not in arguments]:
            raise missing_fields(self.model, missing)
        instance = self.model(**arguments)
        for name in converted.keys() - arguments.keys():
            # `object` because a frozen dataclass refuses its own fields.
            object.__setattr__(instance, name, converted[name])
        return instance

    def update(self, instance: Any, values: Mapping[str, Any]) -> None:
        """Set the fields; see the base class."""
        if self._frozen:
            raise frozen_error(self.model)
        converted = coerce_fields(self.model, self.by_attribute, values, self._nesting)
        set_fields(instance, converted)


def _parameters(model: type) -> dict[str, inspect.Parameter]:
    """Find what the constructor takes by name, among it what no field keeps."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    parameters = inspect.signature(model).parameters
    return {name: parameter for name, parameter in parameters.items() if parameter.kind in kinds}
