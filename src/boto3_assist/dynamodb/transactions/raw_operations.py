"""Operations as dictionaries in DynamoDB's own words, with Python values; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.transactions.builder import Transaction
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["add_operations", "add_reads"]

_ALL: Final = {
    "TableName": "table_name",
    "ConditionExpression": "condition_expression",
    "ExpressionAttributeNames": "expression_attribute_names",
    "ExpressionAttributeValues": "expression_attribute_values",
    # Asked for of every condition, whatever is said here.
    "ReturnValuesOnConditionCheckFailure": None,
}
# What each must have comes first: DynamoDB's name → that of the argument.
_REQUIRED: Final[Mapping[str, Mapping[str, str]]] = {
    "ConditionCheck": {"Key": "item", "ConditionExpression": "condition_expression"},
    "Delete": {"Key": "item"},
    "Put": {"Item": "item"},
    "Update": {"Key": "item", "UpdateExpression": "update_expression"},
}
_METHODS: Final = {"ConditionCheck": "check", "Delete": "delete", "Put": "put", "Update": "update"}
_READ: Final = {
    "Key": "item",
    "TableName": "table_name",
    "ProjectionExpression": "projection_expression",
    "ExpressionAttributeNames": "expression_attribute_names",
}


def add_operations(transaction: Transaction, operations: Iterable[Mapping[str, Any]]) -> None:
    """Add operations in DynamoDB's form to a transaction.

    Args:
        transaction: The transaction.
        operations: Dictionaries such as ``{"Put": {"TableName": "app", "Item": {…}}}``, with Python
            values; an item may be a model, a key that of a model, a condition one of the algebra.

    Raises:
        InvalidParameterError: When one is of another form.
    """
    for position, operation in enumerate(_listed("operations", operations)):
        entries = list(operation.items()) if isinstance(operation, Mapping) else []
        action, given = entries[0] if len(entries) == 1 else ("", None)
        if action not in _METHODS or not isinstance(given, Mapping):
            raise _refused(
                f"operation {position} was given as {describe(operation)}",
                f"a dictionary with one of {', '.join(_METHODS)} and what it is about",
                'write {"Put": {"TableName": "app", "Item": {…}}}, or use a Transaction',
            )
        required = _REQUIRED[action]
        if missing := required.keys() - given.keys():
            raise _refused(
                f"operation {position} ({action}) has no {', '.join(sorted(missing))}",
                f"a dictionary with {', '.join(required)}",
                "add what is missing",
            )
        arguments = _arguments(f"operation {position} ({action})", given, {**required, **_ALL})
        getattr(transaction, _METHODS[action])(**arguments)


def add_reads(
    transaction: Transaction, keys: Iterable[object], config: GetItemConfig | None
) -> None:
    """Add keys, or reads in DynamoDB's form, to a transaction.

    Args:
        transaction: The transaction.
        keys: Keys made by models' indexes, instances, dictionaries with a key, or dictionaries such
            as ``{"TableName": "app", "Key": {…}}``.
        config: How to read each; of a dictionary of DynamoDB's form its own projection counts.

    Raises:
        InvalidParameterError: When one is of another form.
    """
    for position, key in enumerate(_listed("keys", keys)):
        # A key's value is never a dictionary, so an attribute called Key is no matter.
        if isinstance(key, Mapping) and isinstance(key.get("Key"), (Mapping, ModelKey)):
            arguments = _arguments(f"key {position}", key, _READ)
            where = {n: arguments.pop(n) for n in ("item", "table_name") if n in arguments}
            transaction.get(**where, config=GetItemConfig(**arguments) if arguments else config)
        else:
            item: Any = key
            transaction.get(item, config=config)


def _arguments(
    what: str, given: Mapping[str, Any], names: Mapping[str, str | None]
) -> dict[str, Any]:
    if unknown := [str(name) for name in given if name not in names]:
        raise _refused(
            f"{what} has {', '.join(sorted(unknown))}",
            f"nothing but {', '.join(names)}",
            "correct the names, or leave them out",
        )
    return {argument: given[name] for name, argument in names.items() if argument and name in given}


def _listed(name: str, given: Any) -> Iterable[Any]:
    alone = (Mapping, ModelKey, DynamoDBModelBase, str, bytes)
    if isinstance(given, alone) or not isinstance(given, Iterable):
        raise _refused(
            f"{name} was given as {describe(given)}",
            "a list, or a Transaction",
            f"write {name}=[…], also for a single one",
        )
    return given


def _refused(problem: str, expected: str, suggestion: str) -> InvalidParameterError:
    return InvalidParameterError(problem, details={"expected": expected, "suggestion": suggestion})
