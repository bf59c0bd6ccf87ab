"""DynamoDB, with all its verbs."""

from __future__ import annotations

from boto3_assist.dynamodb.verbs.batches import BatchVerbs
from boto3_assist.dynamodb.verbs.counting import CountVerb
from boto3_assist.dynamodb.verbs.delete import DeleteVerb
from boto3_assist.dynamodb.verbs.get import GetVerb
from boto3_assist.dynamodb.verbs.move import MoveVerb
from boto3_assist.dynamodb.verbs.query import QueryVerbs
from boto3_assist.dynamodb.verbs.save import SaveVerb
from boto3_assist.dynamodb.verbs.scan import ScanVerbs
from boto3_assist.dynamodb.verbs.statements import StatementVerbs
from boto3_assist.dynamodb.verbs.tables import TableVerbs
from boto3_assist.dynamodb.verbs.transactions import TransactionVerbs

__all__ = ["DynamoDB"]


class DynamoDB(
    SaveVerb,
    GetVerb,
    QueryVerbs,
    ScanVerbs,
    CountVerb,
    TransactionVerbs,
    MoveVerb,
    DeleteVerb,
    BatchVerbs,
    StatementVerbs,
    TableVerbs,
):
    """DynamoDB: saves, reads, queries, updates, moves and deletes items and models.

    Every verb builds a request, sends it through one place and gives a `DynamoDBResult`; a
    failure raises a typed error.

    Example:
        >>> db = DynamoDB.from_pool(aws_region="eu-west-1")
    """
