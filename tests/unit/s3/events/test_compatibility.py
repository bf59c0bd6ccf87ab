from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.s3.events import S3Event
from tests.unit.s3.events.shapes import direct, eventbridge, notification


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("version", "0"),
        ("id", "17793124-05d4-b198-2fde-7ededc63b103"),
        ("detail_type", "Object Created"),
        ("source", "aws.s3"),
        ("account", "111122223333"),
        ("time", "2021-11-12T00:00:00Z"),
        ("region", "ca-central-1"),
        ("resources", ["arn:aws:s3:::reports"]),
    ],
)
def test_the_old_attributes_warn_and_work(attribute: str, expected: object) -> None:
    event = S3Event(eventbridge())

    with pytest.warns(DeprecationWarning, match=attribute) as caught:
        assert getattr(event, attribute) == expected
    assert caught[0].filename == __file__


def test_the_old_detail() -> None:
    with pytest.warns(DeprecationWarning):
        detail = S3Event(eventbridge("a b")).detail

    assert (detail.version, detail.bucket.name) == ("0", "reports")
    assert (detail.object.key, detail.object.size) == ("a b", 5)
    assert detail.object.etag == "b1946ac92492d2347c6235b4d2611184"
    assert detail.object.version_id == "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e"
    assert detail.object.sequencer == "617f08299329d189"
    assert (detail.request_id, detail.requester) == ("N4N7GDK58NMKJ12R", "123456789012")
    assert (detail.source_ip_address, detail.reason) == ("1.2.3.4", "PutObject")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("event", [direct(notification()), {"detail": None}, {}, []])
def test_the_old_attributes_of_what_lacks_them(event: Any) -> None:
    parsed = S3Event(event, keep_unrecognized=True)

    assert parsed.source is None
    assert parsed.resources == []
    assert parsed.detail.bucket.name is None
    assert parsed.detail.object.size == 0
