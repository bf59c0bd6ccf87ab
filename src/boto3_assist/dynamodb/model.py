"""The mixin that makes a class a model: data with keys, no business logic and no I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, SupportsIndex, TypeVar, overload
from weakref import WeakSet

from boto3_assist.dynamodb.added_indexes import added_indexes, keep_added_indexes
from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.declarations import (
    check_constructor,
    check_declaration,
    check_pydantic_fields,
    mark_abstract,
    remember_types_around,
)
from boto3_assist.dynamodb.indexes import DynamoDBIndex, declared_indexes
from boto3_assist.dynamodb.instance_indexes import DynamoDBIndexes, IndexConfig
from boto3_assist.dynamodb.instance_state import (
    is_partial,
    keep_unknown,
    mark_partial,
    reduction_with_carried,
    restore,
    unknown_attributes,
)
from boto3_assist.dynamodb.instance_values import InstanceValues
from boto3_assist.dynamodb.item_keys import (
    check_inputs,
    key_attribute_names,
    key_attributes,
    primary_key,
)
from boto3_assist.dynamodb.mapping import ItemHolder, ItemSource, attributes_of
from boto3_assist.dynamodb.model_index import BoundIndex
from boto3_assist.dynamodb.schema import (
    ModelMarker,
    ModelSchema,
    has_fixed_fields,
    plain_value,
    schema_of_class,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.plain_style import blank_instance
from boto3_assist.dynamodb.types import AttributeValue, WireItem

__all__ = ["DynamoDBModelBase", "build_model", "is_partial", "mark_partial"]

M = TypeVar("M", bound="DynamoDBModelBase")


class _Map:
    """`Order.map(source)` makes a new order; `order.map(source)` changes that one."""

    @overload
    def __get__(self, instance: None, owner: type[M]) -> Callable[[ItemSource], M]: ...
    @overload
    def __get__(self, instance: M, owner: type[M]) -> Callable[[ItemSource], M]: ...
    def __get__(self, instance: M | None, owner: type[M]) -> Callable[[ItemSource], M]:
        if instance is None:
            return lambda source: _new_from(owner, source)
        return lambda source: _changed_by(instance, source)


class _Indexes:
    """`order.indexes`: the indexes of one instance."""

    @overload
    def __get__(self, instance: None, owner: type) -> _Indexes: ...
    @overload
    def __get__(self, instance: DynamoDBModelBase, owner: type) -> DynamoDBIndexes: ...
    def __get__(
        self, instance: DynamoDBModelBase | None, owner: type
    ) -> _Indexes | DynamoDBIndexes:
        if instance is None:
            return self
        keep = partial(keep_added_indexes, instance)
        return DynamoDBIndexes(instance, _definitions(instance), keep)


class DynamoDBModelBase(ModelMarker):
    """Makes a plain class, a dataclass or a Pydantic model a model with keys.

    It comes first among the bases. `DynamoDBModel` is the ready-made combination with Pydantic.

    Example:
        >>> from dataclasses import dataclass
        >>> from boto3_assist.dynamodb import DynamoDBIndex
        >>> @dataclass
        ... class Note(DynamoDBModelBase):
        ...     note_id: str
        ...     text: str = ""
        ...     primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")
        >>> Note("7", "milk").to_resource_dictionary()
        {'note_id': '7', 'text': 'milk', 'pk': 'note#7', 'sk': 'note'}
    """

    map = _Map()
    indexes = _Indexes()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Pass the arguments on to the next class, or take them where there is none.

        Args:
            *args: Whatever a subclass gives; plain classes may give anything.
            **kwargs: The fields of a Pydantic model.
        """
        mro = type(self).__mro__
        following = mro[mro.index(DynamoDBModelBase) + 1 :]
        has_next = any("__init__" in vars(base) for base in following if base is not object)
        if has_next:
            super().__init__(*args, **kwargs)
        else:
            check_constructor(type(self), DynamoDBModelBase)

    # Pydantic validates through `__init__` unless it knows that nothing is added there.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # Pydantic's own mark

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        """Check the declared indexes when a class is made.

        Args:
            abstract: True for a base whose templates name attributes of its subclasses.
            **kwargs: For the other bases, such as Pydantic's configuration.
        """
        super().__init_subclass__(**kwargs)
        if abstract:
            mark_abstract(cls)
        remember_types_around(cls)
        check_declaration(cls, DynamoDBModelBase)

    @classmethod
    def __pydantic_init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        """Check the templates once Pydantic knows the fields.

        Args:
            abstract: As for `__init_subclass__`.
            **kwargs: For the other bases.
        """
        parent: Any = super()
        parent.__pydantic_init_subclass__(**kwargs)
        check_pydantic_fields(cls)

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        """Copy and pickle what a class with a state of its own, as with slots, would leave out."""
        reduction: Any = super().__reduce_ex__(protocol)
        return reduction_with_carried(self, reduction)

    def key_inputs(self) -> Mapping[str, Any]:
        """Give the values that keys are built from.

        Returns:
            Field name → value, read when asked for.

        Raises:
            ConfigurationError: When a template names an attribute that the instance lacks.
        """
        values = InstanceValues(self)
        _check_keys(self, values.schema)
        return values

    def setup_indexes_from_config(self, config: IndexConfig) -> None:
        """Add indexes described by plain data; see `DynamoDBIndexes.setup_indexes_from_config`.

        Args:
            config: Index name → ``{"pk": …, "sk": …}``.
        """
        self.indexes.setup_indexes_from_config(config)

    def get_key(self, name: str) -> BoundIndex[Any]:
        """Find an index by its name.

        Args:
            name: Name of the index in the table, or ``"primary"``.

        Returns:
            The index, bound to this instance.
        """
        return self.indexes.get(name)

    def list_keys(self, exclude_pk: bool = False) -> list[BoundIndex[Any]]:
        """List the indexes.

        Args:
            exclude_pk: True to leave the primary index out.

        Returns:
            The indexes, bound to this instance, the primary one first.
        """
        indexes = self.indexes
        first = [] if exclude_pk or indexes.primary is None else [indexes.primary]
        return [*first, *indexes.secondaries.values()]

    def to_dictionary(
        self, include_none: bool = True, keys: Iterable[str] | None = None
    ) -> dict[str, Any]:
        """Give the values of the fields, without keys.

        Args:
            include_none: False to leave out fields that are None.
            keys: Names of attributes to give; all when None.

        Returns:
            Attribute name → Python value; nested models are dictionaries.
        """
        wanted = None if keys is None else set(keys)
        restore(self)
        return {
            name: _plain(value)
            for name, value in schema_of_instance(self).dump(self).items()
            if (include_none or value is not None) and (wanted is None or name in wanted)
        }

    def to_resource_dictionary(
        self, include_indexes: bool = True, include_none: bool = False
    ) -> dict[str, AttributeValue]:
        """Give the item as it is stored, in Python values.

        Args:
            include_indexes: False to leave out the key attributes.
            include_none: True to give every None, False those only that must be stored because
                an absent attribute would read as something else.

        Returns:
            Attribute name → Python value: attributes that the model does not know but was read
            with, its fields, and its keys.

        Raises:
            KeyBuildError: When the primary key is incomplete.
        """
        # First, so that a key that is not set is told as that, not as a field of a wrong type.
        keys = self._key_attributes() if include_indexes else {}
        schema = schema_of_instance(self)
        unknown = unknown_attributes(self)
        fields = schema.dump(self) if include_none else schema.stored(self)
        item = {**unknown, **{name: _plain(value) for name, value in fields.items()}}
        if include_indexes:
            for index in _definitions(self).values():
                for key in index.declared_keys:
                    # A key attribute cannot be NULL: without a value the item is not in the index.
                    if item.get(key.attribute_name, "") is None:
                        del item[key.attribute_name]
        return item | keys

    def _key_attributes(self) -> dict[str, AttributeValue]:
        return key_attributes(type(self).__name__, _definitions(self), self.key_inputs())

    def to_client_dictionary(self, include_indexes: bool = True) -> WireItem:
        """Give the item as it is stored, in DynamoDB's wire form.

        Args:
            include_indexes: False to leave out the key attributes.

        Returns:
            Attribute name → wire value.

        Raises:
            KeyBuildError: When the primary key is incomplete.
            SerializationError: When DynamoDB cannot hold a value.
        """
        return encode_item(self.to_resource_dictionary(include_indexes), plain_value)

    def primary_key(self) -> dict[str, AttributeValue]:
        """Give the primary key of this item.

        Returns:
            Key attribute name → value, complete.

        Raises:
            KeyBuildError: When there is no primary index, or a part of its key has no value.
        """
        return primary_key(type(self).__name__, _definitions(self), self.key_inputs())


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    stand_in = plain_value(value)
    return value if stand_in is value else _plain(stand_in)


