"""The text of a key's declaration, read into segments; builds no keys."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Final

from boto3_assist.dynamodb.key_formats import key_format
from boto3_assist.dynamodb.key_segment import Segment
from boto3_assist.errors import KeyBuildError

__all__ = ["DELIMITER", "TemplateSource", "segments_of", "text_of_pairs"]

DELIMITER: Final = "#"

TemplateSource = str | Sequence[tuple[str, str]]
"""A template's text, or its list of (label, attribute name) pairs; ``""`` for no attribute."""


def segments_of(source: str) -> tuple[Segment, ...]:
    """Read the text of a template.

    Args:
        source: Text with ``{attribute}`` or ``{attribute:format}`` between delimiters.

    Returns:
        Its segments, in order.

    Raises:
        KeyBuildError: When it is malformed.
    """
    segments: list[Segment] = [Segment("")]
    if not source:
        raise _malformed(source, "it is empty")
    try:
        source.encode()
        fields = list(string.Formatter().parse(source))
    except UnicodeEncodeError:
        raise _malformed(source, "it holds a lone surrogate") from None
    except ValueError as error:
        raise _malformed(source, str(error)) from None
    for literal, name, spec, conversion in fields:
        first, *rest = literal.split(DELIMITER)
        segments[-1] = _add_text(segments[-1], first)
        segments.extend(Segment(text) for text in rest)
        if name is None:
            continue
        if conversion or not name.isidentifier():
            raise _malformed(source, f"{name!r} is not the name of an attribute")
        if segments[-1].input is not None:
            raise _malformed(source, f"no {DELIMITER!r} stands before {{{name}}}")
        segments[-1] = Segment(segments[-1].before, name, key_format(spec or ""))
    for segment in segments:
        _check_segment(source, segment)
    return tuple(segments)


def text_of_pairs(pairs: object) -> str:
    """Write a list of pairs as the text of a template.

    Args:
        pairs: What should be (label, attribute) pairs.

    Returns:
        The text.

    Raises:
        KeyBuildError: When it is not a list of pairs.
    """
    parts = []
    for label, attribute in map(
        _checked_pair, pairs if isinstance(pairs, list | tuple) else [None]
    ):
        parts.extend([label.replace("{", "{{").replace("}", "}}")] if label else [])
        parts.extend([f"{{{attribute}}}"] if attribute else [])
    return DELIMITER.join(parts)


def _check_segment(source: str, segment: Segment) -> None:
    # What follows a value of any length must sort below all that the value could go on with.
    lowest = {"number": "0", "text": "$"}.get(segment.format.spec if segment.format else "")
    if lowest is not None and segment.after[:1] >= lowest:
        name = f"{{{segment.input}:{segment.format and segment.format.spec}}}"
        raise _malformed(source, f"text right behind {name} breaks its order")


def _add_text(segment: Segment, text: str) -> Segment:
    if segment.input is None:
        return Segment(segment.before + text)
    return Segment(segment.before, segment.input, segment.format, segment.after + text)


def _checked_pair(pair: object) -> tuple[str, str]:
    if isinstance(pair, tuple) and len(pair) == 2:
        label, attribute = pair
        if isinstance(label, str) and isinstance(attribute, str):
            return label, attribute
    raise KeyBuildError(
        "a key declared by a list needs (label, attribute) pairs",
        details={
            "expected": 'pairs such as ("user", "user_id") or ("user", "")',
            "suggestion": "write each part as a tuple of two texts",
        },
    )


def _malformed(source: str, problem: str) -> KeyBuildError:
    return KeyBuildError(
        f"the key template {source!r} is malformed: {problem}",
        details={
            "template": source,
            "expected": "text with {attribute} or {attribute:format}, one between two delimiters",
            "suggestion": f"put {DELIMITER!r} between the inputs; write {{{{ for a brace",
        },
    )
