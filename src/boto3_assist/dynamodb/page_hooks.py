"""What the items of a large page are read with, one by one; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.codec.item_view import ItemView
from boto3_assist.dynamodb.compiled import LEFT, Reader
from boto3_assist.dynamodb.compiled.list_reading import page_reader
from boto3_assist.dynamodb.index_projections import held_attributes
from boto3_assist.dynamodb.instance_state import Carried
from boto3_assist.dynamodb.item_expiry import may_expire
from boto3_assist.dynamodb.read_plans import ReadPlan
from boto3_assist.dynamodb.reading import owners_of, reader_of
from boto3_assist.dynamodb.received_items import ItemHook, Raised, ReceivedItems, StoredText
from boto3_assist.dynamodb.requests import Scan
from boto3_assist.dynamodb.types import WireItem

__all__ = ["is_read_by_item", "own_items", "page_hook", "whole_names"]


def page_hook(plan: ReadPlan) -> ItemHook | None:
    """Give what a large page is read with.

    Args:
        plan: What was asked.

    Returns:
        The hook, which gives None for an item that has to be read step by step; None where all
        items of a page have to be.
    """
    # A page that ends at a limit may have items of which nothing is to be made.
    if not is_read_by_item(plan) or plan.config.limit is not None or whole_names(plan) is not None:
        return None
    read = _item_reader(plan, get_settings().dynamodb_convert_decimals)
    if read is None:
        return None
    read_item, is_over = read, False

    def take(item: WireItem, text: str) -> Any:
        nonlocal is_over
        if is_over:
            return None
        try:
            return read_item(item, StoredText(text))
        except LEFT:
            # What is wrong with it is told by the plain way, in its turn.
            return None
        except Exception as error:
            is_over = True
            return Raised(error)

    return ItemHook(take)


def own_items(response: Mapping[str, Any], hook: ItemHook | None) -> Mapping[str, Any]:
    """Give a response of which nothing was made for another call.

    Args:
        response: The response.
        hook: The hook of the request.

    Returns:
        The response, with plain items where they were not made something of by this hook.
    """
    items = response.get("Items")
    if isinstance(items, ReceivedItems) and not items.is_of(hook):
        return {**response, "Items": [*items]}
    return response


def is_read_by_item(plan: ReadPlan) -> bool:
    """Tell whether one item tells whether it was asked for.

    Args:
        plan: What was asked.

    Returns:
        False where items are selected or counted afterwards.
    """
    return plan.selects is None and not plan.counts


def whole_names(plan: ReadPlan) -> frozenset[str] | None:
    """Name the attributes that are read as a whole.

    Args:
        plan: What was asked.

    Returns:
        Names of attributes; None for all.
    """
    if plan.request.projection is not None:
        return plan.request.projection.whole_attributes
    return held_attributes(plan.request.index_name, plan.models)


def _item_reader(plan: ReadPlan, convert: bool) -> Reader | None:
    if not plan.models:
        return lambda item, _stored=None: decode_item(item, convert_decimals=convert)
    if len(plan.models) == 1:
        reader = page_reader(plan.models[0], convert_decimals=convert)
        return None if reader is None else reader.read_item
    return None if any(map(may_expire, plan.models)) else _reader_of_several(plan, convert)


def _reader_of_several(plan: ReadPlan, convert: bool) -> Reader:
    among_others = isinstance(plan.request, Scan)
    readers: dict[type[Any], Reader] = {}

    def read(item: WireItem, stored: Carried | None = None, /) -> Any:
        view = ItemView(item, convert_decimals=convert)
        (owner,) = owners_of(plan.models, [view], among_others=among_others)
        if owner is None or may_expire(owner):
            raise LookupError
        if owner not in readers:
            readers[owner] = reader_of(owner, convert_decimals=convert)
        return readers[owner](item, stored)

    return read
