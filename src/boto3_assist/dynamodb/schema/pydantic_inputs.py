"""One field of a Pydantic model as a validator of its own, as the model itself validates it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic_core import SchemaValidator

__all__ = ["field_validator_of"]

# What stands around the fields of a model: validators of the model as a whole.
_AROUND = frozenset({"function-after", "function-before", "function-wrap"})


def field_validator_of(model: type[BaseModel], name: str) -> SchemaValidator | None:
    """Make a validator of one field, with the field's validators and the model's configuration.

    Args:
        model: The Pydantic model.
        name: Name of the field.

    Returns:
        The validator, or None when the model does not show its fields one by one.
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
    field: Any = schema["fields"][name]["schema"]
    if definitions:
        field = {"type": "definitions", "schema": field, "definitions": definitions}
    return SchemaValidator(field, config)


def _definition(definitions: list[Any], reference: str) -> Any:
    return next(each for each in definitions if each.get("ref") == reference)
