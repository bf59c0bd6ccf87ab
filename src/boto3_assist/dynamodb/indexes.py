"""Declared indexes: their names and keys, on a class or added to an instance; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, NoReturn, TypeVar, overload

from boto3_assist.dynamodb.class_cache import ClassCache, own_members
from boto3_assist.dynamodb.index_keys import (
    IndexKeySource,
    KeyAttributes,
    are_several,
    declared_keys,
    native_keys,
)
from boto3_assist.dynamodb.key_template import KeyTemplate, TemplateSource
from boto3_assist.dynamodb.keys import DynamoDBKey, KeySource
from boto3_assist.dynamodb.model_index import BoundIndex, ModelIndex
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import ConfigurationError, KeyBuildError, describe

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    # A type checker would hold the signatures of `property` against those of an index.
    _Descriptor = object
else:
    _Descriptor = property

__all__ = ["PRIMARY_INDEX", "DynamoDBIndex", "declared_indexes", "index_attributes"]

T = TypeVar("T")

PRIMARY_INDEX: Final = "primary"


class DynamoDBIndex(_Descriptor):
    """The declaration of one index: the table's primary key, a GSI or an LSI.

    On a model's class it reads as a `ModelIndex`, which makes keys and queries; on an instance as
    a `BoundIndex`, which has the instance's values. It is a `property`, so Pydantic and
    dataclasses never take it for a field.
    """

    PRIMARY: ClassVar[str] = PRIMARY_INDEX

    def __init__(
        self,
        index_name: str | None = None,
        partition_key: DynamoDBKey | None = None,
        sort_key: DynamoDBKey | None = None,
        description: str | None = None,
        *,
        pk: IndexKeySource | None = None,
        sk: IndexKeySource | None = None,
        pk_attribute: KeyAttributes | None = None,
        sk_attribute: KeyAttributes | None = None,
        native: bool = False,
        depends_on: Iterable[str] | None = None,
        projection: Literal["ALL", "KEYS_ONLY"] | Iterable[str] = "ALL",
    ) -> None:
        """Declare an index by templates, or by keys made by hand.

        Args:
            index_name: Name of the index in the table; ``"primary"`` for the table's own key.
            partition_key: The partition key, made by hand.
            sort_key: The sort key, made by hand.
            description: What the index is for.
            pk: Template of the partition key, such as ``"customer#{customer_id}"``.
            sk: Template of the sort key; none for an index without one.
            pk_attribute: Name of the partition key attribute, ``<index_name>_pk`` (``pk`` for the
                primary index) unless given; given without `pk`, that attribute of the item is
                the key as it is. Several names are a native key.
            sk_attribute: Name of the sort key attribute, likewise.
            native: True for a global secondary index whose key attributes are attributes of the
                item as they are, up to four for each key: the inputs of `pk` and `sk` name them.
            depends_on: Names of all fields that functions given as `pk` or `sk` read.
            projection: What the index holds of an item: ALL attributes, KEYS_ONLY, or the fields
                of these names. Beside the keys it holds what an `ItemConfig` needs at each read.

        Raises:
            KeyBuildError: When a template is malformed, a key is declared twice, or native keys,
                `depends_on` or the projection do not go with the rest.
        """
        super().__init__()
        self.description = description
        self.is_native = native or are_several(pk_attribute) or are_several(sk_attribute)
        if depends_on is not None and not (callable(pk) or callable(sk)):
            raise _needless_dependencies()
        keys_of = native_keys if self.is_native else declared_keys
        self._partition_keys = keys_of("pk", partition_key, pk, pk_attribute, depends_on)
        self._sort_keys = keys_of("sk", sort_key, sk, sk_attribute, depends_on)
        self._namesake: str | None = None
        # What is declared by a template alone takes its name from that of the index.
        self._nameless = [
            (part, key)
            for part, keys, template in (
                ("pk", self._partition_keys, pk),
                ("sk", self._sort_keys, sk),
            )
            for key in keys
            if template is not None and not key.is_declared
        ]
        self.projected = _projected(projection)
        if index_name == PRIMARY_INDEX and self.projected is not None:
            raise _no_projection(projection, "a projection of a secondary index")
        self.name = index_name

    @classmethod
    def primary(
        cls,
        pk: TemplateSource | KeyTemplate | None = None,
        sk: TemplateSource | KeyTemplate | None = None,
        *,
        pk_attribute: str | None = None,
        sk_attribute: str | None = None,
        description: str | None = None,
    ) -> DynamoDBIndex:
        """Declare the table's primary key.

        Args:
            pk: Template of the partition key.
            sk: Template of the sort key; none for a table without one.
            pk_attribute: Name of the partition key attribute, ``pk`` unless given.
            sk_attribute: Name of the sort key attribute, ``sk`` unless given.
            description: What the key is for.

        Returns:
            The declaration.
        """
        return cls(
            PRIMARY_INDEX,
            description=description,
            pk=pk,
            sk=sk,
            pk_attribute=pk_attribute,
            sk_attribute=sk_attribute,
        )

    def __repr__(self) -> str:
        """Show the name and the key attributes."""
        keys = ", ".join(key.attribute_name for key in self.declared_keys)
        return f"DynamoDBIndex({self.name!r}: {keys})"

    @overload
    def __get__(self, instance: None, owner: type[T]) -> ModelIndex[T]: ...
    @overload
    def __get__(self, instance: T, owner: type[T] | None = None) -> BoundIndex[T]: ...
    def __get__(
        self, instance: Any | None, owner: type[Any] | None = None
    ) -> ModelIndex[Any] | BoundIndex[Any]:
        """Read the index from a model's class or from an instance."""
        if instance is None:
            return ModelIndex(self, owner or object)
        return BoundIndex(self, type(instance), instance.key_inputs())

    def __set__(self, instance: object, value: NoReturn) -> None:
        """Refuse to replace a declaration on an instance."""
        raise AttributeError(f"the index {self.name!r} is declared on the class")

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle by the constructor; a `property` cannot be copied otherwise."""
        parts = (self.name, self._partition_keys, self._sort_keys, self.description)
        return type(self)._of_keys, (*parts, self.is_native, self.projected)

    @classmethod
    def _of_keys(
        cls,
        name: str | None,
        partition_keys: tuple[DynamoDBKey, ...],
        sort_keys: tuple[DynamoDBKey, ...],
        description: str | None,
        is_native: bool,
        projected: tuple[str, ...] | None,
    ) -> DynamoDBIndex:
        index = cls(name, description=description)
        index.projected = projected
        index._partition_keys, index._sort_keys = partition_keys, sort_keys
        index.is_native = is_native
        return index

    def with_sources(self, change: Callable[[KeySource | None], KeySource | None]) -> DynamoDBIndex:
        """Make a declaration like this one, with other sources of its keys.

        Args:
            change: Gives the source of a key in place of another.

        Returns:
            Another declaration with the names of this one.
        """
        return self._of_keys(
            self.name,
            tuple(key.with_source(change(key.source)) for key in self._partition_keys),
            tuple(key.with_source(change(key.source)) for key in self._sort_keys),
            self.description,
            self.is_native,
            self.projected,
        )

    @property
    def name(self) -> str | None:
        """Name of the index in the table; naming it names key attributes that were given none."""
        return self._name

    @name.setter
    def name(self, name: str | None) -> None:
        self._name = name
        if name is None:
            return
        for part, key in self._nameless:
            # A name that was set since stays.
            if not key.is_declared or key.attribute_name == _attribute_name(self._namesake, part):
                key.attribute_name = _attribute_name(name, part)
        self._namesake = name

    @property
    def is_primary(self) -> bool:
        """Tell whether this is the table's own key."""
        return self.name == PRIMARY_INDEX

    def is_local_to(self, primary: DynamoDBIndex) -> bool:
        """Tell whether this can be a local index of a table; else it is a global one.

        Args:
            primary: The table's own key.

        Returns:
            True when it has the table's partition key and a sort key of its own.
        """
        names = [[key.attribute_name for key in each.partition_keys] for each in (self, primary)]
        return self.has_sort_key and names[0] == names[1] and not self.is_native

    @property
    def has_sort_key(self) -> bool:
        """Tell whether a sort key is declared."""
        return bool(self.sort_keys)

    @property
    def partition_key(self) -> DynamoDBKey:
        """The partition key, of several native ones the first; an absent one is made to fill in."""
        if not self._partition_keys:
            self._partition_keys = (DynamoDBKey(),)
        return self._partition_keys[0]

    @partition_key.setter
    def partition_key(self, key: DynamoDBKey | None) -> None:
        self._partition_keys = () if key is None else (key,)

    @property
    def sort_key(self) -> DynamoDBKey:
        """The sort key, of several native ones the first; one without a name counts as none."""
        if not self._sort_keys:
            self._sort_keys = (DynamoDBKey(),)
        return self._sort_keys[0]

    @sort_key.setter
    def sort_key(self, key: DynamoDBKey | None) -> None:
        self._sort_keys = () if key is None else (key,)

    @property
    def partition_keys(self) -> tuple[DynamoDBKey, ...]:
        """The attributes of the partition key: one, or up to four native ones."""
        return _named(self._partition_keys)

    @property
    def sort_keys(self) -> tuple[DynamoDBKey, ...]:
        """The attributes of the sort key: none, one, or up to four native ones."""
        return _named(self._sort_keys)

    @property
    def declared_keys(self) -> tuple[DynamoDBKey, ...]:
        """The attributes of the partition key and those of the sort key."""
        return self.partition_keys + self.sort_keys

    @property
    def unbound(self) -> BoundIndex[Any]:
        """The index with the values of its own functions and texts, for keys made by hand."""
        return BoundIndex(self, object, {})

    def key(self, **options: Any) -> dict[str, AttributeValue] | ConditionBase:
        """Give the key or condition of an index whose keys need no model.

        Args:
            **options: As for `BoundIndex.key`.

        Returns:
            Attribute name → value for the primary index; a boto3 condition otherwise.
        """
        return self.unbound.key(**options)

    def to_dict(self, include_sort_key: bool = True) -> dict[str, AttributeValue]:
        """Give the key attributes of an index whose keys need no model.

        Args:
            include_sort_key: False for the partition key alone.

        Returns:
            Key attribute name → value.
        """
        return self.unbound.to_dict(include_sort_key)


