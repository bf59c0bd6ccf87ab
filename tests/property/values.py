"""Strategies for values that DynamoDB can hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy


def texts(**options: Any) -> SearchStrategy[str]:
    """Any text that UTF-8 can hold, with the characters that keys escape more often than chance."""
    alphabet = st.characters(exclude_categories=["Cs"]) | st.sampled_from("#%23~-")
    return st.text(alphabet, **{"max_size": 12, **options})


@st.composite
def decimals(draw: st.DrawFn) -> Decimal:
    digits = str(draw(st.integers(0, 10 ** draw(st.integers(1, 38)) - 1)))
    exponent = draw(st.integers(-130, 125))
    sign = draw(st.sampled_from(["", "-"]))
    return Decimal(f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent}")


def integers() -> SearchStrategy[int]:
    return st.integers(-(10**38) + 1, 10**38 - 1)


def floats() -> SearchStrategy[float]:
    finite = st.floats(allow_nan=False, allow_infinity=False)
    return finite.filter(lambda x: not x or 1e-130 <= abs(x) < 1e126)


def numbers() -> SearchStrategy[int | float | Decimal]:
    return integers() | floats() | decimals()


def documents() -> SearchStrategy[Any]:
    """Values of every type of DynamoDB, nested."""
    scalars = st.none() | st.booleans() | numbers() | texts() | st.binary(max_size=8)
    sets = (
        st.sets(texts(), min_size=1, max_size=4)
        | st.sets(decimals(), min_size=1, max_size=4)
        | st.sets(st.binary(max_size=4), min_size=1, max_size=4)
    )
    return st.recursive(
        scalars | sets,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts(), inner, max_size=4),
        max_leaves=10,
    )


def items(values: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    return st.dictionaries(texts(min_size=1), values, max_size=5)
