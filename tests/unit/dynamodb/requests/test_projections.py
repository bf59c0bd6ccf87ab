from __future__ import annotations

from boto3_assist.dynamodb.requests import Projection


def test_d10_every_name_has_a_placeholder_that_is_used() -> None:
    names = ["name", "ttl", "status.code", "a-b", "1st"]

    projection = Projection.of(names)

    assert projection.text.split(", ") == list(projection.names)
    assert list(projection.names.values()) == names
    assert projection == Projection.of(names)
