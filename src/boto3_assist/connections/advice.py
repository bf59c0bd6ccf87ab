"""What to expect and what to do, for each class of AWS's errors; knows no botocore."""

from __future__ import annotations

from collections.abc import Container, Mapping

from boto3_assist import errors
from boto3_assist.errors import AwsError

__all__ = ["advice_for"]

_ADVICE: Mapping[type[AwsError], tuple[str, str]] = {
    errors.AccessDeniedError: (
        "an identity whose policies allow the operation on the resource",
        "grant the action, and the use of its KMS key if it is encrypted with one",
    ),
    errors.AliasExistsError: (
        "an e-mail address or telephone number that no other user has as an alias",
        "use another one, or pass force_alias_creation=True to move the alias to this user",
    ),
    errors.AuthenticationError: (
        "a username and password, a token or a session that Cognito accepts",
        "let the user sign in anew; if none can, check the client_secret of the AppClient",
    ),
    errors.AwsConnectionError: (
        "an endpoint that answers",
        "check endpoint, network and timeouts",
    ),
    errors.AwsError: (
        "an answer of the service without an error",
        "look the code up in the service's API reference",
    ),
    errors.CodeDeliveryError: (
        "an address or telephone number that takes messages",
        "check the address, and the e-mail and SMS configuration of the user pool",
    ),
    errors.CodeMismatchError: (
        "the code that was sent last, or that the authenticator shows now",
        "let the user enter the code again",
    ),
    errors.ConditionalCheckFailedError: (
        "an item for which the condition holds",
        "read the item again and decide anew",
    ),
    errors.CredentialsError: (
        "credentials that AWS accepts",
        "check profile, role, keys and the clock of this machine",
    ),
    errors.DuplicateItemError: (
        "a key that no item has",
        "update the item instead, or choose another key",
    ),
    errors.ExpiredCodeError: (
        "a code that has not expired",
        "have a new code sent",
    ),
    errors.ExpiredCredentialsError: (
        "credentials that have not expired",
        "sign in again, or use a profile or role that refreshes by itself",
    ),
    errors.GroupExistsError: (
        "a name that no group of the pool has",
        "use the group that exists, or choose another name",
    ),
    errors.IdempotentParameterMismatchError: (
        "the same request for the same client token",
        "use a new client token for a new request",
    ),
    errors.InvalidPasswordError: (
        "a password that meets the policy of the user pool",
        "choose another password; the policy is part of DescribeUserPool",
    ),
    errors.ItemCollectionSizeLimitExceededError: (
        "at most 10 GB of items for each partition key",
        "spread the items over more partition keys, or drop the local secondary index",
    ),
    errors.LimitExceededError: (
        "use within the account's quotas",
        "wait until operations under way are done, or ask AWS for a higher quota",
    ),
    errors.MfaMethodNotFoundError: (
        "a second factor that the pool allows and the user has",
        "let the user enrol the factor first",
    ),
    errors.PasswordResetRequiredError: (
        "a user whose password was not reset",
        "set a new password with confirm_forgot_password() and the code that was sent",
    ),
    errors.PointInTimeRecoveryUnavailableError: (
        "a table with point-in-time recovery",
        "turn point-in-time recovery on",
    ),
    errors.RefreshTokenReuseError: (
        "the refresh token that the last refresh gave",
        "let the user sign in anew; if nobody used the token twice, it was stolen",
    ),
    errors.RequestRejectedError: (
        "a request that the service takes",
        "correct the request; the unredacted text is in the error's response",
    ),
    errors.ResourceConflictError: (
        "a resource that does not exist yet or is not in use",
        "wait until it is free, or use the one that exists",
    ),
    errors.ResourceNotFoundError: (
        "a resource that exists in this account and region",
        "check name, account, region and endpoint",
    ),
    errors.ResponseIntegrityError: (
        "an answer with a valid body and checksum",
        "check proxies and the network, then repeat the call",
    ),
    errors.S3BucketAlreadyExistsError: (
        "a name that no bucket of any account has",
        "choose another name",
    ),
    errors.S3BucketAlreadyOwnedByYouError: (
        "a name that no bucket has",
        "pass exist_ok=True to use the one that exists",
    ),
    errors.S3BucketNotEmptyError: (
        "a bucket without objects, versions and delete markers",
        "empty it first, or delete it together with its contents",
    ),
    errors.S3BucketNotFoundError: (
        "a bucket that exists",
        "check bucket name, account and endpoint",
    ),
    errors.S3ChecksumMismatchError: (
        "the bytes that were sent",
        "check proxies and the network, then repeat the call",
    ),
    errors.S3ConditionalConflictError: (
        "no other write of the object or bucket at the same time",
        "repeat the call after a moment",
    ),
    errors.S3InvalidRangeError: (
        "a range that begins within the object",
        "ask for the object's size first",
    ),
    errors.S3NotModifiedError: (
        "an object that changed since",
        "use what was read before",
    ),
    errors.S3ObjectArchivedError: (
        "an object that is not in an archive, or a restored copy of it",
        "restore the object first (RestoreObject)",
    ),
    errors.S3ObjectNotFoundError: (
        "the key of an object that exists",
        "check bucket and key; a key is case-sensitive, and a slash at its beginning is part of it",
    ),
    errors.S3PreconditionFailedError: (
        "an object for which the condition holds",
        "read the object again and decide anew",
    ),
    errors.S3SelectUnavailableError: (
        "a server that offers S3 Select",
        "install the extra `select`, which answers the same question from a copy",
    ),
    errors.S3SourceChangedError: (
        "a source that stays the same while it is read",
        "start again from the beginning",
    ),
    errors.S3UploadNotFoundError: (
        "a multipart upload that is under way",
        "start a new upload",
    ),
    errors.S3VersionNotFoundError: (
        "the id of a version that the object has",
        "list the versions of the object",
    ),
    errors.ServiceUnavailableError: (
        "a service that is up",
        "repeat the call later with growing delays",
    ),
    errors.TableNotFoundError: (
        "a table that exists in this account and region and is active",
        "check table name, account, region and endpoint",
    ),
    errors.ThrottledError: (
        "requests within the capacity",
        "repeat the call later with growing delays, or raise the capacity",
    ),
    errors.TooManyFailedAttemptsError: (
        "fewer failed attempts",
        "let the user wait before the next attempt",
    ),
    errors.TransactionCanceledError: (
        "a transaction of which every operation can be done",
        "see the reason of each operation in the error's reasons",
    ),
    errors.TriggerFailedError: (
        "a Lambda trigger that answers",
        "look into the log of the pool's trigger",
    ),
    errors.TriggerRefusedError: (
        "what the pool's Lambda trigger accepts",
        "see the trigger's own text in the error's response",
    ),
    errors.UserNotConfirmedError: (
        "a user who has confirmed the sign-up",
        "confirm it with confirm_sign_up() and the code that was sent",
    ),
    errors.UserNotFoundError: (
        "a user of the pool",
        "check username and pool; an alias works only where the pool allows it",
    ),
    errors.UsernameExistsError: (
        "a username that no user of the pool has",
        "use the user that exists, or choose another name",
    ),
    errors.WriteConflictError: (
        "no other write of the item at the same time",
        "repeat the call after a moment",
    ),
}


