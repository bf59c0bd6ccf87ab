"""Code that reads an item as a Pydantic model, which Pydantic itself validates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from pydantic import BaseModel, RootModel
from pydantic_core import ValidationError

from boto3_assist.dynamodb.codec.quick_decoding import Surprise
from boto3_assist.dynamodb.compiled.field_reading import reading_names
from boto3_assist.dynamodb.compiled.item_parts import ItemParts
from boto3_assist.dynamodb.compiled.pydantic_shapes import core_shapes, nested_shapes
from boto3_assist.dynamodb.compiled.shapes import OTHER, Shape
from boto3_assist.dynamodb.compiled.source import Source, title_of
from boto3_assist.dynamodb.schema import schema_of_class
from boto3_assist.dynamodb.schema.pydantic_core import core_fields_of
from boto3_assist.dynamodb.schema.pydantic_losses import refuse_losses
from boto3_assist.dynamodb.schema.pydantic_style import PydanticSchema

__all__ = ["pydantic_reader"]

_TEXT: Final = ('{v} = {w}["S"]', "if type({v}) is not str: raise Surprise")
_NUMBER: Final = ('{v} = number({w}["N"])',)
_READING: Final[Mapping[str, tuple[str, ...]]] = {
    "text": _TEXT,
    "date": _TEXT,
    "datetime": _TEXT,
    "uuid": _TEXT,
    "decimal": _NUMBER,
    "float": _NUMBER,
    "int": (*_NUMBER, "if type({v}) is float: raise Surprise"),
    "bool": ('{v} = {w}["BOOL"]', "if {v} is not True and {v} is not False: raise Surprise"),
    "bytes": ('{v} = binary({w}["B"])',),
}
"""Kind → code that gives Pydantic what the plain way would give it."""

_NEVER_LOST: Final = frozenset({"any", "bytes", "date", "text", "uuid"})
_SURE: Final[Mapping[str, str]] = {
    "bool": "type({v}) is bool",
    "int": "type({v}) is not float and type({v}) is not bool",
    "float": "type({v}) is float",
    "decimal": "type({v}) is not bool",
    "texts": "type({v}) is set",
    "datetime": 'type({v}) is str and len({v}) == 32 and {v}[19] == "." and {v}[26] == "+"',
}
"""Kind → condition under which Pydantic's conversion lost nothing."""


def pydantic_reader(
    model: type[BaseModel], parts: ItemParts, *, convert: bool
) -> Callable[..., Any] | None:
    """Make the function that reads items as a Pydantic model.

    Args:
        model: The model.
        parts: What its items hold beside fields.
        convert: How numbers are read; see `decode_value`.

    Returns:
        Wire item, and what the instance is to keep in its place → instance; None of a model that
        only the plain way can read.
    """
    core = core_fields_of(model)
    schema = cast(PydanticSchema, schema_of_class(model))
    method: Any = model.model_validate
    own: Any = BaseModel.model_validate
    if core is None or issubclass(model, RootModel) or method.__func__ is not own.__func__:
        return None
    return _PydanticReader(model, schema, core_shapes(core), convert).compiled(parts)


