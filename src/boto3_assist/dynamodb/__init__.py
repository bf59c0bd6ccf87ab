"""Models, keys and verbs for DynamoDB single-table design."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from boto3_assist._sentinels import CLEAR_FIELD

if TYPE_CHECKING:
    from boto3_assist.dynamodb.capacity import CapacityLedger, CapacityUse, capacity_ledger
    from boto3_assist.dynamodb.client import DynamoDB
    from boto3_assist.dynamodb.config_objects import GetItemConfig
    from boto3_assist.dynamodb.deadlines import Deadline
    from boto3_assist.dynamodb.expressions import (
        Attribute,
        AttributePath,
        Condition,
        Size,
        Update,
        attr,
    )
    from boto3_assist.dynamodb.index_query import IndexQuery, ModelKey
    from boto3_assist.dynamodb.indexes import DynamoDBIndex
    from boto3_assist.dynamodb.instance_indexes import DynamoDBIndexes
    from boto3_assist.dynamodb.item_config import ItemConfig
    from boto3_assist.dynamodb.key_template import KeyTemplate
    from boto3_assist.dynamodb.keys import DynamoDBKey
    from boto3_assist.dynamodb.merge_strategies import MergeStrategy
    from boto3_assist.dynamodb.model import DynamoDBModelBase
    from boto3_assist.dynamodb.model_index import BoundIndex, ModelIndex
    from boto3_assist.dynamodb.paging import ItemIterator, PageIterator
    from boto3_assist.dynamodb.parallel_paging import ParallelPageIterator
    from boto3_assist.dynamodb.pydantic_model import DynamoDBModel
    from boto3_assist.dynamodb.read_configs import QueryConfig, ScanConfig
    from boto3_assist.dynamodb.requests.statements import Statement, StatementConfig
    from boto3_assist.dynamodb.result import DynamoDBResult
    from boto3_assist.dynamodb.schema.exclusion import exclude_from_serialization
    from boto3_assist.dynamodb.table import DynamoDBTable
    from boto3_assist.dynamodb.update_config import UpdateConfig
    from boto3_assist.dynamodb.write_configs import DeleteConfig, SaveConfig

__all__ = [
    "Attribute",
    "AttributePath",
    "BoundIndex",
    "CLEAR_FIELD",
    "CapacityLedger",
    "CapacityUse",
    "Condition",
    "Deadline",
    "DeleteConfig",
    "DynamoDB",
    "DynamoDBIndex",
    "DynamoDBIndexes",
    "DynamoDBKey",
    "DynamoDBModel",
    "DynamoDBModelBase",
    "DynamoDBResult",
    "DynamoDBTable",
    "GetItemConfig",
    "IndexQuery",
    "ItemConfig",
    "ItemIterator",
    "KeyTemplate",
    "MergeStrategy",
    "ModelIndex",
    "ModelKey",
    "PageIterator",
    "ParallelPageIterator",
    "QueryConfig",
    "SaveConfig",
    "ScanConfig",
    "Size",
    "Statement",
    "StatementConfig",
    "Update",
    "UpdateConfig",
    "attr",
    "capacity_ledger",
    "exclude_from_serialization",
]

_HOMES = {
    "Attribute": "expressions",
    "AttributePath": "expressions",
    "BoundIndex": "model_index",
    "CapacityLedger": "capacity",
    "CapacityUse": "capacity",
    "Condition": "expressions",
    "Deadline": "deadlines",
    "DeleteConfig": "write_configs",
    "DynamoDB": "client",
    "DynamoDBIndex": "indexes",
    "DynamoDBIndexes": "instance_indexes",
    "DynamoDBKey": "keys",
    "DynamoDBModel": "pydantic_model",
    "DynamoDBModelBase": "model",
    "DynamoDBResult": "result",
    "DynamoDBTable": "table",
    "GetItemConfig": "config_objects",
    "IndexQuery": "index_query",
    "ItemConfig": "item_config",
    "ItemIterator": "paging",
    "KeyTemplate": "key_template",
    "MergeStrategy": "merge_strategies",
    "ModelIndex": "model_index",
    "ModelKey": "index_query",
    "PageIterator": "paging",
    "ParallelPageIterator": "parallel_paging",
    "QueryConfig": "read_configs",
    "SaveConfig": "write_configs",
    "ScanConfig": "read_configs",
    "Size": "expressions",
    "Statement": "requests.statements",
    "StatementConfig": "requests.statements",
    "Update": "expressions",
    "UpdateConfig": "update_config",
    "attr": "expressions",
    "capacity_ledger": "capacity",
    "exclude_from_serialization": "schema.exclusion",
}


def __getattr__(name: str) -> Any:
    # Names are found when asked for: plain and dataclass models must not import Pydantic.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
