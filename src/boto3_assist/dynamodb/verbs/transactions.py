"""The verbs that write or read several items together, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.dynamodb.blocks import current_ledgers
from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.transacting import TransactingVerbs
from boto3_assist.dynamodb.verbs.update_item import UpdateItemVerb
from boto3_assist.errors import InvalidParameterError, TransactionCanceledError

if TYPE_CHECKING:
    from boto3_assist.dynamodb.transactions import Transaction, TransactionConfig
    from boto3_assist.dynamodb.transactions.operations import Asked, AskedUpdate, AskedWrite
    from boto3_assist.dynamodb.transactions.sending import Sending
    from boto3_assist.dynamodb.transactions.writes import Write
    from boto3_assist.dynamodb.update_calls import UnreadUpdate

__all__ = ["TransactionVerbs"]

T = TypeVar("T")
Item = dict[str, AttributeValue]


class TransactionVerbs(UpdateItemVerb, TransactingVerbs):
    """Writes or reads several items together, or not at all."""

    @contextmanager
    def transaction(
        self,
        table_name: str | None = None,
        *,
        client_request_token: str | None = None,
        config: TransactionConfig | None = None,
        source: str | None = None,
    ) -> Iterator[Transaction]:
        """Build a transaction in a ``with`` block, and send it at the block's end.

        After an exception in the block nothing is sent.

        Args:
            table_name: Name or ARN of the table of operations that name none; the setting
                `app_table_name` when None.
            client_request_token: By which a repetition is known for 10 minutes; one is made when
                None.
            config: How conflicts are fought.
            source: Who asks, for the debug log.

        Yields:
            The transaction, to which operations are added.

        Raises:
            TransactionCanceledError: When one of the operations cannot be done; then none was.
            Boto3AssistError: When it cannot be used or fails, whatever `raise_on_error` says.

        Example:
            >>> from dataclasses import dataclass
            >>> from boto3_assist.dynamodb import (
            ...     DynamoDB, DynamoDBIndex, DynamoDBModelBase, DynamoDBTable, Update
            ... )
            >>> @dataclass
            ... class Account(DynamoDBModelBase):
            ...     name: str
            ...     balance: int = 0
            ...     primary = DynamoDBIndex.primary(pk="account#{name}", sk="account")
            >>> db = DynamoDB.from_pool()
            >>> DynamoDBTable("bank", models=[Account], db=db).create()
            >>> with db.transaction("bank") as tx:
            ...     _ = tx.put(Account("ann", 10), if_not_exists=True)
            ...     _ = tx.put(Account("bob", 10), if_not_exists=True)
            >>> ann, bob = Account.primary.key(name="ann"), Account.primary.key(name="bob")
            >>> with db.transaction("bank") as tx:
            ...     give, take = Update().increment("balance", -4), Update().increment("balance", 4)
            ...     _ = tx.update(ann, give, condition_expression=Account.field("balance") >= 4)
            ...     _ = tx.update(bob, take)
            >>> with db.transaction("bank") as tx:
            ...     one, other = tx.get(ann), tx.get(bob)
            >>> one.data, other.data
            (Account(name='ann', balance=6), Account(name='bob', balance=14))
        """
        from boto3_assist.dynamodb.transactions import Transaction

        built = Transaction(table_name, client_request_token=client_request_token, config=config)
        yield built
        if built.is_read:
            self._read_together(built, None, source)
        else:
            self._write_together(built, source)

    def transact_write_items(
        self,
        operations: Transaction | Iterable[Mapping[str, Any]],
        *,
        client_request_token: str | None = None,
        return_consumed_capacity: str | None = None,
        return_item_collection_metrics: str | None = None,
        config: TransactionConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Any]]:
        """Write up to 100 items, all of them or none (TransactWriteItems).

        A transaction that met another request is sent again, as `TransactionConfig` says. Sent
        again because no answer came, by boto3 or by a second call with the same `Transaction`, it
        is carried out once: it has one token, which DynamoDB knows for 10 minutes.

        Args:
            operations: A `Transaction`; or dictionaries of DynamoDB's form with Python values, such
                as ``{"Put": {"TableName": "app", "Item": {...}}}``, whose items may be models.
            client_request_token: The caller's own token; one is made when None.
            return_consumed_capacity: INDEXES, TOTAL or NONE.
            return_item_collection_metrics: SIZE or NONE.
            config: How conflicts are fought; that of the transaction when None.
            source: Who asks, for the debug log.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data has, for each operation, the instance or dictionary that was
            written, with its new version and stamps, or None.

        Raises:
            TransactionCanceledError: When one of the operations cannot be done; then none was, and
                every instance is as before. It has the reason of each in the caller's order.
            TransactionTokenExpiredError: When a `Transaction` of which no answer came is sent again
                too late.
            Boto3AssistError: When the transaction cannot be used or fails.
        """

        def write() -> DynamoDBResult[list[Any]]:
            from boto3_assist.dynamodb.config_objects import config_of
            from boto3_assist.dynamodb.transactions import TransactionConfig

            how = None if config is None else config_of(config, TransactionConfig)
            return self._write_together(
                _built(operations, client_request_token),
                source,
                how,
                capacity=return_consumed_capacity,
                metrics=return_item_collection_metrics,
            )

        return self._outcome(write, raise_on_error)

    @overload
    def transact_get_items(
        self,
        keys: Iterable[ModelKey[T]],
        *,
        table_name: str | None = None,
        return_consumed_capacity: str | None = None,
        config: GetItemConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[T | None]]: ...
    @overload
    def transact_get_items(
        self,
        keys: Iterable[Mapping[str, Any]],
        *,
        table_name: str | None = None,
        return_consumed_capacity: str | None = None,
        config: GetItemConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Item | None]]: ...
    @overload
    def transact_get_items(
        self,
        keys: Transaction | Iterable[Any],
        *,
        table_name: str | None = None,
        return_consumed_capacity: str | None = None,
        config: GetItemConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Any]]: ...
    def transact_get_items(
        self,
        keys: Transaction | Iterable[Any],
        *,
        table_name: str | None = None,
        return_consumed_capacity: str | None = None,
        config: GetItemConfig | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Any]]:
        """Read up to 100 items as they are at one moment (TransactGetItems).

        Args:
            keys: Keys made by models' indexes, dictionaries with a key, or dictionaries such as
                ``{"TableName": "app", "Key": {...}}``; or a `Transaction` of `Transaction.get`,
                whose operations are typed each for itself.
            table_name: Name or ARN of the table of keys that name none; the setting
                `app_table_name` when None.
            return_consumed_capacity: INDEXES, TOTAL or NONE.
            config: How to read each item; of a `Transaction` each read has its own.
            source: Who asks, for the debug log.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data has, at the place of each key, its item, as the model where one
            asked, or None. So has ``result["Items"]``, in dictionaries; ``result["Count"]`` is how
            many there are.

        Raises:
            TransactionCanceledError: When an item is being written by another transaction, still
                after the attempts of `TransactionConfig`.
            Boto3AssistError: When the items cannot be read, or one must exist and does not.
        """

        def read() -> DynamoDBResult[list[Any]]:
            from boto3_assist.dynamodb.config_objects import config_of
            from boto3_assist.dynamodb.transactions import Transaction
            from boto3_assist.dynamodb.transactions.raw_operations import add_reads

            if isinstance(keys, Transaction):
                if table_name is not None or config is not None:
                    raise _refused("table_name or config", "tx.get(key, table_name, config=…)")
                return self._read_together(keys, return_consumed_capacity, source)
            built = Transaction(table_name)
            add_reads(built, keys, None if config is None else config_of(config, GetItemConfig))
            return self._read_together(built, return_consumed_capacity, source)

        return self._outcome(read, raise_on_error)

    def _write_together(
        self,
        built: Transaction,
        source: str | None,
        config: TransactionConfig | None = None,
        *,
        capacity: str | None = None,
        metrics: str | None = None,
    ) -> DynamoDBResult[list[Any]]:
        with built.on_its_way(as_read=False):
            sending = built.sending or self._sending_of(built, source, capacity, metrics)
            try:
                response = self._transact(sending, config or built.config, source)
            finally:
                # What may have been carried out is sent again as it is, if it is sent again.
                built.sending = sending if sending.is_pending else None
            # Before the instances, of which a class of the caller's may refuse its new values.
            built.finish()
            data = sending.settle()
            built.succeed(data)
            return DynamoDBResult.success_result(data, response)

    def _sending_of(
        self, built: Transaction, source: str | None, capacity: str | None, metrics: str | None
    ) -> Sending:
        from boto3_assist.dynamodb.transactions.operations import AskedGet
        from boto3_assist.dynamodb.transactions.sending import Sending

        writes = [
            self._write_of(each.asked, self._table_of(each.asked, built), source)
            for each in built.operations
            if not isinstance(each.asked, AskedGet)
        ]
        return Sending(
            writes,
            built.client_request_token,
            # What is asked for is part of the request that the token stands for.
            return_consumed_capacity="INDEXES" if current_ledgers() else capacity,
            return_item_collection_metrics=metrics,
        )

    def _table_of(self, asked: Asked, built: Transaction) -> str:
        return self._table_name(built.table_name if asked.table_name is None else asked.table_name)

    def _write_of(self, asked: AskedWrite, table: str, source: str | None) -> Write:
        from boto3_assist.dynamodb.guarded_writes import check_of, deletion_of, put_of
        from boto3_assist.dynamodb.transactions.operations import AskedCheck, AskedPut, AskedUpdate
        from boto3_assist.dynamodb.transactions.writes import guarded_write, put_write
        from boto3_assist.dynamodb.write_configs import DeleteConfig

        if isinstance(asked, AskedPut):
            return put_write(put_of(asked.item, table, asked.config, asked.condition, self._now))
        if isinstance(asked, AskedUpdate):
            return self._update_of(asked, table, source)
        key, instance = asked.target.key, asked.target.instance
        if isinstance(asked, AskedCheck):
            return guarded_write(check_of(key, instance, table, asked.condition, self._now))
        how = DeleteConfig(asked.must_exist)
        return guarded_write(deletion_of(key, instance, table, how, asked.condition))

    def _update_of(self, asked: AskedUpdate, table: str, source: str | None) -> Write:
        from boto3_assist.dynamodb.transactions.writes import planned_write, update_write
        from boto3_assist.dynamodb.update_calls import PlannedUpdate, UpdateCall
        from boto3_assist.dynamodb.update_config import UpdateConfig

        item, how = asked.item, asked.config or UpdateConfig()
        model = item.model if isinstance(item, ModelKey) else None
        planned: PlannedUpdate[Any] | UnreadUpdate
        if asked.update is None:
            call = UpdateCall(table, asked.condition.expression(), how, source)
            planned = self._partial_update(
                item, asked.changes, asked.fields, asked.fields_to_clear, call
            )
        else:
            if asked.config is None:
                how = replace(how, upsert=model is None)
            call, planned = self._item_update(
                item, asked.update, asked.condition, UpdateCall(table, None, how, source)
            )
        if isinstance(planned, PlannedUpdate):
            return planned_write(planned, call, gives_instance=asked.update is None)
        return update_write(planned, call)

    def _read_together(
        self, built: Transaction, capacity: str | None, source: str | None
    ) -> DynamoDBResult[list[Any]]:
        from boto3_assist.dynamodb.transactions.operations import AskedGet
        from boto3_assist.dynamodb.transactions.reads import Reading, read_of

        with built.on_its_way(as_read=True):
            reads = [
                read_of(each.asked, self._table_of(each.asked, built))
                for each in built.operations
                if isinstance(each.asked, AskedGet)
            ]
            reading = Reading(reads, capacity)

            def attempt() -> Mapping[str, Any]:
                from boto3_assist.dynamodb.transactions.cancellation import canceled_error

                try:
                    return self._send("transact_get_items", reading.request, source)
                except TransactionCanceledError as error:
                    raise canceled_error(error, reading.sent, len(reads)) from error

            response = self._despite_conflicts(attempt, built.config)
            result = reading.result(response, self._now)
            built.succeed(result.data)
            return result


def _built(operations: Transaction | Iterable[Mapping[str, Any]], token: str | None) -> Transaction:
    from boto3_assist.dynamodb.transactions import Transaction
    from boto3_assist.dynamodb.transactions.contents import checked_token
    from boto3_assist.dynamodb.transactions.raw_operations import add_operations

    if isinstance(operations, Transaction):
        if checked_token(token) not in (None, operations.client_request_token):
            raise _refused("a token", "Transaction(client_request_token=…)")
        return operations
    built = Transaction(client_request_token=token)
    add_operations(built, operations)
    return built


def _refused(what: str, instead: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"{what} came together with a Transaction, which has its own",
        details={"expected": "one of them", "suggestion": f"write {instead}"},
    )
