"""What the contract tests of S3 share: a service and buckets of their own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from boto3_assist.s3 import S3
from boto3_assist.s3.requests.buckets import create_bucket
from boto3_assist.testing import AwsBackend
from tests.service_models import service_models_are_read_once

__all__ = ["service_models_are_read_once"]


@pytest.fixture
def s3(aws_backend: AwsBackend) -> S3:
    """An S3 from the pool, on the backend of this run of the test."""
    return S3.from_pool()


@pytest.fixture
def bucket(s3: S3) -> Iterator[str]:
    """A bucket without versioning."""
    yield from temporary_bucket(s3, versioning=False)


@pytest.fixture
def versioned(s3: S3) -> Iterator[str]:
    """A bucket with versioning."""
    yield from temporary_bucket(s3, versioning=True)


def temporary_bucket(s3: S3, *, versioning: bool) -> Iterator[str]:
    """Make a bucket, and delete it and all that is in it."""
    name = f"test-{uuid.uuid4().hex}"
    # Without what the verb asks and sets beside, two requests for each test.
    s3.client.create_bucket(**create_bucket(name, s3.client.meta.region_name, object_lock=False))
    if versioning:
        s3.set_versioning(name, enabled=True)
    yield name
    s3.delete_bucket(name, delete_contents_of=name)
