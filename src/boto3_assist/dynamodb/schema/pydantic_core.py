"""The core schema of a Pydantic model, read for what the library must know of its fields."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import SchemaValidator

__all__ = ["CoreFields", "core_fields_of", "has_constraints"]

# What stands around the fields of a model: validators of the model as a whole.
_AROUND: Final = frozenset({"function-after", "function-before", "function-wrap"})
_CONSTRAINTS: Final = frozenset(
    {
        *("gt", "ge", "lt", "le", "multiple_of", "max_digits", "decimal_places"),
        *("min_length", "max_length", "pattern", "strip_whitespace", "to_lower", "to_upper"),
        *("now_op", "tz_constraint", "version"),
    }
)
# Where no schemas are, or some that are used for JSON texts and for dumps only.
_NO_SCHEMAS: Final = frozenset(
    {"metadata", "serialization", "json_schema", "default", "expected", "members", "cls", "config"}
)
_MODELS: Final = frozenset({"model", "dataclass"})

CoreSchema = Mapping[str, Any]


@dataclass(frozen=True)
class CoreFields:
    """The fields of a model as its validator sees them.

    Attributes:
        fields: Field name → core schema.
        config: The configuration of the model.
        definitions: Schemas that others refer to.
    """

    fields: Mapping[str, CoreSchema]
    config: Any
    definitions: list[Any]

    def validator(self, name: str) -> SchemaValidator:
        """Make a validator of one field, with its validators and the model's configuration.

        Args:
            name: Name of the field.

        Returns:
            The validator.
        """
        schema: Any = self.fields[name]
        if self.definitions:
            schema = {"type": "definitions", "schema": schema, "definitions": self.definitions}
        return SchemaValidator(schema, self.config)

    def takes_json(self, name: str, *, inside_models: bool) -> bool:
        """Tell whether a field takes the text of a JSON document, and holds what that says.

        Args:
            name: Name of the field.
            inside_models: True to look into nested models, too.

        Returns:
            True when there is a `pydantic.Json` in it.
        """
        waiting, seen = [self.fields[name]], set[str]()
        while waiting:
            for node in _nodes(waiting.pop(), stop=frozenset() if inside_models else _MODELS):
                if node["type"] == "json":
                    return True
                reference = node.get("schema_ref")
                if node["type"] == "definition-ref" and reference not in seen:
                    seen.add(str(reference))
                    waiting.append(_definition(self.definitions, reference))
        return False


def core_fields_of(model: type[BaseModel]) -> CoreFields | None:
    """Find the fields of a model in its core schema.

    Args:
        model: The Pydantic model.

    Returns:
        The fields, or None when the model does not show them one by one.
    """
    schema: Any = model.__pydantic_core_schema__
    config: Any = None
    definitions: list[Any] = []
    while schema["type"] != "model-fields":
        if schema["type"] == "definitions":
            definitions = schema["definitions"]
        elif schema["type"] == "model":
            config = schema.get("config")
        elif schema["type"] == "definition-ref":
            schema = {"schema": _definition(definitions, schema["schema_ref"])}
        elif schema["type"] not in _AROUND:
            return None
        schema = schema["schema"]
    fields = {name: field["schema"] for name, field in schema["fields"].items()}
    return CoreFields(fields, config, definitions)


def _definition(definitions: list[Any], reference: Any) -> Any:
    return next(each for each in definitions if each.get("ref") == reference)


def has_constraints(model: type[BaseModel]) -> bool:
    """Tell whether a model, or one nested in it, holds its values to more than their types.

    Args:
        model: The Pydantic model.

    Returns:
        True when it has limits or validators.
    """
    schema: Any = model.__pydantic_core_schema__
    return any(_is_constraint(node) for node in _nodes(schema, stop=frozenset()))


def _nodes(schema: Any, *, stop: frozenset[str]) -> Iterator[CoreSchema]:
    """Walk through a core schema; references are not followed."""
    if isinstance(schema, Mapping):
        # A field may be named "type".
        kind = schema.get("type")
        if isinstance(kind, str):
            yield schema
            if kind in stop:
                return
            schema = {name: part for name, part in schema.items() if name not in _NO_SCHEMAS}
        for part in schema.values():
            yield from _nodes(part, stop=stop)
    elif isinstance(schema, (list, tuple)):
        for part in schema:
            yield from _nodes(part, stop=stop)


def _is_constraint(node: CoreSchema) -> bool:
    if node["type"].startswith("function-"):
        return not _is_conversion(node["function"]["function"])
    if not _CONSTRAINTS.isdisjoint(node) or node.get("allow_inf_nan") is False:
        return True
    config = node.get("config") or {}
    return config.get("allow_inf_nan") is False or any(
        name.startswith("str_") and value for name, value in config.items()
    )


def _is_conversion(function: Any) -> bool:
    """Tell functions by which Pydantic reads types of the standard library and URLs."""
    if isinstance(function, type):
        return True
    if isinstance(function, functools.partial):
        return False
    module, name = getattr(function, "__module__", ""), getattr(function, "__qualname__", "")
    is_url = module == "pydantic.networks" and name.startswith("_Base")
    return is_url or str(module).startswith("pydantic._internal.")
