"""The verbs that read and write many items by their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, overload

from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs, check_part
from boto3_assist.dynamodb.verbs.reading_many import connections_of
from boto3_assist.errors import AccessDeniedError

if TYPE_CHECKING:
    from boto3_assist.dynamodb.batching.configs import (
        BatchConfig,
        BatchGetConfig,
        BatchWriteConfig,
        ProgressCallback,
    )
    from boto3_assist.dynamodb.batching.reads import ReadJob
    from boto3_assist.dynamodb.batching.reports import BatchReport
    from boto3_assist.dynamodb.batching.write_entries import BatchDelete
    from boto3_assist.dynamodb.batching.writes import WriteJob
    from boto3_assist.dynamodb.received_items import ItemHook

__all__ = ["BatchVerbs"]

M = TypeVar("M", bound=DynamoDBModelBase)
T = TypeVar("T")
Item = dict[str, AttributeValue]


class BatchVerbs(DynamoDBVerbs):
    """Reads and writes many items by their keys."""

    @overload
    def batch_get_item(
        self,
        keys: Iterable[ModelKey[T]],
        table_name: str | None = None,
        *,
        projection_expression: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        consistent_read: bool | None = None,
        config: BatchGetConfig | None = None,
        parallel: bool | None = None,
        max_workers: int | None = None,
        progress_callback: ProgressCallback | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[T | None]]: ...
    @overload
    def batch_get_item(
        self,
        keys: Iterable[M],
        table_name: str | None = None,
        *,
        projection_expression: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        consistent_read: bool | None = None,
        config: BatchGetConfig | None = None,
        parallel: bool | None = None,
        max_workers: int | None = None,
        progress_callback: ProgressCallback | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[M | None]]: ...
    @overload
    def batch_get_item(
        self,
        keys: Iterable[Mapping[str, AttributeValue]],
        table_name: str | None = None,
        *,
        projection_expression: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        consistent_read: bool | None = None,
        config: BatchGetConfig | None = None,
        parallel: bool | None = None,
        max_workers: int | None = None,
        progress_callback: ProgressCallback | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Item | None]]: ...
    @overload
    def batch_get_item(
        self,
        keys: Iterable[ModelKey[Any] | DynamoDBModelBase | Mapping[str, AttributeValue]],
        table_name: str | None = None,
        *,
        projection_expression: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        consistent_read: bool | None = None,
        config: BatchGetConfig | None = None,
        parallel: bool | None = None,
        max_workers: int | None = None,
        progress_callback: ProgressCallback | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Any]]: ...
    def batch_get_item(
        self,
        keys: Iterable[Any],
        table_name: str | None = None,
        *,
        projection_expression: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        consistent_read: bool | None = None,
        config: BatchGetConfig | None = None,
        parallel: bool | None = None,
        max_workers: int | None = None,
        progress_callback: ProgressCallback | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Read items by their primary keys (BatchGetItem), any number of them.

        A key that is given several times is asked for once. Keys that DynamoDB leaves unprocessed
        are asked for again, after waits with full jitter.

        Args:
            keys: Keys made by a model's index (``Order.primary.key(...)``), dictionaries of key
                attribute name → Python value, or instances with the values of their keys; all of
                one table. A list is checked as a whole before anything is sent.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            projection_expression: The field of `BatchGetConfig`.
            expression_attribute_names: The field of `BatchGetConfig`.
            consistent_read: The field `strongly_consistent` of `BatchGetConfig`.
            config: How to read.
            parallel: True to send several requests at the same time.
            max_workers: How many of them; 5 when None.
            progress_callback: Told ``(done, total)`` after each answer.
            source: Who asks, for the debug log.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data has, for each key in its order, the item as the model that the key
            belongs to, or None where there is none. ``result["Items"]`` has the items that were
            found, each once.

        Raises:
            BatchGetIncompleteError: When some keys could not be read; it has the other items.
            OperationStoppedError: When a deadline, a budget or `cancel` ended it; `partial` is
                the report.
            Boto3AssistError: When the keys cannot be used, or nothing could be read.
        """

        def read() -> DynamoDBResult[Any]:
            from boto3_assist.dynamodb.batching.configs import BatchGetConfig, batch_config
            from boto3_assist.dynamodb.batching.inputs import Inputs
            from boto3_assist.dynamodb.batching.reads import ReadJob

            how = batch_config(
                config,
                BatchGetConfig,
                projection_expression=projection_expression,
                expression_attribute_names=expression_attribute_names,
                strongly_consistent=consistent_read,
                parallel=parallel,
                max_workers=max_workers,
                progress_callback=progress_callback,
            )
            parts = ("Responses", "UnprocessedKeys")
            send = self._batch_sender("batch_get_item", parts, source)
            table, now = self._table_name(table_name), self._now()
            job = ReadJob(Inputs(keys, "keys"), table, how, send, lambda: now)
            return self._run(job, how, table).result

        return self._outcome(read, raise_on_error)

    def batch_write_item(
        self,
        items: Iterable[
            DynamoDBModelBase | Mapping[str, AttributeValue] | ModelKey[Any] | BatchDelete
        ],
        table_name: str | None = None,
        *,
        operation: Literal["put", "delete"] | None = None,
        config: BatchWriteConfig | None = None,
        parallel: bool | None = None,
        max_workers: int | None = None,
        progress_callback: ProgressCallback | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[BatchReport]:
        """Write and delete whole items (BatchWriteItem), any number of them.

        Each is written for itself: some may be written and others not. Models get their keys,
        stamps and time to live as in `save`; BatchWriteItem knows no conditions, so models that
        keep a version are refused. What DynamoDB leaves unprocessed is sent again, after waits
        with full jitter; of a write that broke off nobody knows whether it was carried out, so an
        item may be written twice.

        Args:
            items: Models and dictionaries to write, and `BatchDelete` for each item to delete; all
                of one table. A list is checked as a whole before anything is sent.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            operation: ``"delete"`` to delete all of them: then they may be keys, or instances
                with the values of their keys.
            config: How to write, and what to do with two items of one key.
            parallel: True to send several requests at the same time.
            max_workers: How many of them; 5 when None.
            progress_callback: Told ``(done, total)`` after each answer.
            source: Who asks, for the debug log.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the report; ``result["ProcessedCount"]``,
            ``["UnprocessedCount"]`` and ``["UnprocessedItems"]`` are its figures.

        Raises:
            BatchWriteIncompleteError: When some items were not written; the others were.
            OperationStoppedError: When a deadline, a budget or `cancel` ended it; `partial` is
                the report.
            Boto3AssistError: When the items cannot be written, or none of them was.
        """

        def write() -> DynamoDBResult[BatchReport]:
            from boto3_assist.dynamodb.batching.configs import BatchWriteConfig, batch_config
            from boto3_assist.dynamodb.batching.inputs import Inputs
            from boto3_assist.dynamodb.batching.write_entries import Writes
            from boto3_assist.dynamodb.batching.writes import WriteJob

            how = batch_config(
                config,
                BatchWriteConfig,
                parallel=parallel,
                max_workers=max_workers,
                progress_callback=progress_callback,
            )
            table, now = self._table_name(table_name), self._now()
            writes = Writes(
                table,
                operation,
                lambda: now,
                ignore_version=how.ignore_version,
                key_names=how.key_attributes,
                ask_key_names=lambda: self._key_names(table, source),
            )
            send = self._batch_sender("batch_write_item", ("UnprocessedItems",), source)
            job = WriteJob(Inputs(items, "items"), table, how, writes, send)
            return self._run(job, how, table).result

        return self._outcome(write, raise_on_error)

    def _run(self, job: ReadJob | WriteJob, config: BatchConfig, table_name: str) -> BatchReport:
        """Do a batch, and raise what could not be done of it."""
        from boto3_assist.dynamodb.batching.engine import BatchEngine, Surroundings
        from boto3_assist.dynamodb.batching.incompletion import incompletion

        surroundings = Surroundings(self.timer, self.sleep, self.random)
        workers = config.workers(connections_of(self.client))
        engine: BatchEngine[Any] = BatchEngine(job, config, surroundings, workers)
        try:
            with config.deadline or nullcontext():
                engine.run()
        except BaseException as error:
            # An interrupt, or what a callback or an iterator of the caller's own raised.
            with suppress(AttributeError):
                setattr(error, "partial", job.report(error))
            raise
        report = job.report(engine.stopped_by)
        failure = incompletion(report, engine.stopped_by, job.operation, table_name)
        if failure is not None:
            raise failure
        return report

    def _batch_sender(
        self, method_name: str, parts: Iterable[str], source: str | None
    ) -> Callable[..., Mapping[str, Any]]:
        def send(
            request: Mapping[str, Any], item_hook: ItemHook | None = None
        ) -> Mapping[str, Any]:
            response = self._send(method_name, request, source, item_hook)
            for part in parts:
                check_part(response, part, _OPERATIONS[method_name], dict)
            return response

        return send

    def _key_names(self, table_name: str, source: str | None) -> list[str]:
        """Ask a table for the names of its key attributes, once."""
        known: dict[str, list[str]] = self.__dict__.setdefault("_names_of_keys", {})
        if table_name in known:
            return known[table_name]
        try:
            response = self._send("describe_table", {"TableName": table_name}, source)
        except AccessDeniedError as error:
            error.details["suggestion"] = (
                'name the key attributes: BatchWriteConfig(key_attributes=["pk", "sk"]), or allow '
                "dynamodb:DescribeTable"
            )
            raise
        check_part(response, "Table", "DescribeTable", dict)
        schema = response["Table"].get("KeySchema") or []
        known[table_name] = [str(each["AttributeName"]) for each in schema]
        return known[table_name]


_OPERATIONS: Final = {"batch_get_item": "BatchGetItem", "batch_write_item": "BatchWriteItem"}
