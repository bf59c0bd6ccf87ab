"""The mixin that makes a class a model: data with keys, no business logic and no I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar, overload

from boto3_assist.dynamodb.added_indexes import index_definitions, keep_added_indexes
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.compiled import fields_quickly, value_quickly
from boto3_assist.dynamodb.declarations import (
    check_constructor,
    check_declaration,
    check_pydantic_fields,
    mark_abstract,
    remember_types_around,
)
from boto3_assist.dynamodb.instance_state import (
    reduction_with_carried,
    restore_after_assignment,
)
from boto3_assist.dynamodb.item_building import change_model, new_model
from boto3_assist.dynamodb.item_writing import (
    check_keys,
    checked_key_inputs,
    dumped,
    item_plainly,
    plain,
    primary_key_of,
    wire_item_of_instance,
)
from boto3_assist.dynamodb.merge_strategies import MergeStrategy
from boto3_assist.dynamodb.model_index import BoundIndex
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.unread_fields import PartlyReadable

if TYPE_CHECKING:
    from boto3_assist.dynamodb.expressions.attributes import Attribute
    from boto3_assist.dynamodb.instance_indexes import DynamoDBIndexes, IndexConfig
    from boto3_assist.dynamodb.mapping import ItemSource

__all__ = ["DynamoDBModelBase"]

M = TypeVar("M", bound="DynamoDBModelBase")


class _Map:
    """`Order.map(source)` makes a new order; `order.map(source)` changes that one."""

    @overload
    def __get__(self, instance: None, owner: type[M]) -> Callable[[ItemSource], M]: ...
    @overload
    def __get__(self, instance: M, owner: type[M]) -> Callable[[ItemSource], M]: ...
    def __get__(self, instance: M | None, owner: type[M]) -> Callable[[ItemSource], M]:
        if instance is None:
            return lambda source: new_model(owner, source)
        return lambda source: change_model(instance, source)


class _Indexes:
    """`order.indexes`: the indexes of one instance."""

    @overload
    def __get__(self, instance: None, owner: type) -> _Indexes: ...
    @overload
    def __get__(self, instance: DynamoDBModelBase, owner: type) -> DynamoDBIndexes: ...
    def __get__(
        self, instance: DynamoDBModelBase | None, owner: type
    ) -> _Indexes | DynamoDBIndexes:
        from boto3_assist.dynamodb.instance_indexes import DynamoDBIndexes

        if instance is None:
            return self
        keep = partial(keep_added_indexes, instance)
        return DynamoDBIndexes(instance, index_definitions(instance), keep)


class DynamoDBModelBase(PartlyReadable):
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
        model: Any = type(self)
        # Of the class: bound to the instance, `object.__init__` would be made anew to be compared.
        following: Any = super(DynamoDBModelBase, model)
        if following.__init__ is not object.__init__:
            super().__init__(*args, **kwargs)
        elif model.__init__ is DynamoDBModelBase.__init__:
            check_constructor(model)

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
        restore_after_assignment(cls)

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        """Copy and pickle what a class with a state of its own, as with slots, would leave out."""
        reduction: Any = super().__reduce_ex__(protocol)
        return reduction_with_carried(self, reduction)

    @classmethod
    def field(cls, path: str) -> Attribute:
        """Name a field, or an entry inside one, to make conditions and updates.

        Args:
            path: Such as ``"total"`` or ``"lines[0].qty"``: names of fields, or of their attributes
                in the item, positions in lists in brackets.

        Returns:
            The attribute; what it is compared with is converted to what the field stores.

        Raises:
            InvalidParameterError: When it is no path.
            ValidationError: When the model, or a model inside it, has no such field.

        Example:
            >>> from boto3_assist.dynamodb import DynamoDBModel
            >>> class Note(DynamoDBModel):
            ...     words: int
            ...     tags: set[str] = set()
            >>> (Note.field("words") > 100) & Note.field("tags").contains("long")
            <Condition: #words > :v0 AND contains(#tags, :v1)>
        """
        from boto3_assist.dynamodb.expressions.fields import field_of

        return field_of(cls, path)

    def merge(
        self: M,
        updates: ItemSource | None,
        strategy: MergeStrategy | str = MergeStrategy.NON_NULL_WINS,
        include_fields: Iterable[str] | None = None,
        exclude_fields: Iterable[str] | None = None,
    ) -> M:
        """Take over values from updates, by a strategy; all of them or, when one is refused, none.

        `CLEAR_FIELD` as a value clears a field, or removes the entry of a map, by any strategy.

        Args:
            updates: Field or attribute name → Python value; or a result or response that holds an
                item; or a model, of which what was set in it counts; or None for nothing.
            strategy: A member of `MergeStrategy` or its value: which of two values is kept.
            include_fields: Names of fields or attributes that are merged alone; all when None.
            exclude_fields: Names of fields or attributes that are left as they are.

        Returns:
            This instance.

        Raises:
            ItemNotFoundError: When a result or response holds no item.
            ModelMappingError: When an item is of another entity type than the model.
            ValidationError: When a name is not known, a value does not fit its field without
                loss, or the class is frozen; then nothing is changed.

        Example:
            >>> from boto3_assist.dynamodb import CLEAR_FIELD, DynamoDBModel
            >>> class Note(DynamoDBModel):
            ...     text: str
            ...     color: str | None = None
            ...     tags: dict[str, str] = {}
            >>> note = Note(text="milk", color="red", tags={"list": "food"})
            >>> note.merge({"text": None, "color": CLEAR_FIELD, "tags": {"for": "Ann"}})
            Note(text='milk', color=None, tags={'list': 'food', 'for': 'Ann'})
        """
        from boto3_assist.dynamodb.merging import merge_model

        return merge_model(self, updates, strategy, include_fields, exclude_fields)

    def key_inputs(self) -> Mapping[str, Any]:
        """Give the values that keys are built from.

        Returns:
            Field name → value, read when asked for.

        Raises:
            ConfigurationError: When a template names an attribute that the instance lacks.
        """
        return checked_key_inputs(self)

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

        Example:
            >>> from dataclasses import dataclass
            >>> from boto3_assist.dynamodb import DynamoDBIndex
            >>> @dataclass
            ... class Note(DynamoDBModelBase):
            ...     note_id: str
            ...     text: str | None = None
            ...     primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")
            >>> Note("7").to_dictionary(), Note("7").to_dictionary(include_none=False)
            ({'note_id': '7', 'text': None}, {'note_id': '7'})
        """
        wanted = None if keys is None else set(keys)
        quick = fields_quickly(self)
        if quick is not None and include_none and wanted is None:
            return quick
        values = dumped(self) if quick is None else quick
        chosen = {
            name: value
            for name, value in values.items()
            if (include_none or value is not None) and (wanted is None or name in wanted)
        }
        return chosen if quick is not None else {n: plain(v) for n, v in chosen.items()}

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
        if include_indexes and not include_none:
            item = value_quickly(self, check_keys)
            if item is not None:
                return item
        return item_plainly(self, include_indexes=include_indexes, include_none=include_none)

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
        if include_indexes:
            return wire_item_of_instance(self)
        return encode_item(self.to_resource_dictionary(False), plain_value)

    def set_ttl_from_duration(
        self, duration: int | timedelta, *, now: datetime | None = None
    ) -> None:
        """Set when this item expires: the field of ``ItemConfig(ttl=…)``, or a field ``ttl``.

        Args:
            duration: Whole seconds, or a timedelta of whole seconds; from none to 100 years.
            now: The time to count from, with a time zone; the system's when None.

        Raises:
            ConfigurationError: When the model has no such field.
            InvalidParameterError: When the duration or the time cannot be used.
            ValidationError: When the instance is frozen.

        Example:
            >>> from dataclasses import dataclass
            >>> from boto3_assist.dynamodb import DynamoDBIndex, ItemConfig
            >>> @dataclass
            ... class Cart(DynamoDBModelBase):
            ...     cart_id: str
            ...     expires_at: int | None = None
            ...     primary = DynamoDBIndex.primary(pk="cart#{cart_id}", sk="cart")
            ...     item_config = ItemConfig(ttl="expires_at")
            >>> cart = Cart("7")
            >>> cart.set_ttl_from_duration(60, now=datetime(1970, 1, 1, tzinfo=timezone.utc))
            >>> cart.expires_at, cart.is_expired()
            (60, True)
        """
        from boto3_assist.dynamodb.item_life import set_ttl

        set_ttl(self, duration, datetime.now(timezone.utc) if now is None else now)

    def is_expired(self, *, now: datetime | None = None) -> bool:
        """Tell whether this item has expired, by DynamoDB's rule; see `has_expired`.

        Args:
            now: The time to ask for, with a time zone; the system's when None.

        Returns:
            True when the time in its field has passed; False when there is none.

        Raises:
            ConfigurationError: When the model has no field for it.
            InvalidParameterError: When the time has no time zone.
        """
        from boto3_assist.dynamodb.item_life import has_passed

        return has_passed(self, datetime.now(timezone.utc) if now is None else now)

    def primary_key(self) -> dict[str, AttributeValue]:
        """Give the primary key of this item.

        Returns:
            Key attribute name → value, complete.

        Raises:
            KeyBuildError: When there is no primary index, or a part of its key has no value.
        """
        return primary_key_of(self)
