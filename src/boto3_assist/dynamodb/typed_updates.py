"""Which steps of an update keys follow from, and which they do not; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.entity_types import typed_subclasses
from boto3_assist.dynamodb.expressions import Update
from boto3_assist.dynamodb.expressions.fields import field_of
from boto3_assist.dynamodb.expressions.updates import Action
from boto3_assist.dynamodb.index_changes import (
    KeyGraph,
    key_graph_of_class,
    primary_key_change,
)
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.item_life import stamp_value
from boto3_assist.dynamodb.life_fields import life_fields
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.partial_changes import Changes, is_older
from boto3_assist.dynamodb.schema import (
    ModelMarker,
    ModelSchema,
    has_fixed_fields,
    schema_of_instance,
)
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.update_config import UpdateConfig
from boto3_assist.errors import (
    InvalidParameterError,
    KeyBuildError,
    ValidationError,
    describe,
)

__all__ = [
    "SplitUpdate",
    "Stamps",
    "check_key_untouched",
    "check_no_upsert",
    "check_not_older",
    "check_order",
    "check_returns_new",
    "checked_update",
    "needs_item",
    "split_update",
    "stamps_of",
    "text_update",
]

_HOOKS: Final = frozenset({"__post_init__", "model_post_init"})
_LIBRARIES: Final = frozenset({"boto3_assist", "pydantic", "builtins", "typing"})


@dataclass(frozen=True)
class SplitUpdate:
    """An update in two parts.

    Attributes:
        changes: What keys follow from, as the item is to have it.
        steps: What nothing follows from, to be done as it is.
    """

    changes: Changes
    steps: Update


@dataclass(frozen=True)
class Stamps:
    """What the library writes into an item that changes.

    Attributes:
        values: Attribute name → Python value, of the type that its field is declared with.
        counted: Attribute name → number to add to it.
    """

    values: Mapping[str, AttributeValue] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)


def check_order(table_name: object, key: object) -> None:
    """Check that table and key did not come in each other's place.

    Args:
        table_name: What the caller gave first.
        key: What the caller gave second.

    Raises:
        InvalidParameterError: When the first is a key.
    """
    if isinstance(table_name, (ModelKey, ModelMarker, Mapping)):
        raise InvalidParameterError(
            f"table_name was given as {describe(table_name)}, and key as {describe(key)}",
            details={
                "given": describe(table_name),
                "expected": "the name of the table first: update_item(table_name, key, update)",
                "suggestion": "change their places, or name them: table_name=…, key=…",
            },
        )


def checked_update(update: object, model: type[Any] | None) -> Update:
    """Check that an update is one, and take its names for fields of a model.

    Args:
        update: What the caller gave.
        model: The class of the item; None where none is known.

    Returns:
        The update, with the names and values that the model's items have.

    Raises:
        InvalidParameterError: When it is no `Update`, or does nothing.
        ValidationError: When the model has no such field, or does not take a value.
    """
    if not isinstance(update, Update) or not update:
        is_text = isinstance(update, str)
        given = describe(update) if not isinstance(update, Update) else "an update without steps"
        raise InvalidParameterError(
            f"the update of an item was given as {given}",
            details={
                "given": given,
                "expected": "an Update with at least one step",
                "suggestion": (
                    "pass key.to_dict() as the key: a text keeps no index true"
                    if is_text and model is not None
                    else 'write Update().set("name", value)'
                ),
            },
        )
    return update if model is None else update.resolved(partial(field_of, model))


def needs_item(model: type[Any], update: Update) -> bool:
    """Tell whether an item has to be read to update it.

    Args:
        model: The class of the item.
        update: The update, with the names that the item has.

    Returns:
        True when keys follow from what it changes; when only the item tells whether they do; or
        when it may be of an older schema version.
    """
    if not has_fixed_fields(model) or item_config_of(model).schema_version is not None:
        return True
    # The item may be of a subclass, which has indexes of its own, as any instance may have.
    if any(typed_subclasses(model)) or _has_own_constructor(model):
        return True
    graph = key_graph_of_class(model)
    if graph.depended_on is None or not graph.depended_on.isdisjoint(_stamped(model)):
        return True
    return bool(_followed(None, graph, update))


def _has_own_constructor(model: type[Any]) -> bool:
    """Tell whether code of the user's runs for each instance, which may add indexes to it."""
    bases = (base for base in model.__mro__ if base.__module__.partition(".")[0] not in _LIBRARIES)
    for base in bases:
        own = vars(base)
        init = own.get("__init__")
        # What `dataclass` makes comes from no file.
        is_generated = getattr(getattr(init, "__code__", None), "co_filename", "") == "<string>"
        if not own.keys().isdisjoint(_HOOKS) or (init is not None and not is_generated):
            return True
    return False


def split_update(instance: ModelMarker | None, model: type[Any], update: Update) -> SplitUpdate:
    """Part what keys follow from and what they do not.

    Args:
        instance: An instance of the item; None when `needs_item` says that none is needed.
        model: The class of the item.
        update: The update, with the names that the item has.

    Returns:
        Both parts.

    Raises:
        PrimaryKeyChangeError: When an input of the primary key would change.
        KeyBuildError: When it is not known before what an input of a key will be.
        InvalidParameterError: When an attribute is the library's to write.
    """
    graph = key_graph_of_class(model) if instance is None else KeyGraph.of_instance(instance)
    _check_own(model, graph, update)
    graph.check_primary(update.attributes)
    values: dict[str, AttributeValue] = {}
    removed: set[str] = set()
    followed = _followed(instance, graph, update)
    for action in update.actions:
        attribute = action.path.attribute
        if attribute not in followed:
            continue
        if action.clears:
            removed.add(attribute)
        elif (assigned := action.assigned) is not None:
            values[attribute] = assigned.content
        else:
            raise _unknown_input(model, action)
    return SplitUpdate(Changes(values, frozenset(removed)), update.without(followed))


