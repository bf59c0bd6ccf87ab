"""What an order (about 1.6 KB) and a user (about 0.2 KB) hold; knows no library's models."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, Final

__all__ = [
    "CUSTOMER_ID",
    "ITEMS",
    "TENANT_ID",
    "TIME",
    "order_id",
    "order_keys",
    "order_values",
    "user_id",
    "user_keys",
    "user_values",
]

ITEMS: Final = 100
"""Items of a page of a query, and keys of a batch."""

CUSTOMER_ID: Final = "customer-0001"
TENANT_ID: Final = "tenant-0001"
TIME: Final = datetime(2026, 11, 1, 9, 30, 15, 123456, tzinfo=timezone.utc)

_LINES: Final = 5


def order_id(number: int) -> str:
    """Give the id of an order.

    Args:
        number: Distinguishes it; it stands in the last eight characters.

    Returns:
        The id.
    """
    return f"order-{number:08d}"


def user_id(number: int) -> str:
    """Give the id of a user.

    Args:
        number: Distinguishes it; it stands in the last eight characters.

    Returns:
        The id.
    """
    return f"user-{number:08d}"


def order_values(number: int) -> dict[str, Any]:
    """Give the eleven attributes of an order that are not keys.

    Args:
        number: Distinguishes it.

    Returns:
        Attribute name → Python value.
    """
    return {
        "customer_id": CUSTOMER_ID,
        "order_id": order_id(number),
        "total": Decimal("1234.56"),
        "tax": Decimal("197.11"),
        "revision": 7,
        "is_gift": False,
        "placed_at": TIME,
        "changed_at": TIME,
        "tags": {"web", "express", "insured"},
        "address": {
            "street": "117 Long Street, third floor on the left",
            "city": "Paris",
            "country": "FR",
            "latitude": Decimal("48.85341"),
            "longitude": Decimal("2.3488"),
        },
        "lines": [
            {
                "sku": f"sku-{line:05d}",
                "title": "A thing with a title that says at some length what it is, and why",
                "quantity": line,
                "price": Decimal("12.34"),
            }
            for line in range(1, _LINES + 1)
        ],
    }


def order_keys(values: dict[str, Any]) -> dict[str, str]:
    """Give the four key attributes of an order.

    Args:
        values: What `order_values` gave.

    Returns:
        Attribute name → value.
    """
    customer = f"customer#{values['customer_id']}"
    return {
        "pk": customer,
        "sk": f"order#{values['order_id']}",
        "gsi1_pk": customer,
        "gsi1_sk": f"placed#{values['placed_at'].isoformat(timespec='microseconds')[:-6]}Z",
    }


def user_values(number: int) -> dict[str, Any]:
    """Give the three attributes of a user that are not keys.

    Args:
        number: Distinguishes it.

    Returns:
        Attribute name → Python value.
    """
    return {"tenant_id": TENANT_ID, "user_id": user_id(number), "name": "Ada Lovelace"}


def user_keys(values: dict[str, Any]) -> dict[str, str]:
    """Give the two key attributes of a user.

    Args:
        values: What `user_values` gave.

    Returns:
        Attribute name → value.
    """
    return {"pk": f"tenant#{values['tenant_id']}", "sk": f"user#{values['user_id']}"}
