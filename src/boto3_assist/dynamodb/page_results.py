"""A page's response as a result: its items as they were asked for; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any, TypeVar

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.compiled.list_reading import page_reader
from boto3_assist.dynamodb.item_expiry import is_expired_item, may_expire
from boto3_assist.dynamodb.page_hooks import is_read_by_item, whole_names
from boto3_assist.dynamodb.read_plans import ReadPlan
from boto3_assist.dynamodb.reading import owners_of, read_owned, viewed_items
from boto3_assist.dynamodb.received_items import (
    Raised,
    ReceivedItems,
    item_list,
    keep_text,
    kept_items,
    wire_item,
)
from boto3_assist.dynamodb.requests import Scan
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import DynamoDBResponseIntegrityError

__all__ = ["Cut", "joined_pages", "page_result"]

U = TypeVar("U")

Response = Mapping[str, Any]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Cut:
    """Where a page ends that holds more than was asked for.

    Attributes:
        at_most: How many matches are asked for; None for all.
        key_names: Names of the key attributes of what is read, where they are known.
        added_names: Those of them that were read for this only.
    """

    at_most: int | None = None
    key_names: frozenset[str] = frozenset()
    added_names: frozenset[str] = frozenset()


def page_result(
    plan: ReadPlan, response: Response, now: Clock, cut: Cut | None = None
) -> DynamoDBResult[Any]:
    """Read the items of a page.

    Args:
        plan: What was asked.
        response: The response.
        now: Gives a datetime with a time zone, for what may have expired.
        cut: Where it ends.

    Returns:
        The result, with the items as models where models asked. What is left out of the data is
        left out of the response too, as a filter on the server would have left it.

    Raises:
        ModelMappingError: When no model of several, or more than one, fits an item.
        ValidationError: When an item does not fit its model.
    """
    sealer, request = plan.sealer(now), plan.request
    if request.select == "COUNT":
        return DynamoDBResult.success_result([], response, sealer=sealer)
    cut, convert = cut or Cut(), get_settings().dynamodb_convert_decimals
    read_whole = whole_names(plan)
    partial = read_whole is not None
    found = None
    if not partial and (cut.at_most is None or len(response["Items"]) <= cut.at_most):
        found = _read_at_once(plan, response, now, convert)
    data, response = found or _read_step_by_step(plan, response, now, cut, read_whole)
    return DynamoDBResult.success_result(
        data,
        response,
        convert_decimals=convert,
        partial=partial,
        read_whole=read_whole,
        sealer=sealer,
        index_name=request.index_name,
    )


def joined_pages(pages: Sequence[DynamoDBResult[list[U]]]) -> DynamoDBResult[list[U]]:
    """Make one result of several pages.

    Args:
        pages: Pages of one read, at least one, in order.

    Returns:
        The result, which ends where the last page ends; counts and capacity are added up.
    """
    last = pages[-1]
    if len(pages) == 1:
        return last
    responses = [page._response for page in pages]
    response = {
        **last._response,
        "Items": item_list(
            [kept for part in responses for kept in kept_items(part.get("Items", []))]
        ),
        "Count": sum(each.get("Count", 0) for each in responses),
        "ScannedCount": sum(each.get("ScannedCount", 0) for each in responses),
    }
    consumed = [each["ConsumedCapacity"] for each in responses if "ConsumedCapacity" in each]
    if consumed:
        response["ConsumedCapacity"] = reduce(_added, consumed)
    return DynamoDBResult(
        [item for page in pages for item in page.data],
        response,
        convert_decimals=last._convert_decimals,
        partial=last._partial,
        read_whole=last._read_whole,
        sealer=last._sealer,
        index_name=last._index_name,
    )


def _read_at_once(
    plan: ReadPlan, response: Response, now: Clock, convert: bool
) -> tuple[list[Any], Response] | None:
    """Read whole items, as those of most pages are, in one go; None where that cannot be."""
    if not response["Items"] or not is_read_by_item(plan):
        return None
    made = _made_at_once(plan.models, response["Items"], convert)
    if made is None:
        return None
    kept = kept_items(response["Items"])
    if isinstance(response["Items"], ReceivedItems):
        # Without what was made, which is the data.
        response = {**response, "Items": ReceivedItems(kept)}
    if left := [position for position, each in enumerate(made) if each is None]:
        wires = [wire_item(kept[position]) for position in left]
        items = viewed_items(wires, convert)
        meant, owners = _kept(plan, items, now)
        own, stored = [items[n] for n in meant], [wires[n] for n in meant]
        if owners is None:
            read: list[Any] = [item.decoded() for item in own]
        else:
            read = read_owned(owners, own, stored, partial=False)
        for n, each in zip(meant, read):
            made[left[n]] = each
            if isinstance(text := kept[left[n]], str):
                keep_text(each, wires[n], text)
        response = _with_items(response, [n for n, each in enumerate(made) if each is not None])
    return [each for each in made if each is not None] if left else made, response


def _made_at_once(
    models: Sequence[type[Any]], items: Sequence[Any], convert: bool
) -> list[Any] | None:
    """Give an instance for each item, or None for one that has to be read step by step."""
    received = items.take_made() if isinstance(items, ReceivedItems) else None
    if received is not None:
        for each in received:
            if type(each) is Raised:
                raise each.error
        return [*received]
    if len(models) != 1:
        return None
    reader = page_reader(models[0], convert_decimals=convert)
    return None if reader is None else reader.read_items(items)


def _read_step_by_step(
    plan: ReadPlan, response: Response, now: Clock, cut: Cut, read_whole: frozenset[str] | None
) -> tuple[list[Any], Response]:
    """Read the items that were asked for, and give the response with those alone."""
    convert, whole = get_settings().dynamodb_convert_decimals, response["Items"]
    response = _without(response, cut.added_names)
    items = viewed_items(response["Items"], convert)
    kept, owners = _kept(plan, items, now)
    if cut.at_most is not None and len(kept) > cut.at_most:
        kept, owners = kept[: cut.at_most], owners and owners[: cut.at_most]
        last = _key_in(whole[kept[-1]], cut.key_names, plan.method_name.capitalize())
        response = {**response, "LastEvaluatedKey": last}
    response = _with_items(response, kept)
    if plan.counts:
        return [], response
    meant = items if len(kept) == len(items) else [items[position] for position in kept]
    if owners is None:
        return [item.decoded() for item in meant], response
    stored, partial = response["Items"], read_whole is not None
    return read_owned(owners, meant, stored, partial=partial, read_whole=read_whole), response


def _kept(
    plan: ReadPlan, items: Sequence[Mapping[str, AttributeValue]], now: Clock
) -> tuple[Sequence[int], Sequence[type[Any] | None] | None]:
    """Give the positions of the items that were asked for, and the models they belong to."""
    selects = plan.selects
    kept: Sequence[int] = range(len(items))
    if selects is not None:
        kept = [n for n in kept if selects(items[n])]
        items = [items[n] for n in kept]
    if not plan.models:
        return kept, None
    owners = owners_of(plan.models, items, among_others=isinstance(plan.request, Scan))
    found = {owner for owner in set(owners) if owner is not None}
    mortal = set() if plan.config.include_expired else {each for each in found if may_expire(each)}
    if mortal:
        owners = _living(owners, items, mortal, now())
    if None not in owners:
        return kept, owners
    owned = [(n, owner) for n, owner in zip(kept, owners) if owner is not None]
    return [n for n, _ in owned], [owner for _, owner in owned]


def _living(
    owners: Sequence[type[Any] | None],
    items: Sequence[Mapping[str, AttributeValue]],
    mortal: AbstractSet[type[Any]],
    now: datetime,
) -> list[type[Any] | None]:
    """Give the owners, with None for the items that have expired."""
    return [
        None if owner in mortal and is_expired_item(owner or object, item, now) else owner
        for owner, item in zip(owners, items)
    ]


def _key_in(item: Mapping[str, Any], names: frozenset[str], operation: str) -> dict[str, Any]:
    if missing := sorted(names - item.keys()):
        raise DynamoDBResponseIntegrityError(
            f"an item in the response to {operation} lacks {', '.join(missing)} of its key",
            details={
                "operation": operation,
                "missing": missing,
                "expected": "items with the attributes that LastEvaluatedKey has",
                "suggestion": "repeat the call; a proxy that changes bodies may be in the way",
            },
            operation=operation,
        )
    return {name: item[name] for name in names}


def _with_items(response: Response, positions: Sequence[int]) -> Response:
    if len(positions) == len(response["Items"]):
        return response
    kept = kept_items(response["Items"])
    items = item_list([kept[position] for position in positions])
    return {**response, "Items": items, "Count": len(items)}


def _without(response: Response, names: frozenset[str]) -> Response:
    if not names:
        return response
    items = [
        {name: value for name, value in item.items() if name not in names}
        for item in response["Items"]
    ]
    return {**response, "Items": items}


def _added(one: Any, other: Any) -> Any:
    """Add figures of capacity up, table by table and index by index; names stay as they are."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = dict.fromkeys((*one, *other))
        return {name: _added(one.get(name), other.get(name)) for name in names}
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return one + other
    return other if one is None else one
