"""A server on loopback that answers DynamoDB's requests with canned items, and knows nothing else.

It runs as a process of its own (`python -m benchmarks.server`): reads one line of JSON, `Canned`,
writes the port it listens on, and ends when its standard input is closed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypedDict

__all__ = ["Canned", "Tables", "main"]

_DIGITS: Final = 8
_ERROR: Final = "com.amazonaws.dynamodb.v20120810#"


class Canned(TypedDict):
    """What the server is started with.

    Attributes:
        items: Name of a table → its item number 1 in wire form. The number stands, in eight
            digits, at the end of the sort key, and wherever else it is to differ from item to item.
        count: How many items a query gives, from number 0 on.
        latency: Seconds that pass before each response.
    """

    items: dict[str, Mapping[str, Any]]
    count: int
    latency: float


class Tables:
    """The bodies of the responses."""

    def __init__(self, canned: Canned) -> None:
        """Write as much as can be before somebody asks.

        Args:
            canned: What the server is started with.
        """
        self._texts = {
            name: json.dumps(item, separators=(",", ":")) for name, item in canned["items"].items()
        }
        count = canned["count"]
        self._pages = {
            name: f'{{"Count":{count},"Items":{self._list(name, map(_digits, range(count)))},'
            f'"ScannedCount":{count}}}'.encode()
            for name in self._texts
        }

    def respond(self, operation: str, request: Mapping[str, Any]) -> tuple[int, bytes]:
        """Answer a request.

        Args:
            operation: AWS's name of it.
            request: Its body.

        Returns:
            The status, and the body of the response.
        """
        build = _BUILDERS.get(operation)
        if build is None:
            return 400, _error("UnknownOperationException")
        try:
            return 200, build(self, request)
        except KeyError:
            return 400, _error("ResourceNotFoundException")

    def get(self, request: Mapping[str, Any]) -> bytes:
        """Give the item with the key that is asked for.

        Args:
            request: The body of the request.

        Returns:
            The body of the response.
        """
        item = self._item(request["TableName"], _number(request["Key"]))
        return f'{{"Item":{item}}}'.encode()

    def put(self, request: Mapping[str, Any]) -> bytes:
        """Take an item, and forget it.

        Args:
            request: The body of the request.

        Returns:
            The body of the response.

        Raises:
            KeyError: When there is no such table.
        """
        if request["TableName"] not in self._texts:
            raise KeyError(request["TableName"])
        return b"{}"

    def query(self, request: Mapping[str, Any]) -> bytes:
        """Give the page of the table.

        Args:
            request: The body of the request.

        Returns:
            The body of the response.
        """
        return self._pages[request["TableName"]]

    def batch_get(self, request: Mapping[str, Any]) -> bytes:
        """Give the items with the keys that are asked for.

        Args:
            request: The body of the request.

        Returns:
            The body of the response.
        """
        found = ",".join(
            f"{json.dumps(name)}:{self._list(name, map(_number, asked['Keys']))}"
            for name, asked in request["RequestItems"].items()
        )
        return f'{{"Responses":{{{found}}},"UnprocessedKeys":{{}}}}'.encode()

    def _item(self, table: str, digits: str) -> str:
        return self._texts[table].replace(_digits(1), digits)

    def _list(self, table: str, numbers: Any) -> str:
        return f"[{','.join(self._item(table, digits) for digits in numbers)}]"


_BUILDERS: Final[Mapping[str, Callable[[Tables, Mapping[str, Any]], bytes]]] = {
    "BatchGetItem": Tables.batch_get,
    "GetItem": Tables.get,
    "PutItem": Tables.put,
    "Query": Tables.query,
}


class _Connection(asyncio.Protocol):
    """One connection, kept alive, on which one request follows the response to the other."""

    def __init__(self, tables: Tables, latency: float) -> None:
        self._tables = tables
        self._latency = latency
        self._received = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, separator, rest = self._received.partition(b"\r\n\r\n")
        if not separator:
            return
        headers = _headers(head)
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return
        self._received = rest[length:]
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        response = _http(*self._tables.respond(operation, json.loads(rest[:length] or b"{}")))
        if self._latency:
            loop = asyncio.get_running_loop()
            loop.call_later(self._latency, self._transport.write, response)
        else:
            self._transport.write(response)


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): content.strip() for name, _, content in pairs}


def _http(status: int, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status} {'OK' if status == 200 else 'Bad Request'}\r\n"
        "Content-Type: application/x-amz-json-1.0\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"x-amz-crc32: {zlib.crc32(body)}\r\n"
        "x-amzn-RequestId: BENCHMARK\r\n\r\n"
    )
    return head.encode() + body


def _digits(number: int) -> str:
    return f"{number:0{_DIGITS}d}"


def _number(key: Mapping[str, Mapping[str, str]]) -> str:
    return key["sk"]["S"][-_DIGITS:]


def _error(name: str) -> bytes:
    return json.dumps({"__type": _ERROR + name, "message": name}).encode()


async def _serve(canned: Canned) -> None:
    tables, loop = Tables(canned), asyncio.get_running_loop()
    connect = partial(_Connection, tables, canned["latency"])
    server = await loop.create_server(connect, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    closed = asyncio.Event()
    threading.Thread(target=_wait_for_end, args=(loop, closed), daemon=True).start()
    await closed.wait()
    server.close()


def _wait_for_end(loop: asyncio.AbstractEventLoop, closed: asyncio.Event) -> None:
    sys.stdin.read()
    loop.call_soon_threadsafe(closed.set)


def main() -> None:
    """Serve until standard input is closed."""
    asyncio.run(_serve(json.loads(sys.stdin.readline())))


if __name__ == "__main__":
    main()
