"""Calls the order desk over HTTP as its clients do, and tells what it answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

__all__ = ["tour"]

_ORDER = {"email": "ann@example.com", "lines": [{"sku": "CUP-BLUE", "quantity": 2}]}


def tour(port: int, customer: str, staff: str) -> Iterator[str]:
    """Place an order, look at it, cancel it, and try what is not allowed.

    Args:
        port: Where the order desk listens on this machine.
        customer: The access token of a customer.
        staff: The access token of somebody of the staff.

    Yields:
        A line of text for each request.
    """
    placed = _call(port, "POST", "/orders", customer, _ORDER)
    path = f"/orders/{placed[1].get('order_id')}"
    yield _told("a customer places an order", placed)
    yield _told("and finds it", _call(port, "GET", path, customer))
    yield _told("and cancels it", _call(port, "DELETE", path, customer))
    yield _told("with a price of her own", _call(port, "POST", "/orders", customer, _CHEAP))
    yield _told("somebody else looks for it", _call(port, "GET", path, staff))
    yield _told("staff lists open orders", _call(port, "GET", "/open-orders", staff))
    yield _told("a customer does so too", _call(port, "GET", "/open-orders", customer))
    yield _told("somebody comes without a token", _call(port, "GET", "/orders"))
    yield _told("or with a forged one", _call(port, "GET", "/orders", f"{customer[:-8]}AAAAAAAA"))


_CHEAP = {**_ORDER, "lines": [{"sku": "POT-1L", "quantity": 1, "unit_price": "0.01"}]}


def _call(
    port: int, method: str, path: str, token: str | None = None, body: object = None
) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        content = None if body is None else json.dumps(body)
        connection.request(method, path, content, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read() or b"null")
    finally:
        connection.close()


def _told(what: str, answer: tuple[int, Any]) -> str:
    status, body = answer
    text = json.dumps(body)
    return f"{what:<30} {status} {text if len(text) <= 120 else text[:117] + '...'}"
