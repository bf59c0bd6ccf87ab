"""What Lambda calls: the parts put together, by the settings of the environment.

``authorize`` is the Lambda authorizer of the HTTP API, with simple responses; ``handle`` is the
function behind it; ``import_orders`` is started by S3 when a file was put into a bucket.
"""

from __future__ import annotations

from boto3_assist.aws_lambda import LambdaAuthorizer
from boto3_assist.dynamodb import DynamoDB
from boto3_assist.s3 import S3
from boto3_assist.s3.events import S3Event
from examples.order_desk.handlers import create_api
from examples.order_desk.imports import create_import
from examples.order_desk.services import OrderDesk

__all__ = ["authorize", "handle", "import_orders"]

_desk = OrderDesk(DynamoDB.from_pool(raise_on_error=True))

authorize = LambdaAuthorizer()
handle = create_api(_desk)
import_orders = create_import(_desk, S3Event, S3.from_pool().read_lines)
