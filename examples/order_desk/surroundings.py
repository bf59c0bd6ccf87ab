"""The table, the user pool and its users that the order desk needs on a server of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from boto3_assist.aws_lambda import LambdaAuthorizer
from boto3_assist.cognito import (
    AppClient,
    Cognito,
    CognitoTokenVerifier,
    CognitoUser,
    JwksSource,
    SignInTokens,
)
from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDB, DynamoDBTable
from boto3_assist.errors import ServiceError
from examples.order_desk.gateway import LocalGateway
from examples.order_desk.handlers import create_api
from examples.order_desk.models import Order
from examples.order_desk.services import OrderDesk

__all__ = ["ORIGIN", "Surroundings", "prepared"]

ORIGIN = "https://shop.example"

_TABLE = "order-desk"
# Of users that exist on this machine for as long as the program runs.
_PASSWORD = "Correct-Horse-7!"  # nosec B105


@dataclass(frozen=True)
class Surroundings:
    """An order desk with all around it.

    Attributes:
        gateway: Answers requests.
        desk: The service, to arrange and to look behind the scenes.
        cognito: The user pool's service.
        app: The app client that users sign in at.
    """

    gateway: LocalGateway
    desk: OrderDesk
    cognito: Cognito
    app: AppClient

    def sign_in(self, username: str) -> SignInTokens:
        """Sign one of the users in.

        Args:
            username: ``"ann"``, a customer, or ``"bob"``, who is staff.

        Returns:
            The tokens.

        Raises:
            ServiceError: When the user pool asks for more than the password.
        """
        outcome = self.cognito.sign_in(self.app, username, _PASSWORD, flow="password")
        if not isinstance(outcome, SignInTokens):
            raise ServiceError("the user pool asks for more than a password")
        return outcome


@contextmanager
def prepared(endpoint_url: str) -> Iterator[Surroundings]:
    """Make what the order desk needs, and the desk itself.

    Args:
        endpoint_url: The URL of a server that speaks AWS's protocols; all services from the pool
            have to call it.

    Yields:
        The order desk. Table and user pool are gone afterwards.
    """
    db, cognito = DynamoDB.from_pool(), Cognito.from_pool()
    table = DynamoDBTable(_TABLE, models=[Order], db=db)
    table.create()
    pool = cognito.client.create_user_pool(PoolName="order-desk")["UserPool"]["Id"]
    try:
        app = _app_of(cognito, pool)
        verifier = CognitoTokenVerifier(
            pool,
            client_id=app.client_id,
            token_use="access",  # nosec B106
            # The server signs for the pool's own issuer and has the keys at its own address.
            jwks=JwksSource(
                url=f"{endpoint_url}/{pool}/.well-known/jwks.json", allow_http_on_loopback=True
            ),
        )
        desk = OrderDesk(db, _TABLE)
        with override_config(cors_allowed_origins=ORIGIN):
            gateway = LocalGateway(LambdaAuthorizer(verifier), create_api(desk))
            yield Surroundings(gateway, desk, cognito, app)
    finally:
        cognito.client.delete_user_pool(UserPoolId=pool)
        table.delete()


def _app_of(cognito: Cognito, pool: str) -> AppClient:
    made = cognito.client.create_user_pool_client(
        UserPoolId=pool,
        ClientName="shop",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    for name in ("ann", "bob"):
        user = CognitoUser(username=name, email=f"{name}@example.com")
        cognito.create_user(pool, user, permanent_password=_PASSWORD)
    cognito.create_group(pool, "staff")
    cognito.add_user_to_group(pool, "bob", "staff")
    return AppClient(made["UserPoolClient"]["ClientId"], user_pool_id=pool)
