"""Gets and puts an order on the stub many times: prints how many blocks of memory are in use.

Its argument is the number of requests, after as many that count for warming up as a tenth of it.
"""

from __future__ import annotations

import gc
import sys

from benchmarks.backends import Backend
from benchmarks.items.dataclass_models import Order
from benchmarks.items.values import CUSTOMER_ID, order_id
from benchmarks.items.wire import ORDERS, order_item, responses
from boto3_assist.dynamodb import DynamoDB


def main(count: int) -> tuple[int, int]:
    """Send the requests.

    Args:
        count: How many.

    Returns:
        The blocks that Python has in use before and after them.
    """
    backend = Backend()
    client = backend.client()
    backend.answer(client, responses(ORDERS, [order_item(0)]))
    db = DynamoDB.from_client(client)
    _send(db, count // 10)
    before = _blocks()
    _send(db, count)
    return before, _blocks()


def _send(db: DynamoDB, count: int) -> None:
    key = Order.primary.key(customer_id=CUSTOMER_ID, order_id=order_id(0))
    for _ in range(count // 2):
        found = db.get(key, ORDERS).unwrap()
        db.save(found, ORDERS)


def _blocks() -> int:
    gc.collect()
    return sys.getallocatedblocks()


if __name__ == "__main__":
    print(*main(int(sys.argv[1])))
