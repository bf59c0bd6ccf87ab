"""Where the time of a call on the stub goes, by parts of botocore and of the library.

The profiler slows calls of functions more than work within them: shares, not times.
"""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from benchmarks.backends import Backend
from benchmarks.contenders import ours
from benchmarks.contenders.boto import client_calls
from benchmarks.contenders.calls import GET, PUT, QUERY, Calls
from benchmarks.items.wire import ORDERS
from benchmarks.measure import Stopwatch, Work, repeat
from benchmarks.tables import Table

__all__ = ["part_of", "profile"]

_CALLS: Final = {GET: 500, PUT: 500, QUERY: 30}
_OTHER: Final = "everything else"
_JSON: Final = "JSON"

# The first that is found in a path counts.
_PARTS: Final[Mapping[str, str]] = {
    "boto3_assist": "boto3-assist",
    "orjson": _JSON,
    "/json/": _JSON,
    "_json": _JSON,
    "botocore/validate": "validating parameters",
    "botocore/serialize": "writing by shapes",
    "botocore/parsers": "reading by shapes",
    "botocore/auth": "signing",
    "botocore/signers": "signing",
    "botocore/credentials": "signing",
    "hmac": "signing",
    "hashlib": "signing",
    "botocore/endpoint_provider": "endpoint rules",
    "botocore/regions": "endpoint rules",
    "botocore/useragent": "user agent",
    "botocore/hooks": "events",
    "botocore/handlers": "events",
    "botocore/model": "shapes of the service",
    "botocore/awsrequest": "HTTP request and response",
    "botocore/httpsession": "HTTP request and response",
    "botocore/httpchecksum": "HTTP request and response",
    "urllib": "HTTP request and response",
    "http/": "HTTP request and response",
    "email/": "HTTP request and response",
    "botocore": "the rest of botocore",
}


def profile(stopwatch: Stopwatch) -> list[Table]:
    """Profile get, put and query, of the boto3 client and of the library.

    Args:
        stopwatch: Not used.

    Returns:
        A table of shares.
    """
    del stopwatch
    table = Table("profile", "Where the time of a call goes: shares of all, by the profiler")
    contenders: dict[str, Calls] = {
        "boto3 client": client_calls(Backend(), ORDERS),
        "boto3-assist": ours.calls(Backend(), ORDERS, ours.PLAIN),
    }
    columns: dict[str, Counter[str]] = {}
    for column, count in _CALLS.items():
        for name, calls in contenders.items():
            # Any: none of these calls is missing.
            work: Any = calls[column]
            columns[f"{column}, {name}"] = _shares(work, count)
    parts = sum(columns.values(), Counter[str]())
    for part, _ in parts.most_common():
        for column, shares in columns.items():
            table.put(part, column, f"{shares[part]:.0%}")
    return [table]


def part_of(path: str) -> str:
    """Name the part that code belongs to.

    Args:
        path: Path of its file, or what the profiler calls a built-in function.

    Returns:
        A name of the rows of the table.
    """
    path = path.replace("\\", "/")
    # Of all that the path goes through, only what is below the environment tells.
    path = path.rpartition("site-packages/")[2]
    return next((part for piece, part in _PARTS.items() if piece in path), _OTHER)


def _shares(work: Work, count: int) -> Counter[str]:
    repeat(work, 20)
    profiler = cProfile.Profile()
    profiler.runcall(repeat, work, count)
    # Any: what pstats has of each function is in no stub.
    functions: Any = vars(pstats.Stats(profiler))["stats"]
    seconds: Counter[str] = Counter()
    for (path, _, name), (_, _, own, _, callers) in functions.items():
        part = part_of(name if path == "~" else path)
        if path != "~" or part != _OTHER:
            seconds[part] += own
            continue
        # A built-in function counts for those who call it.
        for (caller, _, _), (_, _, share, _) in callers.items():
            seconds[part_of(caller)] += share
    total = sum(seconds.values())
    return Counter({part: share / total for part, share in seconds.items()})
