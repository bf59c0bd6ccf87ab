"""Reads and changes the lifecycle rules of a bucket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from boto3_assist.errors import InvalidParameterError, S3ResourceNotFoundError
from boto3_assist.s3.keys import check_bucket
from boto3_assist.s3.lifecycle.arguments import checked_several
from boto3_assist.s3.lifecycle.changes import LifecycleChange
from boto3_assist.s3.lifecycle.configuration import LifecycleConfiguration
from boto3_assist.s3.lifecycle.rules import LifecycleRule
from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["LifecycleVerbs"]

_NO_RULES = "NoSuchLifecycleConfiguration"


class LifecycleVerbs(S3Verbs):
    """Reads and changes the lifecycle rules of a bucket."""

    def get_lifecycle(
        self, bucket: str, *, expected_bucket_owner: str | None = None
    ) -> LifecycleConfiguration:
        """Read the lifecycle rules of a bucket (GetBucketLifecycleConfiguration).

        Args:
            bucket: The name of the bucket.
            expected_bucket_owner: The id of the account that must own the bucket.

        Returns:
            The rules; a configuration without any for a bucket that has none.

        Raises:
            S3Error: When they cannot be read.
            ValidationError: When S3 tells more of a rule than can be kept here.
        """
        request = _on(bucket, expected_bucket_owner)
        try:
            response = self._call("get_bucket_lifecycle_configuration", request)
        except S3ResourceNotFoundError as error:
            if error.aws_code != _NO_RULES:
                raise
            return LifecycleConfiguration()
        return LifecycleConfiguration.from_response(response)

    def apply_lifecycle(
        self,
        bucket: str,
        rules: LifecycleConfiguration | Iterable[LifecycleRule] = (),
        *,
        remove: Iterable[str] = (),
        replace: bool = False,
        dry_run: bool = False,
        allow_overlaps: bool = True,
        expected_bucket_owner: str | None = None,
    ) -> LifecycleChange:
        """Change the lifecycle rules of a bucket (PutBucketLifecycleConfiguration).

        S3 takes all rules of a bucket at once. They are read, merged by their ids, checked offline
        by S3's own rules, written if that changes anything, and read again. S3 has no condition for
        this write: of two callers at the same moment, the later one wins.

        Args:
            bucket: The name of the bucket.
            rules: The rules to add, or to put in place of those with the same ids.
            remove: The ids of rules to remove; ids that no rule has are no error.
            replace: Whether to remove all rules that are not given.
            dry_run: Whether only to check and compare.
            allow_overlaps: Whether two rules may do the same kind of thing to one object, as S3
                allows it; see `LifecycleConfiguration.overlaps`.
            expected_bucket_owner: The id of the account that must own the bucket.

        Returns:
            The difference, the rules wanted and those that S3 gave afterwards.

        Raises:
            ValidationError: When S3 would not take the rules; nothing is sent.
            S3Error: When they cannot be read or written.
        """
        given = _configuration(rules)
        names = _ids(remove)
        current = self.get_lifecycle(bucket, expected_bucket_owner=expected_bucket_owner)
        wanted = _wanted(current, given, names, replace)
        diff = current.diff(wanted)
        if wanted.rules:
            wanted.check(allow_overlaps=allow_overlaps)
        if dry_run or diff.is_empty:
            return LifecycleChange(diff, wanted)
        request = _on(bucket, expected_bucket_owner)
        if wanted.rules:
            request = {**request, **wanted.to_request()}
            self._call("put_bucket_lifecycle_configuration", request)
        else:
            self._call("delete_bucket_lifecycle", request)
        stored = self.get_lifecycle(bucket, expected_bucket_owner=expected_bucket_owner)
        return LifecycleChange(diff, wanted, stored)

    def delete_lifecycle(self, bucket: str, *, expected_bucket_owner: str | None = None) -> None:
        """Remove all lifecycle rules of a bucket (DeleteBucketLifecycle).

        Args:
            bucket: The name of the bucket.
            expected_bucket_owner: The id of the account that must own the bucket.

        Raises:
            S3Error: When they cannot be removed; a bucket without rules is no error.
        """
        self._call("delete_bucket_lifecycle", _on(bucket, expected_bucket_owner))


def _on(bucket: str, expected_bucket_owner: str | None) -> dict[str, Any]:
    owner = {} if expected_bucket_owner is None else {"ExpectedBucketOwner": expected_bucket_owner}
    return {"Bucket": check_bucket(bucket), **owner}


def _configuration(
    rules: LifecycleConfiguration | Iterable[LifecycleRule],
) -> LifecycleConfiguration:
    if isinstance(rules, LifecycleConfiguration):
        return rules
    configuration = LifecycleConfiguration(rules)
    twice = {rule.id for rule in configuration if configuration.by_id[rule.id] is not rule}
    if twice:
        raise InvalidParameterError(
            f"two lifecycle rules were given with the id {min(twice)!r}",
            details={"expected": "rules with ids of their own"},
        )
    return configuration


def _ids(remove: Iterable[str]) -> tuple[str, ...]:
    return checked_several("remove, the ids of rules,", remove, str)


def _wanted(
    current: LifecycleConfiguration,
    given: LifecycleConfiguration,
    remove: tuple[str, ...],
    replace: bool,
) -> LifecycleConfiguration:
    size = given.transition_default_minimum_object_size
    if size is None:
        # Left out of a write, S3 would set it back to its default.
        size = current.transition_default_minimum_object_size
    kept = LifecycleConfiguration(() if replace else current.rules, size)
    return kept.without(*remove).merge(given)
