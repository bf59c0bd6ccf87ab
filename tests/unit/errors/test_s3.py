from __future__ import annotations

import pickle

import pytest

from boto3_assist import errors
from boto3_assist.errors import S3DeleteFailure, S3PartialDeleteError


def test_which_objects_are_left_is_at_hand_and_in_no_text() -> None:
    failure = S3DeleteFailure("secret-key", "v1", "AccessDenied", "denied")

    error = S3PartialDeleteError("1 of 2", failures=iter([failure]))

    assert error.failures == (failure,)
    assert "secret" not in f"{error} {error!r} {error.to_dict()} {error.failures}"
    assert pickle.loads(pickle.dumps(error)).failures == (failure,)


def test_there_may_be_no_failures() -> None:
    assert S3PartialDeleteError("0 of 2").failures == ()


@pytest.mark.parametrize(
    ("cls", "also"),
    [
        (errors.S3ObjectNotFoundError, errors.ResourceNotFoundError),
        (errors.S3VersionNotFoundError, errors.ResourceNotFoundError),
        (errors.S3BucketNotFoundError, errors.ResourceNotFoundError),
        (errors.S3UploadNotFoundError, errors.ResourceNotFoundError),
        (errors.S3BucketNotEmptyError, errors.ResourceConflictError),
        (errors.S3BucketAlreadyExistsError, errors.ResourceConflictError),
        (errors.S3BucketAlreadyOwnedByYouError, errors.ResourceConflictError),
        (errors.S3ObjectArchivedError, errors.ResourceConflictError),
        (errors.S3InvalidRangeError, errors.RequestRejectedError),
        (errors.S3ChecksumMismatchError, errors.ResponseIntegrityError),
        (errors.S3NotModifiedError, errors.S3PreconditionFailedError),
        (errors.S3UnsafeKeyError, errors.ValidationError),
    ],
)
def test_a_condition_is_caught_by_what_it_is(cls: type[Exception], also: type[Exception]) -> None:
    assert issubclass(cls, also)
    assert issubclass(cls, errors.S3Error)


@pytest.mark.parametrize(
    ("cls", "retryable"),
    [
        (errors.S3ConditionalConflictError, True),
        (errors.S3ChecksumMismatchError, True),
        (errors.S3PreconditionFailedError, False),
        (errors.S3PartialDeleteError, False),
        (errors.S3UnsafeKeyError, False),
    ],
)
def test_whether_it_may_succeed_later(cls: type[errors.S3Error], retryable: bool) -> None:
    assert cls("message").retryable is retryable
