"""The fields that the library keeps for a model, and whether they can be; sets none of them."""

from __future__ import annotations

import types
import typing
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, NewType

from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.item_config import ItemConfig, item_config_of, own_configs
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.keys import FieldReference
from boto3_assist.dynamodb.schema import Field, annotated_names, has_fixed_fields, schema_of_class
from boto3_assist.dynamodb.schema.annotations import declared_types, unresolved_names
from boto3_assist.errors import ConfigurationError

__all__ = [
    "LifeField",
    "check_item_config",
    "check_kept_fields",
    "fields_to_be",
    "kept_attributes",
    "kind_of",
    "life_fields",
]

_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "ttl": (datetime, int),
    "created_at": (datetime, int, str),
    "updated_at": (datetime, int, str),
    "version": (int,),
}
_KEYS_OF_A_LIFE: Final = ("version", "updated_at")

# An annotation of which the class does not know the types yet; it is checked when it is used.
_UNRESOLVED: Final = (str, typing.ForwardRef)

# What Pydantic validates as a datetime, and what is none at run time.
_DATETIMES_OF_PYDANTIC: Final = frozenset({"AwareDatetime", "PastDatetime"})


class LifeField(NamedTuple):
    """A field that the library sets or reads by itself.

    Attributes:
        name: Name of the field.
        attribute: Name of its attribute in the item.
        kind: `datetime`, `int` or `str`; None where no type is declared.
    """

    name: str
    attribute: str
    kind: type | None


def _life_fields(model: type) -> dict[str, LifeField]:
    config = item_config_of(model)
    named = {option: name for option in _KINDS if (name := getattr(config, option)) is not None}
    if not named:
        return {}
    if has_fixed_fields(model):
        fields = dict(schema_of_class(model).fields)
    else:
        # Those of a plain class belong to its instances; what they are declared as, to the class.
        declared = declared_types(model)
        fields = {n: Field(n, n, declared.get(n, Any)) for n in named.values()}
    return {
        option: LifeField(name, fields[name].attribute, _kind(model, option, fields[name]))
        for option, name in named.items()
    }


life_fields = ClassCache(_life_fields)
"""Gives option of `ItemConfig` → field, for the fields that a model class names in its own."""


def _kept_attributes(model: type) -> dict[str, Any]:
    config = item_config_of(model)
    kept: dict[str, Any] = {}
    if config.entity_type is not None:
        kept[str(config.entity_type_attribute)] = config.entity_type
    if config.schema_version is not None:
        kept[str(config.schema_version_attribute)] = config.schema_version
    return kept


kept_attributes = ClassCache(_kept_attributes)
"""Gives attribute name → value of what is written into every item beside fields and keys."""


def fields_to_be(model: type) -> dict[str, Field]:
    """Give the fields of a class that its decorator will make a dataclass.

    Args:
        model: The class, not yet finished.

    Returns:
        Field name → field.
    """
    declared = {**declared_types(model), **dict.fromkeys(unresolved_names(model), "unresolved")}
    names = (name for name in annotated_names(model) if not name.startswith("_"))
    return {name: Field(name, name, declared.get(name, Any)) for name in names}


def check_item_config(model: type) -> None:
    """Check what an `ItemConfig` says by itself, whatever the fields are.

    Args:
        model: A model class, possibly not yet finished by its decorator or metaclass.

    Raises:
        ConfigurationError: When the declaration cannot work.
    """
    held = {name for base in model.__mro__ for name in own_configs(base)}
    if fields := sorted(held & annotated_names(model)):
        raise _unusable(
            model,
            f"{', '.join(fields)} would be a field",
            "an ItemConfig without an annotation, or annotated as ClassVar",
        )
    config = item_config_of(model)
    for option in ("entity_type", "entity_type_attribute", "schema_version_attribute"):
        text = getattr(config, option)
        if text is not None and (not isinstance(text, str) or not text):
            raise _unusable(model, f"{option} is no text, or empty", "text of some characters")
    _check_upcasters(model, config)
    kept = kept_attributes(model)
    if config.entity_type is not None and config.schema_version is not None and len(kept) < 2:
        raise _unusable(
            model,
            "entity type and schema version would be one attribute",
            "an attribute for each of them",
        )
    if taken := sorted(kept.keys() & key_attribute_names(declared_indexes(model))):
        raise _taken(model, taken, "key")