def _projected(projection: object) -> tuple[str, ...] | None:
    """Give the names of what an index holds beside its keys; None for everything."""
    if projection in ("ALL", "KEYS_ONLY"):
        return None if projection == "ALL" else ()
    names = projection if isinstance(projection, Iterable) else None
    found = () if names is None or isinstance(names, (str, bytes)) else tuple(names)
    if not found or not all(isinstance(name, str) and name for name in found):
        raise _no_projection(projection, '"ALL", "KEYS_ONLY", or a list of names of fields')
    return found


def _no_projection(projection: object, expected: str) -> KeyBuildError:
    return KeyBuildError(
        f"the projection of an index was given as {describe(projection)}",
        details={
            "given": describe(projection),
            "expected": expected,
            "suggestion": "leave it out for an index that holds whole items",
        },
    )


def _named(keys: tuple[DynamoDBKey, ...]) -> tuple[DynamoDBKey, ...]:
    # Asked for at every key: of one key, as most indexes have, there is nothing to choose.
    if len(keys) == 1:
        return keys if keys[0].is_declared else ()
    return tuple(key for key in keys if key.is_declared)


def _needless_dependencies() -> KeyBuildError:
    return KeyBuildError(
        "depends_on is given to an index without a function as pk or sk",
        details={
            "expected": "depends_on beside pk=… or sk=… that is a function",
            "suggestion": "leave it out, or give it to the DynamoDBKey that has the function",
        },
    )


