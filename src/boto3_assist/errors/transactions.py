"""Why the library does not send a transaction once more; knows no botocore."""

from __future__ import annotations

from boto3_assist.errors.dynamodb import DynamoDBError

__all__ = ["TransactionTokenExpiredError"]


class TransactionTokenExpiredError(DynamoDBError):
    """A transaction of which no answer came is too old to be sent again; it may have been done.

    DynamoDB knows a client request token for 10 minutes. After that it would take the same request
    for another transaction, and carry it out a second time.
    """

    default_code = "TRANSACTION_TOKEN_EXPIRED"
