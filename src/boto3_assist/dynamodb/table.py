"""A table and the models that live in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from boto3_assist.connections.call import translated
from boto3_assist.dynamodb.blocks import current_deadline
from boto3_assist.dynamodb.client import DynamoDB
from boto3_assist.dynamodb.index_projections import projected_attributes
from boto3_assist.dynamodb.indexes import DynamoDBIndex, declared_indexes
from boto3_assist.dynamodb.key_types import key_type
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.dynamodb.requests import CreateTable
from boto3_assist.dynamodb.schema import check_models, has_fixed_fields, schema_of_class
from boto3_assist.dynamodb.schema.annotations import declared_types
from boto3_assist.errors import ConfigurationError

__all__ = ["DynamoDBTable"]


class DynamoDBTable:
    """A table with the keys and indexes that its models declare.

    Attributes:
        name: Name of the table.
        models: The classes whose items live in it.
    """

    def __init__(
        self, name: str, *, models: Iterable[type[Any]], db: DynamoDB | None = None
    ) -> None:
        """Join a table's name and its models; nothing is sent.

        Args:
            name: Name of the table.
            models: Model classes with class-declared indexes.
            db: The service to send with; one from the pool when None.

        Raises:
            ConfigurationError: When two models declare one index with different attributes.
            InvalidParameterError: When the models are not model classes.
        """
        self.name = name
        self.models = tuple(models) if isinstance(models, Iterable) else (models,)
        check_models(self.models)
        self._db = db
        self._indexes = _merged_indexes(self.models)

    @property
    def db(self) -> DynamoDB:
        """The service that sends for this table."""
        if self._db is None:
            self._db = DynamoDB.from_pool()
        return self._db

    def definition(self) -> CreateTable:
        """Build the request that creates the table.

        Returns:
            The request, to look at or to send.

        Raises:
            ConfigurationError: When two models store one key attribute by different types, or
                an index is to hold all attributes by one and some by another.
        """
        types: dict[str, Any] = {}
        kinds: dict[str, str] = {}
        for model in self.models:
            declared = _attribute_types(model)
            for name, key in self._keys_in(model, declared):
                kind = key_type(key, declared)
                if kinds.setdefault(name, kind) != kind:
                    raise _different_types(name, model, kinds[name])
                if name in declared:
                    types.setdefault(name, declared[name])
        return CreateTable(self.name, self._indexes, types, self._projections())

    def _projections(self) -> dict[str, frozenset[str]]:
        """Give what each index holds that does not hold everything, for all its models."""
        found: dict[str, frozenset[str] | None] = {}
        for model in self.models:
            for name, index in declared_indexes(model).items():
                held = projected_attributes(index, model)
                first = found.setdefault(name, held)
                if (first is None) != (held is None):
                    raise _different_projections(name, model)
                found[name] = held if first is None or held is None else first | held
        return {name: held for name, held in found.items() if held is not None}

    def _keys_in(
        self, model: type[Any], declared: Mapping[str, Any]
    ) -> Iterator[tuple[str, DynamoDBKey]]:
        """Find the table's key attributes in a model's items: its own, and fields of that name."""
        own = {key.attribute_name: key for key in _declared_keys(declared_indexes(model))}
        for name in {key.attribute_name for key in _declared_keys(self._indexes)}:
            if name in own:
                yield name, own[name]
            elif name in declared:
                # DynamoDB refuses an item of which an index key has another type.
                yield name, DynamoDBKey(name, FieldReference(name))

    def create(self, *, wait_seconds: int = 300) -> None:
        """Create the table and wait until it can be used.

        Args:
            wait_seconds: How long to wait at most, in steps of up to five seconds.

        Raises:
            Boto3AssistError: When it exists already, cannot be created, or does not become
                active in time.
        """
        self.db._call("create_table", self.definition().to_request())
        self._wait("table_exists", wait_seconds)

    def delete(self, *, wait_seconds: int = 300) -> None:
        """Delete the table with everything in it, and wait until it is gone.

        Args:
            wait_seconds: How long to wait at most, in steps of up to five seconds.

        Raises:
            Boto3AssistError: When there is no such table, or it is not gone in time.
        """
        self.db._call("delete_table", {"TableName": self.name})
        self._wait("table_not_exists", wait_seconds)

    def _wait(self, waiter_name: Literal["table_exists", "table_not_exists"], seconds: int) -> None:
        if (deadline := current_deadline()) is not None:
            seconds = min(seconds, int(deadline.check("DescribeTable")))
        delay = min(5, max(1, seconds))
        attempts = max(1, seconds // delay)
        with translated("dynamodb", "DescribeTable"):
            waiter: Any = self.db.client.get_waiter(waiter_name)
            waiter.wait(
                TableName=self.name,
                WaiterConfig={"Delay": delay, "MaxAttempts": attempts},
            )


def _declared_keys(indexes: Mapping[str, DynamoDBIndex]) -> Iterator[DynamoDBKey]:
    for index in indexes.values():
        yield from index.declared_keys


def _different_types(attribute: str, model: type[Any], first: str) -> ConfigurationError:
    return ConfigurationError(
        f"the models of a table store the key attribute {attribute!r} by different types",
        details={
            "attribute": attribute,
            "model": model.__name__,
            "expected": f"the type {first} in each model",
            "suggestion": "declare the attribute with one type, or use another for one of them",
        },
    )


def _different_projections(index: str, model: type[Any]) -> ConfigurationError:
    return ConfigurationError(
        f"by one model of a table the index {index!r} holds all attributes, and by another some",
        details={
            "index": index,
            "model": model.__name__,
            "expected": "projection=… on the index of each model, or of none",
            "suggestion": "an index holds the fields that any of its models names",
        },
    )


def _attribute_types(model: type[Any]) -> dict[str, Any]:
    if has_fixed_fields(model):
        return {f.attribute: f.annotation for f in schema_of_class(model).fields.values()}
    return declared_types(model)


def _merged_indexes(models: Iterable[type[Any]]) -> dict[str, DynamoDBIndex]:
    merged: dict[str, DynamoDBIndex] = {}
    for model in models:
        for name, index in declared_indexes(model).items():
            first = merged.setdefault(name, index)
            attributes = [key.attribute_name for key in first.declared_keys]
            if attributes != [key.attribute_name for key in index.declared_keys]:
                raise ConfigurationError(
                    f"the models of a table declare the index {name!r} with different attributes",
                    details={
                        "index": name,
                        "model": model.__name__,
                        "expected": f"the key attributes {', '.join(attributes)}",
                        "suggestion": "give the index the same attributes in each model",
                    },
                )
    return merged
