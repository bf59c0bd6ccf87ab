"""Iterates over a scan of many orders on the stub: prints the highest number of bytes in use.

Its argument is the number of items.
"""

from __future__ import annotations

import sys
import tracemalloc
from itertools import chain, repeat
from typing import Any

from benchmarks.backends import Backend
from benchmarks.items.dataclass_models import Order
from benchmarks.items.wire import ORDERS, order_item
from benchmarks.stub import Answer, answer_by
from boto3_assist.dynamodb import DynamoDB

_PAGE = 500


def main(count: int) -> int:
    """Scan.

    Args:
        count: How many items; a multiple of a page.

    Returns:
        The highest number of bytes that Python had in use, beyond the canned pages.

    Raises:
        RuntimeError: When not as many items came.
    """
    items = [order_item(number) for number in range(_PAGE)]
    page = {"Items": items, "Count": _PAGE, "ScannedCount": _PAGE}
    last_key = {name: items[-1][name] for name in ("pk", "sk")}
    middle, end = Answer({**page, "LastEvaluatedKey": last_key}), Answer(page)
    del items, page
    client = Backend().client()
    # Any: the verb may not be built yet.
    db: Any = DynamoDB.from_client(client)
    warm, pages = Answer({"Items": [], "Count": 0, "ScannedCount": 0}), count // _PAGE
    answers = chain((warm,), repeat(middle, pages - 1), (end,))
    answer_by(client, lambda _: next(answers))
    list(db.scan_items(ORDERS, model=Order))
    tracemalloc.start()
    try:
        seen = sum(1 for _ in db.scan_items(ORDERS, model=Order))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if seen != count:
        raise RuntimeError(f"{seen} items came, not {count}")
    return peak


if __name__ == "__main__":
    print(main(int(sys.argv[1])))