def _followed(instance: ModelMarker | None, graph: KeyGraph, update: Update) -> frozenset[str]:
    """Name the attributes of an update that something follows from."""
    attributes, depended_on = update.attributes, graph.depended_on
    if depended_on is not None:
        by_itself = graph.keys_as_they_are & {
            action.path.attribute
            for action in update.actions
            if action.path.is_whole and not action.clears and action.assigned is None
        }
        return (attributes & depended_on) - by_itself
    # What is no field of the model, and none of its extra values, nothing can follow from.
    if instance is None or getattr(instance, "model_config", {}).get("extra") == "allow":
        return attributes
    return attributes & schema_of_instance(instance).by_attribute.keys()


def stamps_of(schema: ModelSchema, now: datetime) -> Stamps:
    """Give what the library writes into an item of a model that changes.

    Args:
        schema: The schema of the model.
        now: The time of the write.

    Returns:
        The time of the change and the step of the version, as far as the model keeps them.
    """
    fields = life_fields(schema.model)
    values, version = {}, fields.get("version")
    if (updated := fields.get("updated_at")) is not None:
        values[updated.attribute] = stamp_value(schema, updated.name, now)
    return Stamps(values, {} if version is None else {version.attribute: 1})


def text_update(
    text: str, names: Mapping[str, str] | None, values: Mapping[str, AttributeValue] | None
) -> Expression:
    """Take an update that is written in DynamoDB's syntax.

    Args:
        text: The update.
        names: What its ``#`` placeholders stand for.
        values: What its ``:`` placeholders stand for.

    Returns:
        The update.

    Raises:
        InvalidParameterError: When it is empty.
    """
    if not text.strip():
        raise InvalidParameterError(
            "the update is empty text",
            details={
                "expected": "an update in DynamoDB's syntax",
                "suggestion": 'write Update().set("name", value)',
            },
        )
    return Expression(text, names or {}, values or {})


def check_key_untouched(key: Mapping[str, AttributeValue], update: Update) -> None:
    """Check that an update is not about the key of its item.

    Args:
        key: Key attribute name → Python value.
        update: The update.

    Raises:
        PrimaryKeyChangeError: When it is.
    """
    if changed := sorted(update.attributes & key.keys()):
        raise primary_key_change("the item", changed)


def check_no_upsert(model: type[Any], config: UpdateConfig) -> None:
    """Check that an update by the key of a model is not to make the item.

    Args:
        model: The class of the item.
        config: How to update.

    Raises:
        InvalidParameterError: When it is: an item without the model's fields would be none of it.
    """
    if config.upsert:
        raise InvalidParameterError(
            f"an update by the key of {model.__name__} cannot make the item",
            details={
                "model": model.__name__,
                "expected": "an item that is there",
                "suggestion": "save a new instance, or pass it to update_item_partial with "
                "UpdateConfig.upserting()",
            },
        )


def check_returns_new(model: type[Any], config: UpdateConfig) -> None:
    """Check that an update of an instance is asked for nothing but the item as it is then.

    Args:
        model: The class of the instance.
        config: How to update.

    Raises:
        InvalidParameterError: When it is: the instance itself has the item.
    """
    if config.return_values not in ("NONE", "ALL_NEW"):
        raise InvalidParameterError(
            f"{config.return_values} was asked for with an instance, which the update brings up "
            "to date",
            details={
                "model": model.__name__,
                "given": config.return_values,
                "expected": "no return_values, or ALL_NEW",
                "suggestion": f"pass {model.__name__}.primary.key(...) in place of the instance",
            },
        )


def check_not_older(instance: ModelMarker, split: SplitUpdate) -> None:
    """Check that steps are not done to an item of an older schema version.

    Args:
        instance: The item as it was read.
        split: The update.

    Raises:
        ValidationError: When they are: its attributes may mean something else.
    """
    if split.steps and is_older(instance, stored_item(instance) or {}):
        model = type(instance).__name__
        raise ValidationError(
            f"the stored item is of an older schema version of {model}",
            details={
                "model": model,
                "expected": "an item of today's schema version",
                "suggestion": "get the item and save it, then update it",
            },
        )


def _check_own(model: type[Any], graph: KeyGraph, update: Update) -> None:
    kept = _stamped(model) | graph.synthesised | graph.primary_attributes | graph.derived
    if named := sorted(update.attributes & kept):
        raise InvalidParameterError(
            f"{', '.join(named)} of {model.__name__} is written by the library itself",
            details={
                "model": model.__name__,
                "attributes": named,
                "expected": "steps about other attributes than keys, stamps and the version",
                "suggestion": "set the fields that they are made of; leave stamps and version out",
            },
        )


def _stamped(model: type[Any]) -> frozenset[str]:
    fields = life_fields(model)
    options = ("updated_at", "version")
    return frozenset(fields[option].attribute for option in options if option in fields)


def _unknown_input(model: type[Any], action: Action) -> KeyBuildError:
    return KeyBuildError(
        f"{action.kind} of {action.path} in {model.__name__}: keys, or computed attributes, follow "
        "from it, and what it will be is not known beforehand",
        details={
            "model": model.__name__,
            "path": str(action.path),
            "given": action.kind,
            "expected": "set with a value, or remove, of the whole attribute",
            "suggestion": "read the item, and set the attribute to its new value",
        },
    )
