from __future__ import annotations

import pytest
from botocore.session import get_session

from boto3_assist import errors
from boto3_assist.connections.error_codes import error_class_for_code
from boto3_assist.connections.s3_codes import S3_CODES, S3_OPERATION_CODES
from boto3_assist.errors import AwsError

MODEL = get_session().get_service_model("s3")
MODEL_CODES = sorted(shape.name for shape in MODEL.error_shapes)

# Of S3's "List of error codes", what a caller handles.
CODES = {
    "AccessDenied": errors.S3AccessDeniedError,
    "BadDigest": errors.S3ChecksumMismatchError,
    "BucketAlreadyExists": errors.S3BucketAlreadyExistsError,
    "BucketAlreadyOwnedByYou": errors.S3BucketAlreadyOwnedByYouError,
    "BucketNotEmpty": errors.S3BucketNotEmptyError,
    "ConditionalRequestConflict": errors.S3ConditionalConflictError,
    "ExpiredToken": errors.S3ExpiredCredentialsError,
    "InternalError": errors.S3ServiceUnavailableError,
    "InvalidAccessKeyId": errors.S3CredentialsError,
    "InvalidBucketName": errors.S3RequestRejectedError,
    "InvalidObjectState": errors.S3ObjectArchivedError,
    "InvalidPart": errors.S3RequestRejectedError,
    "InvalidRange": errors.S3InvalidRangeError,
    "KMS.NotFoundException": errors.S3AccessDeniedError,
    "MalformedXML": errors.S3RequestRejectedError,
    "NoSuchBucket": errors.S3BucketNotFoundError,
    "NoSuchBucketPolicy": errors.S3ResourceNotFoundError,
    "NoSuchKey": errors.S3ObjectNotFoundError,
    "NoSuchLifecycleConfiguration": errors.S3ResourceNotFoundError,
    "NoSuchUpload": errors.S3UploadNotFoundError,
    "NoSuchVersion": errors.S3VersionNotFoundError,
    "NotImplemented": errors.S3RequestRejectedError,
    "OperationAborted": errors.S3ConditionalConflictError,
    "PermanentRedirect": errors.S3RequestRejectedError,
    "PreconditionFailed": errors.S3PreconditionFailedError,
    "RequestTimeTooSkewed": errors.S3CredentialsError,
    "RequestTimeout": errors.S3ServiceUnavailableError,
    "SignatureDoesNotMatch": errors.S3CredentialsError,
    "SlowDown": errors.S3ThrottledError,
    "XAmzContentSHA256Mismatch": errors.S3ChecksumMismatchError,
}


@pytest.mark.parametrize("code", MODEL_CODES)
def test_every_error_shape_of_s3_has_a_class(code: str) -> None:
    cls = error_class_for_code("s3", code, 400)

    assert issubclass(cls, errors.S3Error)
    assert cls is not errors.S3Error


@pytest.mark.parametrize(("code", "cls"), CODES.items())
def test_a_code_of_s3_has_its_class(code: str, cls: type[AwsError]) -> None:
    assert error_class_for_code("s3", code, 400) is cls


def test_a_code_stands_in_the_table_once_and_sorted() -> None:
    codes = [code for group in S3_CODES.values() for code in group]

    assert len(codes) == len(set(codes))
    assert all(list(group) == sorted(group) for group in S3_CODES.values())
    assert all(issubclass(cls, errors.S3Error) for cls in S3_CODES)


@pytest.mark.parametrize(
    ("operation", "code", "cls"),
    [
        ("HeadObject", "404", errors.S3ObjectNotFoundError),
        ("HeadBucket", "404", errors.S3BucketNotFoundError),
        ("GetObject", "404", errors.S3ResourceNotFoundError),
        ("HeadObject", "403", errors.S3AccessDeniedError),
        ("HeadObject", "412", errors.S3PreconditionFailedError),
        ("HeadObject", "304", errors.S3NotModifiedError),
        ("GetObject", "304", errors.S3NotModifiedError),
        ("HeadObject", "416", errors.S3InvalidRangeError),
        ("SelectObjectContent", "MethodNotAllowed", errors.S3SelectUnavailableError),
        ("PutObject", "MethodNotAllowed", errors.S3RequestRejectedError),
        # Of a version that is a delete marker.
        ("GetObject", "MethodNotAllowed", errors.S3VersionNotFoundError),
        ("HeadObject", "405", errors.S3VersionNotFoundError),
    ],
)
def test_an_answer_without_a_body_is_told_by_its_operation(
    operation: str, code: str, cls: type[AwsError]
) -> None:
    status = int(code) if code.isdecimal() else 405

    assert error_class_for_code("s3", code, status, operation) is cls


def test_the_operations_are_those_of_s3() -> None:
    assert {operation for operation, _ in S3_OPERATION_CODES} <= set(MODEL.operation_names)


def test_another_service_has_codes_of_its_own() -> None:
    assert (
        error_class_for_code("dynamodb", "NoSuchKey", 404) is errors.DynamoDBResourceNotFoundError
    )
    assert error_class_for_code("iam", "NoSuchVersion", 400) is errors.RequestRejectedError