def _definitions(instance: DynamoDBModelBase) -> Mapping[str, DynamoDBIndex]:
    added = added_indexes(instance)
    return declared_indexes(type(instance)) if added is None else added


def _checked_schemas(_model: type) -> WeakSet[ModelSchema]:
    # Weak: the schemas of a plain class come and go with the attributes of its instances.
    return WeakSet()


_checked_schemas_of = ClassCache(_checked_schemas)


def _check_keys(instance: DynamoDBModelBase, schema: ModelSchema) -> None:
    """Check once what was not known yet when the class was made, or the indexes were added."""
    model, added = type(instance), added_indexes(instance)
    checked = _checked_schemas_of(model)
    if added is not None or schema not in checked:
        indexes = _definitions(instance)
        check_inputs(model.__name__, indexes, schema.key_fields(), schema.by_attribute)
        if added is None:
            checked.add(schema)


def build_model(model: type[M], item: Mapping[str, AttributeValue]) -> M:
    """Make an instance from an item; attributes that the model does not know are kept.

    Args:
        model: A model class.
        item: Attribute name → Python value.

    Returns:
        The instance.

    Raises:
        ValidationError: When the item does not fit the model.
    """
    if has_fixed_fields(model):
        schema = schema_of_class(model)
        instance: M = schema.build(_known(schema, item))
    else:
        instance = blank_instance(model, item)
        schema = schema_of_instance(instance)
        schema.update(instance, _known(schema, item))
    _keep_unknown(instance, schema, item)
    return instance


