"""Items given the keys, and the form, that their models have today."""

from __future__ import annotations

from boto3_assist.dynamodb.reindexing.configs import ReindexConfig
from boto3_assist.dynamodb.reindexing.reindexer import DynamoDBReindexer
from boto3_assist.dynamodb.reindexing.reports import ReindexReport

__all__ = ["DynamoDBReindexer", "ReindexConfig", "ReindexReport"]