def index_attributes(model: type) -> Mapping[str, DynamoDBIndex]:
    """Find the indexes that a class declares or inherits, by their Python names.

    Args:
        model: A model class; a subclass overrides an index by its Python name.

    Returns:
        Python name → declaration, the bases' first.
    """
    found: dict[str, Any] = {}
    for base in reversed(model.__mro__):
        for attribute, value in own_members(base).items():
            if isinstance(value, DynamoDBIndex) or attribute in found:
                found[attribute] = value
    return {name: value for name, value in found.items() if isinstance(value, DynamoDBIndex)}


def _attribute_name(index_name: str | None, part: str) -> str:
    return part if index_name == PRIMARY_INDEX else f"{index_name}_{part}"


def _declared_indexes(model: type) -> Mapping[str, DynamoDBIndex]:
    """Collect the indexes that a class declares or inherits.

    Args:
        model: A model class; a subclass overrides an index by its Python name.

    Returns:
        Index name → declaration, the primary index first.

    Raises:
        ConfigurationError: When two declarations have one index name, or one has none.
    """
    found: dict[str, DynamoDBIndex] = {}
    for attribute, index in index_attributes(model).items():
        if not index.name or index.name in found:
            problem = "has no name" if not index.name else f"is the second named {index.name!r}"
            raise ConfigurationError(
                f"the index {attribute!r} of {model.__name__} {problem}",
                details={
                    "model": model.__name__,
                    "expected": "one declaration for each index of the table",
                    "suggestion": "the table's own keys are DynamoDBIndex.primary(...), once; name "
                    "each other index as the table does",
                },
            )
        found[index.name] = index
    return dict(sorted(found.items(), key=lambda entry: entry[0] != PRIMARY_INDEX))


declared_indexes = ClassCache(_declared_indexes)
