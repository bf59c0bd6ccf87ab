"""A small STS over HTTP that checks signatures and says who calls, as the real one does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ROLE_A = "arn:aws:iam::111111111111:role/TenantA"
ROLE_B = "arn:aws:iam::222222222222:role/TenantB"
EXTERNAL_IDS = {ROLE_A: "external-a", ROLE_B: "external-b"}
SESSION_A = "arn:aws:sts::111111111111:assumed-role/TenantA/boto3-assist"
SESSION_B = "arn:aws:sts::222222222222:assumed-role/TenantB/boto3-assist"

DEFAULT_USER = "arn:aws:iam::999999999999:user/default"
USER_A = "arn:aws:iam::333333333333:user/a"
USER_B = "arn:aws:iam::444444444444:user/b"


@dataclass(frozen=True)
class Caller:
    """Whose key it is, and what must come with it."""

    arn: str
    secret: str
    token: str | None = None


@dataclass(frozen=True)
class Assumption:
    """One call of AssumeRole that was granted."""

    by: str
    role: str
    external_id: str | None
    session_name: str
    seconds: int


@dataclass
class StsServer:
    """What the server knows and what it was asked.

    Attributes:
        seconds_left: How long new credentials last; what was asked for when None.
    """

    callers: dict[str, Caller] = field(
        default_factory=lambda: {
            "AKIADEFAULT": Caller(DEFAULT_USER, "secret-default"),
            "AKIAA": Caller(USER_A, "secret-a"),
            "AKIAB": Caller(USER_B, "secret-b"),
        }
    )
    assumed: list[Assumption] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    seconds_left: int | None = None
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        caller = self._caller(headers, body)
        if caller is None:
            return 403, _error("SignatureDoesNotMatch")
        form = dict(parse_qsl(body.decode()))
        if form["Action"] == "GetCallerIdentity":
            account = caller.arn.split(":")[4]
            return 200, _result(
                "GetCallerIdentity",
                f"<Arn>{caller.arn}</Arn><UserId>U</UserId><Account>{account}</Account>",
            )
        if form.get("ExternalId") != EXTERNAL_IDS.get(form["RoleArn"]):
            return 403, _error("AccessDenied")
        return 200, _result("AssumeRole", self._assume(caller, form))

    def _caller(self, headers: dict[str, str], body: bytes) -> Caller | None:
        """Find the key in the Authorization header and compute the signature again."""
        parts = dict(
            part.strip().split("=", 1)
            for part in headers["authorization"].partition(" ")[2].split(",")
        )
        key_id, _, region, *_ = parts["Credential"].split("/")
        caller = self.callers.get(key_id)
        if caller is None or headers.get("x-amz-security-token") != caller.token:
            return None
        signed = {name: headers[name] for name in parts["SignedHeaders"].split(";")}
        request = AWSRequest("POST", f"{self.url}/", data=body, headers=signed)
        request.context["timestamp"] = headers["x-amz-date"]
        auth: Any = SigV4Auth(Credentials(key_id, caller.secret), "sts", region)
        to_sign = auth.string_to_sign(request, auth.canonical_request(request))
        return caller if auth.signature(to_sign, request) == parts["Signature"] else None

    def _assume(self, caller: Caller, form: dict[str, str]) -> str:
        role, name, seconds = form["RoleArn"], form["RoleSessionName"], form["DurationSeconds"]
        account, role_name = role.split(":")[4], role.rpartition("/")[2]
        arn = f"arn:aws:sts::{account}:assumed-role/{role_name}/{name}"
        with self.lock:
            self.assumed.append(
                Assumption(caller.arn, role, form.get("ExternalId"), name, int(seconds))
            )
            number = len(self.assumed)
            key = f"ASIA{number:04}"
            self.callers[key] = Caller(arn, f"secret-{number}", f"token-{number}")
        left = int(seconds) if self.seconds_left is None else self.seconds_left
        expiry = datetime.now(timezone.utc) + timedelta(seconds=left)
        return (
            f"<Credentials><AccessKeyId>{key}</AccessKeyId>"
            f"<SecretAccessKey>secret-{number}</SecretAccessKey>"
            f"<SessionToken>token-{number}</SessionToken>"
            f"<Expiration>{expiry:%Y-%m-%dT%H:%M:%SZ}</Expiration></Credentials>"
            f"<AssumedRoleUser><AssumedRoleId>R</AssumedRoleId><Arn>{arn}</Arn></AssumedRoleUser>"
        )


@contextmanager
def sts_server() -> Iterator[StsServer]:
    """Serve on a free port of this machine until the block ends."""
    sts = StsServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, text = sts.answer(headers, body)
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sts.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield sts
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _result(action: str, content: str) -> str:
    return (
        f"<{action}Response><{action}Result>{content}</{action}Result>"
        f"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{action}Response>"
    )


def _error(code: str) -> str:
    return (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>m</Message></Error>"
        "<RequestId>r</RequestId></ErrorResponse>"
    )
