"""Keys that a batch asks for: each once, for all the places it was given at; sends nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.dynamodb.batching.configs import BatchGetConfig
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.read_projections import models_projection, projection_of, with_needed
from boto3_assist.dynamodb.requests.projections import Projection
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.targets import key_and_model
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import Boto3AssistError

__all__ = ["Asked", "Asker", "KeyProjection", "asker_of", "key_of", "projection_for"]


@dataclass(frozen=True, slots=True)
class Asker:
    """A place at which a key was given.

    Attributes:
        position: The place, from 0.
        given: What the caller gave.
        key: The key in wire form.
        model: The class to read the item as, or None.
    """

    position: int
    given: Any = field(repr=False)
    key: WireItem = field(repr=False)
    model: type[Any] | None


@dataclass(eq=False, slots=True)
class Asked:
    """A key that is asked for once.

    Attributes:
        key: The key in wire form.
        identity: What it is equal to.
        askers: The places it was given at.
        item: The item in wire form, once it is known; None when there is none.
        projection: What of it was read.
        is_known: Whether DynamoDB has told.
        is_given: Whether a place has got it.
        error: Why it was not told, once that is given up.
    """

    key: WireItem = field(repr=False)
    identity: Hashable = field(repr=False)
    askers: list[Asker]
    item: WireItem | None = field(default=None, repr=False)
    projection: Projection | None = None
    is_known: bool = False
    is_given: bool = False
    error: BaseException | None = None


@dataclass(frozen=True)
class KeyProjection:
    """What is read of the items of some keys.

    Attributes:
        projection: The attributes; None for all.
        added: Names of key attributes that are read only to tell the items apart.
    """

    projection: Projection | None
    added: frozenset[str] = frozenset()

    def cut(self, item: WireItem) -> WireItem:
        """Take out what was not asked for.

        Args:
            item: An item in wire form.

        Returns:
            The item without the key attributes that were added.
        """
        if not self.added:
            return item
        return {name: value for name, value in item.items() if name not in self.added}


def asker_of(position: int, given: Any) -> Asker:
    """Read what a caller gave as a key.

    Args:
        position: Its place among the inputs.
        given: A key made by a model's index, a dictionary, or an instance of a model.

    Returns:
        The key and the model it belongs to.

    Raises:
        Boto3AssistError: When it is no key, or a part of it has no value; `details` has the place.
    """
    instance = given if isinstance(given, DynamoDBModelBase) else None
    try:
        attributes, model = key_and_model(given if instance is None else None, instance)
        return Asker(position, given, encode_item(attributes, plain_value), model)
    except Boto3AssistError as error:
        error.details["position"] = position
        raise


def key_of(given: Any) -> Mapping[str, AttributeValue] | None:
    """Give the key that a caller gave as a dictionary.

    Args:
        given: What was given.

    Returns:
        Key attribute name → Python value; None when it is no key.
    """
    instance = given if isinstance(given, DynamoDBModelBase) else None
    try:
        return dict(key_and_model(given if instance is None else None, instance)[0])
    except Boto3AssistError:
        return None


def projection_for(
    config: BatchGetConfig, models: Iterable[type[Any] | None], key_names: Iterable[str]
) -> KeyProjection:
    """Give what is read of the items of some models.

    Args:
        config: How to read.
        models: The classes that the items are read as; None for dictionaries.
        key_names: Names of the key attributes.

    Returns:
        The projection, with the key attributes.

    Raises:
        InvalidParameterError: When the models' attributes are asked for and cannot be known, or
            names come without an expression.
    """
    distinct = list(dict.fromkeys(models))
    classes = [model for model in distinct if model is not None]
    if config.do_projections:
        projection = models_projection([] if None in distinct else classes)
    else:
        text, names = config.projection_expression, config.expression_attribute_names
        how = GetItemConfig(projection_expression=text, expression_attribute_names=names)
        projection = projection_of(how, None, None)
        projection = projection and with_needed(projection, classes)
    if projection is None:
        return KeyProjection(None)
    added = frozenset(key_names) - projection.whole_attributes
    if added:
        projection = projection.joined_by(sorted(added), "#key")
    return KeyProjection(projection, added)
