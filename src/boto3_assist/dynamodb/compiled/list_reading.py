"""Instances of one model from the items of a page, in one loop compiled for the class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.compiled.reading import LEFT, quick_reader
from boto3_assist.dynamodb.compiled.source import Source, title_of
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.item_expiry import may_expire
from boto3_assist.dynamodb.key_template import DELIMITER, KeyTemplate
from boto3_assist.dynamodb.types import WireItem

__all__ = ["list_reader"]

M = TypeVar("M")

ListReader = Callable[[Any, Iterable[WireItem]], "list[Any]"]
"""Function of what reads one item and the items."""


def list_reader(
    model: type[M], *, convert_decimals: bool
) -> Callable[[Sequence[WireItem]], list[M | None]] | None:
    """Give the function that reads whole items, as the table or a page holds them, as one model.

    Args:
        model: A model class.
        convert_decimals: How numbers are read where no type is declared; see `decode_value`.

    Returns:
        A function that gives an instance for each item that is of the model for sure, by its
        primary key too, and keeps the item; None for an item of which the plain way has to tell
        whether it is, or has to read it. None for the function where the plain way has to look at
        each, as where items may expire.
    """
    reader = quick_reader(model, convert_decimals=convert_decimals)
    if reader is None or get_settings().dynamodb_key_case == "lower":
        return None
    read = _list_readers(model).get("read_items")
    return None if read is None else partial(read, reader)


def _compiled_list_readers(model: type) -> dict[str, ListReader]:
    primary = declared_indexes(model).get(PRIMARY_INDEX)
    if primary is None or may_expire(model):
        return {}
    keys = primary.declared_keys
    templates = {k.attribute_name: k.source for k in keys if isinstance(k.source, KeyTemplate)}
    if not all(template.escaped for template in templates.values()):
        return {}
    source = Source(left=LEFT)
    with source.block("def read_items(read_item, wires):"):
        source.add("made = []")
        with source.block("for wire in wires:"):
            with source.block("try:"):
                for attribute, template in templates.items():
                    source.add(f'text = wire[{attribute!r}]["S"]')
                    source.add(f"if not ({_has_shape(source, template)}): raise LookupError")
                source.add("made.append(read_item(wire))")
            source.add("except left: made.append(None)")
        source.add("return made")
    return {"read_items": source.compile("read_items", f"listing {title_of(model)}")}


_list_readers = ClassCache(_compiled_list_readers)


def _has_shape(source: Source, template: KeyTemplate) -> str:
    """Give the code that tells what `KeyTemplate.has_shape_of` tells of a text."""
    segments = template.segments
    places = [place for place, segment in enumerate(segments) if segment.format is not None]
    if len(places) > 1:
        return f"{source.know('has_shape', template.has_shape_of)}(text)"
    if not places:
        return f"text == {DELIMITER.join(s.before for s in segments)!r}"
    fixed = [segment.before for segment in segments]
    first = DELIMITER.join(fixed[: places[0] + 1])
    last = DELIMITER.join([segments[places[0]].after, *fixed[places[0] + 1 :]])
    conditions = [f"text.count({DELIMITER!r}) == {len(segments) - 1}"]
    if first:
        conditions.append(f"text.startswith({first!r})")
    if last:
        conditions.append(f"text.endswith({last!r}) and len(text) >= {len(first + last)}")
    return " and ".join(conditions)
