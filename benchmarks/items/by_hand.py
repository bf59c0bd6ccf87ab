"""What one would write for exactly these two items without a library: the measure of the codec.

No check, no escape of a delimiter, no attribute that is not known; nested values are declared as
anything, so they are walked. It gives what the library gives for these items.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, Final, TypeVar

from boto3_assist.dynamodb.types import WireItem

__all__ = [
    "order_from_wire",
    "order_to_wire",
    "order_values_from_wire",
    "user_to_dictionary",
    "user_to_wire",
]

T = TypeVar("T")


def order_to_wire(values: Mapping[str, Any]) -> WireItem:
    """Write an order as DynamoDB holds it.

    Args:
        values: Field name → Python value: ``vars(order)``, or what `model_dump` gave.

    Returns:
        Attribute name → wire value, keys included.
    """
    customer = f"customer#{values['customer_id']}"
    placed_at = values["placed_at"]
    return {
        "customer_id": {"S": values["customer_id"]},
        "order_id": {"S": values["order_id"]},
        "total": {"N": str(values["total"])},
        "tax": {"N": str(values["tax"])},
        "revision": {"N": str(values["revision"])},
        "is_gift": {"BOOL": values["is_gift"]},
        "placed_at": {"S": placed_at.isoformat()},
        "changed_at": {"S": values["changed_at"].isoformat()},
        "tags": {"SS": list(values["tags"])},
        "address": {"M": {name: _to_wire(entry) for name, entry in values["address"].items()}},
        "lines": {
            "L": [
                {"M": {name: _to_wire(entry) for name, entry in line.items()}}
                for line in values["lines"]
            ]
        },
        "pk": {"S": customer},
        "sk": {"S": f"order#{values['order_id']}"},
        "gsi1_pk": {"S": customer},
        "gsi1_sk": {"S": f"placed#{_key_time(placed_at)}"},
    }


def order_from_wire(model: Callable[..., T], item: WireItem) -> T:
    """Read an order.

    Args:
        model: The plain class or the dataclass.
        item: Attribute name → wire value.

    Returns:
        An instance.
    """
    return model(
        customer_id=item["customer_id"]["S"],
        order_id=item["order_id"]["S"],
        total=Decimal(item["total"]["N"]),
        tax=Decimal(item["tax"]["N"]),
        revision=int(item["revision"]["N"]),
        is_gift=item["is_gift"]["BOOL"],
        placed_at=datetime.fromisoformat(item["placed_at"]["S"]),
        changed_at=datetime.fromisoformat(item["changed_at"]["S"]),
        tags=set(item["tags"]["SS"]),
        address={name: _from_wire(entry) for name, entry in item["address"]["M"].items()},
        lines=[
            {name: _from_wire(entry) for name, entry in line["M"].items()}
            for line in item["lines"]["L"]
        ],
    )


def order_values_from_wire(item: WireItem) -> dict[str, Any]:
    """Read what Pydantic's `model_validate` makes an order of, which reads times by itself.

    Args:
        item: Attribute name → wire value.

    Returns:
        Field name → value.
    """
    return {
        "customer_id": item["customer_id"]["S"],
        "order_id": item["order_id"]["S"],
        "total": Decimal(item["total"]["N"]),
        "tax": Decimal(item["tax"]["N"]),
        "revision": int(item["revision"]["N"]),
        "is_gift": item["is_gift"]["BOOL"],
        "placed_at": item["placed_at"]["S"],
        "changed_at": item["changed_at"]["S"],
        "tags": set(item["tags"]["SS"]),
        "address": {name: _from_wire(entry) for name, entry in item["address"]["M"].items()},
        "lines": [
            {name: _from_wire(entry) for name, entry in line["M"].items()}
            for line in item["lines"]["L"]
        ],
    }


def user_to_dictionary(user: Any) -> dict[str, Any]:
    """Write a user in Python values.

    Args:
        user: An instance of any of the classes.

    Returns:
        Attribute name → Python value, keys included.
    """
    return {
        "tenant_id": user.tenant_id,
        "user_id": user.user_id,
        "name": user.name,
        "pk": f"tenant#{user.tenant_id}",
        "sk": f"user#{user.user_id}",
    }


def user_to_wire(user: Any) -> WireItem:
    """Write a user as DynamoDB holds it.

    Args:
        user: An instance of any of the classes.

    Returns:
        Attribute name → wire value, keys included.
    """
    return {name: {"S": value} for name, value in user_to_dictionary(user).items()}


def _key_time(value: datetime) -> str:
    return value.astimezone(timezone.utc).isoformat(timespec="microseconds")[:-6] + "Z"


def _to_wire(value: Any) -> dict[str, Any]:
    return _WRITERS[type(value)](value)


def _map_to_wire(value: dict[str, Any]) -> dict[str, Any]:
    return {"M": {name: _to_wire(entry) for name, entry in value.items()}}


def _list_to_wire(value: list[Any]) -> dict[str, Any]:
    return {"L": [_to_wire(entry) for entry in value]}


def _from_wire(wire: dict[str, Any]) -> Any:
    for tag, content in wire.items():
        if tag == "S":
            return content
        if tag == "N":
            return _number(content)
        return _READERS[tag](content)
    raise ValueError("a wire value without a type")


def _number(text: str) -> int | float | Decimal:
    if text.isdigit():
        return int(text)
    number = float(text)
    if repr(number) == text:
        return number
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else exact


_WRITERS: Final[dict[type, Callable[[Any], dict[str, Any]]]] = {
    str: lambda value: {"S": value},
    int: lambda value: {"N": str(value)},
    Decimal: lambda value: {"N": str(value)},
    float: lambda value: {"N": repr(value)},
    bool: lambda value: {"BOOL": value},
    type(None): lambda _: {"NULL": True},
    dict: _map_to_wire,
    list: _list_to_wire,
    set: lambda value: {"SS": list(value)},
}
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "BOOL": lambda content: content,
    "NULL": lambda _: None,
    "M": lambda content: {name: _from_wire(entry) for name, entry in content.items()},
    "L": lambda content: [_from_wire(entry) for entry in content],
    "SS": set,
    "NS": lambda content: {_number(text) for text in content},
    "B": lambda content: content,
    "BS": set,
}
