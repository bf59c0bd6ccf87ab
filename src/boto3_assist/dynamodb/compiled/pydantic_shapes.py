"""What the generators know of the fields of a Pydantic model, from its core schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, RootModel

from boto3_assist.dynamodb.codec.quick_decoding import Surprise
from boto3_assist.dynamodb.compiled.shapes import OTHER, Shape, choices_of
from boto3_assist.dynamodb.schema import ModelSchema, schema_of_class
from boto3_assist.dynamodb.schema.pydantic_core import CoreFields, core_fields_of, has_constraints
from boto3_assist.dynamodb.schema.pydantic_names import computed_names, input_names

__all__ = ["core_shapes", "nested_fields", "nested_shapes", "written_shapes"]

_KINDS: Final[Mapping[str, str]] = {
    "any": "any",
    "str": "text",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "decimal": "decimal",
    "bytes": "bytes",
    "datetime": "datetime",
    "date": "date",
    "uuid": "uuid",
}

# Where a model of its own says how or whether a value is written.
_SERIALISING: Final = ("serialization", "serialization_exclude_if")


def core_shapes(core: CoreFields) -> dict[str, Shape]:
    """Give the shapes of the fields of a model.

    Args:
        core: The fields as its validator sees them.

    Returns:
        Field name → shape.
    """
    definitions = {each.get("ref"): each for each in core.definitions}
    return {name: _shape(schema, definitions) for name, schema in core.fields.items()}


def _shape(schema: Any, definitions: Mapping[str, Any]) -> Shape:
    kind = schema["type"]
    if kind == "definition-ref":
        # What may hold itself, such as a list of such lists, has no end; of a model only the
        # class is asked for.
        schema = definitions.get(schema["schema_ref"], {"type": "unknown"})
        kind = schema["type"] if schema["type"] in ("enum", "model") else "unknown"
    if kind == "default":
        return _shape(schema["schema"], definitions)
    if kind == "nullable":
        inner = _shape(schema["schema"], definitions)
        return OTHER if inner.kind in ("any", "other") else inner._replace(optional=True)
    if kind in _KINDS:
        return Shape(_KINDS[kind])
    if kind in ("list", "set", "dict"):
        return _container(schema, definitions)
    if kind == "enum" and not schema.get("missing"):
        return choices_of(schema["cls"], [(member.value, member) for member in schema["members"]])
    if kind == "literal":
        return choices_of(None, zip(schema["expected"], schema["expected"]))
    return _model_shape(schema["cls"]) if kind == "model" else OTHER


def _container(schema: Any, definitions: Mapping[str, Any]) -> Shape:
    if schema["type"] == "set":
        return Shape("texts") if schema.get("items_schema") == {"type": "str"} else OTHER
    part = "items_schema" if schema["type"] == "list" else "values_schema"
    inner = _shape(schema.get(part, {"type": "any"}), definitions)
    if schema["type"] == "list":
        return Shape("list", inner=inner)
    return Shape("map", inner=inner) if schema.get("keys_schema") == {"type": "str"} else OTHER


def nested_shapes(model: type[BaseModel]) -> dict[str, Shape] | None:
    """Give the shapes of the fields of a model that is nested in another.

    Args:
        model: The model.

    Returns:
        Field name → shape; None of a model that names its fields otherwise in maps, or keeps
        more than its fields.
    """
    core = core_fields_of(model)
    if core is None or not _names_fields_plainly(model):
        return None
    return core_shapes(core)


def nested_fields(kind: type) -> tuple[ModelSchema, Mapping[str, Shape]]:
    """Give the schema of a nested model and the shapes of its fields.

    Args:
        kind: The model.

    Returns:
        The schema, and field name → shape.

    Raises:
        Surprise: When the plain way has to write it.
    """
    shapes = _with_defaults(kind, nested_shapes(kind) or {})
    if any(map(_holds_unknown, shapes.values())):
        raise Surprise
    return schema_of_class(kind), shapes


def written_shapes(model: type[BaseModel]) -> dict[str, Shape] | None:
    """Give the shapes of the fields of a model whose values Pydantic writes as they are.

    Args:
        model: The model.

    Returns:
        Field name → shape; None of a model that has limits, validators or serialisers, computed
        fields, or types that the generators do not know.
    """
    core = core_fields_of(model)
    is_own = model.model_dump is not BaseModel.model_dump or computed_names(model)
    if core is None or is_own or issubclass(model, RootModel) or has_constraints(model):
        return None
    if any(_serialisers(model.__pydantic_core_schema__)):
        return None
    shapes = core_shapes(core)
    stored = {name for name, info in model.__pydantic_fields__.items() if info.exclude is not True}
    if any(_holds_unknown(shapes[name]) for name in stored):
        return None
    return _with_defaults(model, shapes)


def _with_defaults(model: type, shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    fields = schema_of_class(model).fields
    return {
        name: (
            shape._replace(optional=True)
            if fields[name].none_by_default and shape.kind != "any"
            else shape
        )
        for name, shape in shapes.items()
    }


def _holds_unknown(shape: Shape) -> bool:
    return shape.kind == "other" or (shape.inner is not None and _holds_unknown(shape.inner))


def _model_shape(model: type[BaseModel]) -> Shape:
    is_root = getattr(model, "__pydantic_root_model__", False)
    return OTHER if is_root or not _names_fields_plainly(model) else Shape("model", model)


def _names_fields_plainly(model: type[BaseModel]) -> bool:
    names = {name: name for name in model.__pydantic_fields__}
    is_plain = input_names(model) == names and not computed_names(model)
    return is_plain and model.model_config.get("extra") != "allow"


def _serialisers(schema: Any) -> Iterator[Any]:
    if isinstance(schema, Mapping):
        if isinstance(schema.get("type"), str):
            yield from (schema[name] for name in _SERIALISING if schema.get(name))
        for part in schema.values():
            yield from _serialisers(part)
    elif isinstance(schema, (list, tuple)):
        for part in schema:
            yield from _serialisers(part)
