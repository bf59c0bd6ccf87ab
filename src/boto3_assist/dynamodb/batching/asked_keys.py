"""Keys that a batch asks for: each once, for all the places it was given at; sends nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from boto3_assist.dynamodb.batching.configs import BatchGetConfig
from boto3_assist.dynamodb.batching.identities import identity_of
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.read_projections import models_projection, projection_of, with_needed
from boto3_assist.dynamodb.requests.projections import Projection
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.targets import key_and_model
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import Boto3AssistError, InvalidParameterError, KeyBuildError

__all__ = ["AskedKeys", "KeyProjection", "key_of", "projection_for"]


class AskedKeys:
    """The keys that were given to a batch, each at its place; no object is made for one.

    Attributes:
        given: What the caller gave, at each place.
        identities: What the key there is equal to; see `identity_of`.
        models: The class to read the item as, or None.
        names: Names of the key attributes; empty while no key has told them.
    """

    def __init__(self) -> None:
        """Start without a key."""
        self.given: list[Any] = []
        self.identities: list[Hashable] = []
        self.models: list[type[Any] | None] = []
        self.names: tuple[str, ...] = ()
        # In wire form, those of which not every attribute is plain text.
        self._unusual: dict[int, WireItem] = {}

    def add_all(self, inputs: Iterable[tuple[int, Any]]) -> None:
        """Add the keys of a list.

        Args:
            inputs: Places from 0, and what the caller gave.

        Raises:
            Boto3AssistError: When one is no key, a part of it has no value, or it is of another
                table than those before it; `details` has the place.
        """
        rest = iter(inputs)
        # The first one tells the names.
        for position, given in islice(rest, 1):
            self.add(position, given)
        if len(self.names) == 2:
            self._add_pairs(rest, *self.names)
        for position, given in rest:
            self.add(position, given)

    def _add_pairs(self, inputs: Iterable[tuple[int, Any]], partition: str, sort: str) -> None:
        """Add keys, of which most are two texts."""
        add_identity, add_model = self.identities.append, self.models.append
        add_given = self.given.append
        for position, given in inputs:
            if type(given) is ModelKey and type(key := given.attributes) is dict and len(key) == 2:
                one, other = pair = key.get(partition), key.get(sort)
                # ASCII holds no surrogate, which the codec refuses.
                if type(one) is str is type(other) and one.isascii() and other.isascii():
                    add_identity(pair)
                    add_model(given.model)
                    add_given(given)
                    continue
            self.add(position, given)

    def add(self, position: int, given: Any) -> None:
        """Add a key.

        Args:
            position: Its place, which is the next one.
            given: A key made by a model's index, a dictionary, or an instance of a model.

        Raises:
            Boto3AssistError: When it is no key, a part of it has no value, or it is of another
                table than those before it; `details` has the place.
        """
        if (values := _text_values(given, self.names)) is not None:
            self._keep(given, values, given.model)
            return
        instance = given if isinstance(given, DynamoDBModelBase) else None
        try:
            attributes, model = key_and_model(given if instance is None else None, instance)
            wire = encode_item(attributes, plain_value)
        except Boto3AssistError as error:
            error.details["position"] = position
            raise
        if not wire:
            raise _empty(position)
        self.names = self.names or tuple(wire)
        if wire.keys() != set(self.names):
            raise _of_another_table(position, wire, self.names)
        if not all("S" in value for value in wire.values()):
            self._unusual[position] = wire
        self._keep(given, identity_of(wire, self.names), model)

    def _keep(self, given: Any, identity: Hashable, model: type[Any] | None) -> None:
        self.given.append(given)
        self.identities.append(identity)
        self.models.append(model)

    def wires(self, positions: Iterable[int]) -> list[WireItem]:
        """Write keys in wire form.

        Args:
            positions: Their places.

        Returns:
            Key attribute name → wire value, of each.
        """
        identities: list[Any] = self.identities
        if self._unusual:
            return [self._unusual.get(n) or self._of_text(identities[n]) for n in positions]
        if len(self.names) != 2:
            return [self._of_text(identities[n]) for n in positions]
        partition, sort = self.names
        texts = (identities[n] for n in positions)
        return [{partition: {"S": one}, sort: {"S": other}} for one, other in texts]

    def _of_text(self, texts: Iterable[Any]) -> WireItem:
        return {name: {"S": text} for name, text in zip(self.names, texts)}


def _text_values(given: Any, names: tuple[str, ...]) -> tuple[Any, ...] | None:
    """Give the values of a key, where they are ASCII text; None leaves it to the codec."""
    if type(given) is not ModelKey or not names:
        return None
    attributes = given.attributes
    if type(attributes) is not dict or (*attributes,) != names:
        return None
    values = (*attributes.values(),)
    is_text = all(type(value) is str and value.isascii() for value in values)
    return values if is_text else None


def _empty(position: int) -> KeyBuildError:
    return KeyBuildError(
        f"the key at {position} has no attributes",
        details={
            "position": position,
            "expected": "the attributes of a primary key",
            "suggestion": "let the primary index of the model make it",
        },
    )


def _of_another_table(
    position: int, key: WireItem, names: tuple[str, ...]
) -> InvalidParameterError:
    return InvalidParameterError(
        f"the key at {position} has other attributes than those before it",
        details={
            "position": position,
            "given": sorted(key),
            "expected": f"the key attributes of one table: {', '.join(names)}",
            "suggestion": "ask for the items of each table by a call of their own",
        },
    )


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


_WHOLE: Final = KeyProjection(None)


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
    text, names = config.projection_expression, config.expression_attribute_names
    if text is None and not names and not config.do_projections:
        return _WHOLE
    distinct = list(dict.fromkeys(models))
    classes = [model for model in distinct if model is not None]
    if config.do_projections:
        projection = models_projection([] if None in distinct else classes)
    else:
        how = GetItemConfig(projection_expression=text, expression_attribute_names=names)
        projection = projection_of(how, None, None)
        projection = projection and with_needed(projection, classes)
    if projection is None:
        return _WHOLE
    added = frozenset(key_names) - projection.whole_attributes
    if added:
        projection = projection.joined_by(sorted(added), "#key")
    return KeyProjection(projection, added)
