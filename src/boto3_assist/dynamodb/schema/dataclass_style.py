"""Models that are dataclasses."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Collection, Mapping
from typing import Any

from boto3_assist.dynamodb.schema.annotations import declared_types, unresolved_names
from boto3_assist.dynamodb.schema.checked_style import TypedSchema
from boto3_assist.dynamodb.schema.declared_fields import check_decorated
from boto3_assist.dynamodb.schema.exclusion import is_excluded_type
from boto3_assist.dynamodb.schema.field import Field
from boto3_assist.dynamodb.schema.nesting import Nesting
from boto3_assist.dynamodb.schema.typed import coerce_fields, misfit_error, missing_fields
from boto3_assist.errors import ConfigurationError

__all__ = ["DataclassSchema"]


class DataclassSchema(TypedSchema):
    """A dataclass."""

    def __init__(self, model: type, nesting: Nesting) -> None:
        """Read the fields of the dataclass.

        Args:
            model: The dataclass.
            nesting: Makes instances of nested models from maps, and maps from them.
        """
        check_decorated(model, getattr(model, "__dataclass_fields__"))
        self._fields = {f.name: f for f in dataclasses.fields(model) if not f.name.startswith("_")}
        _check_resolved(model, self._fields)
        declared = declared_types(model)
        super().__init__(
            model,
            {
                name: Field(
                    name,
                    name,
                    declared.get(name, Any),
                    none_by_default=f.default is None,
                    stored=not is_excluded_type(declared.get(name)),
                )
                for name, f in self._fields.items()
            },
            nesting,
        )
        self._parameters = _parameters(model)
        self.is_frozen = bool(getattr(model, "__dataclass_params__").frozen)

    def build(self, values: Mapping[str, Any]) -> Any:
        """Call the generated constructor; see the base class."""
        converted = coerce_fields(self.model, self.by_attribute, values, self._nesting)
        arguments = {name: v for name, v in converted.items() if name in self._parameters}
        required = (n for n, p in self._parameters.items() if p.default is p.empty)
        if missing := [name for name in required if name not in arguments]:
            raise missing_fields(self.model, missing)
        instance = self._made(arguments)
        for name in converted.keys() - arguments.keys():
            # `object` because a frozen dataclass refuses its own fields.
            object.__setattr__(instance, name, converted[name])
        return instance

    def made_of(self, converted: Mapping[str, Any], unread: frozenset[str]) -> Any:
        """Set the fields of a blank instance; see the base class."""
        instance: Any = object.__new__(self.model)
        known = {**self.absent_values(instance), **converted}
        required = (n for n, p in self._parameters.items() if p.default is p.empty)
        if missing := [name for name in required if name not in known and name not in unread]:
            raise missing_fields(self.model, missing)
        for name, value in known.items():
            object.__setattr__(instance, name, value)
        return instance

    def _made(self, arguments: Mapping[str, Any]) -> Any:
        try:
            return self.model(**arguments)
        except ValueError as error:
            if not type(error).__module__.startswith("pydantic"):
                raise
        # A dataclass of Pydantic's, whose errors show values.
        expected = "what its own validation accepts"
        problem = {"field": "the model as a whole", "given": "a dict", "expected": expected}
        raise misfit_error(self.model, [problem])

    def assign(self, instance: Any, new: Mapping[str, Any], cleared: Collection[str]) -> None:
        """Set the fields, past the guard of a frozen dataclass; see the base class."""
        if not self.is_frozen:
            super().assign(instance, new, cleared)
            return
        for name, value in new.items():
            object.__setattr__(instance, name, value)

    def absent_values(self, _instance: Any) -> dict[str, Any]:
        """Give the defaults; see the base class."""
        made: dict[str, Any] = {}
        for name, field in self._fields.items():
            if field.default_factory is not dataclasses.MISSING:
                made[name] = field.default_factory()
            elif field.default is not dataclasses.MISSING:
                made[name] = field.default
        return made


def _check_resolved(model: type, fields: Mapping[str, object]) -> None:
    if names := sorted(unresolved_names(model) & fields.keys()):
        raise ConfigurationError(
            f"the types of {', '.join(names)} of {model.__name__} cannot be found at run time",
            details={
                "model": model.__name__,
                "fields": names,
                "expected": "annotations whose names the module, or the function, has defined",
                "suggestion": "define or import the types before the class, not for type checkers "
                "only: items are read by them",
            },
        )


def _parameters(model: type) -> dict[str, inspect.Parameter]:
    """Find what the constructor takes by name, among it what no field keeps."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    parameters = inspect.signature(model).parameters
    return {name: parameter for name, parameter in parameters.items() if parameter.kind in kinds}
