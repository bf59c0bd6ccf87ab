"""Code that reads one wire value as a declared type, and raises for what it does not expect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from boto3_assist.dynamodb.codec.numbers import MAX_DIGITS, number_from_text
from boto3_assist.dynamodb.codec.quick_decoding import Surprise, quick_decoders
from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH
from boto3_assist.dynamodb.compiled.shapes import Shape
from boto3_assist.dynamodb.compiled.source import Source, deeper
from boto3_assist.dynamodb.schema.compilation import coerced
from boto3_assist.dynamodb.schema.scalars import SCALARS

__all__ = ["FieldReader", "reading_names"]


def reading_names(*, convert: bool) -> dict[str, Any]:
    """Give what the generated code calls.

    Args:
        convert: How numbers are read where no type is declared; see `decode_value`.

    Returns:
        Name → function.
    """
    quick = quick_decoders(convert_decimals=convert)
    return {
        "Surprise": Surprise,
        "any_value": quick.value,
        "any_map": quick.entries,
        "binary": quick.binary,
        "number": quick.number,
        "plain_int": _plainly(int, convert),
        "as_decimal": _decimal_reader(convert),
        "as_float": _float_reader(convert),
        "from_iso": datetime.fromisoformat,
        "plain_datetime": SCALARS[datetime],
        "as_date": date.fromisoformat,
        "coerced": coerced,
        "UUID": UUID,
    }


def _plainly(kind: type, convert: bool) -> Callable[[str], Any]:
    to_kind = SCALARS[kind]
    return lambda text: to_kind(number_from_text(text, convert=convert))


def _decimal_reader(convert: bool) -> Callable[[str], Decimal]:
    plainly: Callable[[str], Decimal] = _plainly(Decimal, convert)

    def read(text: str) -> Decimal:
        digits = text.replace(".", "", 1)
        # Of a fraction that ends with a zero the two ways of reading numbers differ.
        if digits.isdigit() and digits.isascii() and len(digits) <= MAX_DIGITS:
            if text[-1] != "0" or digits is text:
                return Decimal(text)
        return plainly(text)

    return read


def _float_reader(convert: bool) -> Callable[[str], float]:
    plainly: Callable[[str], float] = _plainly(float, convert)

    def read(text: str) -> float:
        number = float(text)
        if -1e15 < number < 1e15 and repr(number) == text:
            return number
        return plainly(text)

    return read


class FieldReader:
    """Writes the code; each method gives the name of the variable with the value."""

    def __init__(self, source: Source, model_reader: Callable[[Shape], str]) -> None:
        """Begin.

        Args:
            source: Where the code goes.
            model_reader: Names the function that reads a nested model.
        """
        self._source = source
        self._model_reader = model_reader

    def write(self, shape: Shape, wire: str, made: str, depth: str) -> None:
        """Write the code for one value.

        Args:
            shape: The declared type.
            wire: The variable with the wire value.
            made: The variable for the value.
            depth: Code of the number of lists and maps around it.
        """
        if not shape.optional:
            self._write_value(shape, wire, made, depth)
            return
        with self._source.block(f'if "NULL" in {wire}:'):
            self._source.add(f"{made} = any_value({wire}, 0)")
        with self._source.block("else:"):
            self._write_value(shape, wire, made, depth)

    def _write_value(self, shape: Shape, wire: str, made: str, depth: str) -> None:
        if shape.kind in ("any", "other"):
            self._source.add(f"{made} = any_value({wire}, {depth})")
            if shape.kind == "other":
                annotation = self._source.know("type", shape.type)
                self._source.add(f"{made} = coerced({made}, {annotation})")
            return
        self._source.add(f"if len({wire}) != 1: raise Surprise")
        if shape.kind in _SIMPLE:
            self._source.add(*(line.format(w=wire, v=made) for line in _SIMPLE[shape.kind]))
        elif shape.kind == "choice":
            choices = self._source.know("choices", shape.choices)
            self._source.add(f'{made} = {choices}[{wire}["{shape.tag}"]]')
        else:
            self._check_depth(depth)
            getattr(self, f"_write_{shape.kind}")(shape, wire, made, deeper(depth))

    def _write_model(self, shape: Shape, wire: str, made: str, depth: str) -> None:
        self._source.add(f'{made} = {self._model_reader(shape)}({wire}["M"], {depth})')

    def _write_list(self, shape: Shape, wire: str, made: str, depth: str) -> None:
        content, each, entry = map(self._source.variable, ("content", "each", "entry"))
        self._source.add(f'{content} = {wire}["L"]')
        self._source.add(f"if type({content}) is not list: raise Surprise")
        if shape.inner.kind == "any":
            self._source.add(f"{made} = [any_value({each}, {depth}) for {each} in {content}]")
            return
        self._source.add(f"{made} = []")
        with self._source.block(f"for {each} in {content}:"):
            self.write(shape.inner, each, entry, depth)
            self._source.add(f"{made}.append({entry})")

    def _write_map(self, shape: Shape, wire: str, made: str, depth: str) -> None:
        if shape.inner.kind == "any":
            self._source.add(f'{made} = any_map({wire}["M"], {depth})')
            return
        name, each, entry = map(self._source.variable, ("name", "each", "entry"))
        self._source.add(f"{made} = {{}}")
        with self._source.block(f'for {name}, {each} in {wire}["M"].items():'):
            self.write(shape.inner, each, entry, depth)
            self._source.add(f"{made}[{name}] = {entry}")

    def _check_depth(self, depth: str) -> None:
        if depth.isdigit():
            return
        self._source.add(f"if {depth} >= {MAX_DEPTH}: raise Surprise")


_SIMPLE: dict[str, tuple[str, ...]] = {
    "text": ('{v} = {w}["S"]', "if type({v}) is not str: raise Surprise"),
    "int": (
        '{v} = {w}["N"]',
        "{v} = int({v}) if {v}.isdigit() and {v}.isascii() and len({v}) < 39 else plain_int({v})",
    ),
    "float": ('{v} = as_float({w}["N"])',),
    "decimal": ('{v} = as_decimal({w}["N"])',),
    "bool": ('{v} = {w}["BOOL"]', "if {v} is not True and {v} is not False: raise Surprise"),
    "bytes": ('{v} = binary({w}["B"])',),
    "datetime": (
        '{v} = {w}["S"]',
        'if len({v}) == 32 and {v}[19] == "." and {v}[26] == "+": {v} = from_iso({v})',
        "else: {v} = plain_datetime({v})",
    ),
    "date": ('{v} = as_date({w}["S"])',),
    "uuid": ('{v} = UUID({w}["S"])',),
    "texts": (
        '{v} = {w}["SS"]',
        "if type({v}) is not list: raise Surprise",
        "for member in {v}:",
        "    if type(member) is not str: raise Surprise",
        "{v} = set({v})",
    ),
}
