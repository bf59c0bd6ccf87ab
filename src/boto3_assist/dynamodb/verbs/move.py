"""The verb that gives an item another primary key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from boto3_assist.dynamodb.blocks import current_ledgers
from boto3_assist.dynamodb.instance_state import keep_stored
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.schema import schema_of_instance
from boto3_assist.dynamodb.verbs.transacting import TransactingVerbs

if TYPE_CHECKING:
    from boto3_assist.dynamodb.moving import Move

__all__ = ["MoveVerb"]

M = TypeVar("M", bound=DynamoDBModelBase)


class MoveVerb(TransactingVerbs):
    """Gives an item another primary key."""

    def move(
        self,
        model: M,
        table_name: str | None = None,
        source: str | None = None,
        *,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M]:
        """Write an item under its new primary key and delete the old one (TransactWriteItems).

        It is one transaction: either both are done or none. The new key must be free, and the
        stored item must still be what the instance was read from: its version, and its
        time of expiry if it had one, are compared; of an item without a version every attribute
        that was read, or that the model knows.

        Args:
            model: An instance that was read from the table as a whole, and then given another
                primary key.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            source: Who asks, for the debug log.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the instance, with its new version and stamps; of a frozen
            class another instance.

        Raises:
            Boto3AssistError: When the item cannot be moved; then nothing was written, unless no
                answer came. Of a `TransactionCanceledError` the first reason is of the new item,
                the second of the old one.

        Example:
            >>> from dataclasses import dataclass
            >>> from boto3_assist.dynamodb import (
            ...     DynamoDB, DynamoDBIndex, DynamoDBModelBase, DynamoDBTable
            ... )
            >>> @dataclass
            ... class Seat(DynamoDBModelBase):
            ...     room: str
            ...     number: str
            ...     primary = DynamoDBIndex.primary(pk="room#{room}", sk="seat#{number}")
            >>> db = DynamoDB.from_pool()
            >>> DynamoDBTable("seats", models=[Seat], db=db).create()
            >>> seat = db.save(Seat("blue", "7"), "seats").unwrap()
            >>> seat.room = "red"
            >>> db.move(seat, "seats").unwrap()
            Seat(room='red', number='7')
            >>> db.get(Seat.primary.key(room="blue", number="7"), "seats").data is None
            True
        """

        def transact() -> DynamoDBResult[M]:
            from boto3_assist.dynamodb.moving import move_of
            from boto3_assist.dynamodb.transactions.retrying import TransactionConfig
            from boto3_assist.dynamodb.transactions.sending import Sending
            from boto3_assist.dynamodb.transactions.writes import Write

            move = move_of(model, self.clock())
            put, delete = move.requests(self._table_name(table_name))
            names = tuple(move.old_key)
            sending = Sending(
                [
                    Write(
                        put,
                        type(model),
                        names,
                        settle=lambda parameters: _moved(model, move, parameters["Item"]),
                    ),
                    Write(delete, type(model), names),
                ],
                return_consumed_capacity="INDEXES" if current_ledgers() else None,
            )
            response = self._transact(sending, TransactionConfig(), source)
            return DynamoDBResult.success_result(sending.settle()[0], response)

        return self._outcome(transact, raise_on_error)


def _moved(model: M, move: Move[M], written: Any) -> M:
    from boto3_assist.dynamodb.item_life import take_over

    moved = move.after if schema_of_instance(model).is_frozen else model
    take_over(moved, move.values)
    keep_stored(moved, written)
    return moved
