"""Items in wire form from instances of models, by the function compiled for the class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.codec.quick_decoding import SURPRISES, Surprise
from boto3_assist.dynamodb.compiled.item_parts import parts_of
from boto3_assist.dynamodb.compiled.shapes import ANY, Shape, nested_schema, shape_of
from boto3_assist.dynamodb.instance_state import ADDED_INDEXES, UNKNOWN
from boto3_assist.dynamodb.schema import ModelSchema, schema_of_instance
from boto3_assist.dynamodb.schema.checked_style import TypedSchema
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.errors import Boto3AssistError

if TYPE_CHECKING:
    from boto3_assist.dynamodb.compiled.class_writing import NestedFields

__all__ = ["write_quickly"]

Writer = Callable[[Any], WireItem]

# A class whose attributes are named by data would otherwise keep a function for each set of names.
_MAX_WRITERS: Final = 64


def write_quickly(instance: Any, check: Callable[[Any, ModelSchema], None]) -> WireItem | None:
    """Write an instance of a model as an item with its keys.

    Args:
        instance: An instance of a model.
        check: Checks what the class declares, once for each set of fields.

    Returns:
        The item, which shares no list or map with the instance; None where the plain way has to
        write it.
    """
    attributes = instance.__dict__
    if UNKNOWN in attributes or ADDED_INDEXES in attributes:
        return None
    schema, writers = schema_of_instance(instance), _writers(type(instance))
    if schema not in writers:
        if len(writers) >= _MAX_WRITERS:
            writers.clear()
        check(instance, schema)
        writers[schema] = _writer(type(instance), schema)
    writer = writers[schema]
    if writer is None:
        return None
    try:
        return writer(instance)
    except (*SURPRISES, Misfit, Boto3AssistError):
        return None


def _compiled_writers(_model: type) -> dict[ModelSchema, Writer | None]:
    return {}


_writers = ClassCache(_compiled_writers)


def _writer(model: type, schema: ModelSchema) -> Writer | None:
    from boto3_assist.dynamodb.compiled.class_writing import ClassWriter
    from boto3_assist.dynamodb.compiled.key_writing import has_plain_keys

    nested: NestedFields = _nested_fields
    shapes: Mapping[str, Shape] | None = None
    if hasattr(model, "__pydantic_fields__"):
        # Plain and dataclass models must not pay for importing Pydantic.
        from boto3_assist.dynamodb.compiled.pydantic_shapes import nested_fields, written_shapes

        nested, shapes = nested_fields, written_shapes(model)
    elif isinstance(schema, TypedSchema):
        shapes = _declared_shapes(schema)
    if shapes is None or not has_plain_keys(model):
        return None
    try:
        return ClassWriter(model, nested).of_items(schema, shapes, parts_of(model))
    except Surprise:
        return None


def _declared_shapes(schema: TypedSchema) -> dict[str, Shape]:
    shapes = {}
    for name, field in schema.fields.items():
        # What a property gives is stored as it is.
        shape = ANY if schema.is_exempt(name, "") else shape_of(field.annotation)
        if shape.kind != "any" and schema.is_exempt(name, None):
            shape = shape._replace(optional=True)
        shapes[name] = shape
    return shapes


def _nested_fields(kind: type) -> tuple[ModelSchema, Mapping[str, Shape]]:
    schema = nested_schema(kind)
    if not isinstance(schema, TypedSchema):
        raise Surprise
    return schema, _declared_shapes(schema)
