"""Transactions built from models, keys and dictionaries; knows no client and sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.dynamodb.config_objects import GetItemConfig, config_of
from boto3_assist.dynamodb.expressions import Update
from boto3_assist.dynamodb.guarded_writes import CallerCondition
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.targets import key_and_model, saved_item
from boto3_assist.dynamodb.transactions.contents import TransactionContents
from boto3_assist.dynamodb.transactions.operations import (
    AskedCheck,
    AskedDelete,
    AskedGet,
    AskedPut,
    AskedUpdate,
    ItemTarget,
    TransactionOperation,
)
from boto3_assist.dynamodb.typed_updates import checked_update
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.update_config import UpdateConfig
from boto3_assist.dynamodb.update_targets import check_arguments, names_given
from boto3_assist.dynamodb.write_configs import SaveConfig
from boto3_assist.errors import InvalidParameterError

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.expressions import Condition

__all__ = ["Transaction"]

M = TypeVar("M", bound=DynamoDBModelBase)
T = TypeVar("T")
Item = dict[str, AttributeValue]


class Transaction(TransactionContents):
    """Up to 100 operations, each on another item, carried out all together or not at all.

    It writes (`put`, `update`, `delete`, `check`) or it reads (`get`). ``db.transaction()`` sends
    it at the end of a block; `DynamoDB.transact_write_items` and `DynamoDB.transact_get_items`
    send one that was made by hand. What an instance holds when it is sent is what is written.

    Once sent it stays as it is: sent again, because no answer came, it is the same request with
    the same token, which DynamoDB carries out once. One that was canceled, so that nothing was
    written, may be sent again too; then its instances are read anew. While it is sent, no other
    thread can send it or add to it.

    Example:
        >>> tx = Transaction("app")
        >>> _ = tx.delete({"pk": "user#1", "sk": "user"})
        >>> len(tx)
        1
    """

    @overload
    def put(
        self,
        item: M,
        table_name: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        if_not_exists: bool = False,
        if_exists: bool = False,
    ) -> TransactionOperation[M]: ...
    @overload
    def put(
        self,
        item: Mapping[str, AttributeValue],
        table_name: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        if_not_exists: bool = False,
        if_exists: bool = False,
    ) -> TransactionOperation[Item]: ...
    def put(
        self,
        item: Any,
        table_name: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        if_not_exists: bool = False,
        if_exists: bool = False,
    ) -> TransactionOperation[Any]:
        """Write one whole item, as `DynamoDB.save` does: keys, stamps and version included.

        Args:
            item: A model, or a dictionary of attribute name → Python value.
            table_name: Name or ARN of the table; that of the transaction when None.
            condition_expression: What the stored item must fulfil.
            expression_attribute_names: What ``#`` placeholders of a text stand for.
            expression_attribute_values: What ``:`` placeholders stand for, in Python values.
            if_not_exists: True to write only if no item has this key, or one that has expired.
            if_exists: True to write only over an item.

        Returns:
            The operation; its data is the instance, or the dictionary, that was written.

        Raises:
            ValidationError: When the item is neither, or both presets are asked for.
        """
        if not isinstance(item, DynamoDBModelBase):
            saved_item(item)
        if if_not_exists and if_exists:
            raise _refused("a put is to be if_not_exists and if_exists", "one of the two")
        config = SaveConfig(True if if_exists else False if if_not_exists else None)
        condition = CallerCondition(
            condition_expression, expression_attribute_names, expression_attribute_values
        )
        return self._add(AskedPut(item, condition, config, table_name=table_name))

    @overload
    def update(
        self,
        item: M,
        update_expression: None = None,
        table_name: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        fields: Iterable[str] | None = None,
        fields_to_clear: Iterable[str] | None = None,
        config: UpdateConfig | None = None,
    ) -> TransactionOperation[M]: ...
    @overload
    def update(
        self,
        item: ModelKey[M],
        update_expression: Update,
        table_name: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
    ) -> TransactionOperation[None]: ...
    @overload
    def update(
        self,
        item: ModelKey[M],
        update_expression: None = None,
        table_name: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        changes: Mapping[str, Any],
        fields_to_clear: Iterable[str] | None = None,
    ) -> TransactionOperation[M]: ...
    @overload
    def update(
        self,
        item: Mapping[str, AttributeValue],
        update_expression: Update | str | None = None,
        table_name: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        changes: Mapping[str, AttributeValue] | None = None,
        fields_to_clear: Iterable[str] | None = None,
        config: UpdateConfig | None = None,
    ) -> TransactionOperation[None]: ...
    def update(
        self,
        item: Any,
        update_expression: Update | str | None = None,
        table_name: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        changes: Mapping[str, Any] | None = None,
        fields: Iterable[str] | None = None,
        fields_to_clear: Iterable[str] | None = None,
        config: UpdateConfig | None = None,
    ) -> TransactionOperation[Any]:
        """Change a part of an item, as `DynamoDB.update_item_partial` and `update_item` do.

        Of a model index keys, stamps and version follow. By a key with `changes`, or with steps on
        which keys depend, the item is read, consistently, when the transaction is sent, and written
        on the condition that it has not changed since. An instance with nothing to write is left
        out of the request.

        Args:
            item: An instance: what changed since it was read is written. A key made by a model's
                index, or a dictionary, with steps or `changes`.
            update_expression: The steps; with a dictionary also text in DynamoDB's syntax.
            table_name: Name or ARN of the table; that of the transaction when None.
            condition_expression: What the stored item must fulfil.
            expression_attribute_names: What ``#`` placeholders of texts stand for.
            expression_attribute_values: What ``:`` placeholders stand for, in Python values.
            changes: Field name → value for a key; `CLEAR_FIELD` removes.
            fields: Names of the fields of an instance to write, changed or not.
            fields_to_clear: Names of fields whose attributes are removed.
            config: How to update; its return values and attempts are of no use here.

        Returns:
            The operation; its data is the instance that was written, None with steps or a
            dictionary.

        Raises:
            InvalidParameterError: When the arguments do not go together.
        """
        how = None if config is None else config_of(config, UpdateConfig)
        if how is not None and how.return_values != "NONE":
            raise _refused("an update in a transaction is to return values", "none: it has none")
        _check_update(item, update_expression, changes, fields, fields_to_clear)
        # Lists: what was canceled may be sent again, and then they are read again.
        written = None if fields is None else names_given("fields", fields)
        cleared = names_given("fields_to_clear", fields_to_clear or ())
        condition = CallerCondition(
            condition_expression, expression_attribute_names, expression_attribute_values
        )
        return self._add(
            AskedUpdate(
                item,
                update_expression,
                changes,
                written,
                cleared,
                condition,
                how,
                table_name=table_name,
            )
        )

    def delete(
        self,
        item: DynamoDBModelBase | ModelKey[Any] | Mapping[str, AttributeValue],
        table_name: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        if_exists: bool = False,
    ) -> TransactionOperation[None]:
        """Delete one item, as `DynamoDB.delete` does: of a versioned instance only what was read.

        Args:
            item: An instance, a key made by a model's index, or a dictionary with the key.
            table_name: Name or ARN of the table; that of the transaction when None.
            condition_expression: What the stored item must fulfil.
            expression_attribute_names: What ``#`` placeholders of a text stand for.
            expression_attribute_values: What ``:`` placeholders stand for, in Python values.
            if_exists: True to cancel the transaction when there is no such item.

        Returns:
            The operation, without data.
        """
        condition = CallerCondition(
            condition_expression, expression_attribute_names, expression_attribute_values
        )
        return self._add(
            AskedDelete(ItemTarget.of(item), condition, if_exists, table_name=table_name)
        )

    def check(
        self,
        item: DynamoDBModelBase | ModelKey[Any] | Mapping[str, AttributeValue],
        condition_expression: Condition | ConditionBase | str | None = None,
        table_name: str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
    ) -> TransactionOperation[None]:
        """Cancel the transaction unless an item, which it does not write, is as it must be.

        Args:
            item: An instance, a key made by a model's index, or a dictionary with the key.
            condition_expression: What the stored item must fulfil; when None, that it exists and
                has not expired. Of a versioned instance that was read it must also be as it was
                read.
            table_name: Name or ARN of the table; that of the transaction when None.
            expression_attribute_names: What ``#`` placeholders of a text stand for.
            expression_attribute_values: What ``:`` placeholders stand for, in Python values.

        Returns:
            The operation, without data.
        """
        condition = CallerCondition(
            condition_expression, expression_attribute_names, expression_attribute_values
        )
        return self._add(AskedCheck(ItemTarget.of(item), condition, table_name=table_name))

    @overload
    def get(
        self,
        item: ModelKey[T],
        table_name: str | None = None,
        *,
        config: GetItemConfig | None = None,
    ) -> TransactionOperation[T | None]: ...
    @overload
    def get(
        self, item: M, table_name: str | None = None, *, config: GetItemConfig | None = None
    ) -> TransactionOperation[M | None]: ...
    @overload
    def get(
        self,
        item: Mapping[str, AttributeValue],
        table_name: str | None = None,
        *,
        config: GetItemConfig | None = None,
    ) -> TransactionOperation[Item | None]: ...
    def get(
        self, item: Any, table_name: str | None = None, *, config: GetItemConfig | None = None
    ) -> TransactionOperation[Any]:
        """Read one item, as it is at the moment of all the others that the transaction reads.

        Args:
            item: A key made by a model's index, an instance, or a dictionary with the key.
            table_name: Name or ARN of the table; that of the transaction when None.
            config: How to read; every transaction is strongly consistent.

        Returns:
            The operation; its data is the item, as the model where one asked, or None.

        Raises:
            InvalidParameterError: When the config asks for figures of capacity, which a transaction
                has as a whole.
        """
        how = config_of(config, GetItemConfig)
        if how.return_consumed_capacity is not None:
            raise _refused(
                "a read in a transaction was asked for figures of its own",
                "return_consumed_capacity of transact_get_items, or a capacity_ledger",
            )
        return self._add(AskedGet(ItemTarget.of(item), how, table_name=table_name))


def _check_update(item: Any, steps: Any, changes: Any, fields: Any, cleared: Any) -> None:
    if steps is None:
        check_arguments(item, changes, fields)
        if isinstance(item, ModelKey) and changes is None and not cleared:
            raise _refused(
                "an update by a key came without anything to write",
                "an Update with steps, changes, or fields_to_clear",
                "write tx.update(key, Update().set(…)), or tx.update(key, changes={…})",
            )
        return
    if isinstance(item, DynamoDBModelBase):
        name = type(item).__name__
        raise _refused(
            f"an update of an instance of {name} came with steps",
            "steps for a key, or an instance alone, of which what changed is written",
            f"write tx.update({name}.primary.key(…), steps), or change the instance and write "
            "tx.update(instance)",
        )
    _, model = key_and_model(item, None)
    if model is not None or not isinstance(steps, str):
        checked_update(steps, model)
    if changes is not None or fields is not None or cleared is not None:
        raise _refused("an update came by steps and by fields", "one of them")


def _refused(
    problem: str, expected: str, suggestion: str = "leave the other out"
) -> InvalidParameterError:
    return InvalidParameterError(problem, details={"expected": expected, "suggestion": suggestion})
