"""The verb that reads the items of a partition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.index_query import IndexQuery
from boto3_assist.dynamodb.item_expiry import may_expire
from boto3_assist.dynamodb.model_index import BoundIndex
from boto3_assist.dynamodb.query_targets import QueryTarget, query_target, start_key_of
from boto3_assist.dynamodb.read_projections import text_projection
from boto3_assist.dynamodb.reading import living_among, owners_of, read_owned
from boto3_assist.dynamodb.requests import Query
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs, check_part

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

__all__ = ["QueryVerb"]

T = TypeVar("T")
Item = dict[str, AttributeValue]


class QueryVerb(DynamoDBVerbs):
    """Reads the items of a partition."""

    @overload
    def query(
        self,
        key: IndexQuery[T],
        table_name: str | None = None,
        *,
        ascending: bool | None = None,
        source: str | None = None,
        strongly_consistent: bool = False,
        start_key: Mapping[str, AttributeValue] | None = None,
        limit: int | None = None,
        include_expired: bool = False,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[T]]: ...
    @overload
    def query(
        self,
        key: BoundIndex[T],
        table_name: str | None = None,
        *,
        ascending: bool | None = None,
        source: str | None = None,
        strongly_consistent: bool = False,
        start_key: Mapping[str, AttributeValue] | None = None,
        limit: int | None = None,
        include_expired: bool = False,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[T]]: ...
    @overload
    def query(
        self,
        key: ConditionBase | str,
        table_name: str | None = None,
        *,
        index_name: str | None = None,
        ascending: bool | None = None,
        source: str | None = None,
        strongly_consistent: bool = False,
        projection_expression: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        start_key: Mapping[str, AttributeValue] | None = None,
        limit: int | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Item]]: ...
    def query(
        self,
        key: Any,
        table_name: str | None = None,
        *,
        index_name: str | None = None,
        ascending: bool | None = None,
        source: str | None = None,
        strongly_consistent: bool = False,
        projection_expression: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        start_key: Mapping[str, AttributeValue] | None = None,
        limit: int | None = None,
        include_expired: bool = False,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Read one page of the items of a partition, in the order of the sort key (Query).

        Args:
            key: A query made by a model's index (``Order.by_status.query(...)``), an index of an
                instance (``order.by_status``), a condition of boto3, or its text.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            index_name: The index that a condition of boto3 or a text is for; None or
                ``"primary"`` for the table itself.
            ascending: False for descending order; None for the setting, which is ascending.
            source: Who asks, for the debug log.
            strongly_consistent: True to see every write that succeeded before; not on a GSI.
            projection_expression: The attributes to read, in DynamoDB's syntax.
            expression_attribute_names: What ``#`` placeholders stand for.
            expression_attribute_values: What ``:`` placeholders of a text stand for.
            start_key: `last_key` of the page before.
            limit: How many items to read at most; None for a page of up to 1 MB.
            include_expired: True to read items of models too that have expired, by the model's
                ``ItemConfig(ttl=…)``, and that DynamoDB has not deleted yet.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the list of items, as models where an index of one asked. What
            lies in the range without having been asked for is left out, and so is what has
            expired of models; of the response too, whose `scanned_count` has them.

        Raises:
            Boto3AssistError: When the condition cannot be used or the query fails.
        """

        def read() -> DynamoDBResult[Any]:
            names, values = expression_attribute_names or {}, expression_attribute_values or {}
            target = query_target(key, index_name, names, values)
            # A text's own placeholders are among the names.
            projection = text_projection(
                projection_expression, None if isinstance(key, str) else names, target.models
            )
            settings = get_settings()
            request = Query(
                self._table_name(table_name),
                target.condition,
                target.index_name,
                settings.dynamodb_query_ascending if ascending is None else ascending,
                strongly_consistent,
                projection,
                start_key_of(start_key),
                limit,
            )
            response = self._send("query", request.to_request(), source)
            check_part(response, "Items", "Query")
            now = None if include_expired else self._now
            return _items_result(response, target, projection is not None, now)

        return self._outcome(read, raise_on_error)


def _items_result(
    response: Mapping[str, Any],
    target: QueryTarget,
    partial: bool,
    now: Callable[[], datetime] | None,
) -> DynamoDBResult[Any]:
    convert = get_settings().dynamodb_convert_decimals
    items = DynamoDBResult[Any](None, response, convert_decimals=convert)["Items"]
    meant = [position for position, item in enumerate(items) if target.selects(item)]
    response, data = _with_items(response, meant), [items[position] for position in meant]
    if target.models:
        owners = owners_of(target.models, data)
        if now is not None and any(owner is not None and may_expire(owner) for owner in owners):
            living = living_among(owners, data, now())
            owners, data = [owners[n] for n in living], [data[n] for n in living]
            response = _with_items(response, living)
        data = read_owned(owners, data, response["Items"], partial=partial)
    return DynamoDBResult.success_result(data, response, convert_decimals=convert, partial=partial)


def _with_items(response: Mapping[str, Any], positions: Sequence[int]) -> Mapping[str, Any]:
    """Give the response as a filter on the server would have left it."""
    if len(positions) == len(response["Items"]):
        return response
    items = [response["Items"][position] for position in positions]
    return {**response, "Items": items, "Count": len(items)}
