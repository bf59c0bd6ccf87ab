"""A table behind an HTTP server on loopback that does batches, and fails where a test says so."""

from __future__ import annotations

import json
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Fault", "FaultTable", "Passing", "VirtualTime", "fault_table", "key_of"]

TYPE = "com.amazonaws.dynamodb.v20120810#"
Key = tuple[str, str]


@dataclass
class Fault:
    """What goes wrong with a request.

    Attributes:
        unprocessed: Which of its entries are left, by their keys.
        code: The code of the error that is answered in place of doing anything.
        status: Its HTTP status.
        is_done: Whether all is done in spite of it.
        cut_at: After so many bytes of the answer, when all was done, the connection is cut.
    """

    unprocessed: Callable[[Key], bool] | None = None
    code: str = ""
    status: int = 400
    is_done: bool = False
    cut_at: int | None = None


@dataclass
class Passing:
    """A request as a test sees it.

    Attributes:
        number: How many came before it.
        operation: Such as ``"BatchWriteItem"``.
        keys: The keys that it is about.
    """

    number: int
    operation: str
    keys: list[Key]


@dataclass
class FaultTable:
    """One table with the key attributes pk and sk, both text.

    Attributes:
        items: What is stored, by key, in wire form.
        passed: The requests, in the order in which they came.
        fault: Tells what goes wrong with a request, if anything.
        most_at_once: How many requests were answered at the same time, at most.
        named: Under which name the answers speak of the table; None for that of the request.
        seconds: How long an answer takes.
        url: Where the server listens.
    """

    items: dict[Key, Any] = field(default_factory=dict)
    passed: list[Passing] = field(default_factory=list)
    fault: Callable[[Passing], Fault | None] = lambda passing: None
    most_at_once: int = 0
    named: str | None = None
    seconds: float = 0.0
    url: str = ""
    _lock: threading.Condition = field(default_factory=threading.Condition)
    _at_once: int = 0

    def answer(self, operation: str, request: Any) -> tuple[int, bytes, int | None]:
        ((table, asked),) = request["RequestItems"].items()
        entries = asked["Keys"] if operation == "BatchGetItem" else asked
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            passing = Passing(len(self.passed), operation, [key_of(each) for each in entries])
            self.passed.append(passing)
        try:
            time.sleep(self.seconds)
            fault = self.fault(passing) or Fault()
            if fault.code:
                if fault.is_done:
                    with self._lock:
                        self._do(operation, table, entries, fault)
                error = {"__type": TYPE + fault.code, "message": "no"}
                return fault.status, json.dumps(error).encode(), None
            with self._lock:
                done = self._do(operation, table, entries, fault)
            return 200, json.dumps(done).encode(), fault.cut_at
        finally:
            with self._lock:
                self._at_once -= 1
                self._lock.notify_all()

    def at_rest(self) -> tuple[set[Key], set[Key]]:
        """Wait until nothing is being answered; give the keys that passed and those stored."""
        with self._lock:
            assert self._lock.wait_for(lambda: not self._at_once, timeout=10)
            return {key for each in self.passed for key in each.keys}, set(self.items)

    def _do(self, operation: str, table: str, entries: list[Any], fault: Fault) -> Any:
        is_left = fault.unprocessed or (lambda key: False)
        left = [each for each in entries if is_left(key_of(each))]
        done = [each for each in entries if not is_left(key_of(each))]
        name = self.named or table
        if operation == "BatchGetItem":
            found = [self.items[key_of(each)] for each in done if key_of(each) in self.items]
            unprocessed = {name: {"Keys": left}} if left else {}
            # In another order than they were asked for, as DynamoDB may.
            return {"Responses": {name: found[::-1]}, "UnprocessedKeys": unprocessed}
        for each in done:
            if "PutRequest" in each:
                self.items[key_of(each)] = each["PutRequest"]["Item"]
            else:
                self.items.pop(key_of(each), None)
        return {"UnprocessedItems": {name: left} if left else {}}


def key_of(entry: Any) -> Key:
    """The key of a key, an item, or a request to put or delete one."""
    item = entry
    for name in ("PutRequest", "Item", "DeleteRequest", "Key"):
        item = item.get(name, item)
    return item["pk"]["S"], item["sk"]["S"]


@contextmanager
def fault_table() -> Iterator[FaultTable]:
    """Serve a table that is empty and does not fail."""
    table = FaultTable()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            operation = self.headers["x-amz-target"].partition(".")[2]
            status, body, cut_at = table.answer(operation, request)
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.send_header("x-amz-crc32", str(zlib.crc32(body)))
            self.send_header("x-amzn-requestid", "REQ")
            self.end_headers()
            self.wfile.write(body if cut_at is None else body[:cut_at])
            self.close_connection = cut_at is not None

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    table.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield table
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class VirtualTime:
    """Time that passes only by waiting.

    Attributes:
        now: Seconds.
        slept: How long each wait was.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def timer(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
