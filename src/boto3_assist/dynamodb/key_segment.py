"""One segment of a key, between two delimiters; knows nothing of the segments beside it."""

from __future__ import annotations

from typing import NamedTuple

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.key_formats import KeyFormat, escape, unescape

__all__ = ["Segment", "apply_key_case"]


def apply_key_case(key: str) -> str:
    """Give a finished key the case that the setting `dynamodb_key_case` asks for.

    Args:
        key: The text of a key.

    Returns:
        The key as it is, or lower-cased when the table was written by version 0.x.
    """
    return key.lower() if get_settings().dynamodb_key_case == "lower" else key


class Segment(NamedTuple):
    """What stands between two delimiters: fixed text around at most one input.

    Attributes:
        before: Fixed text before the input, or all of it.
        input: Name of the input; None for fixed text alone.
        format: The conversion of the input's value.
        after: Fixed text behind the input.
    """

    before: str
    input: str | None = None
    format: KeyFormat | None = None
    after: str = ""

    def write(self, value: object, escaped: bool) -> str:
        """Write the segment.

        Args:
            value: The value of the input; ignored when there is none.
            escaped: False to leave the delimiter in the value as it is.

        Returns:
            Its text in a key.

        Raises:
            ValueError: When the value does not fit the format.
        """
        if self.format is None:
            return self.before
        text = self.format.write(value)
        return f"{self.before}{escape(text) if escaped else text}{self.after}"

    def read(self, text: str) -> object:
        """Read the value back.

        Args:
            text: What stands between two delimiters of a key.

        Returns:
            The value of the input; None when the segment has none.

        Raises:
            ValueError: When this segment did not write the text.
        """
        inner = self._inner(text)
        if inner is None or (self.format is None and inner):
            raise ValueError("it does not have the fixed text of the template")
        if self.format is None:
            return None
        plain = unescape(inner)
        if escape(plain) != inner:
            raise ValueError("it is not escaped as a key is")
        return self.format.read(plain)

    def has_text_of(self, text: str) -> bool:
        """Tell whether a text has the fixed text of this segment, whatever stands in it.

        Args:
            text: What stands between two delimiters of a key.

        Returns:
            True when it may be of this segment.
        """
        inner = self._inner(text)
        return inner is not None and (self.format is not None or not inner)

    def _inner(self, text: str) -> str | None:
        # The fixed text has the case that the whole key was given.
        before, after = apply_key_case(self.before), apply_key_case(self.after)
        is_ours = text.startswith(before) and text.endswith(after)
        if not is_ours or len(text) < len(before) + len(after):
            return None
        return text[len(before) : len(text) - len(after)]