def _new_from(model: type[M], source: ItemSource) -> M:
    instance = build_model(model, _item_of(source))
    if _is_partial_source(source):
        mark_partial(instance)
    return instance


def _is_partial_source(source: ItemSource) -> bool:
    if isinstance(source, DynamoDBModelBase):
        return is_partial(source)
    return isinstance(source, ItemHolder) and source.holds_partial_item


def _changed_by(instance: M, source: ItemSource) -> M:
    item = _item_of(source)
    schema = schema_of_instance(instance)
    schema.update(instance, _known(schema, item))
    _keep_unknown(instance, schema, item)
    if _is_partial_source(source):
        mark_partial(instance)
    return instance


def _item_of(source: ItemSource) -> Mapping[str, AttributeValue]:
    item = attributes_of(source)
    return {**unknown_attributes(source), **item} if isinstance(source, ModelMarker) else item


def _known(schema: ModelSchema, item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name in schema.by_attribute}


def _keep_unknown(
    instance: DynamoDBModelBase, schema: ModelSchema, item: Mapping[str, Any]
) -> None:
    known = (
        schema.by_attribute.keys()
        | schema.extra_attributes()
        | key_attribute_names(_definitions(instance))
    )
    keep_unknown(instance, {name: value for name, value in item.items() if name not in known})
