"""Code that writes an instance of a model, of whatever style, as an item with its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from boto3_assist.dynamodb.compiled.field_writing import FieldWriter
from boto3_assist.dynamodb.compiled.item_parts import ItemParts
from boto3_assist.dynamodb.compiled.key_writing import KeyWriter
from boto3_assist.dynamodb.compiled.shapes import Shape
from boto3_assist.dynamodb.compiled.source import Source, attribute_of, title_of
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.instance_state import UNKNOWN
from boto3_assist.dynamodb.schema import ModelSchema, is_pydantic

__all__ = ["ClassWriter", "NestedFields"]

NestedFields = Callable[[type], "tuple[ModelSchema, Mapping[str, Shape]]"]
"""Gives the schema of a class that is nested in a model, and the shapes of its fields."""


class _Written(NamedTuple):
    """What the code of the fields of one class has made.

    Attributes:
        variables: Field name → variable with its value.
        entries: Attribute name → code of what is written.
        omitted: Attribute name → variable that is None where it is left out.
    """

    variables: dict[str, str]
    entries: dict[str, str]
    omitted: dict[str, str]


class ClassWriter:
    """Writes the module of the functions that write one model class and what is nested in it."""

    def __init__(self, model: type, nested: NestedFields, form: type[FieldWriter]) -> None:
        """Begin the module.

        Args:
            model: The class.
            nested: Gives what is known of the classes nested in it.
            form: Writes the code of one field, in wire form or in Python values.
        """
        self._model = model
        self._nested = nested
        self._source = Source(**form.names)
        self._fields = form(self._source, self._nested_writer)
        self._writers: dict[type, str] = {}
        self._waiting: list[type] = []

    def of_items(
        self, schema: ModelSchema, shapes: Mapping[str, Shape], parts: ItemParts
    ) -> Callable[[Any], dict[str, Any]]:
        """Make the function.

        Args:
            schema: The fields.
            shapes: Field name → shape.
            parts: What items hold beside fields.

        Returns:
            Instance → item with its keys.
        """
        indexes = declared_indexes(self._model)
        # Without them there is no key, and so no item.
        needed = {each for key in indexes[PRIMARY_INDEX].declared_keys for each in key.inputs or ()}
        shapes = {
            name: shape._replace(optional=shape.optional and name not in needed)
            for name, shape in shapes.items()
        }
        with self._source.block("def write_item(instance):"):
            self._check_pydantic()
            written = self._write_fields(schema, shapes, "0", parts)
            keys = KeyWriter(self._source, self._model, self._fields, shapes, written.variables)
            constants = {name: self._fields.constant(v) for name, v in parts.kept.items()}
            self._write_item(written, {**constants, **keys.write_certain()})
            keys.write_others()
            self._source.add("return item")
        return self._finished("write_item")

    def of_fields(
        self, schema: ModelSchema, shapes: Mapping[str, Shape]
    ) -> Callable[[Any], dict[str, Any]]:
        """Make the function for the fields alone, with every None.

        Args:
            schema: The fields.
            shapes: Field name → shape.

        Returns:
            Instance → values by attribute.
        """
        with self._source.block("def write_fields(instance):"):
            self._check_pydantic()
            self._write_item(self._write_fields(schema, shapes, "0", None), {})
            self._source.add("return item")
        return self._finished("write_fields")

    def _finished(self, function: str) -> Callable[[Any], dict[str, Any]]:
        while self._waiting:
            self._write_nested(self._waiting.pop())
        made: Callable[[Any], dict[str, Any]]
        made = self._source.compile(function, f"{self._fields.title} {title_of(self._model)}")
        return made

    def _check_pydantic(self) -> None:
        """Write the checks that Pydantic would still write no more than the fields, as they are."""
        if is_pydantic(self._model):
            self._source.names["members"] = vars(self._model)
            self._source.add('if "model_dump" in members: raise Surprise')
            self._source.add("if instance.__pydantic_extra__: raise Surprise")

    def _nested_writer(self, shape: Shape) -> str:
        kind = shape.type
        if kind not in self._writers:
            self._writers[kind] = self._source.variable(f"write_{kind.__name__}_")
            self._waiting.append(kind)
        return self._writers[kind]

    def _write_nested(self, kind: type) -> None:
        schema, shapes = self._nested(kind)
        name = self._source.know(kind.__name__, kind)
        with self._source.block(f"def {self._writers[kind]}(instance, depth):"):
            self._source.add(f"if type(instance) is not {name}: raise Surprise")
            if getattr(kind, "__dictoffset__"):
                self._source.add(f'if "{UNKNOWN}" in instance.__dict__: raise Surprise')
            if hasattr(kind, "__pydantic_extra__"):
                self._source.add("if instance.__pydantic_extra__: raise Surprise")
            self._write_item(self._write_fields(schema, shapes, "depth", None), {})
            self._source.add("return item")

    def _write_fields(
        self,
        schema: ModelSchema,
        shapes: Mapping[str, Shape],
        depth: str,
        parts: ItemParts | None,
    ) -> _Written:
        # Of models nested in one of Pydantic's, which dumps them, every None is stored.
        dumps_none = parts is None and hasattr(schema.model, "__pydantic_fields__")
        omits = self._fields.omits_none and not dumps_none
        variables: dict[str, str] = {}
        entries: dict[str, str] = {}
        omitted: dict[str, str] = {}
        for number, field in enumerate(f for f in schema.fields.values() if f.stored):
            value = variables[field.name] = f"f{number}"
            shape = shapes[field.name]
            self._source.add(f"{value} = {_read(schema.model, field.name)}")
            if parts is not None and field.name == parts.expiry_name:
                value, shape = self._write_expiry(value, shape, parts)
            may_be_none = shape.optional or shape.kind in ("any", "other")
            if omits and may_be_none and schema.omits_none(field.attribute):
                entries[field.attribute] = self._fields.write_or("None", shape, value, depth)
                omitted[field.attribute] = value
            else:
                entries[field.attribute] = self._fields.write_optional(shape, value, depth)
        return _Written(variables, entries, omitted)

    def _write_item(self, written: _Written, others: Mapping[str, str]) -> None:
        entries = {**written.entries, **others}
        lines = (f"    {attribute!r}: {wire}," for attribute, wire in entries.items())
        self._source.add("item = {", *lines, "}")
        for attribute, value in written.omitted.items():
            self._source.add(f"if {value} is None: del item[{attribute!r}]")

    def _write_expiry(self, value: str, shape: Shape, parts: ItemParts) -> tuple[str, Shape]:
        """Write the code that makes the number of seconds of a time of expiry."""
        self._source.names["stored_expiry"] = parts.stored_expiry
        # Keys are made of the value of the field.
        seconds = self._source.variable("seconds")
        kind = "datetime" if parts.expiry_field else "int"
        self._source.add(
            f"if {value} is not None and type({value}) is not {kind}: raise Surprise",
            f"{seconds} = stored_expiry({value})",
        )
        return seconds, Shape("int", int, optional=shape.optional)


def _read(model: type, name: str) -> str:
    """Give the code that reads a field of an instance, without a warning that it is deprecated."""
    info = getattr(model, "__pydantic_fields__", {}).get(name)
    is_deprecated = bool(getattr(info, "deprecated", None))
    return f"instance.__dict__[{name!r}]" if is_deprecated else attribute_of("instance", name)
