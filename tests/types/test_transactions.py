"""What a type checker makes of transactions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.types.test_inference import assert_types

PROGRAM = """
from __future__ import annotations

from boto3_assist.dynamodb import (
    DynamoDB, DynamoDBIndex, DynamoDBModel, Transaction, TransactionConfig, Update, attr
)


class Order(DynamoDBModel):
    order_id: str
    primary = DynamoDBIndex.primary(pk="order#{order_id}")


class Customer(DynamoDBModel):
    customer_id: str
    primary = DynamoDBIndex.primary(pk="customer#{customer_id}")


order = Order(order_id="1")
key = Order.primary.key(order_id="1")
other = Customer.primary.key(customer_id="1")
db = DynamoDB.from_pool()
tx = Transaction("app", config=TransactionConfig.once())
"""

INFERRED = {
    "tx.put(order).data": "Order",
    "tx.put({'pk': '1'}).data": "dict[str, Any]",
    "tx.update(order, fields=['order_id']).data": "Order",
    "tx.update(key, changes={'order_id': '2'}).data": "Order",
    "tx.update(key, Update().remove('a'))": "TransactionOperation[None]",
    "tx.update({'pk': '1'}, 'SET a = b')": "TransactionOperation[None]",
    "tx.delete(order, if_exists=True)": "TransactionOperation[None]",
    "tx.check(key, attr('a') == 1)": "TransactionOperation[None]",
    "tx.get(key).data": "Order | None",
    "tx.get(other).data": "Customer | None",
    "tx.get(order).data": "Order | None",
    "tx.get({'pk': '1'}).data": "dict[str, Any] | None",
    "db.transact_get_items([key, key]).data": "list[Order | None]",
    "db.transact_get_items(key for _ in range(3)).data": "list[Order | None]",
    "db.transact_get_items([{'pk': '1'}]).data": "list[dict[str, Any] | None]",
    "db.transact_get_items(tx).data": "list[Any]",
    "db.transact_write_items(tx).data": "list[Any]",
    "db.transact_write_items([{'Put': {'Item': order}}])": "DynamoDBResult[list[Any]]",
    "db.transaction('app').__enter__()": "Transaction",
}

REFUSED = {
    "tx.put(key)": "call-overload",
    "tx.put(order, if_not_exists='yes')": "call-overload",
    "tx.update(key)": "call-overload",
    "tx.update(key, 'SET a = b')": "call-overload",
    "tx.update(order, Update())": "call-overload",
    "tx.delete('1')": "arg-type",
    "tx.check(order, True)": "arg-type",
    "tx.get('1')": "call-overload",
    "db.transact_write_items(tx, config=5)": "arg-type",
    "db.transact_write_items(order)": "arg-type",
}


@pytest.mark.slow
def test_types_are_inferred_and_mistakes_refused(tmp_path: Path) -> None:
    assert_types(tmp_path, PROGRAM, INFERRED, REFUSED)
