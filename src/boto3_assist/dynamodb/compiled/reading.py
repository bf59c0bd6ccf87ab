"""Instances of models from items in wire form, by the function compiled for the class."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final, NoReturn, Protocol

from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.codec.quick_decoding import SURPRISES, Surprise, quick_decoders
from boto3_assist.dynamodb.compiled.class_reading import ClassReader
from boto3_assist.dynamodb.compiled.item_parts import parts_of
from boto3_assist.dynamodb.compiled.shapes import nested_schema
from boto3_assist.dynamodb.compiled.source import title_of
from boto3_assist.dynamodb.entity_types import typed_subclasses
from boto3_assist.dynamodb.instance_state import Carried
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.schema import (
    ModelSchema,
    has_fixed_fields,
    is_pydantic,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.excluding import may_exclude, may_exclude_in
from boto3_assist.dynamodb.schema.plain_style import public_slots, required_parameters
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.errors import Boto3AssistError

__all__ = ["LEFT", "Reader", "quick_reader", "read_quickly"]

LEFT: Final = (*SURPRISES, Misfit, Boto3AssistError)
"""What is left to the plain way, which makes the error if it is one."""


class Reader(Protocol):
    """Makes an instance of an item."""

    def __call__(self, wire: WireItem, stored: Carried | None = None, /) -> Any:
        """Make it.

        Args:
            wire: The item.
            stored: What the instance is to keep; the item when None.

        Returns:
            The instance.
        """


Setter = Callable[[dict[str, Any], WireItem, "Carried | None"], None]
"""Sets the fields of a new instance, by its dictionary, to what an item has, and keeps the item."""

# A class whose attributes are named by data would otherwise keep a function for each set of names.
_MAX_READERS: Final = 64


def read_quickly(model: type, wire: WireItem, *, convert_decimals: bool) -> Any:
    """Read a whole item, as the table holds it, as a model.

    Args:
        model: A model class.
        wire: The item; the instance keeps it.
        convert_decimals: How numbers are read where no type is declared; see `decode_value`.

    Returns:
        The instance; None where the plain way has to read the item.
    """
    reader = quick_reader(model, convert_decimals=convert_decimals)
    # Other dictionaries may make what is asked for, and be changed by that.
    if reader is None or type(wire) is not dict:
        return None
    try:
        return reader(wire)
    except LEFT:
        return None


def quick_reader(model: type, *, convert_decimals: bool) -> Reader | None:
    """Give the function that reads items as a model, to read many of them.

    Args:
        model: A model class.
        convert_decimals: How numbers are read where no type is declared; see `decode_value`.

    Returns:
        A function that raises one of `LEFT` for an item that the plain way has to read; None
        where it has to read them all.
    """
    readers = _readers(model)
    if convert_decimals not in readers:
        readers[convert_decimals] = _reader(model, convert_decimals)
    if type.__subclasses__(model) and _may_be_of_subclass(model):
        return None
    return readers[convert_decimals]


def _may_be_of_subclass(model: type) -> bool:
    # With a type of its own, the function has compared it.
    is_typed = item_config_of(model).entity_type is not None
    return not is_typed and next(typed_subclasses(model), None) is not None


def _compiled_readers(_model: type) -> dict[bool, Reader | None]:
    return {}


_readers = ClassCache(_compiled_readers)


def _reader(model: type, convert: bool) -> Reader | None:
    if not has_fixed_fields(model):
        return _plain_reader(model, convert) if _sets_attributes_plainly(model) else None
    if may_exclude(model):
        return None
    if is_pydantic(model):
        # Plain and dataclass models must not pay for importing Pydantic.
        from boto3_assist.dynamodb.compiled.pydantic_reading import pydantic_reader

        return pydantic_reader(model, parts_of(model), convert=convert)
    schema = nested_schema(model)
    if schema is None:
        return None
    maker = ClassReader(title_of(model), convert=convert)
    made: Reader = maker.of_dataclass(model, schema, parts_of(model))
    return made


def _sets_attributes_plainly(model: type) -> bool:
    setter: Any = model.__setattr__
    return setter is object.__setattr__ and not public_slots(model)


def _plain_reader(model: type, convert: bool) -> Reader:
    """Give the function that reads items as a plain class, whose fields only an instance tells."""
    required = required_parameters(model)
    value = quick_decoders(convert_decimals=convert).value
    setters = _Setters(model, convert)

    def read(wire: WireItem, stored: Carried | None = None) -> Any:
        instance = model(**{n: value(wire[n], 0) for n in required}) if required else model()
        fields = instance.__dict__
        (setters.get((*fields,)) or setters.add(instance))(fields, wire, stored)
        return instance

    return read


class _Setters(dict[tuple[str, ...], Setter]):
    """By the names of all that an instance has, in their order: they tell its fields."""

    def __init__(self, model: type, convert: bool) -> None:
        super().__init__()
        self._model = model
        self._convert = convert
        self._by_schema: dict[ModelSchema, Setter] = {}

    def add(self, instance: Any) -> Setter:
        schema = schema_of_instance(instance)
        if schema not in self._by_schema:
            if len(self._by_schema) >= _MAX_READERS:
                self._by_schema.clear()
            self._by_schema[schema] = self._made(schema)
        if len(self) >= _MAX_READERS:
            self.clear()
        setter = self[tuple(instance.__dict__)] = self._by_schema[schema]
        return setter

    def _made(self, schema: ModelSchema) -> Setter:
        if may_exclude_in(schema):
            return _no_setter
        for field in schema.fields.values():
            member = inspect.getattr_static(self._model, field.name, None)
            if field.writable and hasattr(type(member), "__set__"):
                return _no_setter
        maker = ClassReader(title_of(self._model), convert=self._convert)
        made: Setter = maker.of_plain_class(schema, parts_of(self._model))
        return made


def _no_setter(_fields: dict[str, Any], _wire: WireItem, _stored: Carried | None) -> NoReturn:
    raise Surprise
