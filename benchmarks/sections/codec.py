"""The codec alone: between models or dictionaries and the wire form, without a call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, Final

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from benchmarks.contenders.entries import DYNTASTIC, PYDYNOX, PYNAMODB
from benchmarks.contenders.ours import PYDANTIC, STYLES, read_item
from benchmarks.items import plain_models
from benchmarks.items.by_hand import (
    order_from_wire,
    order_to_wire,
    order_values_from_wire,
    user_to_dictionary,
)
from benchmarks.items.values import order_keys, order_values, user_values
from benchmarks.items.wire import order_item
from benchmarks.measure import Figure, Stopwatch, Work
from benchmarks.tables import Table
from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.types import WireItem

__all__ = ["CONVERTED", "DICTIONARIES", "MAP", "READ", "TO_DICTIONARY", "WRITE", "codec"]

WRITE: Final = "model → wire"
READ: Final = "wire → model"
MAP: Final = "wire → model by map"
TO_DICTIONARY: Final = "to_resource_dictionary of the user, to by hand"
DICTIONARIES: Final = "dictionaries, to TypeSerializer / TypeDeserializer"
CONVERTED: Final = "the same, numbers read as int and float"

_BY_HAND: Final = "written by hand"
_CALLS_NOTED: Final = 1000


def codec(stopwatch: Stopwatch) -> list[Table]:
    """Measure writing and reading an order, and a user's dictionary.

    Args:
        stopwatch: How times are taken.

    Returns:
        The tables of the models, of the dictionaries, and of other libraries.
    """
    return [_models(stopwatch), _dictionaries(stopwatch), _others(stopwatch)]


def _models(stopwatch: Stopwatch) -> Table:
    table = Table("codec", "The codec alone, the order: ratio to what is written by hand for it")
    for style, module in STYLES.items():
        order = module.Order(**order_values(1))
        response = {"Item": order_item(1)}
        writing, reading = _by_hand(style, module.Order, response["Item"])
        _put(table, style, WRITE, order.to_client_dictionary, writing, stopwatch)
        _put(table, style, READ, partial(read_item, module.Order, response), reading, stopwatch)
        _put(table, style, MAP, partial(module.Order.map, response), reading, stopwatch)

        user = module.User(**user_values(1))
        by_hand = partial(user_to_dictionary, user)
        figure = _put(table, style, TO_DICTIONARY, user.to_resource_dictionary, by_hand, stopwatch)
        milliseconds = (figure.seconds or 0) * _CALLS_NOTED * 1e3
        table.notes.append(
            f"  {style}: to_resource_dictionary of {_CALLS_NOTED:,} users in {milliseconds:.1f} ms"
        )
    return table


def _by_hand(style: str, model: Any, item: WireItem) -> tuple[Work, Work]:
    order = model(**order_values(1))
    if style != PYDANTIC:
        values = {name: getattr(order, name) for name in order_values(1)}
        return partial(order_to_wire, values), partial(order_from_wire, model, item)
    return (
        lambda: order_to_wire(order.model_dump()),
        lambda: model.model_validate(order_values_from_wire(item)),
    )


def _dictionaries(stopwatch: Stopwatch) -> Table:
    table = Table("dictionaries", "The codec alone, the order as a dictionary: ratio to boto3's")
    item = order_item(1)
    values = decode_item(item, convert_decimals=False)
    boto_write, boto_read = _boto()
    exact = partial(decode_item, item, convert_decimals=False)
    native = partial(decode_item, item, convert_decimals=True)
    _put(table, DICTIONARIES, "→ wire", partial(encode_item, values), boto_write, stopwatch)
    _put(table, DICTIONARIES, "wire →", exact, boto_read, stopwatch)
    table.put(CONVERTED, "→ wire", "")
    _put(table, CONVERTED, "wire →", native, boto_read, stopwatch)
    return table


def _others(stopwatch: Stopwatch) -> Table:
    table = Table(
        "codec-others", "The codec of others, the order: ratio to what is written by hand"
    )
    item, model = order_item(1), plain_models.Order
    values = order_values(1)
    writing: dict[str, Work] = {_BY_HAND: partial(order_to_wire, values)}
    reading: dict[str, Work] = {_BY_HAND: partial(order_from_wire, model, item)}
    for name, make in _OTHERS.items():
        try:
            writing[name], reading[name] = make()
        except ModuleNotFoundError as error:
            table.put(name, WRITE, f"{error.name} is not installed")
    for column, works in ((WRITE, writing), (READ, reading)):
        figures = stopwatch.compare(works, _BY_HAND)
        table.put_column(column, {n: figure for n, figure in figures.items() if n != _BY_HAND})
    return table


def _boto() -> tuple[Work, Work]:
    # Any: the stubs of boto3 want a value to say its type.
    item: Any = order_item(1)
    serialize, deserialize = TypeSerializer().serialize, TypeDeserializer().deserialize
    values = {name: deserialize(value) for name, value in item.items()}
    return (
        lambda: {name: serialize(value) for name, value in values.items()},
        lambda: {name: deserialize(value) for name, value in item.items()},
    )


def _pynamodb() -> tuple[Work, Work]:
    module = import_module("benchmarks.contenders.pynamodb_models")
    model, item = module.order_class(None), module.items("shop", 1)[0]
    return model.from_raw_data(item).serialize, lambda: model.from_raw_data(item)


def _dyntastic() -> tuple[Work, Work]:
    module = import_module("benchmarks.contenders.dyntastic_models")
    attr = import_module("dyntastic.attr")
    compatible = import_module("dyntastic.pydantic_compat")
    model = module.order_class(None)
    order = model(**order_values(1), **order_keys(order_values(1)))
    item: Any = order_item(1)
    serialize, deserialize = TypeSerializer().serialize, TypeDeserializer().deserialize

    def write() -> Any:
        stored = attr.serialize(compatible.model_dump(order, by_alias=True))
        return {name: serialize(value) for name, value in stored.items()}

    def read() -> Any:
        values = {name: deserialize(value) for name, value in item.items()}
        return model._dyntastic_load_model(values)

    return write, read


def _pydynox() -> tuple[Work, Work]:
    module = import_module("benchmarks.contenders.pydynox_models")
    core = import_module("pydynox.pydynox_core")
    model = module.order_class(None)
    order = model(**order_values(1), **order_keys(order_values(1)))
    item = core.item_to_dynamo(order.to_dict())
    # As its own reads tell the Rust part which numbers stay exact.
    exact = frozenset({"total", "tax"})
    schema = {"fields": exact, "variants": {}, "fallback_fields": exact}
    return (
        lambda: core.item_to_dynamo(order.to_dict()),
        lambda: model.from_dict(core.item_from_dynamo(item, _number_schema=schema)),
    )


_OTHERS: Final[dict[str, Callable[[], tuple[Work, Work]]]] = {
    "TypeSerializer / TypeDeserializer, dictionaries": _boto,
    PYNAMODB: _pynamodb,
    DYNTASTIC: _dyntastic,
    PYDYNOX: _pydynox,
}


def _put(
    table: Table, row: str, column: str, ours: Work, theirs: Work, stopwatch: Stopwatch
) -> Figure:
    figure = stopwatch.compare({"ours": ours, "theirs": theirs}, "theirs")["ours"]
    table.put(row, column, figure)
    return figure
