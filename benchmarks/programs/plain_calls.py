"""Get, put and query of the library on the stub: prints their ratios to the boto3 client as JSON.

Its arguments are the number of rounds, and the names of packages to do without.
"""

from __future__ import annotations

import json
import sys


def main(rounds: int, left_out: list[str]) -> str:
    """Measure.

    Args:
        rounds: How often each is measured.
        left_out: Packages that cannot be imported, as if they were not installed.

    Returns:
        What is done → ratio, as JSON.
    """
    for name in left_out:
        sys.modules[name] = None  # type: ignore[assignment]  # what makes an import of it fail

    # Only now: the library looks for what it can use when it is imported.
    from benchmarks.backends import Backend
    from benchmarks.contenders import boto, ours
    from benchmarks.contenders.calls import GET, PUT, QUERY
    from benchmarks.items.wire import ORDERS
    from benchmarks.measure import Stopwatch, Work

    found = {}
    our_calls = ours.calls(Backend(), ORDERS, ours.PLAIN)
    their_calls = boto.client_calls(Backend(), ORDERS)
    for column in (GET, PUT, QUERY):
        pair = {"ours": our_calls[column], "theirs": their_calls[column]}
        works: dict[str, Work] = {n: work for n, work in pair.items() if not isinstance(work, str)}
        found[column] = Stopwatch(rounds).compare(works, "theirs")["ours"].ratio
    return json.dumps(found)


if __name__ == "__main__":
    print(main(int(sys.argv[1]), sys.argv[2:]))
