"""A client that knows nothing of AWS: what a browser would send to a presigned URL or form."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.error import HTTPError
from urllib.request import Request, urlopen

BOUNDARY = "----a-boundary-that-no-content-holds"


def send(
    url: str, method: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """Send a request; an answer that is an error is an answer."""
    # urllib gives a body a type of its own unless there is one.
    given = {"content-type": "application/octet-stream", **(headers or {})} if body else headers
    request = Request(url, body, dict(given or {}), method=method)
    try:
        with urlopen(request, timeout=20) as response:
            return response.status, response.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def post(
    url: str,
    fields: Mapping[str, str],
    content: bytes,
    *,
    filename: str = "photo.png",
    file_type: str = "application/octet-stream",
) -> tuple[int, bytes]:
    """Send a form as a browser does, the file last."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts.append(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        f"Content-Type: {file_type}\r\n\r\n".encode()
    )
    body = b"".join([*parts, content, f"\r\n--{BOUNDARY}--\r\n".encode()])
    return send(url, "POST", body, {"content-type": f"multipart/form-data; boundary={BOUNDARY}"})
