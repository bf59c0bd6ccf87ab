"""Checks of the fields that a class declares by annotation."""

from __future__ import annotations

from collections.abc import Iterable

from boto3_assist.dynamodb.schema.annotations import annotated_names, own_annotated_names
from boto3_assist.dynamodb.schema.marker import ModelMarker
from boto3_assist.errors import ConfigurationError

__all__ = ["check_decorated", "check_field_names", "forgotten_dataclass"]


def check_field_names(model: type, root: type) -> None:
    """Check that no field has the name of a member that every model has.

    Args:
        model: The class.
        root: The base of all models.

    Raises:
        ConfigurationError: When one has: the field would take the member's place.
    """
    members = {name for name in vars(root) if not name.startswith("_")}
    if taken := sorted(annotated_names(model) & members):
        raise ConfigurationError(
            f"{', '.join(taken)} of {model.__name__} cannot be fields: models have such members",
            details={
                "model": model.__name__,
                "fields": taken,
                "expected": f"other names than {', '.join(sorted(members))}",
                "suggestion": "rename it; a Pydantic alias keeps the name in the item",
            },
        )


def check_decorated(model: type, fields: Iterable[str]) -> None:
    """Check that a dataclass has every field that it and the models it derives from annotate.

    Args:
        model: The dataclass, or a class that derives from one.
        fields: Names of its fields, those for the constructor alone included.

    Raises:
        ConfigurationError: When a class was not decorated, so that its fields are none.
    """
    annotated = {
        name
        for base in model.__mro__
        if issubclass(base, ModelMarker)
        for name in own_annotated_names(base)
        # `_: KW_ONLY` is no field.
        if name != "_"
    }
    if missing := sorted(annotated - set(fields)):
        raise forgotten_dataclass(model, missing)


def forgotten_dataclass(model: type, names: list[str]) -> ConfigurationError:
    """Make the error that says that annotated fields are none.

    Args:
        model: The class.
        names: Names that it annotates.

    Returns:
        The error, to raise.
    """
    return ConfigurationError(
        f"{model.__name__} annotates {', '.join(names)}, but nothing sets them",
        details={
            "model": model.__name__,
            "fields": names,
            "expected": "a dataclass, a Pydantic model, or an __init__ that sets the attributes",
            "suggestion": f"decorate {model.__name__} with @dataclass",
        },
    )
