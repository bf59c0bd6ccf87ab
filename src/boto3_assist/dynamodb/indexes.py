"""Declared indexes: their names and keys, on a class or added to an instance; sends nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn, TypeVar, overload

from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.key_template import KeyTemplate, TemplateSource
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.dynamodb.model_index import BoundIndex, ModelIndex
from boto3_assist.dynamodb.schema import annotated_names
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import ConfigurationError, KeyBuildError

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    # A type checker would hold the signatures of `property` against those of an index.
    _Descriptor = object
else:
    _Descriptor = property

__all__ = [
    "PRIMARY_INDEX",
    "DynamoDBIndex",
    "check_indexes",
    "check_not_fields",
    "declared_indexes",
]

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
        pk: TemplateSource | KeyTemplate | Callable[[], str | None] | None = None,
        sk: TemplateSource | KeyTemplate | Callable[[], str | None] | None = None,
        pk_attribute: str | None = None,
        sk_attribute: str | None = None,
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
                the key as it is.
            sk_attribute: Name of the sort key attribute, likewise.

        Raises:
            KeyBuildError: When a template is malformed, or a key is declared twice.
        """
        super().__init__()
        self.description = description
        self._partition_key = _declared_key("pk", partition_key, pk, pk_attribute)
        self._sort_key = _declared_key("sk", sort_key, sk, sk_attribute)
        # What is declared by a template alone takes its name from that of the index.
        self._nameless = [
            (part, key)
            for part, key, template in (
                ("pk", self._partition_key, pk),
                ("sk", self._sort_key, sk),
            )
            if key is not None and template is not None and not key.is_declared
        ]
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
        return type(self), (self.name, self._partition_key, self._sort_key, self.description)

    @property
    def name(self) -> str | None:
        """Name of the index in the table; naming it names key attributes that have no name."""
        return self._name

    @name.setter
    def name(self, name: str | None) -> None:
        self._name = name
        if name is not None:
            stem = "" if name == PRIMARY_INDEX else f"{name}_"
            for part, key in self._nameless:
                key.attribute_name = f"{stem}{part}"

    @property
    def is_primary(self) -> bool:
        """Tell whether this is the table's own key."""
        return self.name == PRIMARY_INDEX

    @property
    def has_sort_key(self) -> bool:
        """Tell whether a sort key is declared."""
        return self._sort_key is not None and self._sort_key.is_declared

    @property
    def partition_key(self) -> DynamoDBKey:
        """The partition key; reading an absent one makes an empty one to fill in."""
        if self._partition_key is None:
            self._partition_key = DynamoDBKey()
        return self._partition_key

    @partition_key.setter
    def partition_key(self, key: DynamoDBKey | None) -> None:
        self._partition_key = key

    @property
    def sort_key(self) -> DynamoDBKey:
        """The sort key; reading an absent one makes an empty one, which counts as none."""
        if self._sort_key is None:
            self._sort_key = DynamoDBKey()
        return self._sort_key

    @sort_key.setter
    def sort_key(self, key: DynamoDBKey | None) -> None:
        self._sort_key = key

    @property
    def declared_keys(self) -> tuple[DynamoDBKey, ...]:
        """The partition key and, where there is one, the sort key."""
        keys = (self._partition_key, self._sort_key)
        return tuple(key for key in keys if key is not None and key.is_declared)

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


def _declared_key(
    part: str,
    key: DynamoDBKey | None,
    source: TemplateSource | KeyTemplate | Callable[[], str | None] | None,
    attribute: str | None,
) -> DynamoDBKey | None:
    if key is not None:
        if source is not None or attribute is not None:
            raise KeyBuildError(
                f"the key {part!r} of an index is declared twice",
                details={
                    "expected": "a DynamoDBKey, or a template with an attribute name",
                    "suggestion": "leave one of them out",
                },
            )
        return key
    if source is None:
        return DynamoDBKey(attribute, FieldReference(attribute)) if attribute else None
    if isinstance(source, KeyTemplate):
        return DynamoDBKey(attribute, source)
    if not callable(source):
        return DynamoDBKey(attribute, KeyTemplate.compile(source))
    _check_takes_nothing(part, source)
    return DynamoDBKey(attribute, source)


