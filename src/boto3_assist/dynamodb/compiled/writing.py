"""Items from instances of models, by the function compiled for the class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NoReturn

from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.codec.quick_decoding import SURPRISES, Surprise
from boto3_assist.dynamodb.compiled.item_parts import parts_of
from boto3_assist.dynamodb.compiled.shapes import ANY, Shape, nested_schema, shape_of
from boto3_assist.dynamodb.instance_state import ADDED_INDEXES, PARTIAL, UNKNOWN
from boto3_assist.dynamodb.schema import (
    ModelSchema,
    has_fixed_fields,
    is_pydantic,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.checked_style import TypedSchema
from boto3_assist.dynamodb.schema.plain_style import public_slots
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import Boto3AssistError

if TYPE_CHECKING:
    from boto3_assist.dynamodb.compiled.class_writing import NestedFields
    from boto3_assist.dynamodb.compiled.field_writing import FieldWriter

__all__ = ["fields_quickly", "value_quickly", "write_quickly"]

Check = Callable[[Any, ModelSchema], None]
"""Checks what a class declares, once for each set of fields."""
Names = tuple[str, ...]
Writer = Callable[[Any], dict[str, Any]]

# A class whose attributes are named by data would otherwise keep a function for each set of names.
_MAX_WRITERS: Final = 64
_LEFT: Final = (*SURPRISES, Misfit, Boto3AssistError)
_UNUSUAL: Final = frozenset({ADDED_INDEXES, PARTIAL, UNKNOWN})


def write_quickly(instance: Any, check: Check) -> WireItem | None:
    """Write an instance of a model as an item with its keys, in wire form.

    Args:
        instance: An instance of a model.
        check: Checks what the class declares.

    Returns:
        The item, which shares no list or map with the instance; None where the plain way has to
        write it.
    """
    try:
        # In one step: this is done for every item, and everything else once for a class.
        made: WireItem = type(instance).__dict__[_WIRE][tuple(instance.__dict__)](instance)
        return made
    except _LEFT:
        pass
    return _first_or_left(instance, _wire_writers_of(type(instance)), check)


def value_quickly(instance: Any, check: Check) -> dict[str, AttributeValue] | None:
    """Write an instance of a model as an item with its keys, in Python values.

    Args:
        instance: An instance of a model.
        check: Checks what the class declares.

    Returns:
        The item, which shares no list or map with the instance; None where the plain way has to
        write it.
    """
    try:
        made: dict[str, Any] = type(instance).__dict__[_VALUES][tuple(instance.__dict__)](instance)
        return made
    except _LEFT:
        pass
    return _first_or_left(instance, _value_writers_of(type(instance)), check)


def fields_quickly(instance: Any) -> dict[str, AttributeValue] | None:
    """Give the values of the fields of an instance, every None among them.

    Args:
        instance: An instance of a model.

    Returns:
        Attribute name → Python value, nested models as dictionaries; it shares no list or map
        with the instance. None where the plain way has to make it.
    """
    try:
        made: dict[str, Any] = type(instance).__dict__[_FIELDS][tuple(instance.__dict__)](instance)
        return made
    except _LEFT:
        pass
    return _first_or_left(instance, _field_writers_of(type(instance)), _check_nothing)


class _Writers(dict[Names, Writer]):
    """By the names of all that an instance has, in their order: they tell its fields."""

    def __init__(self, model: type, form: Callable[[], type[FieldWriter]], *, keys: bool) -> None:
        super().__init__()
        self._model = model
        self._form = form
        self._keys = keys
        self._by_schema: dict[ModelSchema, Writer] = {}

    def add(self, instance: Any, check: Check) -> Writer:
        names, model = tuple(instance.__dict__), self._model
        writer: Writer = _no_writer
        # Fields in slots are not among the names.
        if _UNUSUAL.isdisjoint(names) and (has_fixed_fields(model) or not public_slots(model)):
            schema = schema_of_instance(instance)
            check(instance, schema)
            writer = self._of_schema(schema)
        if len(self) >= _MAX_WRITERS:
            self.clear()
        self[names] = writer
        return writer

    def _of_schema(self, schema: ModelSchema) -> Writer:
        # Not asked for twice: another thread may clear it in between.
        writer = self._by_schema.get(schema)
        if writer is None:
            if len(self._by_schema) >= _MAX_WRITERS:
                self._by_schema.clear()
            writer = self._by_schema[schema] = self._made(schema)
        return writer

    def _made(self, schema: ModelSchema) -> Writer:
        from boto3_assist.dynamodb.compiled.class_writing import ClassWriter
        from boto3_assist.dynamodb.compiled.key_writing import has_plain_keys

        nested: NestedFields = _nested_fields
        shapes: Mapping[str, Shape] | None = None
        if is_pydantic(self._model):
            # Plain and dataclass models must not pay for importing Pydantic.
            from boto3_assist.dynamodb.compiled.pydantic_shapes import nested_fields, written_shapes

            nested, shapes = nested_fields, written_shapes(self._model)
        elif isinstance(schema, TypedSchema):
            shapes = _declared_shapes(schema)
        if shapes is None or (self._keys and not has_plain_keys(self._model)):
            return _no_writer
        writer = ClassWriter(self._model, nested, self._form())
        try:
            if not self._keys:
                return writer.of_fields(schema, shapes)
            return writer.of_items(schema, shapes, parts_of(self._model))
        except Surprise:
            return _no_writer


def _wire_form() -> type[FieldWriter]:
    from boto3_assist.dynamodb.compiled.field_writing import FieldWriter

    return FieldWriter


def _value_form() -> type[FieldWriter]:
    from boto3_assist.dynamodb.compiled.value_writing import ValueWriter

    return ValueWriter


def _dump_form() -> type[FieldWriter]:
    from boto3_assist.dynamodb.compiled.value_writing import DumpWriter

    return DumpWriter


def _wire_writers(model: type) -> _Writers:
    return _Writers(model, _wire_form, keys=True)


def _value_writers(model: type) -> _Writers:
    return _Writers(model, _value_form, keys=True)


def _field_writers(model: type) -> _Writers:
    return _Writers(model, _dump_form, keys=False)


_wire_writers_of = ClassCache(_wire_writers)
_value_writers_of = ClassCache(_value_writers)
_field_writers_of = ClassCache(_field_writers)
_WIRE: Final = _wire_writers_of.name
_VALUES: Final = _value_writers_of.name
_FIELDS: Final = _field_writers_of.name


def _first_or_left(instance: Any, writers: _Writers, check: Check) -> dict[str, Any] | None:
    if tuple(instance.__dict__) in writers:
        # Its function has left the instance to the plain way.
        return None
    writer = writers.add(instance, check)
    try:
        return writer(instance)
    except _LEFT:
        return None


def _no_writer(_instance: Any) -> NoReturn:
    raise Surprise


def _check_nothing(_instance: Any, _schema: ModelSchema) -> None:
    pass


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
