"""Models, keys and verbs for DynamoDB single-table design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist._lazy import lazy_names
from boto3_assist._sentinels import CLEAR_FIELD

if TYPE_CHECKING:
    from boto3_assist.dynamodb.batching.configs import BatchGetConfig, BatchWriteConfig
    from boto3_assist.dynamodb.batching.reports import BatchFailure, BatchReport
    from boto3_assist.dynamodb.batching.write_entries import BatchDelete
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
    from boto3_assist.dynamodb.index_query import IndexQuery
    from boto3_assist.dynamodb.indexes import DynamoDBIndex
    from boto3_assist.dynamodb.instance_indexes import DynamoDBIndexes
    from boto3_assist.dynamodb.item_config import ItemConfig
    from boto3_assist.dynamodb.key_template import KeyTemplate
    from boto3_assist.dynamodb.keys import DynamoDBKey
    from boto3_assist.dynamodb.merge_strategies import MergeStrategy
    from boto3_assist.dynamodb.model import DynamoDBModelBase
    from boto3_assist.dynamodb.model_index import BoundIndex, ModelIndex
    from boto3_assist.dynamodb.model_key import ModelKey
    from boto3_assist.dynamodb.paging import ItemIterator, PageIterator
    from boto3_assist.dynamodb.parallel_paging import ParallelPageIterator
    from boto3_assist.dynamodb.pydantic_model import DynamoDBModel
    from boto3_assist.dynamodb.read_configs import QueryConfig, ScanConfig
    from boto3_assist.dynamodb.reindexing.configs import ReindexConfig
    from boto3_assist.dynamodb.reindexing.reindexer import DynamoDBReindexer
    from boto3_assist.dynamodb.reindexing.reports import ReindexReport
    from boto3_assist.dynamodb.requests.statements import Statement, StatementConfig
    from boto3_assist.dynamodb.result import DynamoDBResult
    from boto3_assist.dynamodb.schema.exclusion import exclude_from_serialization
    from boto3_assist.dynamodb.table import DynamoDBTable
    from boto3_assist.dynamodb.transactions import (
        Transaction,
        TransactionConfig,
        TransactionOperation,
    )
    from boto3_assist.dynamodb.update_config import UpdateConfig
    from boto3_assist.dynamodb.walking.checkpoints import FileCheckpoints
    from boto3_assist.dynamodb.walking.sources import WalkSource
    from boto3_assist.dynamodb.walking.table_checkpoints import TableCheckpoints
    from boto3_assist.dynamodb.walking.tallies import ItemReport
    from boto3_assist.dynamodb.write_configs import DeleteConfig, SaveConfig

__all__ = [
    "Attribute",
    "AttributePath",
    "BatchDelete",
    "BatchFailure",
    "BatchGetConfig",
    "BatchReport",
    "BatchWriteConfig",
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
    "DynamoDBReindexer",
    "DynamoDBResult",
    "DynamoDBTable",
    "FileCheckpoints",
    "GetItemConfig",
    "IndexQuery",
    "ItemConfig",
    "ItemIterator",
    "ItemReport",
    "KeyTemplate",
    "MergeStrategy",
    "ModelIndex",
    "ModelKey",
    "PageIterator",
    "ParallelPageIterator",
    "QueryConfig",
    "ReindexConfig",
    "ReindexReport",
    "SaveConfig",
    "ScanConfig",
    "Size",
    "Statement",
    "StatementConfig",
    "TableCheckpoints",
    "Transaction",
    "TransactionConfig",
    "TransactionOperation",
    "Update",
    "UpdateConfig",
    "WalkSource",
    "attr",
    "capacity_ledger",
    "exclude_from_serialization",
]

_HOMES = {
    "Attribute": "expressions",
    "AttributePath": "expressions",
    "BatchDelete": "batching.write_entries",
    "BatchFailure": "batching.reports",
    "BatchGetConfig": "batching.configs",
    "BatchReport": "batching.reports",
    "BatchWriteConfig": "batching.configs",
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
    "DynamoDBReindexer": "reindexing.reindexer",
    "DynamoDBResult": "result",
    "DynamoDBTable": "table",
    "FileCheckpoints": "walking.checkpoints",
    "GetItemConfig": "config_objects",
    "IndexQuery": "index_query",
    "ItemConfig": "item_config",
    "ItemIterator": "paging",
    "ItemReport": "walking.tallies",
    "KeyTemplate": "key_template",
    "MergeStrategy": "merge_strategies",
    "ModelIndex": "model_index",
    "ModelKey": "model_key",
    "PageIterator": "paging",
    "ParallelPageIterator": "parallel_paging",
    "QueryConfig": "read_configs",
    "ReindexConfig": "reindexing.configs",
    "ReindexReport": "reindexing.reports",
    "SaveConfig": "write_configs",
    "ScanConfig": "read_configs",
    "Size": "expressions",
    "Statement": "requests.statements",
    "StatementConfig": "requests.statements",
    "TableCheckpoints": "walking.table_checkpoints",
    "Transaction": "transactions",
    "TransactionConfig": "transactions",
    "TransactionOperation": "transactions",
    "Update": "expressions",
    "UpdateConfig": "update_config",
    "WalkSource": "walking.sources",
    "attr": "expressions",
    "capacity_ledger": "capacity",
    "exclude_from_serialization": "schema.exclusion",
}

# Plain and dataclass models must not import Pydantic.
__getattr__, __dir__ = lazy_names(__name__, _HOMES)
