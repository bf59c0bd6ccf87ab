"""Code that writes an instance of a model, of whatever style, as an item with its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boto3_assist.dynamodb.compiled.field_writing import FieldWriter, writing_names
from boto3_assist.dynamodb.compiled.item_parts import ItemParts
from boto3_assist.dynamodb.compiled.key_writing import KeyWriter
from boto3_assist.dynamodb.compiled.shapes import Shape
from boto3_assist.dynamodb.compiled.source import Source, attribute_of, title_of
from boto3_assist.dynamodb.instance_state import UNKNOWN
from boto3_assist.dynamodb.schema import ModelSchema

__all__ = ["ClassWriter", "NestedFields"]

NestedFields = Callable[[type], "tuple[ModelSchema, Mapping[str, Shape]]"]
"""Gives the schema of a class that is nested in a model, and the shapes of its fields."""


class ClassWriter:
    """Writes the module of the functions that write one model class and what is nested in it."""

    def __init__(self, model: type, nested: NestedFields) -> None:
        """Begin the module.

        Args:
            model: The class.
            nested: Gives what is known of the classes nested in it.
        """
        self._model = model
        self._nested = nested
        self._source = Source(**writing_names())
        self._fields = FieldWriter(self._source, self._nested_writer)
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
            Instance → wire item with its keys.
        """
        with self._source.block("def write_item(instance):"):
            if hasattr(self._model, "__pydantic_extra__"):
                self._source.add("if instance.__pydantic_extra__: raise Surprise")
            variables = self._write_fields(schema, shapes, "0", parts)
            for attribute, wire in parts.kept.items():
                self._source.add(f"item[{attribute!r}] = {wire!r}")
            KeyWriter(self._source, self._model, shapes, variables).write()
            self._source.add("return item")
        while self._waiting:
            self._write_nested(self._waiting.pop())
        made: Callable[[Any], dict[str, Any]]
        made = self._source.compile("write_item", f"writing {title_of(self._model)}")
        return made

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
            self._write_fields(schema, shapes, "depth", None)
            self._source.add("return item")

    def _write_fields(
        self,
        schema: ModelSchema,
        shapes: Mapping[str, Shape],
        depth: str,
        parts: ItemParts | None,
    ) -> dict[str, str]:
        # Of models nested in one of Pydantic's, which dumps them, every None is stored.
        omits = parts is not None or not hasattr(schema.model, "__pydantic_fields__")
        variables: dict[str, str] = {}
        written: dict[str, str] = {}
        late: dict[str, str] = {}
        for number, field in enumerate(f for f in schema.fields.values() if f.stored):
            value = variables[field.name] = f"f{number}"
            shape = shapes[field.name]
            self._source.add(f"{value} = {attribute_of('instance', field.name)}")
            if parts is not None and field.name == parts.expiry_name:
                value, shape = self._write_expiry(value, shape, parts)
            may_be_none = shape.optional or shape.kind in ("any", "other")
            if omits and may_be_none and schema.omits_none(field.attribute):
                wire = self._source.variable("wire")
                self._source.add(f"if {value} is None: {wire} = None")
                with self._source.block("else:"):
                    self._source.add(f"{wire} = {self._fields.write(shape, value, depth)}")
                late[field.attribute] = wire
            else:
                written[field.attribute] = self._fields.write_optional(shape, value, depth)
        entries = (f"{attribute!r}: {wire}" for attribute, wire in written.items())
        self._source.add(f"item = {{{', '.join(entries)}}}")
        for attribute, wire in late.items():
            self._source.add(f"if {wire} is not None: item[{attribute!r}] = {wire}")
        return variables

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
