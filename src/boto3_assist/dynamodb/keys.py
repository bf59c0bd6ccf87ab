"""One attribute of a key: its name and where its value comes from; knows nothing of indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeAlias, get_args

from boto3_assist.dynamodb.key_formats import escape
from boto3_assist.dynamodb.key_segment import apply_key_case
from boto3_assist.dynamodb.key_template import DELIMITER, KeyTemplate
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import KeyBuildError, describe

__all__ = ["DynamoDBKey", "FieldReference", "KeySource", "OnDelimiter"]

OnDelimiter = Literal["raise", "escape", "allow"]
"""What `build_key` does with a value that holds the delimiter."""


@dataclass(frozen=True)
class FieldReference:
    """A key attribute that is an attribute of the item as it is, of type S, N or B."""

    attribute: str


KeySource: TypeAlias = "str | Callable[[], str | None] | KeyTemplate | FieldReference"
"""Where the value comes from: fixed text, a function, a template, or the item's attribute."""


class DynamoDBKey:
    """One attribute of a key.

    Models usually declare keys by templates on `DynamoDBIndex`; this class is for keys that are
    built by hand, and `build_key` for their text.
    """

    def __init__(
        self,
        attribute_name: str | None = None,
        value: KeySource | None = None,
        *,
        depends_on: Iterable[str] | None = None,
    ) -> None:
        """Name the attribute and the source of its value; both may be set later.

        Args:
            attribute_name: Name of the attribute in the table.
            value: Fixed text, a function called at every use, or a compiled template.
            depends_on: Names of all fields that the function reads: what a partial update has to
                know to keep the key true. Of a template they are known.

        Raises:
            KeyBuildError: When `depends_on` holds no names, or comes with another source.
        """
        self._attribute_name = attribute_name
        self._source = value
        self._depends_on = None if depends_on is None else _names(depends_on)
        if self._depends_on is not None and value is not None and not callable(value):
            raise KeyBuildError(
                f"the key {attribute_name!r} has depends_on beside its {type(value).__name__}",
                details={
                    "attribute": attribute_name,
                    "expected": "depends_on for a function only",
                    "suggestion": "leave depends_on out: what the key is built from is known",
                },
            )

    def __repr__(self) -> str:
        """Show the name and the kind of source, never a value."""
        kind = repr(self._source) if isinstance(self._source, KeyTemplate) else type(self._source)
        return f"DynamoDBKey({self._attribute_name!r}, {kind})"

    @property
    def is_declared(self) -> bool:
        """Tell whether the attribute has a name: an index without a sort key has none."""
        return self._attribute_name is not None

    @property
    def attribute_name(self) -> str:
        """Name of the attribute in the table.

        Raises:
            KeyBuildError: When it was never set.
        """
        if self._attribute_name is None:
            raise KeyBuildError(
                "a key has no attribute name",
                details={"expected": "the name of an attribute", "suggestion": "set it first"},
            )
        return self._attribute_name

    @attribute_name.setter
    def attribute_name(self, name: str) -> None:
        self._attribute_name = name

    @property
    def source(self) -> KeySource | None:
        """Where the value comes from, or None when it was never set."""
        return self._source

    @property
    def value(self) -> AttributeValue:
        """The value of a key that needs no inputs; a function is called at every read.

        Raises:
            KeyBuildError: When no value was set, or a template needs inputs.
        """
        if self._source is None:
            raise KeyBuildError(
                f"the key {self._attribute_name!r} has no value",
                details={"expected": "text or a function", "suggestion": "set value first"},
            )
        return self.resolve({})

    @value.setter
    def value(self, value: KeySource | None) -> None:
        self._source = value

    @property
    def inputs(self) -> tuple[str, ...] | None:
        """Names of what a query or a key gives to make the value; None of a function's."""
        if isinstance(self._source, KeyTemplate):
            return self._source.inputs
        if isinstance(self._source, FieldReference):
            return (self._source.attribute,)
        return None if callable(self._source) else ()

    @property
    def dependencies(self) -> tuple[str, ...] | None:
        """Names of what the value changes with; None when it may be anything.

        Those of a template and of a function with `depends_on` are fields of the model; of an
        attribute that is the key as it is, the name of that attribute.
        """
        if callable(self._source):
            return self._depends_on
        return self.inputs

    def with_source(self, value: KeySource | None) -> DynamoDBKey:
        """Make a key like this one whose value comes from elsewhere.

        Args:
            value: The other source.

        Returns:
            Another key with the name of this one and, of a function, what it depends on.
        """
        depends_on = self._depends_on if value is None or callable(value) else None
        return DynamoDBKey(self._attribute_name, value, depends_on=depends_on)

    def is_complete(self, values: Mapping[str, object]) -> bool:
        """Tell whether the value can be made.

        Args:
            values: Attribute name → value.

        Returns:
            False when an input is missing, or a function gives None.
        """
        if isinstance(self._source, (KeyTemplate, FieldReference)):
            return all(values.get(name) is not None for name in self.inputs or ())
        return self._source is not None and self.resolve(values) is not None

    def resolve(self, values: Mapping[str, object]) -> AttributeValue:
        """Make the value.

        Args:
            values: Attribute name → value, for templates and references.

        Returns:
            The value of the key attribute; None when a function or a reference gives None.

        Raises:
            KeyBuildError: When a template lacks an input.
        """
        source = self._source
        if isinstance(source, KeyTemplate):
            return source.build(values)
        if isinstance(source, FieldReference):
            return values.get(source.attribute)
        return source() if callable(source) else source

    def to_dict(self) -> dict[str, AttributeValue]:
        """Give the attribute as an entry.

        Returns:
            Attribute name → value.

        Raises:
            KeyBuildError: When name or value is missing.
        """
        value = self.value
        if value is None:
            raise KeyBuildError(
                f"the key {self._attribute_name!r} has no value: its source gave None",
                details={"expected": "a value", "suggestion": "set what its source needs"},
            )
        return {self.attribute_name: value}

    @staticmethod
    def build_key(*pairs: tuple[object, object], on_delimiter: OnDelimiter = "raise") -> str:
        """Build the text of a key from (label, value) pairs.

        A value of None ends the key with its label and the delimiter, which makes a prefix for
        ``begins_with``; a blank value keeps the label alone; a label of None or ``""`` keeps the
        value alone. A value is written as `str` writes it, a bool as ``true`` or ``false``. Case
        is kept unless the setting `dynamodb_key_case` says otherwise.

        Args:
            *pairs: Label and value of each part, in order.
            on_delimiter: What to do with a value that holds ``#``: refuse it, percent-escape it,
                or let it in, in which case two different keys may be the same text.

        Returns:
            The parts joined by ``#``.

        Raises:
            KeyBuildError: When a pair is not a pair, a value holds a lone surrogate, or holds
                the delimiter and `on_delimiter` is ``"raise"``.

        Example:
            >>> DynamoDBKey.build_key(("user", 123), ("type", "favorite"))
            'user#123#type#favorite'
            >>> DynamoDBKey.build_key(("a", "1"), ("b", None))
            'a#1#b#'
        """
        _check_choice(on_delimiter)
        parts: list[str] = []
        for label, value in map(_checked_pair, pairs):
            if value is None:
                if label or parts:
                    parts.extend([label, ""] if label else [""])
                break
            text = _value_text(value)
            if not text.strip():
                parts.append(label)
                continue
            text = _delimited(text, label, on_delimiter)
            parts.extend([label, text] if label else [text])
        return apply_key_case(_checked_text(DELIMITER.join(parts)))


