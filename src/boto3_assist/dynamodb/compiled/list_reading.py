"""Instances of one model from the items of a page, by functions compiled for the class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.compiled.reading import LEFT, Reader, quick_reader
from boto3_assist.dynamodb.compiled.source import Source, title_of
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.item_expiry import may_expire
from boto3_assist.dynamodb.key_template import DELIMITER, KeyTemplate
from boto3_assist.dynamodb.types import WireItem

__all__ = ["PageReader", "page_reader"]


class PageReader(NamedTuple):
    """Reads whole items, as the table or a page holds them, as one model.

    Attributes:
        read_items: Gives an instance for each item that is of the model for sure, by its primary
            key too, and keeps the item; None for an item of which the plain way has to tell
            whether it is, or has to read it.
        read_item: Makes an instance of one such item, which keeps the item or what is given in
            its place; raises one of `LEFT` for another item.
    """

    read_items: Callable[[Sequence[WireItem]], list[Any]]
    read_item: Reader


def page_reader(model: type, *, convert_decimals: bool) -> PageReader | None:
    """Give the functions that read the items of a page as one model.

    Args:
        model: A model class.
        convert_decimals: How numbers are read where no type is declared; see `decode_value`.

    Returns:
        The functions; None where the plain way has to look at each item, as where they may expire.
    """
    reader = quick_reader(model, convert_decimals=convert_decimals)
    if reader is None or get_settings().dynamodb_key_case == "lower":
        return None
    return None if (made := _page_readers(model)["make"]) is None else made(reader)


def _compiled_page_readers(model: type) -> dict[str, Callable[[Reader], PageReader] | None]:
    primary = declared_indexes(model).get(PRIMARY_INDEX)
    if primary is None or may_expire(model):
        return {"make": None}
    keys = primary.declared_keys
    templates = {k.attribute_name: k.source for k in keys if isinstance(k.source, KeyTemplate)}
    if not all(template.escaped for template in templates.values()):
        return {"make": None}
    source = Source(left=LEFT, PageReader=PageReader)
    checks = [
        line
        for attribute, template in templates.items()
        for line in (
            f'text = wire[{attribute!r}]["S"]',
            f"if not ({_has_shape(source, template)}): raise LookupError",
        )
    ]
    with source.block("def make(read):"):
        with source.block("def read_item(wire, stored=None):"):
            source.add(*checks, "return read(wire, stored)")
        with source.block("def read_items(wires):"):
            source.add("made = []")
            with source.block("for wire in wires:"):
                with source.block("try:"):
                    source.add(*checks, "made.append(read(wire))")
                source.add("except left: made.append(None)")
            source.add("return made")
        source.add("return PageReader(read_items, read_item)")
    return {"make": source.compile("make", f"listing {title_of(model)}")}


_page_readers = ClassCache(_compiled_page_readers)


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
