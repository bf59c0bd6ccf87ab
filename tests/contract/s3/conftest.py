"""What the contract tests of S3 share: a service and buckets of their own."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Iterator

import pytest
from botocore.loaders import JSONFileLoader

from boto3_assist.s3 import S3
from boto3_assist.testing import AwsBackend


@pytest.fixture(scope="package", autouse=True)
def service_models_are_read_once() -> Iterator[None]:
    """Each test makes its own session, which would read S3's model from the disk again."""
    load_file = functools.cache(JSONFileLoader().load_file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", lambda _, path: load_file(path))
        yield


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
    s3.create_bucket(name, versioning=versioning)
    yield name
    s3.delete_bucket(name, delete_contents_of=name)
