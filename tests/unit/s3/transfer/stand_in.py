"""A client that answers as told and notes what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from botocore.hooks import HierarchicalEmitter

__all__ = ["StandIn"]


class StandIn:
    """Stands in for boto3's client of S3.

    Attributes:
        meta: What s3transfer reads of a client.
        asked: Method and parameters of each call, bodies as bytes.
    """

    def __init__(
        self,
        answers: Mapping[str, Callable[[dict[str, Any]], Any]],
        *,
        checksums: str = "when_supported",
    ) -> None:
        config = SimpleNamespace(
            request_checksum_calculation=checksums,
            response_checksum_validation=checksums,
            max_pool_connections=4,
        )
        self.meta = SimpleNamespace(config=config, events=HierarchicalEmitter())
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._answers = answers

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def method(**request: Any) -> Any:
            if hasattr(request.get("Body"), "read"):
                request["Body"] = request["Body"].read()
            self.asked.append((name, request))
            answer = self._answers[name](request)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return method

    def requests(self, name: str) -> list[dict[str, Any]]:
        """What a method was asked, in the order of the calls."""
        return [request for method, request in self.asked if method == name]
