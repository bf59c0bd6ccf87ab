"""The way to an attribute or into one, as segments that no text of a caller's can escape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol, cast

from boto3_assist.dynamodb.expressions.limits import MAX_PATH_DEPTH
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["AttributePath", "NameSource", "Segment", "path_of"]

Segment = str | int
"""The name of an attribute or of an entry of a map, or a position in a list."""

_STEP: Final = re.compile(
    r"""
    (?P<dot> \. )?
    (?: \[ (?P<index> 0 | [1-9][0-9]* ) \]
      | " (?P<quoted> (?: [^"] | "" )+ ) "
      | (?P<name> [^."\[\]]+ )
    )
    """,
    re.VERBOSE,
)


class NameSource(Protocol):
    """Gives placeholders of names."""

    def name(self, attribute: str, /) -> str:
        """Give the placeholder of a name.

        Args:
            attribute: The name, whatever characters it has.

        Returns:
            The placeholder, such as ``#u0``.
        """


@dataclass(frozen=True)
class AttributePath:
    """The way to an attribute, or to an entry inside one.

    Attributes:
        segments: The name of the attribute, then names of entries and positions in lists.

    Example:
        >>> AttributePath.parse("lines[0].qty").segments
        ('lines', 0, 'qty')
        >>> AttributePath.parse('"first.name".Ann')
        AttributePath('"first.name".Ann')
    """

    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        """Check the segments.

        Raises:
            InvalidParameterError: When they are no path.
        """
        if not self.segments or not isinstance(self.segments[0], str):
            raise _no_path(self.segments, "it does not begin with the name of an attribute")
        # Exactly str and int: a member of an Enum that is text writes itself otherwise.
        object.__setattr__(self, "segments", tuple(map(_checked_segment, self.segments)))
        # The attribute itself is the first level; DynamoDB nests 32 below it.
        if len(self.segments) > MAX_PATH_DEPTH + 1:
            raise _no_path(self.segments, f"it is more than {MAX_PATH_DEPTH} levels deep")

    @classmethod
    def of(cls, *segments: Segment) -> AttributePath:
        """Make a path of its segments, each taken as it is.

        Args:
            *segments: The name of the attribute, then names of entries and positions in lists.

        Returns:
            The path.

        Raises:
            InvalidParameterError: When they are no path.

        Example:
            >>> str(AttributePath.of("a.b", 0, "c"))
            '"a.b"[0].c'
        """
        return cls(segments)

    @classmethod
    def parse(cls, text: str) -> AttributePath:
        """Read a path from its text.

        Args:
            text: Names with dots between them and positions in brackets. A name may hold any
                character; one that holds a dot, a bracket or a double quote is written in double
                quotes, where a quote is written twice, as in PartiQL.

        Returns:
            The path.

        Raises:
            InvalidParameterError: When the text is no path.
        """
        segments: list[Segment] = []
        position = 0
        while position < len(text):
            step = _STEP.match(text, position)
            # A dot stands before every name but the first, and before nothing else.
            if step is None or (step["dot"] is None) != (not segments or step["index"] is not None):
                raise _no_path(text, f"it cannot be read from character {position + 1} on")
            segments.append(_segment_of(step))
            position = step.end()
        return cls(tuple(segments))

    @property
    def attribute(self) -> str:
        """Name of the attribute that the path begins with."""
        return cast(str, self.segments[0])

    @property
    def is_whole(self) -> bool:
        """Tell whether it is the way to an attribute as a whole."""
        return len(self.segments) == 1

    def overlaps(self, other: AttributePath) -> bool:
        """Tell whether one of two paths leads to the other, or to something inside it.

        Args:
            other: Another path.

        Returns:
            True when DynamoDB does not take both in one update.
        """
        return all(mine == theirs for mine, theirs in zip(self.segments, other.segments))

    def to_expression(self, placeholders: NameSource) -> str:
        """Write the path for an expression.

        Args:
            placeholders: Takes the names: none of them is in the text.

        Returns:
            The text, such as ``#u0[0].#u1``.
        """
        text = ""
        for segment in self.segments:
            if isinstance(segment, int):
                text += f"[{segment:d}]"
            else:
                text += f"{'.' if text else ''}{placeholders.name(segment)}"
        return text

    def __str__(self) -> str:
        """Write the path so that `parse` reads it."""
        text = ""
        for segment in self.segments:
            text += f"[{segment}]" if isinstance(segment, int) else f".{_quoted(segment)}"
        return text.removeprefix(".")

    def __repr__(self) -> str:
        """Show the path as text."""
        return f"AttributePath({str(self)!r})"


def path_of(path: str | AttributePath) -> AttributePath:
    """Give a path, from its text where it is one.

    Args:
        path: A path or its text; see `AttributePath.parse`.

    Returns:
        The path.

    Raises:
        InvalidParameterError: When it is neither.
    """
    if isinstance(path, AttributePath):
        return path
    given: object = path
    if not isinstance(given, str):
        raise _no_path(given, "it is not text")
    return AttributePath.parse(path)


def _segment_of(step: re.Match[str]) -> Segment:
    if step["index"] is not None:
        return int(step["index"])
    return step["name"] or step["quoted"].replace('""', '"')


def _quoted(name: str) -> str:
    if any(character in name for character in '."[]'):
        return '"' + name.replace('"', '""') + '"'
    return name


def _checked_segment(segment: object) -> Segment:
    if isinstance(segment, int) and not isinstance(segment, bool):
        if segment < 0:
            raise _no_path(segment, "a position in a list is negative")
        return int(segment)
    if not isinstance(segment, str):
        raise _no_path(segment, "a segment is neither a name nor a position")
    name = str.__str__(segment)
    if not name or name.encode(errors="ignore").decode() != name:
        raise _no_path(segment, "a name is empty, or holds a lone surrogate")
    return name


def _no_path(given: object, problem: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"the path of an attribute cannot be used: {problem}",
        details={
            "given": describe(given),
            "expected": 'text such as lines[0].qty, or "first.name".Ann with quotes around a name '
            "that holds a dot",
            "suggestion": "correct it, or write AttributePath.of(name, position, ...)",
        },
    )
