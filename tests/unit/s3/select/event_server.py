"""An HTTP server that answers every request with the events of S3 Select, in their binary form."""

from __future__ import annotations

import binascii
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


def event(payload: bytes = b"", **headers: str) -> bytes:
    """One message: lengths with their CRC, headers, payload, and the CRC of all."""
    encoded = b"".join(
        bytes([len(name) + 1])
        + f":{name.replace('_', '-')}".encode()
        + b"\x07"
        + struct.pack(">H", len(value))
        + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack(">II", len(encoded) + len(payload) + 16, len(encoded))
    message = prelude + struct.pack(">I", binascii.crc32(prelude)) + encoded + payload
    return message + struct.pack(">I", binascii.crc32(message))


def records(payload: bytes) -> bytes:
    return event(
        payload,
        message_type="event",
        event_type="Records",
        content_type="application/octet-stream",
    )


def details(kind: str, scanned: int, processed: int, returned: int) -> bytes:
    body = (
        f'<{kind} xmlns=""><BytesScanned>{scanned}</BytesScanned>'
        f"<BytesProcessed>{processed}</BytesProcessed>"
        f"<BytesReturned>{returned}</BytesReturned></{kind}>"
    )
    return event(body.encode(), message_type="event", event_type=kind, content_type="text/xml")


CONT = event(message_type="event", event_type="Cont")
END = event(message_type="event", event_type="End")
FAILURE = event(
    message_type="error", error_code="CastFailed", error_message="Attempt to convert failed"
)


@contextmanager
def event_server(*messages: bytes, cut_by: int = 0) -> Iterator[str]:
    """Serve these messages, without the last `cut_by` bytes."""
    body = b"".join(messages)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) - cut_by])

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
