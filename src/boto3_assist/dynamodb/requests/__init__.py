"""Requests as values: built purely, printed as dictionaries, sent by the verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist._lazy import lazy_names

if TYPE_CHECKING:
    from boto3_assist.dynamodb.requests.item_writes import DeleteItem, PutItem
    from boto3_assist.dynamodb.requests.items import GetItem
    from boto3_assist.dynamodb.requests.projections import Projection
    from boto3_assist.dynamodb.requests.queries import Query, Scan
    from boto3_assist.dynamodb.requests.tables import CreateTable
    from boto3_assist.dynamodb.requests.transactions import (
        ConditionCheck,
        TransactGetItems,
        TransactWriteItems,
        WriteRequest,
    )
    from boto3_assist.dynamodb.requests.updates import UpdateItem, UpdateItemByText

__all__ = [
    "ConditionCheck",
    "CreateTable",
    "DeleteItem",
    "GetItem",
    "Projection",
    "PutItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
    "UpdateItemByText",
    "WriteRequest",
]

_HOMES = {
    "ConditionCheck": "transactions",
    "CreateTable": "tables",
    "DeleteItem": "item_writes",
    "GetItem": "items",
    "Projection": "projections",
    "PutItem": "item_writes",
    "Query": "queries",
    "Scan": "queries",
    "TransactGetItems": "transactions",
    "TransactWriteItems": "transactions",
    "UpdateItem": "updates",
    "UpdateItemByText": "updates",
    "WriteRequest": "transactions",
}

# One verb must not load the requests of all.
__getattr__, __dir__ = lazy_names(__name__, _HOMES)
