"""What can be ordered and for how much; a real desk would keep it in a table of its own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

__all__ = ["PRICES"]

PRICES: Mapping[str, Decimal] = {
    "CUP-BLUE": Decimal("7.50"),
    "CUP-WHITE": Decimal("6.90"),
    "POT-1L": Decimal("24.00"),
}
