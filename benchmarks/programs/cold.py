"""One get of an order on the stub, from a standing start: prints the CPU seconds of the process.

Its arguments are what to do it with, and the body of the response.
"""

from __future__ import annotations

import sys
import time
from typing import Any

_KEY = {"pk": "customer#customer-0001", "sk": "order#order-00000001"}


def _nothing(body: str) -> None:
    del body


def _client(body: str) -> None:
    import boto3

    client = boto3.client("dynamodb")
    _stub(client, body)
    key = {name: {"S": value} for name, value in _KEY.items()}
    client.get_item(TableName="shop", Key=key)["Item"]


def _resource(body: str) -> None:
    import boto3

    table = boto3.resource("dynamodb").Table("shop")
    _stub(table.meta.client, body)
    table.get_item(Key=_KEY)["Item"]


def _pynamodb(body: str) -> None:
    from benchmarks.contenders.pynamodb_models import order_class

    model = order_class(None)
    _stub(model._get_connection().connection.client, body.replace("+00:00", "+0000"))
    model.get(*_KEY.values())


def _dyntastic(body: str) -> None:
    from benchmarks.contenders.dyntastic_models import order_class

    model = order_class(None)
    _stub(model._dynamodb_resource().meta.client, body)
    model.get(*_KEY.values())


def _ours(models: str, body: str) -> None:
    from importlib import import_module

    from boto3_assist.dynamodb import DynamoDB

    order: Any = import_module(f"benchmarks.items.{models}").Order
    db = DynamoDB.from_pool()
    _stub(db.client, body)
    key = order.primary.key(customer_id="customer-0001", order_id="order-00000001")
    db.get(key, "shop").unwrap()


def _stub(client: Any, body: str) -> None:
    import json

    from benchmarks.stub import answer

    answer(client, {"GetItem": json.loads(body)})


_PROGRAMS = {
    "nothing": _nothing,
    "client": _client,
    "resource": _resource,
    "pynamodb": _pynamodb,
    "dyntastic": _dyntastic,
}


def main(program: str, body: str) -> str:
    """Do it.

    Args:
        program: What with.
        body: The body of the response.

    Returns:
        CPU seconds since the process began, or that there is nothing to do it with.
    """
    try:
        if program in _PROGRAMS:
            _PROGRAMS[program](body)
        else:
            _ours(program, body)
    except ModuleNotFoundError:
        return "not installed"
    return repr(time.process_time())


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
