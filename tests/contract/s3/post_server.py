"""A server of S3's forms that checks all of a policy, as S3 documents it.

"Creating a POST policy" and "POST Object" of S3's API reference: signature, expiry, every
condition, and that every field of the form is in a condition. What passes is handed on. The
server that the tests run on checks only the size.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Store = Callable[[str, bytes, Mapping[str, str]], object]

NOT_IN_CONDITIONS = {"policy", "x-amz-signature", "file"}


class Refused(Exception):
    """S3's code for what is wrong."""


def check_form(bucket: str, secret: str, fields: Mapping[str, str], content: bytes) -> None:
    given = {name.lower(): value for name, value in fields.items()}
    check_signature(secret, given)
    policy = json.loads(base64.b64decode(given["policy"]))
    ends = datetime.strptime(policy["expiration"], "%Y-%m-%dT%H:%M:%SZ")
    if ends.replace(tzinfo=timezone.utc) <= datetime.now(timezone.utc):
        raise Refused("AccessDenied: Policy expired")
    values = {**given, "bucket": bucket}
    covered = {"bucket"}
    for condition in policy["conditions"]:
        covered.add(check_condition(condition, values, len(content)))
    if extra := values.keys() - covered - NOT_IN_CONDITIONS:
        raise Refused(f"AccessDenied: Extra input fields {sorted(extra)}")


def check_signature(secret: str, given: Mapping[str, str]) -> None:
    key = f"AWS4{secret}".encode()
    _, *scope = given["x-amz-credential"].split("/")
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    if hmac.new(key, given["policy"].encode(), "sha256").hexdigest() != given["x-amz-signature"]:
        raise Refused("SignatureDoesNotMatch")


def check_condition(condition: Any, values: Mapping[str, str], size: int) -> str:
    if isinstance(condition, dict):
        [(name, value)] = condition.items()
        condition = ["eq", f"${name}", value]
    operator, name, value = condition
    if operator == "content-length-range":
        if not name <= size <= value:
            raise Refused("EntityTooLarge" if size > value else "EntityTooSmall")
        return "file"
    name = name.removeprefix("$").lower()
    actual = values.get(name, "")
    if operator == "eq" and actual != value or not actual.startswith(value):
        raise Refused(f"AccessDenied: Policy Condition failed: {name}")
    return str(name)


@contextmanager
def post_server(bucket: str, secret: str, store: Store) -> Iterator[str]:
    """Serve the forms of one bucket; what is allowed is given to `store`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fields: dict[str, str] = {}
            content, filename = b"", ""
            form: Any = message_from_bytes(head + body)
            for part in form.get_payload():
                payload = part.get_payload(decode=True)
                name = part.get_param("name", header="content-disposition")
                if name == "file":
                    content, filename = payload, part.get_filename()
                else:
                    fields[name] = payload.decode()
            fields["key"] = fields.get("key", "").replace("${filename}", filename)
            try:
                check_form(bucket, secret, fields, content)
            except Refused as problem:
                self.answer(403, str(problem).encode())
                return
            store(fields["key"], content, fields)
            self.answer(204, b"")

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
