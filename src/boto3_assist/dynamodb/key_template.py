"""A key's declared shape, compiled: builds the text of a key from inputs and reads them back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import Any, NoReturn

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.key_formats import escape
from boto3_assist.dynamodb.key_segment import Segment, apply_key_case
from boto3_assist.dynamodb.template_syntax import (
    DELIMITER,
    TemplateSource,
    segments_of,
    text_of_pairs,
)
from boto3_assist.errors import KeyBuildError

__all__ = ["DELIMITER", "KeyTemplate", "TemplateSource"]


@dataclass(frozen=True)
class KeyTemplate:
    """The declared shape of one key attribute, such as ``"customer#{customer_id}"``.

    Values are percent-escaped, so two different sets of inputs never build one key, and `parse`
    gives the inputs back.

    Attributes:
        source: The template's text.
        inputs: Names of the attributes it is built from, in order, without repetition.
        escaped: False for a table written without escapes: keys may then collide.
    """

    source: str
    inputs: tuple[str, ...]
    escaped: bool
    _segments: tuple[Segment, ...] = field(repr=False, compare=False)

    @classmethod
    def compile(cls, source: TemplateSource, *, escape: bool = True) -> KeyTemplate:
        """Compile a template.

        Args:
            source: Text with ``{attribute}`` or ``{attribute:format}`` between delimiters, or a
                list of (label, attribute) pairs: ``[("user", "user_id")]`` is
                ``"user#{user_id}"``. `key_format` lists the formats.
            escape: False only for a table whose keys were written without escapes.

        Returns:
            The compiled template.

        Raises:
            KeyBuildError: When the template is malformed.

        Example:
            >>> KeyTemplate.compile("order#{order_id}").build({"order_id": "7#a"})
            'order#7%23a'
        """
        return _compile(source if isinstance(source, str) else text_of_pairs(source), escape)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the source alone; the conversions are found again."""
        return _compile, (self.source, self.escaped)

    def build(self, values: Mapping[str, object]) -> str:
        """Build the key.

        Args:
            values: A value for each input; others are ignored.

        Returns:
            The text of the key.

        Raises:
            KeyBuildError: When an input is missing or None, or its value does not fit.
        """
        if missing := self.missing(values):
            raise KeyBuildError(
                f"the key {self.source!r} cannot be built without {_names(missing)}",
                details={
                    "template": self.source,
                    "missing": list(missing),
                    "expected": f"a value for each of {_names(self.inputs)}",
                    "suggestion": f"set {_names(missing)}",
                },
            )
        return apply_key_case(DELIMITER.join(self._write(s, values) for s in self._segments))

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What stands between the delimiters."""
        return self._segments

    @property
    def has_formats(self) -> bool:
        """Tell whether an input is written in a format that the template names."""
        return any(s.format is not None and s.format.spec for s in self._segments)

    def missing(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """Name the inputs that have no value.

        Args:
            values: Attribute name → value.

        Returns:
            Names of inputs that are absent or None, in the template's order.
        """
        return tuple(name for name in self.inputs if values.get(name) is None)

    def prefix(self, values: Mapping[str, object], *, partial: str | None = None) -> str:
        """Build what every key with these leading inputs starts with.

        Args:
            values: Values for a leading run of the inputs, possibly none.
            partial: An input right behind that run, of which `values` gives only a text prefix.

        Returns:
            The prefix. It ends with the delimiter where a whole input ends and more follows, so
            that it covers ``order#1#…`` and never ``order#10``.

        Raises:
            KeyBuildError: When the inputs given are not a leading run, or a key can begin with
                the prefix though the input does not.
        """
        given = set(values)
        if partial is not None and not {partial} <= given & set(self.inputs):
            self._refuse_partial(partial, "a template's input, and its first characters")
        written: list[str] = []
        for segment in self._segments:
            if segment.input is None:
                written.append(segment.before)
            elif segment.input == partial:
                self._require(given - {partial} <= self._inputs_before(segment), values)
                return apply_key_case(
                    DELIMITER.join([*written, self._write_partial(segment, values)])
                )
            elif segment.input in given:
                written.append(self._write(segment, values))
            else:
                self._require(given <= self._inputs_before(segment), values)
                return apply_key_case(DELIMITER.join([*written, segment.before]))
        self._require(given <= set(self.inputs), values)
        return apply_key_case(DELIMITER.join(written))

    def part(self, values: Mapping[str, object]) -> str:
        """Build the part of a key that ends with the last of these leading inputs.

        Args:
            values: Values for a leading run of the inputs; for at least one, where there is one.

        Returns:
            The whole key when every input is given. What stands under it in a hierarchy begins
            with this part and the delimiter.

        Raises:
            KeyBuildError: When the inputs given are not a leading run, or there are none.

        Example:
            >>> KeyTemplate.compile("order#{order_id}#line#{line}").part({"order_id": "1"})
            'order#1'
        """
        given = set(values)
        self._require(given == set(self.inputs[: len(given)]), values)
        if given == set(self.inputs):
            return self.build(values)
        segments = list(takewhile(lambda s: s.input is None or s.input in given, self._segments))
        while segments and segments[-1].input is None:
            segments.pop()
        self._require(bool(segments), values)
        return apply_key_case(DELIMITER.join(self._write(s, values) for s in segments))

    def keeps_order_of(self, name: str, value: object) -> bool:
        """Tell whether keys with one beginning sort as the values of the input behind it do.

        Args:
            name: Name of the input.
            value: One of its values.

        Returns:
            False where a range of values is not a range of keys.
        """
        segment = next(s for s in self._segments if s.input == name)
        is_last = segment is self._segments[-1] and not segment.after
        return segment.format is not None and segment.format.keeps_order(value, is_last=is_last)

    def parse(self, key: str) -> dict[str, object]:
        """Read the inputs back from a key.

        Args:
            key: A key that `build` made.

        Returns:
            Input name → value: text, or what the input's format gives back.

        Raises:
            KeyBuildError: When this template did not build the key, or does not escape.

        Example:
            >>> KeyTemplate.compile("order#{order_id}").parse("order#7%23a")
            {'order_id': '7#a'}
        """
        if not self.escaped:
            self._refuse_parse("a template without escapes cannot be read back")
        parts = key.split(DELIMITER)
        if len(parts) != len(self._segments):
            self._refuse_parse("the number of its segments differs")
        found: dict[str, object] = {}
        for segment, part in zip(self._segments, parts):
            try:
                value = segment.read(part)
            except ValueError as error:
                self._refuse_parse(str(error))
            # Of an input that stands twice, the one with a format says more than its text.
            if segment.input is not None and not isinstance(value, str):
                found[segment.input] = value
            elif segment.input is not None:
                found.setdefault(segment.input, value)
        if len(found) < sum(segment.input is not None for segment in self._segments):
            self._check_repeated(found, parts)
        return found

    def _check_repeated(self, found: Mapping[str, object], parts: Sequence[str]) -> None:
        for segment, part in zip(self._segments, parts):
            if apply_key_case(self._write(segment, found)) != part:
                self._refuse_parse(f"it has two values for {segment.input!r}")

    def matches(self, key: object) -> bool:
        """Tell whether this template can have built a key.

        Args:
            key: The value of a key attribute.

        Returns:
            True when `parse` would read it. Of a template without escapes, which `parse` cannot
            read, True for every key that it built, and with several inputs of any length also
            for others that have its fixed text.
        """
        if not isinstance(key, str):
            return False
        if not self.escaped:
            return self._matches_unescaped(key)
        try:
            self.parse(key)
        except KeyBuildError:
            return False
        return True

    def has_shape_of(self, key: object) -> bool:
        """Tell whether a key has the segments and the fixed text of this template.

        Args:
            key: The value of a key attribute.

        Returns:
            True also for a key whose inputs `parse` would not read.
        """
        return isinstance(key, str) and bool(self.shape_test()(key))

    def shape_test(self) -> Callable[[str], object]:
        """Give `has_shape_of` for the texts of many keys, by the settings of now.

        Returns:
            A function of a text; what it gives is true or false.
        """
        if not self.escaped:
            return self.matches
        return self._shape if get_settings().dynamodb_key_case != "lower" else self._has_any_shape

    def _has_any_shape(self, key: str) -> bool:
        parts = key.split(DELIMITER)
        return len(parts) == len(self._segments) and all(
            segment.has_text_of(part) for segment, part in zip(self._segments, parts)
        )

    @cached_property
    def _shape(self) -> Callable[[str], object]:
        parts = (
            re.escape(s.before)
            + ("" if s.format is None else f"[^{DELIMITER}]*")
            + re.escape(s.after)
            for s in self._segments
        )
        return re.compile(DELIMITER.join(parts), re.DOTALL).fullmatch

    def _matches_unescaped(self, key: str) -> bool:
        free = {s.input for s in self._segments if s.format is not None and not s.format.spec}
        if len(free) < 2:
            return re.fullmatch(self._pattern(), key) is not None
        # With several inputs of any length the pattern would try every way to share out the key.
        texts = DELIMITER.join(
            s.before if s.input is None else f"{s.before}\0{s.after}" for s in self._segments
        )
        first, *middle, last = apply_key_case(texts).split("\0")
        position, end = len(first), len(key) - len(last)
        for text in middle:
            found = key.find(text, position, max(end, 0))
            if found < 0:
                return False
            position = found + len(text)
        return key.startswith(first) and key.endswith(last) and position <= end

    def _pattern(self) -> str:
        known: set[tuple[str, str]] = set()
        parts = []
        for segment in self._segments:
            before, after = (re.escape(apply_key_case(t)) for t in (segment.before, segment.after))
            inner = ""
            if segment.input is not None and segment.format is not None:
                group = f"{segment.input}_{segment.format.spec}"
                is_repeated = (segment.input, segment.format.spec) in known
                known.add((segment.input, segment.format.spec))
                inner = f"(?P={group})" if is_repeated else f"(?P<{group}>{segment.format.pattern})"
            parts.append(f"{before}{inner}{after}")
        return DELIMITER.join(parts)

    def _refuse_parse(self, problem: str) -> NoReturn:
        raise KeyBuildError(
            f"the key does not belong to the template {self.source!r}: {problem}",
            details={
                "template": self.source,
                "expected": "a key built by this template",
                "suggestion": "check that the item belongs to this model",
            },
        ) from None

    def _inputs_before(self, end: Segment) -> set[str]:
        position = self._segments.index(end)
        return {s.input for s in self._segments[:position] if s.input is not None}

    def _require(self, leading: bool, values: Mapping[str, object]) -> None:
        if not leading:
            raise KeyBuildError(
                f"the inputs {_names(values)} do not lead the key {self.source!r}",
                details={
                    "template": self.source,
                    "given": sorted(values),
                    "expected": f"a leading run of {_names(self.inputs)}",
                    "suggestion": "give the inputs to the left of the last one too",
                },
            )

    def _write(self, segment: Segment, values: Mapping[str, object]) -> str:
        name = segment.input
        try:
            return segment.write(None if name is None else values[name], self.escaped)
        except ValueError as error:
            raise self._misfit(name or "", error) from None

    def _write_partial(self, segment: Segment, values: Mapping[str, object]) -> str:
        name = segment.input or ""
        start = values[name]
        if not (segment.format and segment.format.keeps_prefixes and isinstance(start, str)):
            self._refuse_partial(name, "text, of an input that is written as text")
        if segment.after:
            # A key may hold the end of what was asked for in its fixed text.
            self._refuse_partial(name, f"an input that {DELIMITER!r} or the end of the key follows")
        try:
            text = segment.format.write(start)
        except ValueError as error:
            raise self._misfit(name, error) from None
        return segment.before + (escape(text) if self.escaped else text)

    def _refuse_partial(self, name: str, expected: str) -> NoReturn:
        raise KeyBuildError(
            f"begins_with cannot ask for {name!r} of the key {self.source!r}",
            details={
                "template": self.source,
                "input": name,
                "expected": expected,
                "suggestion": "use between for numbers and times",
            },
        )

    def _misfit(self, name: str, error: ValueError) -> KeyBuildError:
        return KeyBuildError(
            f"{name!r} does not fit the key {self.source!r}: {error}",
            details={
                "template": self.source,
                "input": name,
                "expected": "a value that the key's format can hold",
                "suggestion": "change the value, or the format in the template",
            },
        )


@lru_cache(maxsize=1024)
def _compile(source: str, escaped: bool) -> KeyTemplate:
    segments = segments_of(source)
    names = tuple(dict.fromkeys(s.input for s in segments if s.input is not None))
    return KeyTemplate(source, names, escaped, segments)


def _names(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names) or "no inputs"
