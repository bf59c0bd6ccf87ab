"""The requests that delete objects and versions; sends nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Optional, Union

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.keys import check_bucket, quoted_etag
from boto3_assist.s3.requests.objects import address
from boto3_assist.s3.requests.options import common_parameters
from boto3_assist.s3.values import CommonOptions, ObjectInfo, ObjectVersion

__all__ = [
    "BATCH_SIZE",
    "DeleteTarget",
    "Doomed",
    "batches",
    "delete_object",
    "delete_objects",
    "doomed",
]

BATCH_SIZE = 1000
"""How many objects S3 deletes in one request."""

# https://www.w3.org/TR/xml/#charsets: the body of DeleteObjects cannot hold any other.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

DeleteTarget = Union[str, tuple[str, Optional[str]], ObjectInfo, ObjectVersion]
"""A key, a pair of key and version id, an object of a listing, or one version of an object."""


@dataclass(frozen=True)
class Doomed:
    """An object, or a version of one, that is to be deleted.

    Attributes:
        key: The key; not in the repr.
        version_id: The version; the current one when None.
    """

    key: str = field(repr=False)
    version_id: str | None = None

    @property
    def fits_batch(self) -> bool:
        """Whether the key can be written in the XML of DeleteObjects."""
        return _NOT_XML.search(self.key) is None


def doomed(target: object, bucket: str) -> Doomed:
    """Read what a caller gives for an object to delete.

    Args:
        target: A key, a pair of key and version id, or an entry of a listing.
        bucket: The name of the bucket.

    Returns:
        Key and version.

    Raises:
        InvalidParameterError: When it is something else, or an entry of another bucket.
    """
    if isinstance(target, (ObjectInfo, ObjectVersion)):
        if target.bucket != bucket:
            raise InvalidParameterError(
                f"an object of bucket {target.bucket} is to be deleted from bucket {bucket}",
                details={"expected": "entries of a listing of the same bucket"},
            )
        # An entry that tells of an object stands for the object, whatever version it had.
        key = target.key
        version_id = target.version_id if isinstance(target, ObjectVersion) else None
    elif isinstance(target, str):
        key, version_id = target, None
    elif isinstance(target, tuple) and len(target) == 2:
        key, version_id = target
    else:
        raise InvalidParameterError(
            f"an object to delete was given as {describe(target)}",
            details={
                "given": describe(target),
                "expected": "a key, a pair of key and version id, or an entry of a listing",
            },
        )
    where = address(bucket, key, version_id)
    return Doomed(where["Key"], where.get("VersionId"))


def batches(targets: Iterable[object], bucket: str) -> Iterator[list[Doomed]]:
    """Cut what is to be deleted into what S3 takes at a time, reading no further than needed.

    Args:
        targets: Keys, pairs of key and version id, or entries of a listing.
        bucket: The name of the bucket.

    Yields:
        Lists of at most 1,000.

    Raises:
        InvalidParameterError: When one text is given in place of many.
    """
    if isinstance(targets, (str, bytes)):
        raise InvalidParameterError(
            f"keys was given as {describe(targets)}",
            details={"given": describe(targets), "expected": "an iterable of keys"},
        )
    readable: Iterator[Doomed] = (doomed(target, bucket) for target in targets)
    if isinstance(targets, Sequence):
        # All of it is looked at before anything is deleted.
        readable = iter(list(readable))
    while batch := list(islice(readable, BATCH_SIZE)):
        yield batch


def delete_object(
    bucket: str,
    key: str,
    version_id: str | None,
    if_match: str | None,
    mfa: str | None,
    bypass_governance_retention: bool,
    options: CommonOptions,
) -> dict[str, Any]:
    """Build DeleteObject.

    Args:
        bucket: The name of the bucket.
        key: The key.
        version_id: The version to delete for good; None for the object.
        if_match: The ETag that the object must have.
        mfa: Serial number and code of an MFA device.
        bypass_governance_retention: Whether to delete in spite of a retention.
        options: The options of every operation.

    Returns:
        The parameters.
    """
    request = {**address(bucket, key, version_id), **common_parameters(options)}
    if if_match is not None:
        request["IfMatch"] = quoted_etag(if_match)
    return {**request, **_exceptional(mfa, bypass_governance_retention)}


def delete_objects(
    bucket: str,
    batch: Iterable[Doomed],
    mfa: str | None,
    bypass_governance_retention: bool,
    options: CommonOptions,
) -> dict[str, Any]:
    """Build DeleteObjects, whose answer names only what was not deleted.

    Args:
        bucket: The name of the bucket.
        batch: At most 1,000 objects.
        mfa: Serial number and code of an MFA device.
        bypass_governance_retention: Whether to delete in spite of a retention.
        options: The options of every operation.

    Returns:
        The parameters.
    """
    return {
        "Bucket": check_bucket(bucket),
        "Delete": {"Objects": [_identifier(each) for each in batch], "Quiet": True},
        **common_parameters(options),
        **_exceptional(mfa, bypass_governance_retention),
    }


def _identifier(each: Doomed) -> Mapping[str, str]:
    if each.version_id is None:
        return {"Key": each.key}
    return {"Key": each.key, "VersionId": each.version_id}


def _exceptional(mfa: str | None, bypass_governance_retention: bool) -> dict[str, Any]:
    parameters: dict[str, Any] = {} if mfa is None else {"MFA": mfa}
    if bypass_governance_retention:
        parameters["BypassGovernanceRetention"] = True
    return parameters
