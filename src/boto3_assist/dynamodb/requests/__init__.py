"""Requests as values: built purely, printed as dictionaries, sent by the verbs."""

from __future__ import annotations

from boto3_assist.dynamodb.requests.items import DeleteItem, GetItem, PutItem
from boto3_assist.dynamodb.requests.projections import Projection
from boto3_assist.dynamodb.requests.queries import Query, Scan
from boto3_assist.dynamodb.requests.tables import CreateTable
from boto3_assist.dynamodb.requests.transactions import TransactWriteItems
from boto3_assist.dynamodb.requests.updates import UpdateItem, UpdateItemByText

__all__ = [
    "CreateTable",
    "DeleteItem",
    "GetItem",
    "Projection",
    "PutItem",
    "Query",
    "Scan",
    "TransactWriteItems",
    "UpdateItem",
    "UpdateItemByText",
]
