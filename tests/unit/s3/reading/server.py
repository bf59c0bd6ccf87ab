"""GetObject and HeadObject of one object that is held here, with faults where a test says so."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from botocore.exceptions import ResponseStreamingError
from botocore.response import StreamingBody

from boto3_assist.errors import S3PreconditionFailedError

Json = dict[str, Any]
REQUEST: Json = {"Bucket": "b", "Key": "k"}


class BrokenBody(io.BytesIO):
    """Ends with a connection that breaks."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise ResponseStreamingError(error=ConnectionResetError())
        return data


class OneObject:
    """Answers as S3 does.

    Attributes:
        sent: The requests so far, method and parameters.
        breaks_after: How many bytes an answer has before its connection breaks; one for each
            answer until they are used up.
    """

    def __init__(self, content: bytes, *breaks_after: int) -> None:
        self.content = content
        self.etag = '"one"'
        self.sent: list[tuple[str, Json]] = []
        self.breaks_after = list(breaks_after)

    @property
    def ranges(self) -> list[str]:
        return [request["Range"] for method, request in self.sent if method == "get_object"]

    def __call__(self, method: str, request: Mapping[str, Any]) -> Any:
        self.sent.append((method, dict(request)))
        if request.get("IfMatch", self.etag) != self.etag:
            raise S3PreconditionFailedError("changed")
        answer: Json = {"ETag": self.etag, "LastModified": datetime.now(timezone.utc)}
        if method == "head_object":
            return {**answer, "ContentLength": len(self.content)}
        first, last = self.bounds(request["Range"])
        data = self.content[first : last + 1]
        body: Any = io.BytesIO(data)
        if self.breaks_after:
            body = BrokenBody(data[: self.breaks_after.pop(0)])
        return {
            **answer,
            "ContentLength": len(data),
            "ContentRange": f"bytes {first}-{last}/{len(self.content)}",
            "Body": StreamingBody(body, len(data)),
        }

    def bounds(self, header: str) -> tuple[int, int]:
        found = re.fullmatch(r"bytes=(\d*)-(\d*)", header)
        assert found
        end = len(self.content) - 1
        if not found[1]:
            return max(end + 1 - int(found[2]), 0), end
        return int(found[1]), min(int(found[2] or end), end)
