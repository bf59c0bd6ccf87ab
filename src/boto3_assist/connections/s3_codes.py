"""The tables from S3's error codes to error classes; knows no other service."""

from __future__ import annotations

from collections.abc import Mapping

from boto3_assist import errors
from boto3_assist.errors import AwsError

__all__ = ["S3_CODES", "S3_OPERATION_CODES"]

# S3's "List of error codes". Codes that are a status are botocore's, for answers without a body.
S3_CODES: Mapping[type[AwsError], tuple[str, ...]] = {
    errors.S3AccessDeniedError: (
        "AccountProblem",
        "InvalidPayer",
        "KMS.DisabledException",
        "KMS.InvalidKeyUsageException",
        "KMS.KMSInvalidStateException",
        "KMS.NotFoundException",
        "NotSignedUp",
    ),
    errors.S3BucketAlreadyExistsError: ("BucketAlreadyExists",),
    errors.S3BucketAlreadyOwnedByYouError: ("BucketAlreadyOwnedByYou",),
    errors.S3BucketNotEmptyError: ("BucketNotEmpty",),
    errors.S3BucketNotFoundError: ("NoSuchBucket",),
    errors.S3ChecksumMismatchError: (
        "BadDigest",
        "XAmzContentChecksumMismatch",
        "XAmzContentSHA256Mismatch",
    ),
    errors.S3ConditionalConflictError: ("ConditionalRequestConflict", "OperationAborted"),
    errors.S3CredentialsError: (
        "AuthorizationHeaderMalformed",
        "AuthorizationQueryParametersError",
        "CredentialsNotSupported",
        "InvalidTokenId",
        "MissingSecurityElement",
        "MissingSecurityHeader",
        "UnsupportedSignature",
    ),
    errors.S3InvalidRangeError: ("416", "InvalidRange"),
    errors.S3LimitExceededError: (
        "AnnotationLimitExceeded",
        "TooManyAccessPoints",
        "TooManyBuckets",
    ),
    errors.S3NotModifiedError: ("304", "NotModified"),
    errors.S3ObjectArchivedError: ("InvalidObjectState",),
    errors.S3ObjectNotFoundError: ("NoSuchKey",),
    errors.S3PreconditionFailedError: ("412", "PreconditionFailed"),
    errors.S3RequestRejectedError: (
        "301",
        "307",
        "AnnotationNameTooLong",
        "EncryptionTypeMismatch",
        "EntityTooLarge",
        "EntityTooSmall",
        "IdempotencyParameterMismatch",
        "IllegalLocationConstraintException",
        "IllegalVersioningConfigurationException",
        "IncompleteBody",
        "InvalidAnnotationName",
        "InvalidBucketName",
        "InvalidDigest",
        "InvalidEncryptionAlgorithmError",
        "InvalidLocationConstraint",
        "InvalidPart",
        "InvalidPartOrder",
        "InvalidPolicyDocument",
        "InvalidPrefix",
        "InvalidStorageClass",
        "InvalidTag",
        "InvalidURI",
        "InvalidWriteOffset",
        "KeyTooLongError",
        "MalformedACLError",
        "MalformedPolicy",
        "MalformedXML",
        "MetadataTooLarge",
        "MethodNotAllowed",
        "MissingContentLength",
        "MissingRequestBodyError",
        "NotImplemented",
        "PermanentRedirect",
        "Redirect",
        "TemporaryRedirect",
        "TooManyParts",
        "UnsupportedMediaType",
    ),
    errors.S3ResourceConflictError: (
        "InvalidBucketState",
        "ObjectAlreadyInActiveTierError",
        "ObjectNotInActiveTierError",
        "RestoreAlreadyInProgress",
    ),
    errors.S3ResourceNotFoundError: (
        "NoSuchAccessPoint",
        "NoSuchAnnotation",
        "NoSuchBucketPolicy",
        "NoSuchCORSConfiguration",
        "NoSuchConfiguration",
        "NoSuchLifecycleConfiguration",
        "NoSuchObjectLockConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchTagSet",
        "NoSuchTagSetError",
        "NoSuchWebsiteConfiguration",
        "ObjectLockConfigurationNotFoundError",
        "OwnershipControlsNotFoundError",
        "ReplicationConfigurationNotFoundError",
        "ServerSideEncryptionConfigurationNotFoundError",
    ),
    errors.S3UploadNotFoundError: ("NoSuchUpload",),
    errors.S3VersionNotFoundError: ("NoSuchVersion",),
}
# An answer without a body tells only by the operation what is missing.
S3_OPERATION_CODES: Mapping[tuple[str, str], type[AwsError]] = {
    # What S3 says of a version that is a delete marker.
    ("GetObject", "MethodNotAllowed"): errors.S3VersionNotFoundError,
    ("HeadBucket", "404"): errors.S3BucketNotFoundError,
    ("HeadObject", "404"): errors.S3ObjectNotFoundError,
    ("HeadObject", "405"): errors.S3VersionNotFoundError,
    ("SelectObjectContent", "MethodNotAllowed"): errors.S3SelectUnavailableError,
    ("SelectObjectContent", "NotImplemented"): errors.S3SelectUnavailableError,
}
