"""Cuts the text of a query into words, names and signs; knows no grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from boto3_assist.s3.select.refusal import outside

__all__ = ["Token", "tokens"]

Kind = Literal["word", "name", "text", "number", "sign", "end"]

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | "(?P<name>(?:[^"]|"")*)"
    | '(?P<text>(?:[^']|'')*)'
    | (?P<sign><>|!=|<=|>=|\[\*\]|[=<>(),.*+\-])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """A piece of the text.

    Attributes:
        kind: What it is; a name is in double quotes, a text in single ones.
        text: What it says, without its quotes.
    """

    kind: Kind
    text: str

    def is_word(self, *words: str) -> bool:
        """Say whether it is one of these words of SQL, in whatever case.

        Args:
            *words: The words in upper case.

        Returns:
            True for one of them.
        """
        return self.kind == "word" and self.text.upper() in words


def tokens(expression: str) -> list[Token]:
    """Cut a query into pieces.

    Args:
        expression: The text of the query.

    Returns:
        The pieces, with one of the kind ``"end"`` at the end.

    Raises:
        InvalidParameterError: When something is no piece of the subset.
    """
    found: list[Token] = []
    position = 0
    while position < len(expression):
        match = _TOKEN.match(expression, position)
        if match is None or expression.startswith("--", position):
            raise outside(f"there is no such sign as that at character {position + 1}")
        kind = cast("Kind", match.lastgroup)
        if kind == "name" or kind == "text":
            quote = match[0][0]
            found.append(Token(kind, match[kind].replace(quote * 2, quote)))
        elif match.lastgroup != "space":
            found.append(Token(kind, match[0]))
        position = match.end()
    return [*found, Token("end", "")]
