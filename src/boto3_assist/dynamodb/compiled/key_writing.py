"""Code that makes the key attributes of an item from the values of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec.quick_decoding import Surprise
from boto3_assist.dynamodb.compiled.field_writing import FieldWriter
from boto3_assist.dynamodb.compiled.shapes import Shape
from boto3_assist.dynamodb.compiled.source import SHORT_KEY, Source, fixed_text
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex, declared_indexes
from boto3_assist.dynamodb.key_formats import KeyFormat, escape, key_format
from boto3_assist.dynamodb.key_segment import Segment
from boto3_assist.dynamodb.key_template import DELIMITER, KeyTemplate

__all__ = ["KeyWriter", "has_plain_keys"]

_TEXT: Final = key_format("")
_ZERO: Final = timedelta(0)


def has_plain_keys(model: type) -> bool:
    """Tell whether every key of a model is made by a template.

    Args:
        model: A model class.

    Returns:
        False where there is no primary index, or a key is a function, or an attribute as it is.
    """
    indexes = declared_indexes(model)
    keys = [key for index in indexes.values() for key in index.declared_keys]
    return PRIMARY_INDEX in indexes and all(isinstance(key.source, KeyTemplate) for key in keys)


class KeyWriter:
    """Writes the code for the keys of one class."""

    def __init__(
        self,
        source: Source,
        model: type,
        fields: FieldWriter,
        shapes: Mapping[str, Shape],
        variables: Mapping[str, str],
    ) -> None:
        """Begin.

        Args:
            source: Where the code goes.
            model: The class, whose keys are made by templates.
            fields: What has written the code of its fields.
            shapes: Field name → shape.
            variables: Field name → variable with its value.
        """
        self._source = source
        self._fields = fields
        self._shapes = shapes
        self._variables = variables
        self._texts: dict[tuple[str, str, bool], str] = {}
        self._others: list[tuple[str, DynamoDBIndex]] = []
        indexes = declared_indexes(model)
        # The primary one first, as in an item that the plain way makes.
        names = sorted(indexes, key=lambda name: name != PRIMARY_INDEX)
        self._indexes = {name: indexes[name] for name in names}
        self._source.names.update(
            settings=get_settings, escape=escape, key_time=_key_time, write_key=_write
        )

    def write_certain(self) -> dict[str, str]:
        """Write the code of the keys that every item has and that come first.

        Returns:
            Key attribute name → code of its value.
        """
        self._source.add('if settings().dynamodb_key_case == "lower": raise Surprise')
        self._check_declarations()
        made: dict[str, str] = {}
        for name, index in self._indexes.items():
            inputs = {each for key in index.declared_keys for each in key.inputs or ()}
            needed = [self._variables[each] for each in sorted(inputs) if self._may_be_none(each)]
            missing = " or ".join(f"{variable} is None" for variable in needed)
            if name == PRIMARY_INDEX and missing:
                self._source.add(f"if {missing}: raise Surprise")
                missing = ""
            if missing or self._others:
                # Those behind one that not every item has stay behind it.
                self._others.append((missing, index))
            else:
                made.update(self._keys_of(index))
        return made

    def write_others(self) -> None:
        """Write the code that puts the other keys into the item."""
        for missing, index in self._others:
            if not missing:
                self._write_index(index)
                continue
            # What is made inside is not there for another index.
            known = dict(self._texts)
            with self._source.block(f"if not ({missing}):"):
                self._write_index(index)
            self._texts = known

    def _check_declarations(self) -> None:
        """Write the check that nothing was set anew on an index or a key since."""
        know = self._source.know
        changes: dict[str, None] = {}
        for index in self._indexes.values():
            declared = know("index", index)
            for keys in ("partition_keys", "sort_keys"):
                # A look at a sort key that there is none of puts one without a name there.
                known, named = know("held", getattr(index, f"_{keys}")), getattr(index, keys)
                is_other = f"{declared}.{keys} != {know('named', named)}"
                changes[f"{declared}._{keys} is not {known} and {is_other}"] = None
            for key in index.declared_keys:
                declared = know("key", key)
                for name in ("_attribute_name", "_source"):
                    known = know("known", getattr(key, name))
                    changes[f"{declared}.{name} is not {known}"] = None
        self._source.add(*(f"if {change}: raise Surprise" for change in changes))

    def _write_index(self, index: DynamoDBIndex) -> None:
        for attribute, key in self._keys_of(index):
            self._source.add(f"item[{attribute!r}] = {key}")

    def _may_be_none(self, name: str) -> bool:
        return self._shapes[name].optional or self._shapes[name].kind in ("any", "other")

    def _keys_of(self, index: DynamoDBIndex) -> Iterator[tuple[str, str]]:
        for key in index.declared_keys:
            template: Any = key.source
            parts = [self._segment(segment, template.escaped) for segment in template.segments]
            text = self._source.variable("key")
            is_never_empty = len(parts) > 1 or any(s.before or s.after for s in template.segments)
            unfit = f"len({text}) > {SHORT_KEY}"
            self._source.add(
                f"{text} = f{DELIMITER.join(parts)!r}",
                f"if {unfit if is_never_empty else f'not {text} or {unfit}'}: raise Surprise",
            )
            yield key.attribute_name, self._fields.key(text)

    def _segment(self, segment: Segment, escaped: bool) -> str:
        if segment.input is None or segment.format is None:
            return fixed_text(segment.before)
        name, spec = segment.input, segment.format.spec
        text = self._texts.get((name, spec, escaped))
        if text is None:
            text = self._texts[name, spec, escaped] = self._source.variable("t")
            self._write_text(text, name, segment.format, escaped)
        return f"{fixed_text(segment.before)}{{{text}}}{fixed_text(segment.after)}"

    def _write_text(self, text: str, name: str, form: KeyFormat, escaped: bool) -> None:
        value, kind = self._variables[name], self._shapes[name].kind
        if kind == "other":
            # The key is made of the value of the declared type, which is not known here.
            raise Surprise
        if form.spec == "" and kind == "text":
            if not self._fields.checks_text:
                self._source.add(f"if not {value}.isascii(): {value}.encode()")
            escaping = f'escape({value}) if "#" in {value} or "%" in {value} else {value}'
            self._source.add(f"{text} = {escaping if escaped else value}")
        elif form.spec == "" and kind == "datetime":
            written = self._fields.times.get(value)
            made = f"key_time({value})"
            if written is not None:
                is_alike = f"{value}.tzinfo is utc and len({written}) == 32"
                made = f'{written}[:26] + "Z" if {is_alike} else {made}'
            self._source.add(f"{text} = {made}")
        else:
            write = self._source.know("write", form)
            self._source.add(f"{text} = write_key({write}, {value}, {escaped})")


def _key_time(value: datetime) -> str:
    if value.tzinfo is timezone.utc or value.utcoffset() == _ZERO:
        return value.isoformat(timespec="microseconds")[:-6] + "Z"
    return _TEXT.write(value)


def _write(form: KeyFormat, value: object, escaped: bool) -> str:
    text = form.write(value)
    return escape(text) if escaped else text
