"""The verbs that read one item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec.item_view import ItemView
from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.item_reads import absent_item, is_expired_for
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.read_projections import key_projection, projection_of
from boto3_assist.dynamodb.reading import read_model, viewed_item
from boto3_assist.dynamodb.requests import GetItem, Projection
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.targets import get_config, key_and_model
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs
from boto3_assist.errors import InvalidParameterError

if TYPE_CHECKING:
    from typing_extensions import deprecated
else:

    def deprecated(_message: str) -> Callable[[Any], Any]:
        """Stand in for the mark that type checkers read."""
        return lambda function: function


__all__ = ["GetVerb"]

T = TypeVar("T")
M = TypeVar("M", bound=DynamoDBModelBase)
Item = dict[str, AttributeValue]


class GetVerb(DynamoDBVerbs):
    """Reads one item."""

    @overload
    def get(
        self,
        key: ModelKey[T],
        table_name: str | None = None,
        *,
        config: GetItemConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[T | None]: ...
    @overload
    def get(
        self,
        key: M,
        table_name: str | None = None,
        *,
        config: GetItemConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M | None]: ...
    @overload
    def get(
        self,
        key: Mapping[str, AttributeValue],
        table_name: str | None = None,
        *,
        config: GetItemConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Item | None]: ...
    @overload
    def get(
        self,
        *,
        model: M,
        table_name: str | None = None,
        config: GetItemConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M | None]: ...
    @overload
    @deprecated("pass a GetItemConfig in place of the flags")
    def get(
        self,
        key: Mapping[str, AttributeValue] | None = None,
        table_name: str | None = None,
        model: DynamoDBModelBase | None = None,
        do_projections: bool = ...,
        strongly_consistent: bool = ...,
        return_consumed_capacity: str | None = ...,
        projection_expression: str | None = ...,
        expression_attribute_names: Mapping[str, str] | None = ...,
        source: str | None = None,
        *,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]: ...
    def get(
        self,
        key: ModelKey[Any] | DynamoDBModelBase | Mapping[str, AttributeValue] | None = None,
        table_name: str | None = None,
        model: DynamoDBModelBase | None = None,
        do_projections: bool | None = None,
        strongly_consistent: bool | None = None,
        return_consumed_capacity: str | None = None,
        projection_expression: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        source: str | None = None,
        *,
        config: GetItemConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Read one item by its primary key (GetItem).

        Args:
            key: A key made by a model's index (``Order.primary.key(...)``), an instance that has
                the values of its primary key, or a dictionary of key attribute name → Python
                value.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            model: The instance, by the name that 0.x gave it.
            do_projections: The old form of `GetItemConfig.do_projections`.
            strongly_consistent: The old form of `GetItemConfig.strongly_consistent`.
            return_consumed_capacity: The old form of the field of `GetItemConfig`.
            projection_expression: The old form of the field of `GetItemConfig`.
            expression_attribute_names: The old form of the field of `GetItemConfig`.
            source: Who asks, for the debug log.
            config: How to read.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the item, as the model where one asked, or None when there is
            no such item. For a model, an item that has expired is none; see `GetItemConfig`.

        Raises:
            Boto3AssistError: When the item cannot be read, or must exist and does not.
        """
        flags = {
            "do_projections": do_projections,
            "strongly_consistent": strongly_consistent,
            "return_consumed_capacity": return_consumed_capacity,
            "projection_expression": projection_expression,
            "expression_attribute_names": expression_attribute_names,
        }

        def read() -> DynamoDBResult[Any]:
            how = get_config(config, flags)
            instance, attributes, target = _asked(key, model)
            request = GetItem(
                self._table_name(table_name),
                attributes,
                how.strongly_consistent,
                projection_of(how, instance, target),
                how.return_consumed_capacity,
            )
            response = self._send("get_item", request.to_request(), source)
            item = viewed_item(response, get_settings().dynamodb_convert_decimals)
            if (
                item is not None
                and not how.include_expired
                and is_expired_for(target, item, self._now)
            ):
                # As if DynamoDB had deleted it already, for `to` and for the response too.
                response = {name: part for name, part in response.items() if name != "Item"}
                item = None
            if item is None and how.must_exist:
                raise absent_item(request, response)
            return _item_result(item, response, target, request.projection)

        return self._outcome(read, raise_on_error)

    @overload
    def exists(
        self,
        key: ModelKey[Any] | DynamoDBModelBase | Mapping[str, AttributeValue],
        table_name: str | None = None,
        *,
        config: GetItemConfig | None = None,
        source: str | None = None,
    ) -> bool: ...
    @overload
    def exists(
        self,
        *,
        model: DynamoDBModelBase,
        table_name: str | None = None,
        config: GetItemConfig | None = None,
        source: str | None = None,
    ) -> bool: ...
    def exists(
        self,
        key: ModelKey[Any] | DynamoDBModelBase | Mapping[str, AttributeValue] | None = None,
        table_name: str | None = None,
        *,
        model: DynamoDBModelBase | None = None,
        config: GetItemConfig | None = None,
        source: str | None = None,
    ) -> bool:
        """Tell whether there is an item with a key (GetItem, of little more than its key).

        Args:
            key: A key made by a model's index (``Order.primary.key(...)``), an instance that has
                the values of its primary key, or a dictionary of key attribute name → Python
                value.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            model: The instance, as `get` takes it.
            config: How to read; without a projection, which this chooses.
            source: Who asks, for the debug log.

        Returns:
            True if there is one; of a model, one that has not expired.

        Raises:
            InvalidParameterError: When the config holds a projection, or `must_exist`.
            Boto3AssistError: When the item cannot be read, whatever `raise_on_error` says.
        """
        how = get_config(config, {})
        projects = how.do_projections or how.projection_expression or how.projection is not None
        if how.must_exist or projects:
            raise InvalidParameterError(
                "exists was given a config with a projection or must_exist",
                details={
                    "expected": "a config that says how to read, not what",
                    "suggestion": "leave them out, or use get",
                },
            )
        _, attributes, target = _asked(key, model)
        request = GetItem(
            self._table_name(table_name),
            attributes,
            how.strongly_consistent,
            key_projection(attributes, target),
            how.return_consumed_capacity,
        )
        response = self._send("get_item", request.to_request(), source)
        item = viewed_item(response, get_settings().dynamodb_convert_decimals)
        if item is None or how.include_expired:
            return item is not None
        return not is_expired_for(target, item, self._now)


def _asked(
    key: ModelKey[Any] | DynamoDBModelBase | Mapping[str, AttributeValue] | None,
    model: DynamoDBModelBase | None,
) -> tuple[DynamoDBModelBase | None, Mapping[str, AttributeValue], type[Any] | None]:
    """Give the instance that asks, if one does, the key attributes and the class to read."""
    if isinstance(key, DynamoDBModelBase):
        # With a model beside it the key is one too many, whatever it is.
        key, model = (None, key) if model is None else ({}, model)
    return model, *key_and_model(key, model)


def _item_result(
    item: ItemView | None,
    response: Mapping[str, Any],
    model: type[Any] | None,
    projection: Projection | None,
) -> DynamoDBResult[Any]:
    convert, partial = get_settings().dynamodb_convert_decimals, projection is not None
    whole = None if projection is None else projection.whole_attributes
    data: Any = None
    if item is not None and model is None:
        data = item.decoded()
    elif item is not None and model is not None:
        data = read_model(model, item, response.get("Item"), partial=partial, read_whole=whole)
    return DynamoDBResult.success_result(
        data, response, convert_decimals=convert, partial=partial, read_whole=whole
    )
