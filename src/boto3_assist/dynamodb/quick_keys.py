"""Primary keys made of inputs by a function compiled for a class; what is rare it leaves."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NewType, NoReturn
from uuid import UUID

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec.numbers import MAX_DIGITS
from boto3_assist.dynamodb.codec.quick_decoding import Surprise
from boto3_assist.dynamodb.compiled.source import SHORT_KEY, Source, fixed_text, title_of
from boto3_assist.dynamodb.key_formats import KeyFormat, escape
from boto3_assist.dynamodb.key_segment import Segment
from boto3_assist.dynamodb.key_template import DELIMITER, KeyTemplate
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.dynamodb.schema import ModelSchema, has_fixed_fields, schema_of_class
from boto3_assist.dynamodb.schema.annotations import declared_types
from boto3_assist.dynamodb.schema.scalars import SCALARS
from boto3_assist.dynamodb.types import AttributeValue

if TYPE_CHECKING:
    from boto3_assist.dynamodb.indexes import DynamoDBIndex

__all__ = ["QuickKey", "quick_key"]

QuickKey = Callable[[Any, Mapping[str, object]], dict[str, AttributeValue]]
"""Takes the index and the inputs; raises one of `SURPRISES` where the plain way has to make it."""

_NONE: Final[frozenset[type]] = frozenset()
_SCALARS: Final = frozenset(SCALARS) - {type(None)}
# Of those that Pydantic gives back as they are, when nothing more is said of them.
_OF_PYDANTIC: Final[Mapping[str, type]] = {"str": str, "int": int, "uuid": UUID}
_SAYS_NOTHING_MORE: Final = frozenset({"type", "strict", "metadata", "ref"})
_BOUND: Final = 10**MAX_DIGITS


def quick_key(model: type, index: DynamoDBIndex) -> QuickKey:
    """Make the function that makes the keys of a class in its primary index.

    Args:
        model: A model class.
        index: Its primary index.

    Returns:
        The function; one that makes none where a key is made by a function of the user's own.
    """
    if any(not isinstance(k.source, (KeyTemplate, FieldReference)) for k in index.declared_keys):
        return _no_key
    try:
        return _Writer(model, index).write()
    except Exception:
        # Whatever is wrong with the class, such as a type that is not there yet, a key tells.
        return _no_key


def _no_key(_index: Any, _inputs: Mapping[str, object]) -> NoReturn:
    raise Surprise


class _Writer:
    """Writes the code for one class."""

    def __init__(self, model: type, index: DynamoDBIndex) -> None:
        self._model = model
        self._index = index
        self._source = Source(
            Surprise=Surprise, settings=get_settings, escape=escape, BOUND=_BOUND, index_known=index
        )
        self._values: dict[str, str] = {}
        self._texts: dict[tuple[str, str, bool], str] = {}

    def write(self) -> QuickKey:
        keys = self._index.declared_keys
        names = dict.fromkeys(name for key in keys for name in key.inputs or ())
        with self._source.block("def make_key(index, inputs):"):
            self._check_declaration(keys)
            self._source.add(
                f'if len(inputs) != {len(names)} or settings().dynamodb_key_case == "lower":',
                "    raise Surprise",
            )
            for name in names:
                self._values[name] = self._source.variable("v")
                self._source.add(f"{self._values[name]} = inputs[{name!r}]")
            made = [f"{key.attribute_name!r}: {self._write_key(key)}" for key in keys]
            self._source.add(f"return {{{', '.join(made)}}}")
        made_key: QuickKey = self._source.compile("make_key", f"keys {title_of(self._model)}")
        return made_key

    def _check_declaration(self, keys: tuple[DynamoDBKey, ...]) -> None:
        """Write the check that nothing was set anew on the index or its keys since."""
        know = self._source.know
        self._source.add("if index is not index_known: raise Surprise")
        parts: list[tuple[str, Any, tuple[str, ...]]]
        parts = [("index", self._index, ("_name", "_partition_keys", "_sort_keys"))]
        parts += [(know("key", key), key, ("_attribute_name", "_source")) for key in keys]
        for variable, owner, names in parts:
            for name in names:
                known = know("known", getattr(owner, name))
                self._source.add(f"if {variable}.{name} is not {known}: raise Surprise")

    def _write_key(self, key: DynamoDBKey) -> str:
        if isinstance(key.source, KeyTemplate):
            template, made = key.source, self._source.variable("key")
            parts = [self._segment(segment, template.escaped) for segment in template.segments]
            self._source.add(f"{made} = f{DELIMITER.join(parts)!r}")
        else:
            (name,) = key.inputs or ()
            made = self._values[name]
            is_text = f"type({made}) is str" if str in self._kinds(name) else "False"
            self._source.add(f"if not ({is_text}): raise Surprise")
        self._source.add(f"if not 0 < len({made}) <= {SHORT_KEY}: raise Surprise")
        return made

    def _segment(self, segment: Segment, escaped: bool) -> str:
        if segment.input is None or segment.format is None:
            return fixed_text(segment.before)
        place = (segment.input, segment.format.spec, escaped)
        if place not in self._texts:
            self._texts[place] = self._source.variable("t")
            self._write_text(self._texts[place], segment.input, segment.format, escaped)
        return f"{fixed_text(segment.before)}{{{self._texts[place]}}}{fixed_text(segment.after)}"

    def _write_text(self, text: str, name: str, form: KeyFormat, escaped: bool) -> None:
        add, value, kinds = self._source.add, self._values[name], self._kinds(name)
        write = self._source.know("write", form.write)
        ways: list[tuple[str, str]] = []
        if not form.spec and str in kinds:
            ways.append(("kind is str", f"{value} if {value}.isascii() else {write}({value})"))
        if not form.spec and int in kinds:
            ways.append((f"kind is int and -BOUND < {value} < BOUND", f"str({value})"))
        if kinds:
            ways.append((f"kind in {self._source.know('kinds', kinds)}", f"{write}({value})"))
        add(f"kind = type({value})")
        for number, (test, made) in enumerate(ways):
            add(f"{'elif' if number else 'if'} {test}: {text} = {made}")
        add("else: raise Surprise" if ways else "raise Surprise")
        if escaped:
            add(f'if "#" in {text} or "%" in {text}: {text} = escape({text})')

    def _kinds(self, name: str) -> frozenset[type]:
        return _unchanged_kinds(self._model, name)


def _unchanged_kinds(model: type, name: str) -> frozenset[type]:
    """Find the classes whose values `declared_value` gives back as they are."""
    if not has_fixed_fields(model):
        return _kinds_of(declared_types(model).get(name, Any))
    schema = schema_of_class(model)
    field = schema.fields.get(name) or schema.by_attribute.get(name)
    if field is None:
        return _SCALARS
    if type(schema).declared is not ModelSchema.declared:
        return _kinds_of_pydantic(model, field.name)
    return _kinds_of(field.annotation)


def _kinds_of(annotation: Any) -> frozenset[type]:
    if annotation is Any or annotation is object or isinstance(annotation, (str, typing.TypeVar)):
        return _SCALARS
    if isinstance(annotation, NewType):
        return _kinds_of(annotation.__supertype__)
    origin, arms = typing.get_origin(annotation), (annotation,)
    if origin is typing.Annotated:
        return _kinds_of(typing.get_args(annotation)[0])
    if origin is typing.Union or isinstance(annotation, types.UnionType):
        # A value is of its own class first.
        arms = typing.get_args(annotation)
    return frozenset(arm for arm in arms if type(arm) is type and arm in _SCALARS)


def _kinds_of_pydantic(model: Any, name: str) -> frozenset[type]:
    # Plain and dataclass models must not pay for importing Pydantic.
    from boto3_assist.dynamodb.schema.pydantic_core import core_fields_of

    core = core_fields_of(model)
    if core is None:
        return _NONE
    schema: Any = core.fields[name]
    while schema["type"] in ("default", "nullable"):
        schema = schema["schema"]
    is_told_more = any(key.startswith("str_") and told for key, told in (core.config or {}).items())
    if is_told_more or not _SAYS_NOTHING_MORE >= schema.keys():
        return _NONE
    kind = _OF_PYDANTIC.get(schema["type"])
    return _NONE if kind is None else frozenset({kind})