def _check_takes_nothing(part: str, function: Callable[[], str | None]) -> None:
    try:
        inspect.signature(function).bind()
    except TypeError:
        raise KeyBuildError(
            f"the function of the key {part!r} of an index takes arguments",
            details={
                "expected": "a template, or a function without arguments, as a lambda in __init__",
                "suggestion": 'write a template of the attributes: "user#{user_id}"',
            },
        ) from None
    except ValueError:
        # A function of C that does not tell.
        return


def _index_attributes(model: type) -> Mapping[str, DynamoDBIndex]:
    """Find the indexes that a class declares or inherits, by their Python names.

    Args:
        model: A model class; a subclass overrides an index by its Python name.

    Returns:
        Python name → declaration, the bases' first.
    """
    found: dict[str, Any] = {}
    for base in reversed(model.__mro__):
        for attribute, value in vars(base).items():
            if isinstance(value, DynamoDBIndex) or attribute in found:
                found[attribute] = value
    return {name: value for name, value in found.items() if isinstance(value, DynamoDBIndex)}


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
    for attribute, index in _index_attributes(model).items():
        if not index.name or index.name in found:
            problem = "has no name" if not index.name else f"is the second named {index.name!r}"
            raise ConfigurationError(
                f"the index {attribute!r} of {model.__name__} {problem}",
                details={
                    "model": model.__name__,
                    "expected": "one declaration for each index of the table",
                    "suggestion": "name the index as the table does; primary only once",
                },
            )
        found[index.name] = index
    return dict(sorted(found.items(), key=lambda entry: entry[0] != PRIMARY_INDEX))


declared_indexes = ClassCache(_declared_indexes)


def check_not_fields(model: type) -> None:
    """Check that no index of a class has the name of a field.

    Args:
        model: A model class, possibly not yet finished by its decorator or metaclass.

    Raises:
        ConfigurationError: When an index, own or inherited, is annotated as a field is.
    """
    # A field that overrides an inherited index counts too: Pydantic would leave both in place.
    classes = (model, *model.__bases__)
    indexes = {name for each in classes for name in _index_attributes(each)}
    if both := sorted(indexes & annotated_names(model)):
        raise ConfigurationError(
            f"{', '.join(map(repr, both))} of {model.__name__} would be an index and a field",
            details={
                "model": model.__name__,
                "names": both,
                "expected": "an index without an annotation, or annotated as ClassVar",
                "suggestion": "write name: ClassVar[DynamoDBIndex] = …, or rename the field",
            },
        )


def check_indexes(owner: str, indexes: Mapping[str, DynamoDBIndex]) -> None:
    """Check that indexes have partition keys and agree on the attributes they share.

    Args:
        owner: Name of the model, for messages.
        indexes: Index name → declaration.

    Raises:
        ConfigurationError: When a partition key is missing, or two different keys share an
            attribute.
    """
    sources: dict[str, tuple[str, DynamoDBKey]] = {}
    for name, index in indexes.items():
        keys = index.declared_keys
        if not keys or keys[0] is not index.partition_key:
            raise ConfigurationError(
                f"the index {name!r} of {owner} has no partition key",
                details={
                    "model": owner,
                    "index": name,
                    "expected": "a template pk=…, or pk_attribute=…",
                    "suggestion": "declare the partition key",
                },
            )
        _check_shared(owner, name, keys, sources)


def _check_shared(
    owner: str,
    name: str,
    keys: Iterable[DynamoDBKey],
    sources: dict[str, tuple[str, DynamoDBKey]],
) -> None:
    for key in keys:
        other, first = sources.setdefault(key.attribute_name, (name, key))
        if first is not key and (other == name or first.source != key.source):
            raise ConfigurationError(
                f"the indexes {other!r} and {name!r} of {owner} give the attribute "
                f"{key.attribute_name!r} two different keys",
                details={
                    "model": owner,
                    "attribute": key.attribute_name,
                    "expected": "one template for each attribute, shared or not",
                    "suggestion": "name another attribute with pk_attribute or sk_attribute",
                },
            )
