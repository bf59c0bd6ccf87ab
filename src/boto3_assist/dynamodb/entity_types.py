"""Which model an item belongs to by the type that is written into it; makes no instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import ModelMappingError, describe

__all__ = ["class_of_item", "class_to_read", "is_of_other_type", "typed_subclasses"]


def class_of_item(model: type, item: Mapping[str, AttributeValue]) -> type | None:
    """Find the class that an item says it is of.

    Args:
        model: A model class.
        item: Attribute name → Python value.

    Returns:
        The class or the one of its subclasses whose entity type the item has; None when the item
        tells no type, or another one.

    Raises:
        ModelMappingError: When several subclasses have the item's type.
    """
    if _has_type_of(model, item):
        return model
    if not type.__subclasses__(model):
        # Of most models; what follows takes longer than the rest of a read's checks.
        return None
    typed = (each for each in typed_subclasses(model) if _has_type_of(each, item))
    found = {_identity(each): each for each in typed}
    # A subclass that declares no type of its own has its base's, which stands for both.
    distinct = [
        each
        for each in found.values()
        if not any(each is not other and issubclass(each, other) for other in found.values())
    ]
    if len(distinct) > 1:
        raise ModelMappingError(
            f"more than one subclass of {model.__name__} has the entity type of an item",
            details={
                "models": [each.__name__ for each in distinct],
                "expected": "an entity type of its own for each",
                "suggestion": "give one of them another entity_type",
            },
        )
    return distinct[0] if distinct else None


def is_of_other_type(model: type, item: Mapping[str, AttributeValue]) -> bool:
    """Tell whether an item says that it does not belong to a model.

    Args:
        model: A model class.
        item: Attribute name → Python value.

    Returns:
        True when the model declares a type and the item has another one. An item without a type
        may be older than the declaration.
    """
    return _tells_type(model, item) and class_of_item(model, item) is None


def class_to_read(model: type, item: Mapping[str, AttributeValue], *, exact: bool = False) -> type:
    """Give the class to read an item as.

    Args:
        model: The class that was asked for.
        item: Attribute name → Python value.
        exact: True where it cannot be a subclass.

    Returns:
        The class, or the subclass whose entity type the item has.

    Raises:
        ModelMappingError: When the item is of another type.
    """
    found = class_of_item(model, item)
    if found is None and not _tells_type(model, item):
        return model
    if found is None or (exact and found is not model):
        raise _of_other_type(model, item)
    return found


def _of_other_type(model: type, item: Mapping[str, AttributeValue]) -> ModelMappingError:
    config = item_config_of(model)
    wanted = "none" if config.entity_type is None else repr(config.entity_type)
    return ModelMappingError(
        f"the item is not of the entity type of {model.__name__}, {wanted}",
        details={
            "model": model.__name__,
            "attribute": config.entity_type_attribute,
            "given": describe(item.get(str(config.entity_type_attribute))),
            "expected": f"{wanted}, or no such attribute",
            "suggestion": "read the item as the model that wrote it",
        },
    )


def typed_subclasses(model: type) -> Iterator[type]:
    """Find the subclasses that items may be read as in place of a model.

    Args:
        model: A model class.

    Yields:
        The subclasses with an entity type that is not the model's own.
    """
    own = item_config_of(model).entity_type
    for subclass in _subclasses(model):
        if item_config_of(subclass).entity_type not in (None, own):
            yield subclass


def _tells_type(model: type, item: Mapping[str, AttributeValue]) -> bool:
    config = item_config_of(model)
    return config.entity_type is not None and config.entity_type_attribute in item


def _has_type_of(model: type, item: Mapping[str, AttributeValue]) -> bool:
    config = item_config_of(model)
    if config.entity_type is None:
        return False
    found: Any = item.get(str(config.entity_type_attribute))
    return isinstance(found, str) and found == config.entity_type


def _subclasses(model: type) -> Iterator[type]:
    found: list[type] = type.__subclasses__(model)
    for subclass in found:
        yield subclass
        yield from _subclasses(subclass)


def _identity(model: type) -> tuple[str, str]:
    # The class that `dataclass(slots=True)` puts in the place of another; the later one counts.
    return model.__module__, model.__qualname__
