"""What an operation returns: its data, what DynamoDB said beside it, or the error it met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from boto3_assist.dynamodb.codec.item_view import ItemView
from boto3_assist.dynamodb.index_projections import held_attributes
from boto3_assist.dynamodb.mapping import ItemHolder
from boto3_assist.dynamodb.reading import read_model, viewed_items
from boto3_assist.dynamodb.schema import ModelMarker, check_models
from boto3_assist.dynamodb.schema.owning import owned
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import (
    Boto3AssistError,
    ItemNotFoundError,
    ValidationError,
    describe,
)

if TYPE_CHECKING:
    from boto3_assist.dynamodb.cursors import Sealer

__all__ = ["DynamoDBResult"]

T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")
M = TypeVar("M")

_ITEM_PARTS = ("Item", "Attributes", "LastEvaluatedKey")


class DynamoDBResult(ItemHolder, Mapping[str, Any], Generic[T_co]):
    """The outcome of one operation, also a read-only mapping of DynamoDB's response.

    It is true when the operation succeeded and `data` is not None. Of a failed one, everything
    but `success`, `error`, `metadata` and the truth value raises the error.

    Example:
        >>> result = DynamoDBResult.success_result({"id": "7"})
        >>> bool(result), result.unwrap()
        (True, {'id': '7'})
    """

    def __init__(
        self,
        data: T_co | None = None,
        response: Mapping[str, Any] | None = None,
        error: Boto3AssistError | None = None,
        *,
        convert_decimals: bool = True,
        partial: bool = False,
        read_whole: frozenset[str] | None = None,
        sealer: Sealer | None = None,
        index_name: str | None = None,
    ) -> None:
        """Keep an outcome; `success_result` and `error_result` are the usual ways to make one.

        Args:
            data: What was asked for.
            response: DynamoDB's response, values in wire form.
            error: The failure, if it was one.
            convert_decimals: How numbers of the response are read; see `decode_value`.
            partial: True when only some attributes were read, so that saving would lose the others.
            read_whole: Names of the attributes that were read as a whole; None for all.
            sealer: Makes the cursor of a page; None where there are no pages.
            index_name: Name of the index that was read; None for the table itself.
        """
        self._data = data
        self._response = response or {}
        self._error = error
        self._convert_decimals = convert_decimals
        self._partial = partial
        self._read_whole = read_whole
        self._sealer = sealer
        self._index_name = index_name
        self._decoded: dict[str, Any] = {}

    @classmethod
    def success_result(
        cls,
        data: U,
        response: Mapping[str, Any] | None = None,
        *,
        convert_decimals: bool = True,
        partial: bool = False,
        read_whole: frozenset[str] | None = None,
        sealer: Sealer | None = None,
        index_name: str | None = None,
    ) -> DynamoDBResult[U]:
        """Make the result of an operation that succeeded.

        Args:
            data: What was asked for.
            response: DynamoDB's response, values in wire form.
            convert_decimals: How numbers of the response are read; see `decode_value`.
            partial: True when only some attributes were read, so that saving would lose the others.
            read_whole: Names of the attributes that were read as a whole; None for all.
            sealer: Makes the cursor of a page; None where there are no pages.
            index_name: Name of the index that was read; None for the table itself.

        Returns:
            The result.
        """
        return DynamoDBResult(
            data,
            response,
            convert_decimals=convert_decimals,
            partial=partial,
            read_whole=read_whole,
            sealer=sealer,
            index_name=index_name,
        )

    @classmethod
    def error_result(cls, error: Boto3AssistError) -> DynamoDBResult[Any]:
        """Make the result of an operation that failed.

        Args:
            error: What went wrong.

        Returns:
            The result, which raises the error when its data is asked for.
        """
        return DynamoDBResult(error=error)

    def __repr__(self) -> str:
        """Show the outcome and the kind of data, never a value."""
        if self._error is not None:
            return f"DynamoDBResult(error={type(self._error).__name__})"
        return f"DynamoDBResult(data={describe(self._data)})"

    def __bool__(self) -> bool:
        """Tell whether the operation succeeded and found something."""
        return self._error is None and self._data is not None

    @property
    def success(self) -> bool:
        """Whether the operation succeeded, found something or not."""
        return self._error is None

    @property
    def error(self) -> Boto3AssistError | None:
        """The failure, or None."""
        return self._error

    @property
    def metadata(self) -> dict[str, Any]:
        """What botocore knows of the exchange: RequestId, HTTPStatusCode, RetryAttempts …."""
        response = self._response or getattr(self._error, "response", None) or {}
        return dict(response.get("ResponseMetadata", {}))

    @property
    def data(self) -> T_co:
        """What was asked for: an item or None, or a list of items."""
        self._raise_error()
        return cast(T_co, self._data)

    @property
    def consumed_capacity(self) -> Any:
        """The capacity that the operation consumed, where it was asked to say so."""
        return self.get("ConsumedCapacity")

    @property
    def count(self) -> int | None:
        """How many items the response holds; None for an operation on one item."""
        return cast("int | None", self.get("Count"))

    @property
    def scanned_count(self) -> int | None:
        """How many items were read before filters; None for an operation on one item."""
        return cast("int | None", self.get("ScannedCount"))

    @property
    def last_key(self) -> dict[str, AttributeValue] | None:
        """Where the page ended, to start the next one there; None after the last page."""
        return cast("dict[str, AttributeValue] | None", self.get("LastEvaluatedKey"))

    @property
    def cursor(self) -> str | None:
        """The place of `last_key` as signed text for a client to keep; None after the last page.

        Raises:
            ConfigurationError: When no key signs cursors; see the setting `cursor_signing_key`.
        """
        self._raise_error()
        position = self._response.get("LastEvaluatedKey")
        if position is None or self._sealer is None:
            return None
        return self._sealer.seal(position)

    def unwrap(self: DynamoDBResult[U | None]) -> U:
        """Give the data, or raise.

        Returns:
            The data, never None.

        Raises:
            ItemNotFoundError: When the operation succeeded and found nothing.
            Boto3AssistError: The failure of an operation that failed.
        """
        data = self.data
        if data is None:
            raise ItemNotFoundError(
                "the result holds no item",
                details={
                    "expected": "an item with this key",
                    "suggestion": "test the result first, where the item may be absent; of an "
                    "update or a deletion ask for it by return_values",
                },
                response=self._response,
            )
        return data

    def to(self, model: type[M]) -> M | None:
        """Read the item as a model.

        Args:
            model: A model class.

        Returns:
            An instance, or None when there is no item.

        Raises:
            ModelMappingError: When the item is of another entity type, or its schema version
                cannot be read.
            ValidationError: When the response holds a list of items, or the item does not fit
                the model.
            Boto3AssistError: The failure of an operation that failed.
        """
        self._raise_error()
        unseen = self._unseen("Item" if "Item" in self._response else "Attributes")
        if unseen is not None and not self._holds_list:
            (view,) = viewed_items([unseen], self._convert_decimals)
            return self._read(model, view, unseen)
        source = self.held_item()
        return None if source is None else self._read(model, source, self.held_wire_item())

    @property
    def holds_partial_item(self) -> bool:
        """Whether only some attributes were read, so that saving would lose the others."""
        return self._partial

    @property
    def attributes_read_whole(self) -> frozenset[str] | None:
        """Names of the attributes that were read as a whole; None for all."""
        # What an update changed: of other attributes nothing is known, and of these all that is.
        return frozenset() if self._partial and self._read_whole is None else self._read_whole

    def held_item(self) -> Mapping[str, Any] | ModelMarker | None:
        """Give the item, for `map` and `to`.

        Returns:
            Attribute name → Python value, the model that was saved, or None.

        Raises:
            ValidationError: When the response holds a list of items.
            Boto3AssistError: The failure of an operation that failed.
        """
        self._raise_error()
        if self._holds_list:
            raise _wrong_shape("a list of items", "to_list")
        item = self.get("Item", self.get("Attributes"))
        # Of a save, what was written is the data; so it is of a result made by hand.
        held: Any = self._data if item is None else item
        return cast("Mapping[str, Any] | ModelMarker | None", held)

    def held_wire_item(self) -> WireItem | None:
        """Give the item as DynamoDB sent it.

        Returns:
            The item in wire form, or None when the response holds none.
        """
        found: WireItem | None = self._response.get("Item", self._response.get("Attributes"))
        return found

    def unseen_item(self) -> ItemView | None:
        """Give the whole item as DynamoDB sent it, as long as nobody can have changed it.

        Returns:
            A view of the item; None when there is none, or a part of one or a list of them, or
            when it was given out in Python values.
        """
        item = self._unseen("Item" if "Item" in self._response else "Attributes")
        is_other = self._error is not None or self._holds_list
        if is_other or self.attributes_read_whole is not None or not isinstance(item, dict):
            return None
        return ItemView(item, convert_decimals=self._convert_decimals) if item else None

    def to_list(self, model: type[M]) -> list[M]:
        """Read the items as models.

        Args:
            model: A model class.

        Returns:
            An instance for each item, in the order of the response.

        Raises:
            ModelMappingError: When an item is of another entity type, or its schema version
                cannot be read.
            ValidationError: When the response holds no list of items, or an item does not fit
                the model.
            Boto3AssistError: The failure of an operation that failed.
        """
        self._raise_error()
        if not self._holds_list:
            raise _wrong_shape("at most one item", "to")
        if (unseen := self._unseen("Items")) is not None:
            views = viewed_items(unseen, self._convert_decimals)
            return [self._read(model, view, view.wire) for view in views]
        items = self.get("Items", self._data)
        stored = self._response.get("Items", [None] * len(items))
        return [self._read(model, *both) for both in zip(items, stored)]

    def __getitem__(self, name: str) -> Any:
        """Give a part of DynamoDB's response, items in Python values."""
        self._raise_error()
        if name not in self._decoded:
            part = self._response[name]
            self._decoded[name] = _decoded_part(name, part, self._convert_decimals)
        return self._decoded[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the parts of the response."""
        self._raise_error()
        return iter(self._response)

    def __len__(self) -> int:
        """Count the parts of the response."""
        self._raise_error()
        return len(self._response)

    @property
    def _holds_list(self) -> bool:
        return "Items" in self._response or isinstance(self._data, list)

    def _read(self, model: type[M], source: Any, stored: WireItem | None) -> M:
        check_models([model])
        if isinstance(source, Mapping):
            item = source
            if not isinstance(source, ItemView):
                # The result goes on holding its item, and may be read once more.
                item = {name: owned(value) for name, value in source.items()}
            whole = self.attributes_read_whole
            if whole is None and stored is not None:
                whole = held_attributes(self._index_name, [model])
            return read_model(model, item, stored, partial=whole is not None, read_whole=whole)
        instance: M = cast(Any, model).map(source)
        return instance

    def _unseen(self, part: str) -> Any:
        """Give a part of the response that nobody has looked at, so that none has changed it."""
        return None if part in self._decoded else self._response.get(part)

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error


def _decoded_part(name: str, part: Any, convert: bool) -> Any:
    if name in _ITEM_PARTS:
        return viewed_items([part], convert)[0].decoded()
    return [view.decoded() for view in viewed_items(part, convert)] if name == "Items" else part


def _wrong_shape(found: str, method: str) -> ValidationError:
    expected, suggestion = "the method that fits the operation", f"use {method}(…)"
    return ValidationError(
        f"the response holds {found}",
        details={"given": found, "expected": expected, "suggestion": suggestion},
    )
