"""Which attributes a read returns, as an expression; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["Projection"]


@dataclass(frozen=True)
class Projection:
    """The attributes that a read returns.

    Attributes:
        text: A projection expression, in DynamoDB's syntax.
        names: Placeholder such as ``#p0`` → attribute name.
    """

    text: str
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, attributes: Iterable[str]) -> Projection:
        """Make a projection of whole attributes, whatever their names are.

        Args:
            attributes: Names of attributes; reserved words, dots and dashes are no matter.

        Returns:
            The projection; its placeholders are ``#p0``, ``#p1`` ….
        """
        names = {f"#p{position}": name for position, name in enumerate(attributes)}
        return cls(", ".join(names), names)
