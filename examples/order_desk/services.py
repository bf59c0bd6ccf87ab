"""What an order desk does; knows DynamoDB and the models, and nothing of HTTP or Lambda."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from decimal import Decimal

from boto3.dynamodb.conditions import Attr

from boto3_assist.dynamodb import DynamoDB, GetItemConfig
from boto3_assist.errors import ConditionalCheckFailedError
from boto3_assist.results import ServiceResult
from examples.order_desk.catalogue import PRICES
from examples.order_desk.models import Order, OrderLine

__all__ = ["OrderDesk"]

_PAGE = 50


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


def _id_at(time: datetime) -> str:
    return f"{time:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


class OrderDesk:
    """Takes orders, shows them and cancels them."""

    def __init__(
        self,
        db: DynamoDB,
        table_name: str | None = None,
        *,
        prices: Mapping[str, Decimal] = PRICES,
        clock: Callable[[], datetime] = _utc_now,
        new_id: Callable[[datetime], str] = _id_at,
    ) -> None:
        """Say where the orders are; nothing is sent.

        Args:
            db: Stores the orders.
            table_name: Name of the table; the setting `app_table_name` when None.
            prices: What can be ordered, article → price.
            clock: Gives the time in UTC.
            new_id: Makes the id of an order that is placed at a time.
        """
        self._db = db
        self._table_name = table_name
        self._prices = prices
        self._clock = clock
        self._new_id = new_id

    def place(
        self,
        customer_id: str,
        email: str,
        articles: Sequence[tuple[str, int]],
        *,
        order_id: str | None = None,
    ) -> ServiceResult[Order]:
        """Take an order, at the prices of the catalogue.

        Args:
            customer_id: Whose order it is.
            email: Where the confirmation goes.
            articles: What is ordered, each article with its number of pieces.
            order_id: The id, where there is one already.

        Returns:
            The order; UNKNOWN_ARTICLE when something is not sold here, ORDER_EXISTS when the
            customer has an order of this id.
        """
        unknown = sorted({sku for sku, _ in articles} - set(self._prices))
        if unknown:
            return ServiceResult.error_result(
                "some articles are not sold here",
                error_code="UNKNOWN_ARTICLE",
                details={"articles": unknown},
            )
        placed_at = self._clock()
        lines = [
            OrderLine(sku=sku, quantity=quantity, unit_price=self._prices[sku])
            for sku, quantity in articles
        ]
        order = Order(
            customer_id=customer_id,
            order_id=order_id or self._new_id(placed_at),
            email=email,
            placed_at=placed_at,
            lines=lines,
            total=sum((line.quantity * line.unit_price for line in lines), start=Decimal(0)),
        )
        try:
            self._db.save(order, self._table_name, fail_if_exists=True)
        except ConditionalCheckFailedError:
            return ServiceResult.error_result(
                "there is an order of this id", error_code="ORDER_EXISTS"
            )
        return ServiceResult.success_result(order)

    def order(self, customer_id: str, order_id: str) -> ServiceResult[Order]:
        """Find an order of a customer.

        Args:
            customer_id: Whose order it is.
            order_id: Its id.

        Returns:
            The order; ORDER_NOT_FOUND when this customer has none of this id.
        """
        key = Order.primary.key(customer_id=customer_id, order_id=order_id)
        order = self._db.get(key, self._table_name, config=GetItemConfig.consistent()).data
        if order is None:
            return ServiceResult.error_result("no such order", error_code="ORDER_NOT_FOUND")
        return ServiceResult.success_result(order)

    def orders(self, customer_id: str) -> ServiceResult[list[Order]]:
        """List the latest orders of a customer.

        Args:
            customer_id: Whose orders.

        Returns:
            At most 50, the latest first.
        """
        query = Order.primary.query(customer_id=customer_id)
        page = self._db.query(query, self._table_name, ascending=False, limit=_PAGE)
        return ServiceResult.success_result(page.data)

    def open_orders(self) -> ServiceResult[list[Order]]:
        """List the orders of all customers that wait.

        Returns:
            At most 50, the oldest first.
        """
        query = Order.by_status.query(status="open")
        return ServiceResult.success_result(
            self._db.query(query, self._table_name, limit=_PAGE).data
        )

    def cancel(self, customer_id: str, order_id: str) -> ServiceResult[Order]:
        """Cancel an order of a customer; one that is cancelled stays so.

        Args:
            customer_id: Whose order it is.
            order_id: Its id.

        Returns:
            The order; ORDER_NOT_FOUND when there is none, ORDER_CHANGED when somebody else has
            changed it meanwhile.
        """
        found = self.order(customer_id, order_id)
        if not found or found.data.status == "cancelled":
            return found
        cancelled = found.data.model_copy(update={"status": "cancelled"})
        try:
            self._db.save(
                cancelled, self._table_name, condition_expression=Attr("status").eq("open")
            )
        except ConditionalCheckFailedError:
            return ServiceResult.error_result(
                "somebody else has changed the order", error_code="ORDER_CHANGED"
            )
        return ServiceResult.success_result(cancelled)
