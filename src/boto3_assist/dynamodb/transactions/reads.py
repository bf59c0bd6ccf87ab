"""What a transaction that reads asks, and what its answer means; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.item_reads import absent_item, is_answer, is_expired_for
from boto3_assist.dynamodb.read_projections import projection_of
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.requests import GetItem, TransactGetItems
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.schema import check_models
from boto3_assist.dynamodb.transactions.cancellation import Sent
from boto3_assist.dynamodb.transactions.operations import AskedGet
from boto3_assist.dynamodb.transactions.preflight import check_items
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import DynamoDBResponseIntegrityError

__all__ = ["Read", "Reading", "TransactGetResult", "read_of"]

T_co = TypeVar("T_co", covariant=True)
M = TypeVar("M")

_OPERATION: Final = "TransactGetItems"


@dataclass(frozen=True)
class Read:
    """One item that is read.

    Attributes:
        request: The request.
        model: The class to read the item as, or None.
        config: How to read.
    """

    request: GetItem
    model: type[Any] | None
    config: GetItemConfig

    def as_model(
        self, model: type[M], item: Mapping[str, AttributeValue], wire: WireItem | None
    ) -> M:
        """Give the item as a model, which knows what of it was not read.

        Args:
            model: The class.
            item: Attribute name → Python value.
            wire: The same item in wire form.

        Returns:
            An instance.
        """
        projection = self.request.projection
        whole = None if projection is None else projection.whole_attributes
        return read_model(model, item, wire, partial=projection is not None, read_whole=whole)


class TransactGetResult(DynamoDBResult[T_co]):
    """The outcome of a transaction that has read: at the place of each key its item, or None."""

    reads: Sequence[Read] = ()

    def __getitem__(self, name: str) -> Any:
        """Give a part of the response; ``Items`` has None where there is no item."""
        if name != "Items":
            return super().__getitem__(name)
        if name not in self._decoded:
            self._decoded[name] = [self._item(wire) for wire in self._response[name]]
        return self._decoded[name]

    def to_list(self, model: type[M]) -> list[M]:
        """Read the items as models, those that are absent left out.

        Args:
            model: A model class.

        Returns:
            An instance for each item that there is, in the order of the keys.
        """
        check_models([model])
        found = [pair for pair in zip(self.reads, self._response["Items"]) if pair[1] is not None]
        return [read.as_model(model, self._item(wire) or {}, wire) for read, wire in found]

    def _item(self, wire: WireItem | None) -> dict[str, AttributeValue] | None:
        convert = self._convert_decimals
        return None if wire is None else decode_item(wire, convert_decimals=convert)


def read_of(asked: AskedGet, table_name: str) -> Read:
    """Give what is read.

    Args:
        asked: What the caller asks.
        table_name: Name or ARN of the table.

    Returns:
        The read.

    Raises:
        Boto3AssistError: When the key cannot be used, or the projection.
    """
    key, model = asked.target.key_and_model()
    projection = projection_of(asked.config, asked.target.instance, model)
    return Read(GetItem(table_name, key, projection=projection), model, asked.config)


class Reading:
    """What a transaction reads: each item once, for all the places that it was asked for at.

    Attributes:
        reads: What was asked, in order.
        request: The parameters of ``client.transact_get_items``.
        sent: What was sent, each with the first place that it was asked for at.
    """

    def __init__(self, reads: Sequence[Read], return_consumed_capacity: str | None) -> None:
        """Make the request, and check it.

        Args:
            reads: What is asked, in order.
            return_consumed_capacity: INDEXES, TOTAL or NONE; None for DynamoDB's default.

        Raises:
            InvalidParameterError: When DynamoDB would refuse it.
        """
        self.reads = reads
        gets: list[GetItem] = []
        self.sent: list[Sent] = []
        self._places: list[int] = []
        for position, read in enumerate(reads):
            try:
                place = gets.index(read.request)
            except ValueError:
                place = len(gets)
                gets.append(read.request)
                self.sent.append(Sent(position, "Get", read.model))
            self._places.append(place)
        self.request = TransactGetItems(gets, return_consumed_capacity).to_request()
        check_items(self.request["TransactItems"], [tuple(get.key) for get in gets])

    def result(
        self, response: Mapping[str, Any], now: Callable[[], datetime]
    ) -> TransactGetResult[list[Any]]:
        """Give what was read.

        Args:
            response: DynamoDB's answer.
            now: Gives a datetime with a time zone, for what may have expired.

        Returns:
            A result; its data has for each read the item, as the model where one asked, or None.

        Raises:
            DynamoDBResponseIntegrityError: When there is not an answer to each.
        """
        answers: Any = response.get("Responses")
        is_list = isinstance(answers, list) and len(answers) == len(self.sent)
        if not is_list or not all(map(is_answer, answers)):
            raise _not_an_answer_to_each(response)
        return _result(self.reads, [answers[n] for n in self._places], response, now)


def _result(
    reads: Sequence[Read],
    answers: Sequence[Mapping[str, Any]],
    response: Mapping[str, Any],
    now: Callable[[], datetime],
) -> TransactGetResult[list[Any]]:
    convert = get_settings().dynamodb_convert_decimals
    data: list[Any] = []
    wires: list[WireItem | None] = []
    for read, answer in zip(reads, answers):
        wire: WireItem | None = answer.get("Item")
        item = None if wire is None else decode_item(wire, convert_decimals=convert)
        if item is not None and not read.config.include_expired:
            # As if DynamoDB had deleted it already.
            item = None if is_expired_for(read.model, item, now) else item
        if item is None and read.config.must_exist:
            raise absent_item(read.request, response, _OPERATION)
        wires.append(None if item is None else wire)
        found: Any = item
        if item is not None and read.model is not None:
            found = read.as_model(read.model, item, wire)
        data.append(found)
    facts = {name: part for name, part in response.items() if name != "Responses"}
    count = sum(wire is not None for wire in wires)
    result: TransactGetResult[list[Any]] = TransactGetResult(
        data, {**facts, "Items": wires, "Count": count}, convert_decimals=convert
    )
    result.reads = reads
    return result


def _not_an_answer_to_each(response: Mapping[str, Any]) -> DynamoDBResponseIntegrityError:
    return DynamoDBResponseIntegrityError(
        f"the response to {_OPERATION} does not answer to each key",
        details={
            "operation": _OPERATION,
            "expected": "a list of Responses, one for each key",
            "suggestion": "repeat the call; a proxy that changes bodies may be in the way",
        },
        operation=_OPERATION,
        response=response,
    )
