"""The list of those who take part, loaded when they are wanted: not every environment has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Final

from benchmarks.backends import Backend
from benchmarks.contenders import boto, ours
from benchmarks.contenders.calls import Calls

__all__ = ["CLIENT", "CONVERTED", "DYNTASTIC", "PYDYNOX", "PYNAMODB", "RESOURCE", "calls_of"]

CLIENT: Final = "boto3 client"
CONVERTED: Final = "boto3 client + TypeSerializer / TypeDeserializer"
RESOURCE: Final = "boto3 resource"
PYNAMODB: Final = "PynamoDB"
DYNTASTIC: Final = "dyntastic"
PYDYNOX: Final = "pydynox (Rust)"

_Maker = Callable[[Backend, str], Calls | str]


def calls_of(backend: Backend, table: str) -> dict[str, Calls | str]:
    """Give the calls of all who take part.

    Args:
        backend: Where requests go.
        table: Name of the table.

    Returns:
        Name → the calls, or why there are none.
    """
    return {name: _calls(make, backend, table) for name, make in _MAKERS.items()}


def _calls(make: _Maker, backend: Backend, table: str) -> Calls | str:
    try:
        return make(backend, table)
    except ModuleNotFoundError as error:
        return f"{error.name} is not installed"


def _foreign(module: str, backend: Backend, table: str) -> Calls:
    calls: Calls = import_module(f"benchmarks.contenders.{module}").calls(backend, table)
    return calls


def _rust(backend: Backend, table: str) -> Calls | str:
    return _foreign("pydynox_models", backend, table) if backend.endpoint_url else "needs a socket"


_MAKERS: Final[dict[str, _Maker]] = {
    CLIENT: boto.client_calls,
    CONVERTED: boto.converted_calls,
    RESOURCE: boto.resource_calls,
    PYNAMODB: partial(_foreign, "pynamodb_models"),
    DYNTASTIC: partial(_foreign, "dyntastic_models"),
    PYDYNOX: _rust,
    **{style: partial(ours.calls, style=style) for style in ours.STYLES},
}