# DynamoDB's code for it is that of a missing table, some servers' that of a missing index as well.
_TABLE_OR_INDEX = (
    "a table that exists in this account and region, is active and has the index",
    "check table name, index name, account, region and endpoint",
)
_OUTCOME_UNKNOWN = (errors.AwsConnectionError, errors.ResponseIntegrityError)
_READ_PREFIXES = ("Describe", "Get", "Head", "List")
_READS = frozenset({"BatchGetItem", "Query", "Scan", "SelectObjectContent", "TransactGetItems"})


def advice_for(
    error_class: type[AwsError], operation: str | None, resources: Container[str] = ()
) -> tuple[str, str]:
    """Give the advice of the nearest class that has some.

    Args:
        error_class: Any class below `AwsError`.
        operation: AWS's name of the operation; None while a session or client is made.
        resources: The parameters by which the request names resources, such as ``IndexName``.

    Returns:
        The texts for ``expected`` and ``suggestion``.
    """
    if issubclass(error_class, errors.TableNotFoundError) and "IndexName" in resources:
        return _TABLE_OR_INDEX
    nearest = next(cls for cls in error_class.__mro__ if cls in _ADVICE)
    expected, suggestion = _ADVICE[nearest]
    # Of bytes that changed on their way S3 stores none.
    unknown = issubclass(error_class, _OUTCOME_UNKNOWN) and (
        error_class is not errors.S3ChecksumMismatchError
    )
    if unknown and _may_write(operation):
        suggestion += "; of a write it is not known whether it was done"
    return expected, suggestion


def _may_write(operation: str | None) -> bool:
    """Whether the operation is not known to be a read; before there is one, nothing was sent."""
    if operation is None:
        return False
    return operation not in _READS and not operation.startswith(_READ_PREFIXES)
