from __future__ import annotations

import socket
import traceback
from typing import Any

import pytest
from boto3 import exceptions as of_boto3
from botocore import exceptions as botocore
from botocore.exceptions import ClientError
from s3transfer import exceptions as of_s3transfer

from boto3_assist import errors
from boto3_assist.connections.call import translated
from boto3_assist.connections.transfer_errors import (
    is_changed_source,
    is_transfer_failure,
    underlying,
)

REQUEST = {"Bucket": "b", "Key": "secret-key"}


def refusal(code: str, operation: str = "PutObject") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


def chained(outer: Exception, inner: Exception) -> Exception:
    """Raise one exception while another is handled, as s3transfer and boto3 do."""
    try:
        try:
            raise inner
        except Exception:
            raise outer
    except Exception as error:
        return error


def raised(error: Exception) -> Exception:
    with pytest.raises(Exception) as caught:
        with translated("s3", "PutObject", REQUEST):
            raise error
    return caught.value


@pytest.mark.parametrize(
    ("error", "cls"),
    [
        (
            chained(of_boto3.S3UploadFailedError("to b/secret-key"), refusal("AccessDenied")),
            errors.S3AccessDeniedError,
        ),
        (
            chained(of_s3transfer.S3UploadFailedError("secret-key"), refusal("NoSuchBucket")),
            errors.S3BucketNotFoundError,
        ),
        (
            of_s3transfer.RetriesExceededError(
                botocore.IncompleteReadError(actual_bytes=1, expected_bytes=2)
            ),
            errors.S3ResponseIntegrityError,
        ),
        (
            of_s3transfer.RetriesExceededError(
                of_s3transfer.RetriesExceededError(socket.timeout("timed out"))
            ),
            errors.S3ConnectionError,
        ),
        (
            of_s3transfer.RetriesExceededError(ConnectionResetError("reset by peer")),
            errors.S3ConnectionError,
        ),
        (
            chained(
                of_s3transfer.S3DownloadFailedError("secret-key"), refusal("PreconditionFailed")
            ),
            errors.S3SourceChangedError,
        ),
        (
            chained(of_s3transfer.S3CopyFailedError("secret-key"), refusal("PreconditionFailed")),
            errors.S3SourceChangedError,
        ),
        (
            chained(of_s3transfer.S3CopyFailedError("secret-key"), refusal("SlowDown")),
            errors.S3ThrottledError,
        ),
        (of_s3transfer.S3ValidationError("secret-key"), errors.S3ResponseIntegrityError),
        (of_boto3.S3UploadFailedError("secret-key"), errors.S3ResponseIntegrityError),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_a_failed_transfer_is_reported_by_what_it_failed_with(
    error: Exception, cls: type[errors.S3Error]
) -> None:
    failure = raised(error)

    assert type(failure) is cls
    assert "secret-key" not in "".join(traceback.format_exception(failure))
    assert "Key str of 10 characters" in str(failure)


def test_the_cause_is_botocores_own() -> None:
    inner = refusal("AccessDenied")

    failure = raised(chained(of_boto3.S3UploadFailedError("x"), inner))

    assert failure.__cause__ is inner


@pytest.mark.parametrize(
    "error", [FileNotFoundError("f"), KeyError("k"), of_s3transfer.CancelledError()]
)
def test_what_is_no_failure_of_a_transfer_is_let_through(error: Any) -> None:
    assert underlying(error) is error
    assert not is_transfer_failure(error)
    assert raised(error) is error


def test_a_source_is_changed_only_for_a_reader() -> None:
    upload = chained(of_boto3.S3UploadFailedError("x"), refusal("PreconditionFailed"))

    assert not is_changed_source(upload)
    assert not is_changed_source(refusal("PreconditionFailed"))
    assert type(raised(upload)) is errors.S3PreconditionFailedError


@pytest.mark.parametrize(
    ("service", "cls"),
    [("s3", errors.S3ChecksumMismatchError), ("dynamodb", errors.DynamoDBResponseIntegrityError)],
)
def test_a_wrong_checksum(service: str, cls: type[errors.AwsError]) -> None:
    with pytest.raises(errors.ResponseIntegrityError) as caught:
        with translated(service, "GetObject"):
            raise botocore.FlexibleChecksumError(error_msg="expected x, got y")

    assert type(caught.value) is cls


def test_bytes_that_changed_on_their_way_were_not_stored() -> None:
    mismatch = raised(refusal("BadDigest"))
    broken = raised(botocore.ReadTimeoutError(endpoint_url="http://s3"))

    assert isinstance(mismatch, errors.S3ChecksumMismatchError)
    assert isinstance(broken, errors.S3ConnectionError)
    assert "not known" not in mismatch.details["suggestion"]
    assert "not known" in broken.details["suggestion"]
