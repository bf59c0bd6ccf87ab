"""Code that reads an item, or a map, as an instance of a dataclass or a plain class."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterable
from typing import Any

from boto3_assist.dynamodb.compiled.field_reading import FieldReader, reading_names
from boto3_assist.dynamodb.compiled.item_parts import ItemParts
from boto3_assist.dynamodb.compiled.shapes import Shape, nested_schema, shape_of
from boto3_assist.dynamodb.compiled.source import Source
from boto3_assist.dynamodb.schema import Field, ModelSchema

__all__ = ["ClassReader"]


class ClassReader:
    """Writes the module of the functions that read one model class and what is nested in it."""

    def __init__(self, title: str, *, convert: bool) -> None:
        """Begin the module.

        Args:
            title: The name of the class.
            convert: How numbers are read where no type is declared.
        """
        self._title = title
        self._source = Source(**reading_names(convert=convert))
        self._fields = FieldReader(self._source, self._nested_reader)
        self._readers: dict[type, str] = {}
        self._waiting: list[type] = []

    def of_dataclass(self, model: type, schema: ModelSchema, parts: ItemParts) -> Any:
        """Make the function that reads items as a dataclass.

        Args:
            model: The class.
            schema: Its schema.
            parts: What its items hold beside fields.

        Returns:
            Wire item, and what the instance is to keep in its place → instance.
        """
        self._dataclass_function("read_item", "wire, stored=None", "0", model, schema, parts)
        return self._finished()

    def of_plain_class(self, schema: ModelSchema, parts: ItemParts) -> Any:
        """Make the function that sets the fields of an instance of a plain class.

        Args:
            schema: The fields of the instance.
            parts: What its items hold beside fields.

        Returns:
            Function of the dictionary of an instance, the wire item, and what the instance is to
            keep, or None.
        """
        with self._source.block("def read_item(fields, wire, stored):"):
            self._source.add("get = wire.get", "seen = 0")
            for field in schema.fields.values():
                self._plain_field(field, parts)
            parts.write_reading(self._source, schema.by_attribute)
            self._source.add("if len(wire) != seen: raise Surprise")
            self._source.add(*self._source.keeping_in("fields"))
        return self._finished()

    def _finished(self) -> Any:
        while self._waiting:
            kind = self._waiting.pop()
            schema = nested_schema(kind)
            if schema is not None:
                name = self._readers[kind]
                self._dataclass_function(name, "wire, depth", "depth", kind, schema, None)
        return self._source.compile("read_item", f"reading {self._title}")

    def _nested_reader(self, shape: Shape) -> str:
        kind = shape.type
        if kind not in self._readers:
            self._readers[kind] = self._source.variable(f"read_{kind.__name__}_")
            self._waiting.append(kind)
        return self._readers[kind]

    def _dataclass_function(
        self,
        function: str,
        parameters: str,
        depth: str,
        model: type,
        schema: ModelSchema,
        parts: ItemParts | None,
    ) -> None:
        declared = {field.name: field for field in dataclasses.fields(model)}
        fields = list(schema.fields.values())
        required = sum(_is_required(declared[field.name]) for field in fields)
        made_by = self._source.know(model.__name__, model)
        with self._source.block(f"def {function}({parameters}):"):
            known = self._source.know("constructor", getattr(model, "__init__"))
            self._source.add(f"if {made_by}.__init__ is not {known}: raise Surprise")
            self._source.add("get = wire.get", f"seen = {required}")
            for number, field in enumerate(fields):
                self._field(number, field, declared[field.name], depth, parts)
            if parts is not None:
                parts.write_reading(self._source, schema.by_attribute)
            self._source.add("if len(wire) != seen: raise Surprise")
            arguments = ", ".join(_arguments(model, fields))
            made = f"{made_by}({arguments})"
            if parts is None:
                self._source.add(f"return {made}")
            else:
                self._source.add(f"made = {made}", *self._source.keeping("made"), "return made")

    def _field(
        self,
        number: int,
        field: Field,
        declared: dataclasses.Field[Any],
        depth: str,
        parts: ItemParts | None,
    ) -> None:
        value = f"f{number}"
        if _is_required(declared):
            self._source.add(f"w = wire[{field.attribute!r}]")
            self._value(field, value, depth, parts)
            return
        self._source.add(f"w = get({field.attribute!r})")
        with self._source.block("if w is None:"):
            if declared.default_factory is not dataclasses.MISSING:
                factory = self._source.know("factory", declared.default_factory)
                self._source.add(f"{value} = {factory}()")
            else:
                default = self._source.know("default", declared.default)
                self._source.add(f"{value} = {default}")
        with self._source.block("else:"):
            self._source.add("seen += 1")
            self._value(field, value, depth, parts)

    def _value(self, field: Field, value: str, depth: str, parts: ItemParts | None) -> None:
        if parts is not None and field.name == parts.expiry_field:
            self._expiry(field, value, parts)
            return
        shape = shape_of(field.annotation)
        if field.none_by_default and shape.kind != "any":
            # Its own default says that it may be None.
            shape = shape._replace(optional=True)
        self._fields.write(shape, "w", value, depth)

    def _expiry(self, field: Field, value: str, parts: ItemParts) -> None:
        """Write the code that makes a datetime of a number, and converts it as the plain way."""
        self._source.names["read_expiry"] = parts.read_expiry
        annotation = self._source.know("type", field.annotation)
        condition = f"if {value} is not None: " if field.none_by_default else ""
        self._source.add(
            f"{value} = any_value(w, 0)",
            f"if {value} is not None: {value} = read_expiry({value})",
            f"{condition}{value} = coerced({value}, {annotation})",
        )

    def _plain_field(self, field: Field, parts: ItemParts) -> None:
        # What the item lacks stays as the constructor set it.
        self._source.add(f"w = get({field.attribute!r})")
        with self._source.block("if w is not None:"):
            self._source.add("seen += 1")
            if not field.writable:
                self._source.add("any_value(w, 0)")
                return
            shape = shape_of(field.annotation)
            is_expiry = field.name == parts.expiry_field
            # What is None before may be None, whatever its annotation says.
            before = (
                "" if shape.optional and not is_expiry else f" and fields[{field.name!r}] is None"
            )
            with self._source.block(f'if "NULL" in w{before}:'):
                self._source.add("value = any_value(w, 0)")
            with self._source.block("else:"):
                if is_expiry:
                    self._expiry(field, "value", parts)
                else:
                    self._fields.write(shape._replace(optional=False), "w", "value", "0")
            self._source.add(f"fields[{field.name!r}] = value")


def _is_required(field: dataclasses.Field[Any]) -> bool:
    has_default = field.default is not dataclasses.MISSING
    return not has_default and field.default_factory is dataclasses.MISSING


def _arguments(model: type, fields: list[Field]) -> Iterable[str]:
    values = {field.name: f"f{number}" for number, field in enumerate(fields)}
    for name, parameter in inspect.signature(model).parameters.items():
        is_first = parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        yield values[name] if is_first else f"{name}={values[name]}"
