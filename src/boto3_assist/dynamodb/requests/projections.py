"""Which attributes a read returns, as an expression; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
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

    @property
    def whole_attributes(self) -> frozenset[str]:
        """Names of the attributes that are read as a whole, not only something inside them."""
        paths = (path.strip() for path in self.text.split(","))
        whole = (path for path in paths if not any(mark in path for mark in ".["))
        return frozenset(self.names.get(path, path) for path in whole)

    def joined_by(
        self, attributes: Iterable[str], stem: str, taken: AbstractSet[str] = frozenset()
    ) -> Projection:
        """Read other attributes too.

        Args:
            attributes: Names of whole attributes, of which nothing is read so far.
            stem: What their placeholders begin with, such as ``#life``.
            taken: Placeholders that stand for something else in the same request.

        Returns:
            The projection of all of them.
        """
        while any(placeholder.startswith(stem) for placeholder in (*taken, *self.names)):
            stem += "_"
        names = {f"{stem}{position}": name for position, name in enumerate(attributes)}
        return Projection(", ".join([self.text, *names]), {**self.names, **names})
