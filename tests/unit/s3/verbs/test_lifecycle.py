from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from boto3_assist.s3 import S3
from boto3_assist.s3.lifecycle import LifecycleConfiguration, LifecycleExpiration, LifecycleRule

GET = "get_bucket_lifecycle_configuration"
PUT = "put_bucket_lifecycle_configuration"
DAY = LifecycleRule("day", expiration=LifecycleExpiration(days=1))
WEEK = LifecycleRule("week", "w/", expiration=LifecycleExpiration(days=7))
OWNED: dict[str, Any] = {"Bucket": "b", "ExpectedBucketOwner": "111122223333"}


def stored(*rules: LifecycleRule, size: str = "varies_by_storage_class") -> dict[str, Any]:
    return {
        "Rules": [rule.to_request() for rule in rules],
        "TransitionDefaultMinimumObjectSize": size,
    }


@pytest.fixture
def stub() -> Iterator[tuple[S3, Stubber]]:
    client: Any = boto3.client(
        "s3", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    with Stubber(client) as stubber:
        yield S3.from_client(client), stubber
        stubber.assert_no_pending_responses()


def test_a_merge_does_not_set_the_minimum_object_size_back(stub: tuple[S3, Stubber]) -> None:
    s3, stubber = stub
    both = [DAY.to_request(), WEEK.to_request()]
    stubber.add_response(GET, stored(DAY), OWNED)
    stubber.add_response(
        PUT,
        {},
        {
            **OWNED,
            "LifecycleConfiguration": {"Rules": both},
            "TransitionDefaultMinimumObjectSize": "varies_by_storage_class",
        },
    )
    stubber.add_response(GET, stored(DAY, WEEK), OWNED)

    change = s3.apply_lifecycle("b", [WEEK], expected_bucket_owner="111122223333")

    assert change.is_confirmed
    assert change.diff.minimum_object_size is None


def test_a_change_that_s3_does_not_show_yet_is_not_confirmed(stub: tuple[S3, Stubber]) -> None:
    s3, stubber = stub
    stubber.add_response(GET, stored(DAY))
    stubber.add_response(PUT, {})
    stubber.add_response(GET, stored(DAY))

    change = s3.apply_lifecycle("b", [WEEK])

    assert not change.is_confirmed
    assert change.stored == LifecycleConfiguration([DAY], "varies_by_storage_class")


def test_a_minimum_object_size_that_was_asked_for_is_looked_at(stub: tuple[S3, Stubber]) -> None:
    s3, stubber = stub
    stubber.add_response(GET, stored(DAY))
    stubber.add_response(PUT, {})
    stubber.add_response(GET, stored(DAY))

    change = s3.apply_lifecycle("b", LifecycleConfiguration([], "all_storage_classes_128K"))

    assert change.diff.minimum_object_size == (
        "varies_by_storage_class",
        "all_storage_classes_128K",
    )
    assert not change.is_confirmed
