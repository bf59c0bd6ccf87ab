"""Which steps of an update keys follow from, and which they do not; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from boto3_assist._sentinels import CLEAR_FIELD
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.entity_types import typed_subclasses
from boto3_assist.dynamodb.expressions import Update
from boto3_assist.dynamodb.expressions.fields import field_of
from boto3_assist.dynamodb.expressions.placeholders import placeholders_in
from boto3_assist.dynamodb.expressions.updates import Action
from boto3_assist.dynamodb.index_changes import KeyGraph, primary_key_change
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.item_life import stamp_value
from boto3_assist.dynamodb.life_fields import life_fields
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.partial_changes import is_older
from boto3_assist.dynamodb.schema import ModelMarker, ModelSchema, has_fixed_fields
from boto3_assist.dynamodb.targets import key_and_model
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
    "checked_update",
    "needs_item",
    "split_update",
    "stamps_of",
    "text_update",
    "updated_key",
]


@dataclass(frozen=True)
class SplitUpdate:
    """An update in two parts.

    Attributes:
        changes: Attribute name → value, `CLEAR_FIELD` to remove: what keys follow from.
        steps: What nothing follows from, to be done as it is.
    """

    changes: Mapping[str, Any]
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


def updated_key(key: object) -> tuple[Mapping[str, AttributeValue], type[Any] | None]:
    """Give the key of the item to update, and its model.

    Args:
        key: A key made by a model's index, or a dictionary.

    Returns:
        Key attribute name → Python value, and the class or None.

    Raises:
        InvalidParameterError: When it is neither.
        MissingParameterError: When there is none.
        KeyBuildError: When a part of it has no value.
    """
    if isinstance(key, DynamoDBModelBase):
        name = type(key).__name__
        raise InvalidParameterError(
            f"the key of the item to update was given as an instance of {name}",
            details={
                "model": name,
                "expected": "a key made by a model's index, or a dictionary",
                "suggestion": f"pass {name}.primary.key(...); of an instance write what changed by "
                "update_item_partial(instance)",
            },
        )
    given: Any = key
    return key_and_model(given, None)


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
    if any(typed_subclasses(model)):
        # The item may be of one of them, which has indexes of its own.
        return True
    depended_on = KeyGraph.of_class(model).depended_on
    return depended_on is None or not depended_on.isdisjoint(update.attributes | _stamped(model))


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
    graph = KeyGraph.of_class(model) if instance is None else KeyGraph.of_instance(instance)
    _check_own(model, graph, update)
    graph.check_primary(update.attributes)
    depended_on = graph.depended_on
    changes: dict[str, Any] = {}
    for action in update.actions:
        attribute = action.path.attribute
        if depended_on is not None and attribute not in depended_on:
            continue
        if not (action.assigns or action.clears):
            raise _unknown_input(model, action)
        changes[attribute] = CLEAR_FIELD if action.clears else action.values[0]
    return SplitUpdate(changes, update.without(changes))


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
        InvalidParameterError: When it is empty, or a placeholder stands for nothing.
    """
    expression = Expression(text, names or {}, values or {})
    undefined = placeholders_in(expression) - expression.names.keys() - expression.values.keys()
    if undefined or not text.strip():
        # What is generated for a condition must not come to stand for them.
        problem = f"the placeholders {', '.join(sorted(undefined))} of the update stand for nothing"
        raise InvalidParameterError(
            problem if undefined else "the update is empty text",
            details={
                "placeholders": sorted(undefined),
                "expected": "an update, and a meaning for each of its placeholders",
                "suggestion": "add them to expression_attribute_names and _values, or write "
                'Update().set("name", value)',
            },
        )
    return expression


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
