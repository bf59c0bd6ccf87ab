"""Code that writes the value of one field, and raises for what it does not expect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from boto3_assist.dynamodb.codec.numbers import MAX_DIGITS, number_to_text
from boto3_assist.dynamodb.codec.quick_decoding import Surprise
from boto3_assist.dynamodb.codec.quick_encoding import (
    quick_datetime,
    quick_decimal,
    quick_entries,
    quick_float,
    quick_value,
)
from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH
from boto3_assist.dynamodb.compiled.shapes import Shape
from boto3_assist.dynamodb.compiled.source import Source, deeper
from boto3_assist.dynamodb.schema.compilation import stored_as

__all__ = ["FieldWriter"]


class FieldWriter:
    """Writes the code; `write` checks a value and gives the code of its wire form.

    Attributes:
        title: What the code does, in the titles of its functions.
        names: What the code calls, by name.
        null: Code of what is written for None.
        checks_text: Whether the code refuses text that UTF-8 cannot hold.
        omits_none: Whether None is left out where an absent attribute reads as None.
        times: Variable with a datetime → variable with its text.
    """

    title: ClassVar[str] = "writing"
    names: ClassVar[dict[str, Any]] = {
        "Surprise": Surprise,
        "any_value": quick_value,
        "any_map": quick_entries,
        "decimal_text": quick_decimal,
        "float_text": quick_float,
        "number_text": number_to_text,
        "time_text": quick_datetime,
        "Decimal": Decimal,
        "datetime": datetime,
        "date": date,
        "UUID": UUID,
        "utc": timezone.utc,
        "lowest": -(10**MAX_DIGITS),
        "highest": 10**MAX_DIGITS,
        "stored_as": stored_as,
    }
    null: ClassVar[str] = '{"NULL": True}'
    checks_text: ClassVar[bool] = True
    omits_none: ClassVar[bool] = True

    def __init__(self, source: Source, model_writer: Callable[[Shape], str]) -> None:
        """Begin.

        Args:
            source: Where the code goes.
            model_writer: Names the function that writes a nested model.
        """
        self.times: dict[str, str] = {}
        self._source = source
        self._model_writer = model_writer

    def constant(self, value: str | int) -> str:
        """Give the code of what every item has.

        Args:
            value: Text or a whole number.

        Returns:
            Code of the wire value.
        """
        return repr({"S": value} if isinstance(value, str) else {"N": str(value)})

    def key(self, text: str) -> str:
        """Give the code of a key attribute.

        Args:
            text: The variable with its text.

        Returns:
            Code of the wire value.
        """
        return f'{{"S": {text}}}'

    def write(self, shape: Shape, value: str, depth: str) -> str:
        """Write the code that checks one value which is not None.

        Args:
            shape: The declared type.
            value: The variable with the value.
            depth: Code of the number of lists and maps around it.

        Returns:
            Code of the wire value.
        """
        if shape.kind == "any":
            return f"any_value({value}, {depth})"
        if shape.kind == "other":
            annotation = self._source.know("type", shape.type)
            return f"any_value(stored_as({value}, {annotation}), {depth})"
        if shape.kind in _CLASSES:
            self._source.add(f"if type({value}) is not {_CLASSES[shape.kind]}: raise Surprise")
            return self._scalar(shape.kind, value)
        if not depth.isdigit():
            self._source.add(f"if {depth} >= {MAX_DEPTH}: raise Surprise")
        made: str = getattr(self, f"_write_{shape.kind}")(shape, value, deeper(depth))
        return made

    def write_optional(self, shape: Shape, value: str, depth: str) -> str:
        """Write the code for one value, which where the type says so may be None.

        Args:
            shape: The declared type.
            value: The variable with the value.
            depth: Code of the number of lists and maps around it.

        Returns:
            Code of the wire value.
        """
        return (
            self.write_or(self.null, shape, value, depth)
            if shape.optional
            else self.write(shape, value, depth)
        )

    def write_or(self, null: str, shape: Shape, value: str, depth: str) -> str:
        """Write the code for one value, which may be None.

        Args:
            null: Code of what is written for None.
            shape: The declared type.
            value: The variable with the value.
            depth: Code of the number of lists and maps around it.

        Returns:
            Code of the wire value.
        """
        wire = self._source.variable("wire")
        self._source.add(f"if {value} is None: {wire} = {null}")
        with self._source.block("else:"):
            self._source.add(f"{wire} = {self.write(shape, value, depth)}")
        return wire

    def _scalar(self, kind: str, value: str) -> str:
        if kind == "text":
            self._source.add(f"if not {value}.isascii(): {value}.encode()")
        elif kind == "datetime":
            text = self.times[value] = self._source.variable("time")
            iso = f"{value}.isoformat()"
            self._source.add(f"{text} = {iso} if {value}.tzinfo is utc else time_text({value})")
            return f'{{"S": {text}}}'
        return _WIRES[kind].format(v=value)

    def _write_choice(self, shape: Shape, value: str, _depth: str) -> str:
        members = {member: content for content, member in (shape.choices or {}).items()}
        self._check_choice(shape, value)
        texts = self._source.know("texts", members)
        return f'{{"{shape.tag}": {texts}[{value}]}}'

    def _check_choice(self, shape: Shape, value: str) -> None:
        kind = self._source.know("kind", shape.type or (str if shape.tag == "S" else int))
        self._source.add(f"if type({value}) is not {kind}: raise Surprise")

    def _write_texts(self, _shape: Shape, value: str, _depth: str) -> str:
        self._check_texts(value)
        return f'{{"SS": list({value})}}'

    def _check_texts(self, value: str) -> None:
        self._source.add(f"if type({value}) is not set or not {value}: raise Surprise")
        with self._source.block(f"for member in {value}:"):
            self._source.add("if type(member) is not str: raise Surprise")
            if self.checks_text:
                self._source.add("if not member.isascii(): member.encode()")

    def _write_model(self, shape: Shape, value: str, depth: str) -> str:
        return self._map(f"{self._model_writer(shape)}({value}, {depth})")

    def _write_list(self, shape: Shape, value: str, depth: str) -> str:
        self._source.add(f"if type({value}) is not list: raise Surprise")
        each = self._source.variable("each")
        if shape.inner.kind == "any":
            return self._list(f"[any_value({each}, {depth}) for {each} in {value}]")
        content = self._source.variable("content")
        self._source.add(f"{content} = []")
        with self._source.block(f"for {each} in {value}:"):
            self._source.add(f"{content}.append({self.write_optional(shape.inner, each, depth)})")
        return self._list(content)

    def _write_map(self, shape: Shape, value: str, depth: str) -> str:
        self._source.add(f"if type({value}) is not dict: raise Surprise")
        if shape.inner.kind == "any":
            return self._map(f"any_map({value}, {depth})")
        name, each, content = map(self._source.variable, ("name", "each", "content"))
        self._source.add(f"{content} = {{}}")
        with self._source.block(f"for {name}, {each} in {value}.items():"):
            self._source.add(f"if type({name}) is not str: raise Surprise")
            if self.checks_text:
                self._source.add(f"if not {name}.isascii(): {name}.encode()")
            wire = self.write_optional(shape.inner, each, depth)
            self._source.add(f"{content}[{name}] = {wire}")
        return self._map(content)

    def _list(self, content: str) -> str:
        return f'{{"L": {content}}}'

    def _map(self, content: str) -> str:
        return f'{{"M": {content}}}'


_CLASSES = {
    "text": "str",
    "int": "int",
    "float": "float",
    "decimal": "Decimal",
    "bool": "bool",
    "bytes": "bytes",
    "datetime": "datetime",
    "date": "date",
    "uuid": "UUID",
}
_WIRES = {
    "text": '{{"S": {v}}}',
    "int": '{{"N": str({v}) if lowest < {v} < highest else number_text({v})}}',
    "float": '{{"N": float_text({v})}}',
    "decimal": '{{"N": decimal_text({v})}}',
    "bool": '{{"BOOL": {v}}}',
    "bytes": '{{"B": {v}}}',
    "date": '{{"S": {v}.isoformat()}}',
    "uuid": '{{"S": str({v})}}',
}