class _PydanticReader:
    def __init__(
        self,
        model: type[BaseModel],
        schema: PydanticSchema,
        shapes: Mapping[str, Shape],
        convert: bool,
    ) -> None:
        self._model = model
        self._schema = schema
        self._shapes = shapes
        self._source = Source(
            **reading_names(convert=convert),
            lossless=_lossless,
            validated=model.__pydantic_validator__.validate_python,
            Invalid=ValidationError,
            model=model,
        )
        # Known only now: a model whose build was deferred has been built.
        self._source.names["validator"] = model.__pydantic_validator__
        self._checks: dict[type[BaseModel], str] = {}
        self._waiting: list[type[BaseModel]] = []

    def compiled(self, parts: ItemParts) -> Callable[..., Any]:
        names = list(self._schema.fields)
        infos = self._model.__pydantic_fields__
        required = [name for name in names if infos[name].is_required()]
        with self._source.block("def read_item(wire, stored=None):"):
            # A model that was built again may have other defaults.
            self._source.add("if model.__pydantic_validator__ is not validator: raise Surprise")
            self._source.add("get = wire.get", f"seen = {len(required)}")
            for name in required:
                self._source.add(f"w = wire[{self._schema.fields[name].attribute!r}]")
                self._read_field(name, parts)
            inputs = self._schema.inputs
            given = ", ".join(f"{inputs[name]!r}: f{names.index(name)}" for name in required)
            self._source.add(f"given = {{{given}}}")
            for name in names:
                if name not in required:
                    self._read_optional(name, parts)
            parts.write_reading(self._source, self._schema.by_attribute)
            self._source.add(
                "if len(wire) != seen: raise Surprise",
                "try: made = validated(given, by_alias=True, by_name=True)",
                "except Invalid: raise Surprise from None",
            )
            if any(not _is_never_lost(self._shapes[name]) for name in names):
                self._source.add("fields = made.__dict__")
            for name in names:
                self._check_field(name, optional=name not in required, parts=parts)
            self._source.add(*self._source.keeping("made"), "return made")
        while self._waiting:
            self._write_check(self._waiting.pop())
        return self._source.compile("read_item", f"reading {title_of(self._model)}")

    def _variable(self, name: str) -> str:
        return f"f{list(self._schema.fields).index(name)}"

    def _read_optional(self, name: str, parts: ItemParts) -> None:
        value = self._variable(name)
        self._source.add(f"{value} = None", f"w = get({self._schema.fields[name].attribute!r})")
        with self._source.block("if w is not None:"):
            self._source.add("seen += 1")
            self._read_field(name, parts)
            self._source.add(f"given[{self._schema.inputs[name]!r}] = {value}")

    def _read_field(self, name: str, parts: ItemParts) -> None:
        value, shape = self._variable(name), self._shapes[name]
        if name == parts.expiry_field:
            self._source.names["read_expiry"] = parts.read_expiry
            self._source.add(f"{value} = any_value(w, 0)")
            self._source.add(f"if {value} is not None: {value} = read_expiry({value})")
        elif shape.kind not in _READING:
            self._source.add(f"{value} = any_value(w, 0)")
        else:
            lines = [line.format(w="w", v=value) for line in _READING[shape.kind]]
            self._source.add("if len(w) != 1: raise Surprise")
            if shape.optional:
                self._source.add(f'if "NULL" in w: {value} = any_value(w, 0)')
                with self._source.block("else:"):
                    self._source.add(*lines)
            else:
                self._source.add(*lines)
        if self._schema.leaves_none_out(name):
            self._source.add(f"if {value} is None: raise Surprise")

    def _check_field(self, name: str, *, optional: bool, parts: ItemParts) -> None:
        shape = OTHER if name == parts.expiry_field else self._shapes[name]
        if not _is_never_lost(shape) and not (shape.kind in ("bool", "int", "decimal")):
            value = self._variable(name)
            self._check(shape, value, f"fields[{name!r}]", optional=optional)

    def _check(self, shape: Shape, given: str, taken: str, *, optional: bool = True) -> None:
        """Write the code that refuses what a conversion has lost; None is never lost."""
        condition = f"{given} is not None and " if optional or shape.optional else ""
        if shape.kind in _SURE:
            sure = _SURE[shape.kind].format(v=given)
            self._source.add(f"if {condition}not ({sure}): lossless({given}, {taken})")
        elif shape.kind == "model":
            call = f"{self._check_of(shape.type)}({given}, {taken})"
            self._source.add(f"if {condition}True: {call}" if condition else call)
        elif shape.kind == "list" and shape.inner.kind == "model" and not shape.inner.optional:
            check = self._check_of(shape.inner.type)
            with self._source.block(f"if {condition}True:"):
                self._source.add(f"for pair in zip({given}, {taken}): {check}(*pair)")
        else:
            call = f"lossless({given}, {taken})"
            self._source.add(f"if {condition}True: {call}" if condition else call)

    def _check_of(self, kind: type[BaseModel]) -> str:
        if kind not in self._checks:
            self._checks[kind] = self._source.variable(f"check_{kind.__name__}_")
            self._waiting.append(kind)
        return self._checks[kind]

    def _write_check(self, kind: type[BaseModel]) -> None:
        shapes = nested_shapes(kind) or {}
        model = self._source.know(kind.__name__, kind)
        names = self._source.know("names", frozenset(shapes))
        with self._source.block(f"def {self._checks[kind]}(given, taken):"):
            # What it does not know, the plain way keeps.
            self._source.add(
                f"if type(taken) is not {model} or not given.keys() <= {names}: raise Surprise",
                "fields = taken.__dict__",
            )
            for name, shape in shapes.items():
                if not _is_never_lost(shape):
                    self._source.add(f"g = given.get({name!r})")
                    self._check(shape, "g", f"fields[{name!r}]")


def _is_never_lost(shape: Shape) -> bool:
    if shape.kind in ("list", "map"):
        return _is_never_lost(shape.inner)
    return shape.kind in _NEVER_LOST or (shape.kind == "choice" and shape.tag == "S")


def _lossless(given: Any, taken: Any) -> None:
    refuse_losses(given, taken, _leave_unknown)


def _leave_unknown(_instance: object, unknown: Mapping[str, Any]) -> None:
    if unknown:
        raise Surprise
