"""An item in wire form that reads as Python values where it is looked at; knows no model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from boto3_assist.dynamodb.codec.decoding import decode_item
from boto3_assist.dynamodb.codec.quick_decoding import SURPRISES, quick_decoders
from boto3_assist.dynamodb.types import AttributeValue, WireItem

__all__ = ["ItemView"]


class ItemView(Mapping[str, AttributeValue]):
    """An item that was read, of which a model is made without a dictionary in between.

    Attributes:
        wire: The item in wire form.
        convert_decimals: How numbers are read; see `decode_value`.

    Example:
        >>> view = ItemView({"pk": {"S": "1"}, "qty": {"N": "2"}}, convert_decimals=True)
        >>> view["qty"], view == {"pk": "1", "qty": 2}
        (2, True)
    """

    __slots__ = ("convert_decimals", "wire")

    def __init__(self, wire: WireItem, *, convert_decimals: bool) -> None:
        """Look at an item.

        Args:
            wire: The item in wire form, which must not change.
            convert_decimals: How numbers are read; see `decode_value`.
        """
        self.wire = wire
        self.convert_decimals = convert_decimals

    def __getitem__(self, name: str) -> Any:
        """Read one attribute."""
        wire = self.wire[name]
        try:
            return quick_decoders(convert_decimals=self.convert_decimals).value(wire, 0)
        except SURPRISES:
            # The error is to name the attribute.
            return self.decoded()[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Read one attribute, or give something else where the item lacks it."""
        return self[name] if name in self.wire else default

    def __contains__(self, name: object) -> bool:
        """Tell whether the item has an attribute."""
        return name in self.wire

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the attributes."""
        return iter(self.wire)

    def __len__(self) -> int:
        """Count the attributes."""
        return len(self.wire)

    def decoded(self) -> dict[str, AttributeValue]:
        """Read the whole item.

        Returns:
            Attribute name → Python value, made anew.

        Raises:
            SerializationError: When a wire value is malformed; names the path to it.
        """
        return decode_item(self.wire, convert_decimals=self.convert_decimals)
