"""The verb that changes attributes of one item, with the keys that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.life_fields import life_fields
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs
from boto3_assist.errors import ConditionalCheckFailedError

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.expressions import Condition
    from boto3_assist.dynamodb.partial_update import PartialUpdate
    from boto3_assist.dynamodb.update_calls import PlannedUpdate, UnreadUpdate, UpdateCall
    from boto3_assist.dynamodb.update_config import UpdateConfig

__all__ = ["UpdateVerb"]

M = TypeVar("M", bound=DynamoDBModelBase)


class UpdateVerb(DynamoDBVerbs):
    """Changes attributes of one item."""

    @overload
    def update_item_partial(
        self,
        item: M,
        table_name: str | None = None,
        fields_to_clear: Iterable[str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        fields: Iterable[str] | None = None,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M]: ...
    @overload
    def update_item_partial(
        self,
        item: ModelKey[M],
        table_name: str | None = None,
        fields_to_clear: Iterable[str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        changes: Mapping[str, Any],
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M]: ...
    @overload
    def update_item_partial(
        self,
        item: Mapping[str, AttributeValue],
        table_name: str | None = None,
        fields_to_clear: Iterable[str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        changes: Mapping[str, AttributeValue] | None = None,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[dict[str, AttributeValue] | None]: ...
    def update_item_partial(
        self,
        item: Any,
        table_name: str | None = None,
        fields_to_clear: Iterable[str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        changes: Mapping[str, Any] | None = None,
        fields: Iterable[str] | None = None,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Change some attributes of one item and leave the others as they are (UpdateItem).

        Of a model every index key that depends on a changed attribute is made anew, or removed
        where it loses an input, on the condition that what it is made of beside the change is
        still what was read. Where another writer was faster, the keys are made of what that one
        wrote, and the update is sent again.

        Args:
            item: An instance that was read: what changed since is written. An instance made by
                hand: what was given to it. A key made by a model's index, with `changes`. Or a
                dictionary, which keeps no index true: the key, with `changes`, or the key among
                what is to change.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            fields_to_clear: Names of fields whose attributes are removed.
            condition_expression: What the stored item must fulfil: a condition, one of boto3, or
                text.
            expression_attribute_names: What ``#`` placeholders of the condition stand for.
            expression_attribute_values: What ``:`` placeholders stand for, in Python values.
            return_values: As the field of `UpdateConfig`.
            source: Who asks, for the debug log.
            changes: Field name → value for a key; `CLEAR_FIELD` removes.
            fields: Names of the fields of an instance to write, changed or not.
            config: How to update.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the instance, with its new version and stamps; of a frozen class
            another instance; of a dictionary the attributes that `return_values` asked for, or
            None.

        Raises:
            Boto3AssistError: When the item cannot be updated; then nothing was written, unless an
                answer got lost: botocore sends the update again, which its own condition, such as
                that of the version, may then refuse.

        Example:
            >>> from dataclasses import dataclass
            >>> from boto3_assist.dynamodb import (
            ...     DynamoDB, DynamoDBIndex, DynamoDBModelBase, DynamoDBTable
            ... )
            >>> @dataclass
            ... class Task(DynamoDBModelBase):
            ...     task_id: str
            ...     status: str = "open"
            ...     primary = DynamoDBIndex.primary(pk="task#{task_id}", sk="task")
            ...     by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="task#{task_id}")
            >>> db = DynamoDB.from_pool()
            >>> DynamoDBTable("tasks", models=[Task], db=db).create()
            >>> task = db.save(Task("7"), "tasks").unwrap()
            >>> task.status = "done"
            >>> _ = db.update_item_partial(task, "tasks")
            >>> found = db.query(Task.by_status.query(status="done"), "tasks")
            >>> [each.task_id for each in found.data]
            ['7']
        """

        def update() -> DynamoDBResult[Any]:
            from boto3_assist.dynamodb.update_calls import PlannedUpdate, UpdateCall
            from boto3_assist.dynamodb.update_targets import update_config
            from boto3_assist.dynamodb.write_conditions import given_condition

            how = update_config(config, return_values)
            condition = given_condition(
                condition_expression, expression_attribute_names, expression_attribute_values
            )
            call = UpdateCall(self._table_name(table_name), condition, how, source)
            planned = self._partial_update(item, changes, fields, fields_to_clear or (), call)
            if isinstance(planned, PlannedUpdate):
                return call.result(*self._carry_out(planned, call))
            response = self._send_unread(planned, call)
            result = call.result(None, response)
            return call.result(result.get("Attributes"), response)

        return self._outcome(update, raise_on_error)

    def _partial_update(
        self,
        item: Any,
        changes: Mapping[str, Any] | None,
        fields: Iterable[str] | None,
        names_to_clear: Iterable[str],
        call: UpdateCall,
    ) -> PlannedUpdate[Any] | UnreadUpdate:
        """Plan an update; of a key the item is read first, of an instance where it was asked."""
        from boto3_assist.dynamodb.instance_updates import instance_update
        from boto3_assist.dynamodb.update_targets import check_arguments

        check_arguments(item, changes, fields)
        if isinstance(item, Mapping):
            return _update_of_dictionary(item, changes, names_to_clear, call)
        if isinstance(item, ModelKey):
            return self._update_by_key(item, changes or {}, names_to_clear, call)
        how = call.config
        asked = instance_update(item, fields, names_to_clear, self.clock(), upsert=how.upsert)
        return self._update_of_instance(item, asked, call)

    def _update_by_key(
        self,
        key: ModelKey[M],
        changes: Mapping[str, Any],
        names_to_clear: Iterable[str],
        call: UpdateCall,
    ) -> PlannedUpdate[M]:
        from boto3_assist.dynamodb.update_calls import PlannedUpdate

        now = self._now()
        # A version among the changes is one that the caller has read, say a form's.
        version = life_fields(key.model).get("version")
        locked = version is not None and bool(changes.keys() & {version.name, version.attribute})

        def changed(stored: WireItem | None) -> tuple[M, PartialUpdate]:
            from boto3_assist.dynamodb.instance_updates import instance_update
            from boto3_assist.dynamodb.merge_strategies import MergeStrategy
            from boto3_assist.dynamodb.merging import merged
            from boto3_assist.dynamodb.update_calls import living_item

            item = living_item(key.model, stored, now, call)
            read = read_model(key.model, decode_item(item), item)
            instance = merged(read, changes, MergeStrategy.UPDATES_WIN)
            return instance, instance_update(
                instance, None, names_to_clear, now, upsert=False, locked=locked
            )

        return PlannedUpdate(changed, *changed(self._read_stored(key.attributes, call)))

    def _update_of_instance(
        self, instance: M, asked: PartialUpdate, call: UpdateCall
    ) -> PlannedUpdate[M]:
        from boto3_assist.dynamodb.update_calls import PlannedUpdate

        def changed(stored: WireItem | None) -> tuple[M, PartialUpdate]:
            from boto3_assist.dynamodb.update_calls import not_found

            if stored is None and asked.new_item is None:
                raise not_found(call)
            return instance, asked.on(stored)

        planned = PlannedUpdate(changed, instance, asked)
        if call.config.read_first and not asked.stored.is_complete and asked.changes:
            return planned.on(self._read_stored(asked.key, call))
        return planned

    def _carry_out(
        self, planned: PlannedUpdate[M], call: UpdateCall
    ) -> tuple[M, Mapping[str, Any]]:
        """Send an update, and where the item was not what it relied on, one of what it is."""
        from boto3_assist.dynamodb.partial_update import taken_over
        from boto3_assist.dynamodb.update_calls import check_refusal, gave_up

        for _ in range(call.config.max_attempts):
            if not planned.is_needed:
                return planned.instance, {}
            update, plan = planned.update, planned.update.plan()
            request = call.request(update, plan)
            try:
                response = self._send("update_item", request.to_request(), call.source)
            except ConditionalCheckFailedError as error:
                found = self._found_instead(update, error, call)
                check_refusal(update, plan, found, error, call)
                planned = planned.on(found)
                continue
            return taken_over(planned.instance, update, plan), response
        raise gave_up(call)

    def _found_instead(
        self, update: PartialUpdate, error: ConditionalCheckFailedError, call: UpdateCall
    ) -> WireItem | None:
        # Not every server gives the item that its condition refused.
        found: WireItem | None = (error.response or {}).get("Item")
        found = found or self._read_stored(update.key, call)
        if found is not None:
            convert = get_settings().dynamodb_convert_decimals
            error.item = decode_item(found, convert_decimals=convert)
        return found

    def _send_unread(self, update: UnreadUpdate, call: UpdateCall) -> Mapping[str, Any]:
        """Send an update that relies on nothing that was read."""
        request = update.request
        try:
            return self._send("update_item", request.to_request(), call.source)
        except ConditionalCheckFailedError as error:
            is_absent = error.item is None and request.must_exist
            if is_absent and call.condition is not None:
                # Not every server gives the item that its condition refused.
                is_absent = not self._read_stored(request.key, call)
            refusal = update.refusal(error, call, is_absent=is_absent)
            if refusal is not error:
                raise refusal from error
            raise

    def _read_stored(self, key: Mapping[str, AttributeValue], call: UpdateCall) -> WireItem | None:
        from boto3_assist.dynamodb.requests import GetItem

        request = GetItem(call.table_name, key, strongly_consistent=True)
        response = self._send("get_item", request.to_request(), call.source)
        item: WireItem | None = response.get("Item")
        return item


def _update_of_dictionary(
    item: Mapping[str, AttributeValue],
    changes: Mapping[str, AttributeValue] | None,
    names_to_clear: Iterable[str],
    call: UpdateCall,
) -> UnreadUpdate:
    from boto3_assist.dynamodb.requests import UpdateItem
    from boto3_assist.dynamodb.update_calls import UnreadUpdate
    from boto3_assist.dynamodb.update_targets import dictionary_update

    key, found = dictionary_update(item, changes, names_to_clear, call.config)
    return UnreadUpdate(
        UpdateItem(
            call.table_name,
            key,
            found.values,
            found.removed,
            condition=call.condition,
            must_exist=not call.config.upsert,
            return_values=call.config.return_values,
        )
    )
