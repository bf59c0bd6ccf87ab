"""The names that values of a Pydantic model have in maps, and whether they read back."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import AliasChoices, AliasPath, BaseModel
from pydantic.fields import FieldInfo

from boto3_assist.dynamodb.schema.exclusion import exclude_from_serialization, is_excluded_member
from boto3_assist.errors import ConfigurationError

__all__ = [
    "attribute_of",
    "check_distinct",
    "check_exclusions",
    "check_readable",
    "computed_names",
    "input_names",
]


def attribute_of(name: str, info: FieldInfo) -> str:
    """Give the name under which a field is stored.

    Args:
        name: Name of the field.
        info: The field.

    Returns:
        Its serialization alias, else its name.
    """
    return info.serialization_alias or name


def input_names(model: type[BaseModel]) -> dict[str, str]:
    """Find the fields of a model by every name that Pydantic takes their values under.

    Args:
        model: A Pydantic model.

    Returns:
        Alias or name → field name; ``""`` for a name from which an alias path only starts.
    """
    names: dict[str, str] = {}
    for name, info in model.__pydantic_fields__.items():
        alias = info.validation_alias
        for choice in alias.choices if isinstance(alias, AliasChoices) else [alias]:
            if isinstance(choice, AliasPath):
                names.setdefault(str(choice.path[0]), "")
            elif choice is not None:
                names[choice] = name
    for name in model.__pydantic_fields__:
        names.setdefault(name, name)
    return names


def computed_names(model: type[BaseModel]) -> frozenset[str]:
    """Name what a model stores and never reads.

    Args:
        model: A Pydantic model.

    Returns:
        The aliases, else the names, of its computed fields.
    """
    computed = model.__pydantic_computed_fields__
    return frozenset(info.alias or name for name, info in computed.items())


def check_distinct(model: type[BaseModel], kind: str, names: Sequence[str]) -> None:
    """Check that no two fields have one name.

    Args:
        model: The model, for messages.
        kind: Where they are named, for messages.
        names: One name for each field.

    Raises:
        ConfigurationError: When a name stands twice.
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigurationError(
            f"two fields of {model.__name__} are {kind} as {', '.join(map(repr, twice))}",
            details={
                "model": model.__name__,
                "names": twice,
                "expected": "one name for each field",
                "suggestion": "give one of them another alias",
            },
        )


def check_exclusions(model: type[BaseModel]) -> None:
    """Check that what is never stored is marked in Pydantic's own way, which its dumps know.

    Args:
        model: A Pydantic model.

    Raises:
        ConfigurationError: When `exclude_from_serialization` marks a field or a computed field.
    """
    infos, computed = model.__pydantic_fields__, model.__pydantic_computed_fields__
    marked = [n for n, info in infos.items() if exclude_from_serialization in info.metadata]
    marked += [n for n, info in computed.items() if is_excluded_member(info.wrapped_property)]
    if marked:
        raise ConfigurationError(
            f"exclude_from_serialization does not mark {', '.join(marked)} of {model.__name__}",
            details={
                "model": model.__name__,
                "fields": marked,
                "expected": "Field(exclude=True), or a property without @computed_field",
                "suggestion": "use the mark of Pydantic's own",
            },
        )


def check_readable(model: type[BaseModel]) -> None:
    """Check that Pydantic reads the models inside a model's fields from what it writes for them.

    Args:
        model: A Pydantic model; its own fields are read by name, whatever their aliases.

    Raises:
        ConfigurationError: When a nested model would be stored in a form that it refuses.
    """
    seen: set[type[BaseModel]] = set()
    waiting = list(_nested_models(model))
    while waiting:
        nested = waiting.pop()
        if nested in seen:
            continue
        seen.add(nested)
        check_exclusions(nested)
        waiting.extend(_nested_models(nested))
        stored = {attribute_of(n, info) for n, info in nested.__pydantic_fields__.items()}
        if unreadable := stored - input_names(nested).keys():
            raise _unreadable(model, nested, unreadable, "validation aliases like these")
        computed = computed_names(nested)
        if computed and nested.model_config.get("extra") == "forbid":
            raise _unreadable(model, nested, computed, 'computed fields, or extra="forbid"')


def _nested_models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for info in model.__pydantic_fields__.values():
        if not info.exclude:
            yield from _models_in(info.annotation)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _models_in(argument)


def _unreadable(
    model: type[BaseModel], nested: type[BaseModel], names: Sequence[str] | Any, expected: str
) -> ConfigurationError:
    listed = sorted(names)
    return ConfigurationError(
        f"{nested.__name__} in {model.__name__} would be stored with "
        f"{', '.join(map(repr, listed))}, from which it cannot be read",
        details={
            "model": model.__name__,
            "nested": nested.__name__,
            "names": listed,
            "expected": expected,
            "suggestion": "use alias= for both directions, and leave one of the two out",
        },
    )
