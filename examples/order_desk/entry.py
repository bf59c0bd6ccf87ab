"""What Lambda calls: the parts put together, by the settings of the environment.

``authorize`` is the Lambda authorizer of the HTTP API, with simple responses; ``handle`` is the
function behind it.
"""

from __future__ import annotations

from boto3_assist.aws_lambda import LambdaAuthorizer
from boto3_assist.dynamodb import DynamoDB
from examples.order_desk.handlers import create_api
from examples.order_desk.services import OrderDesk

__all__ = ["authorize", "handle"]

authorize = LambdaAuthorizer()
handle = create_api(OrderDesk(DynamoDB.from_pool(raise_on_error=True)))
