"""botocore's file of endpoints, read for one service at a time; knows no loader and no client."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

__all__ = ["endpoint_data"]

# How the file is laid out. A string of JSON has no line break in it, so that what begins with one
# is found nowhere else.
_SERVICES = '\n    "services" : {'
_SERVICES_END = "\n    }"
_SERVICE = "\n      {name} : "

_decoder = json.JSONDecoder()


def endpoint_data(text: str) -> Any:
    """Read what botocore knows of endpoints.

    The file holds every endpoint of every service, more than a megabyte. A process that calls
    one service would spend more on reading it all, and on the collections of garbage that so many
    new objects cause, than on making its client.

    Args:
        text: JSON; in another layout than that of botocore's file it is read whole.

    Returns:
        What `json.loads` gives, but that the services of a partition are a mapping of which a
        value is read when it is asked for.
    """
    head, *parts = text.split(_SERVICES)
    bodies, rest = [], head
    for part in parts:
        body, end, tail = part.partition(_SERVICES_END)
        bodies.append(body)
        rest += _SERVICES + end + tail
    try:
        data = json.loads(rest)
        partitions = data["partitions"]
        if [partition["services"] for partition in partitions] == [{}] * len(bodies):
            for partition, body in zip(partitions, bodies):
                partition["services"] = _Services(body)
            return data
    except (ValueError, LookupError, TypeError):
        pass
    return json.loads(text)


class _Services(Mapping[str, Any]):
    """Name → what is known of a service in a partition."""

    def __init__(self, body: str) -> None:
        """Keep the text, which is what stands between the braces of a JSON object."""
        self._body = body
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            start = _SERVICE.format(name=json.dumps(name))
            found = self._body.find(start)
            if found < 0:
                # It is not there, or not as the others are.
                return self._whole[name]
            self._read[name] = _decoder.raw_decode(self._body, found + len(start))[0]
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)

    @cached_property
    def _whole(self) -> dict[str, Any]:
        whole: dict[str, Any] = json.loads(f"{{{self._body}}}")
        return whole
