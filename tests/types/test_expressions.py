"""What a type checker makes of conditions, updates and the verbs that take them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.types.test_inference import assert_types

PROGRAM = """
from __future__ import annotations

from decimal import Decimal

from boto3.dynamodb.conditions import Attr

from boto3_assist.dynamodb import (
    DeleteConfig, DynamoDB, DynamoDBIndex, DynamoDBModel, SaveConfig, Update, UpdateConfig,
    attr
)


class Order(DynamoDBModel):
    order_id: str
    total: Decimal = Decimal(0)

    primary = DynamoDBIndex.primary(pk="order#{order_id}")


order = Order(order_id="1")
key = Order.primary.key(order_id="1")
db = DynamoDB.from_pool()
"""

INFERRED = {
    "Order.field('total')": "Attribute",
    "Order.field('total') > 100": "Condition",
    "Order.field('total') == 100": "Condition",
    "100 < attr('total')": "Condition",
    "attr('total') != None": "Condition",
    "attr('tags').size() >= 2": "Condition",
    "(attr('a') == 1) & ~attr('b').exists() | attr('c').is_in([1])": "Condition",
    "(attr('a') == 1) & Attr('b').eq(1)": "Condition",
    "Update().set('a', 1).remove('b')": "Update",
    "db.update_item('app', key, Update().increment('total'))": "DynamoDBResult[Order | None]",
    "db.update_item(key=key, update_expression=Update().remove('a')).data": "Order | None",
    "db.update_item('app', {'pk': '1'}, 'SET a = b').data": "dict[str, Any] | None",
    "db.update_item(key={'pk': '1'}, update_expression=Update().remove('a')).data": (
        "dict[str, Any] | None"
    ),
    "db.update_item('app', order, Update().remove('a'))": "DynamoDBResult[Order]",
    "db.update_item(key=order, update_expression=Update().remove('a')).data": "Order",
    "db.update_item_partial(order, 'app', ['total'], attr('a') == 1)": "DynamoDBResult[Order]",
    "db.update_item_partial(order, fields=['total']).data": "Order",
    "db.update_item_partial(key, changes={'total': 1})": "DynamoDBResult[Order]",
    "db.update_item_partial({'pk': '1'}, changes={'a': 1}).data": "dict[str, Any] | None",
    "db.update_item_partial({'pk': '1', 'a': 1})": "DynamoDBResult[dict[str, Any] | None]",
    "UpdateConfig.upserting().reading_first().returning_new()": "UpdateConfig",
    "db.move(order)": "DynamoDBResult[Order]",
    "db.save({'pk': '1'}, config=SaveConfig.if_not_exists().returning_old())": (
        "DynamoDBResult[dict[str, Any]]"
    ),
    "db.save(order, config=SaveConfig.if_exists())": "DynamoDBResult[Order]",
    "db.delete(model=order, condition_expression=attr('a') == 1)": "DynamoDBResult[None]",
    "db.delete(model=order, config=DeleteConfig.if_exists())": "DynamoDBResult[Order | None]",
    "db.delete(key, 'app')": "DynamoDBResult[None]",
    "db.delete(order, 'app')": "DynamoDBResult[None]",
    "db.delete({'pk': '1'}, 'app')": "DynamoDBResult[None]",
    "db.delete(key, 'app', config=DeleteConfig()).data": "Order | None",
    "db.delete(order, config=DeleteConfig()).data": "Order | None",
    "db.delete({'pk': '1'}, 'app', config=DeleteConfig()).data": "dict[str, Any] | None",
    "db.delete(primary_key=key, config=DeleteConfig()).data": "Order | None",
    "db.delete(primary_key={'pk': '1'}, config=DeleteConfig()).data": "dict[str, Any] | None",
    "db.execute_statement('SELECT * FROM t').data": "list[dict[str, Any]]",
    "db.batch_execute_statement(['SELECT 1']).data": "list[dict[str, Any] | None]",
    "db.execute_transaction(['SELECT 1'])": "DynamoDBResult[list[dict[str, Any] | None]]",
}

REFUSED = {
    "(attr('a') == 1) & True": "operator",
    "attr(5)": "arg-type",
    "attr('a').attribute_type('X')": "arg-type",
    "db.update_item('app', key, 'SET a = b')": "call-overload",
    "db.update_item('app', order, 'SET a = b')": "call-overload",
    "db.update_item('app', 5, Update())": "call-overload",
    "db.update_item_partial(key)": "call-overload",
    "db.update_item_partial(order, changes={'total': 1})": "call-overload",
    "db.delete(key, model=order)": "call-overload",
    "db.delete('1', 'app')": "call-overload",
    "db.save(order, config=DeleteConfig())": "call-overload",
    "db.delete(config=DeleteConfig())": "call-overload",
}


@pytest.mark.slow
def test_types_are_inferred_and_mistakes_refused(tmp_path: Path) -> None:
    assert_types(tmp_path, PROGRAM, INFERRED, REFUSED)
