"""Code that writes the value of one field, and raises for what it does not expect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any
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

__all__ = ["FieldWriter", "writing_names"]


def writing_names() -> dict[str, Any]:
    """Give what the generated code calls.

    Returns:
        Name → function or class.
    """
    return {
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
        "bound": 10**MAX_DIGITS,
        "only_text": {str},
        "stored_as": stored_as,
    }


class FieldWriter:
    """Writes the code; `write` checks a value and gives the code of its wire form."""

    def __init__(self, source: Source, model_writer: Callable[[Shape], str]) -> None:
        """Begin.

        Args:
            source: Where the code goes.
            model_writer: Names the function that writes a nested model.
        """
        self._source = source
        self._model_writer = model_writer

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
        if shape.kind in _SCALARS:
            check, wire = _SCALARS[shape.kind]
            self._source.add(*(line.format(v=value) for line in check))
            return wire.format(v=value)
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
        if not shape.optional:
            return self.write(shape, value, depth)
        wire = self._source.variable("wire")
        self._source.add(f'if {value} is None: {wire} = {{"NULL": True}}')
        with self._source.block("else:"):
            self._source.add(f"{wire} = {self.write(shape, value, depth)}")
        return wire

    def _write_choice(self, shape: Shape, value: str, _depth: str) -> str:
        members = {member: content for content, member in (shape.choices or {}).items()}
        kind = self._source.know("kind", shape.type or (str if shape.tag == "S" else int))
        texts = self._source.know("texts", members)
        self._source.add(f"if type({value}) is not {kind}: raise Surprise")
        return f'{{"{shape.tag}": {texts}[{value}]}}'

    def _write_texts(self, _shape: Shape, value: str, _depth: str) -> str:
        self._source.add(
            f"if type({value}) is not set or set(map(type, {value})) != only_text: raise Surprise",
            f'"".join({value}).encode()',
        )
        return f'{{"SS": list({value})}}'

    def _write_model(self, shape: Shape, value: str, depth: str) -> str:
        return f'{{"M": {self._model_writer(shape)}({value}, {depth})}}'

    def _write_list(self, shape: Shape, value: str, depth: str) -> str:
        self._source.add(f"if type({value}) is not list: raise Surprise")
        each = self._source.variable("each")
        if shape.inner.kind == "any":
            return f'{{"L": [any_value({each}, {depth}) for {each} in {value}]}}'
        content = self._source.variable("content")
        self._source.add(f"{content} = []")
        with self._source.block(f"for {each} in {value}:"):
            self._source.add(f"{content}.append({self.write_optional(shape.inner, each, depth)})")
        return f'{{"L": {content}}}'

    def _write_map(self, shape: Shape, value: str, depth: str) -> str:
        self._source.add(f"if type({value}) is not dict: raise Surprise")
        if shape.inner.kind == "any":
            return f'{{"M": any_map({value}, {depth})}}'
        name, each, content = map(self._source.variable, ("name", "each", "content"))
        self._source.add(f"{content} = {{}}")
        with self._source.block(f"for {name}, {each} in {value}.items():"):
            self._source.add(
                f"if type({name}) is not str: raise Surprise",
                f"if not {name}.isascii(): {name}.encode()",
            )
            wire = self.write_optional(shape.inner, each, depth)
            self._source.add(f"{content}[{name}] = {wire}")
        return f'{{"M": {content}}}'


def _of(kind: str) -> str:
    return f"if type({{v}}) is not {kind}: raise Surprise"


_SCALARS: dict[str, tuple[tuple[str, ...], str]] = {
    "text": ((_of("str"), "if not {v}.isascii(): {v}.encode()"), '{{"S": {v}}}'),
    "int": ((_of("int"),), '{{"N": str({v}) if -bound < {v} < bound else number_text({v})}}'),
    "float": ((_of("float"),), '{{"N": float_text({v})}}'),
    "decimal": ((_of("Decimal"),), '{{"N": decimal_text({v})}}'),
    "bool": ((_of("bool"),), '{{"BOOL": {v}}}'),
    "bytes": ((_of("bytes"),), '{{"B": {v}}}'),
    "datetime": (
        (_of("datetime"),),
        '{{"S": {v}.isoformat() if {v}.tzinfo is utc else time_text({v})}}',
    ),
    "date": ((_of("date"),), '{{"S": {v}.isoformat()}}'),
    "uuid": ((_of("UUID"),), '{{"S": str({v})}}'),
}