def _names(depends_on: Iterable[str]) -> tuple[str, ...]:
    names = () if isinstance(depends_on, str) else tuple(depends_on)
    if not all(isinstance(name, str) for name in names) or isinstance(depends_on, str):
        raise KeyBuildError(
            f"depends_on was given as {describe(depends_on)}",
            details={
                "given": describe(depends_on),
                "expected": "a tuple of names of fields",
                "suggestion": 'write depends_on=("user_id",)',
            },
        )
    return names


def _check_choice(on_delimiter: str) -> None:
    if on_delimiter not in get_args(OnDelimiter):
        raise KeyBuildError(
            f"on_delimiter is {on_delimiter!r}",
            details={
                "expected": "'raise', 'escape' or 'allow'",
                "suggestion": "use one of these",
            },
        )


def _checked_pair(pair: object) -> tuple[str, object]:
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise KeyBuildError(
            f"a key cannot be built from {describe(pair)}",
            details={
                "given": describe(pair),
                "expected": "a (label, value) tuple",
                "suggestion": 'write build_key(("user", user_id), ("type", kind))',
            },
        )
    label, value = pair
    return ("" if label is None else str(label)), value


def _value_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # Python 3.10 writes the class and name of an IntEnum, later versions its number.
    return int.__repr__(value) if isinstance(value, IntEnum) else str(value)


def _delimited(text: str, label: str, on_delimiter: OnDelimiter) -> str:
    if on_delimiter == "escape":
        return escape(text)
    if on_delimiter == "raise" and DELIMITER in text:
        raise KeyBuildError(
            f"the value of the part {label!r} holds the delimiter {DELIMITER!r}",
            details={
                "part": label,
                "expected": f"a value without {DELIMITER!r}",
                "suggestion": 'pass on_delimiter="escape", or "allow" for keys already stored so',
            },
        )
    return text


def _checked_text(key: str) -> str:
    try:
        key.encode()
    except UnicodeEncodeError:
        raise KeyBuildError(
            "a part of the key holds a lone surrogate",
            details={
                "expected": "text that UTF-8 can hold",
                "suggestion": "find where the text was cut or decoded wrongly",
            },
        ) from None
    return key
