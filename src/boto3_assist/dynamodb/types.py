"""Names for the shapes that pass between the parts of the package; holds no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

__all__ = ["AttributeValue", "WireItem", "WireValue"]

AttributeValue: TypeAlias = Any
"""A Python value that DynamoDB can hold: str, int, float, Decimal, bool, None, bytes, a set of
one of str, numbers or bytes, or lists and string-keyed dictionaries of them."""

WireValue: TypeAlias = Mapping[str, Any]
"""A value as DynamoDB's protocol spells it: one entry, type descriptor → content."""

WireItem: TypeAlias = Mapping[str, WireValue]
"""An item (or a key) as DynamoDB's protocol spells it: attribute name → wire value."""
