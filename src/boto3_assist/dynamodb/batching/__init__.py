"""Work on many items: chunks, retries, progress and a report; knows no client."""

from __future__ import annotations

__all__: list[str] = []