def check_kept_fields(
    model: type, fields: Mapping[str, Field], attributes: Collection[str]
) -> None:
    """Check the fields that an `ItemConfig` names, and that its attributes are none of them.

    Args:
        model: The class.
        fields: Its fields by name.
        attributes: Names of all attributes that the model writes itself.

    Raises:
        ConfigurationError: When one does not exist, is never set or never stored, cannot hold
            what the library sets, or has the name of an attribute of the library's own.
    """
    config = item_config_of(model)
    named: dict[str, str] = {}
    for option in _KINDS:
        name = getattr(config, option)
        if name is None:
            continue
        field = fields.get(name)
        if field is None or not (field.writable and field.stored):
            raise _unusable(
                model,
                f"{option} names {name!r}, which is no field that can be set and is stored",
                "the name of a field",
            )
        if name in named:
            raise _unusable(
                model, f"{named[name]} and {option} name one field, {name!r}", "a field for each"
            )
        named[name] = option
        if not isinstance(kind_of(field.annotation), _UNRESOLVED):
            _kind(model, option, field)
        _check_key_use(model, option, field)
    if taken := sorted(kept_attributes(model).keys() & set(attributes)):
        raise _taken(model, taken, "field")


def kind_of(annotation: Any) -> Any:
    """Find what a field holds beside None.

    Args:
        annotation: The declared type.

    Returns:
        A class such as `datetime`; `Any` where no type is declared, or more than one.
    """
    if isinstance(annotation, NewType):
        return kind_of(annotation.__supertype__)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return kind_of(arguments[0])
    if hasattr(annotation, "__value__"):
        # The alias of a `type` statement.
        return kind_of(annotation.__value__)
    if origin is typing.Union or isinstance(annotation, types.UnionType):
        arms = [arm for arm in arguments if arm is not type(None)]
        return kind_of(arms[0]) if len(arms) == 1 else annotation
    name, home = getattr(annotation, "__name__", ""), getattr(annotation, "__module__", "")
    if home == "pydantic.types" and name in _DATETIMES_OF_PYDANTIC:
        return datetime
    return annotation


def _kind(model: type, option: str, field: Field) -> type | None:
    kind, allowed = kind_of(field.annotation), _KINDS[option]
    if kind is Any and int in allowed and str not in allowed:
        # What 0.x's models set in `__init__`; a number can be nothing else there.
        return None
    if kind in allowed:
        return typing.cast(type, kind)
    names = " or ".join(each.__name__ for each in allowed)
    raise _unusable(
        model,
        f"{option} names {field.name!r}, which is not declared as {names}",
        f"a field declared as {names}, or as that or None",
    )


def _check_upcasters(model: type, config: ItemConfig) -> None:
    version = config.schema_version
    is_number = isinstance(version, int) and not isinstance(version, bool)
    if version is not None and (not is_number or version < 1):
        raise _unusable(model, "schema_version is no whole number from 1", "1, 2, 3 …")
    needed = set(range(1, version or 1))
    given = set(config.upcasters or ())
    if missing := sorted(needed - given):
        raise _unusable(
            model,
            f"no upcaster takes version {', '.join(map(str, missing))} to the next",
            f"upcasters for the versions 1 to {(version or 1) - 1}",
        )
    if needless := sorted(map(repr, given - needed)):
        raise _unusable(
            model,
            f"the upcasters of {', '.join(needless)} lead to no version",
            "a schema_version one above the last upcaster's",
        )
    if not all(callable(upcaster) for upcaster in (config.upcasters or {}).values()):
        raise _unusable(model, "an upcaster cannot be called", "functions of an item")


def _check_key_use(model: type, option: str, field: Field) -> None:
    for name, index in declared_indexes(model).items():
        for key in index.declared_keys:
            if name == PRIMARY_INDEX and option in _KEYS_OF_A_LIFE:
                if field.name in (key.inputs or ()):
                    raise _unusable(
                        model,
                        f"{option} names {field.name!r}, of which the primary key is made, so "
                        "that each write would make another item",
                        "a field that is not part of the primary key",
                    )
            is_as_it_is = isinstance(key.source, FieldReference)
            if option == "ttl" and is_as_it_is and field.attribute in (key.inputs or ()):
                if kind_of(field.annotation) is datetime:
                    raise _unusable(
                        model,
                        f"ttl names {field.name!r}, a datetime stored as a number, and the index "
                        f"{name!r} uses it as it is",
                        "a field declared as int, or a template for the key",
                    )


def _taken(model: type, attributes: list[str], what: str) -> ConfigurationError:
    return _unusable(
        model,
        f"{', '.join(map(repr, attributes))} is a {what} already",
        "other names for entity_type_attribute or schema_version_attribute",
    )


def _unusable(model: type, problem: str, expected: str) -> ConfigurationError:
    return ConfigurationError(
        f"the ItemConfig of {model.__name__} cannot work: {problem}",
        details={
            "model": model.__name__,
            "expected": expected,
            "suggestion": "correct the ItemConfig, or the fields that it names",
        },
    )
