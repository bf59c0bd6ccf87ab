"""Code that makes the key attributes of an item from the values of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec.quick_decoding import Surprise
from boto3_assist.dynamodb.compiled.shapes import Shape
from boto3_assist.dynamodb.compiled.source import Source
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex, declared_indexes
from boto3_assist.dynamodb.key_formats import KeyFormat, escape, key_format
from boto3_assist.dynamodb.key_segment import Segment
from boto3_assist.dynamodb.key_template import DELIMITER, KeyTemplate

__all__ = ["KeyWriter", "has_plain_keys"]

_TEXT: Final = key_format("")
_ZERO: Final = timedelta(0)
_MAX_LENGTH: Final = 256
"""Characters of a key that no limit can refuse: they have at most four bytes each."""


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
        shapes: Mapping[str, Shape],
        variables: Mapping[str, str],
    ) -> None:
        """Begin.

        Args:
            source: Where the code goes.
            model: The class, whose keys are made by templates.
            shapes: Field name → shape.
            variables: Field name → variable with its value.
        """
        self._source = source
        self._model = model
        self._shapes = shapes
        self._variables = variables
        self._texts: dict[tuple[str, str, bool], str] = {}

    def write(self) -> None:
        """Write the code that puts the keys into the item."""
        self._source.names.update(
            settings=get_settings, escape=escape, key_time=_key_time, write_key=_write
        )
        self._source.add('if settings().dynamodb_key_case == "lower": raise Surprise')
        for name, index in declared_indexes(self._model).items():
            inputs = {each for key in index.declared_keys for each in key.inputs or ()}
            needed = [self._variables[each] for each in sorted(inputs) if self._may_be_none(each)]
            if not needed:
                self._write_index(index)
                continue
            missing = " or ".join(f"{variable} is None" for variable in needed)
            if name == PRIMARY_INDEX:
                self._source.add(f"if {missing}: raise Surprise")
                self._write_index(index)
            else:
                # What is made inside is not there for another index.
                known = dict(self._texts)
                with self._source.block(f"if not ({missing}):"):
                    self._write_index(index)
                self._texts = known

    def _may_be_none(self, name: str) -> bool:
        return self._shapes[name].optional or self._shapes[name].kind in ("any", "other")

    def _write_index(self, index: DynamoDBIndex) -> None:
        for key in index.declared_keys:
            template: Any = key.source
            parts = [self._segment(segment, template.escaped) for segment in template.segments]
            self._source.add(
                f"key = f{DELIMITER.join(parts)!r}",
                f"if not 0 < len(key) <= {_MAX_LENGTH}: raise Surprise",
                f'item[{key.attribute_name!r}] = {{"S": key}}',
            )

    def _segment(self, segment: Segment, escaped: bool) -> str:
        if segment.input is None or segment.format is None:
            return _literal(segment.before)
        name, spec = segment.input, segment.format.spec
        text = self._texts.get((name, spec, escaped))
        if text is None:
            text = self._texts[name, spec, escaped] = self._source.variable("t")
            self._write_text(text, name, segment, escaped)
        return f"{_literal(segment.before)}{{{text}}}{_literal(segment.after)}"

    def _write_text(self, text: str, name: str, segment: Segment, escaped: bool) -> None:
        value, kind = self._variables[name], self._shapes[name].kind
        if kind == "other":
            # The key is made of the value of the declared type, which is not known here.
            raise Surprise
        if segment.format is not None and segment.format.spec == "" and kind == "text":
            self._source.add(f"{text} = {value}")
            if escaped:
                is_plain = f'"#" not in {text} and "%" not in {text}'
                self._source.add(f"if not ({is_plain}): {text} = escape({text})")
        elif segment.format is not None and segment.format.spec == "" and kind == "datetime":
            self._source.add(f"{text} = key_time({value})")
        else:
            write = self._source.know("write", segment.format)
            self._source.add(f"{text} = write_key({write}, {value}, {escaped})")


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _key_time(value: datetime) -> str:
    if value.tzinfo is timezone.utc or value.utcoffset() == _ZERO:
        return value.isoformat(timespec="microseconds")[:-6] + "Z"
    return _TEXT.write(value)


def _write(form: KeyFormat, value: object, escaped: bool) -> str:
    text = form.write(value)
    return escape(text) if escaped else text
