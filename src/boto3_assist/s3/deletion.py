"""Deletes many objects, batch by batch, and keeps account of what was not deleted."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from boto3_assist.connections.error_codes import error_class_for_code
from boto3_assist.connections.redaction import redact_text
from boto3_assist.errors import Boto3AssistError, S3DeleteFailure, S3PartialDeleteError
from boto3_assist.s3.requests.deleting import Doomed

__all__ = ["Deletion"]

_ATTEMPTS = 4
_FIRST_DELAY_SECONDS = 0.2


class Deletion:
    """One run of deletions in a bucket.

    Attributes:
        deleted: How many objects S3 has confirmed.
        failures: Those that are still there, as far as is known.
    """

    def __init__(
        self,
        bucket: str,
        send_batch: Callable[[Sequence[Doomed]], Mapping[str, Any]],
        send_one: Callable[[Doomed], object],
        sleep: Callable[[float], object],
    ) -> None:
        """Start with nothing deleted.

        Args:
            bucket: The name of the bucket.
            send_batch: Sends DeleteObjects and gives the answer.
            send_one: Sends DeleteObject.
            sleep: Waits for so many seconds.
        """
        self.deleted = 0
        self.failures: list[S3DeleteFailure] = []
        self._bucket = bucket
        self._send_batch = send_batch
        self._send_one = send_one
        self._sleep = sleep

    def run(self, batches: Iterable[Sequence[Doomed]]) -> int:
        """Delete batch after batch; what one object fails by does not keep the others.

        Args:
            batches: The objects, at most 1,000 at a time.

        Returns:
            How many were deleted; those that did not exist are among them.

        Raises:
            S3PartialDeleteError: When some were not deleted, or when an error came after some were.
            Boto3AssistError: What came before S3 answered the first batch.
        """
        waiting: list[Doomed] = []
        try:
            for batch in batches:
                waiting = list(batch)
                self._delete(waiting)
        except Boto3AssistError as error:
            if not self.deleted and not self.failures:
                raise
            code = getattr(error, "aws_code", None) or error.error_code
            self.failures += [_failure(each, code, error.message) for each in waiting]
            raise self._partial("then an error ended it") from error
        if self.failures:
            raise self._partial("every one was tried")
        return self.deleted

    def _delete(self, waiting: list[Doomed]) -> None:
        """Delete one batch; `waiting` keeps what has no answer yet."""
        odd = [each for each in waiting if not each.fits_batch]
        waiting[:] = [each for each in waiting if each.fits_batch] + odd
        together = waiting[: len(waiting) - len(odd)]
        for attempt in range(_ATTEMPTS):
            if not together:
                break
            errors = self._send_batch(together).get("Errors") or []
            transient = attempt + 1 < _ATTEMPTS
            again, final = _sorted_out(errors, together, may_retry=transient)
            self.deleted += len(together) - len(again) - len(final)
            self.failures += final
            waiting[:] = [*again, *odd]
            together = again
            if again:
                self._sleep(_delay(attempt))
        for each in odd:
            self._send_one(each)
            self.deleted += 1
            waiting.remove(each)

    def _partial(self, outcome: str) -> S3PartialDeleteError:
        count = len(self.failures)
        codes = sorted({failure.code for failure in self.failures if failure.code})
        return S3PartialDeleteError(
            f"{self.deleted} objects of bucket {self._bucket} were deleted, {count} were not"
            f" ({', '.join(codes) or 'no code'}); {outcome}",
            details={
                "given": {"Bucket": self._bucket},
                "deleted": self.deleted,
                "not_deleted": count,
                "codes": codes,
                "expected": "every object deleted",
                "suggestion": "see which and why in the error's failures, and repeat with those",
            },
            failures=self.failures,
            operation="DeleteObjects",
            retryable=bool(codes) and all(map(_is_transient, codes)),
        )


def _sorted_out(
    errors: Sequence[Mapping[str, Any]], batch: Sequence[Doomed], *, may_retry: bool
) -> tuple[list[Doomed], list[S3DeleteFailure]]:
    """Tell what may be tried again from what failed for good."""
    again: dict[Doomed, None] = {}
    final: dict[Doomed, S3DeleteFailure] = {}
    known = set(batch)
    for error in errors:
        each = Doomed(str(error.get("Key")), error.get("VersionId") or None)
        code = str(error.get("Code") or "")
        # A server may name the version of a key that was given without one.
        each = each if each in known else Doomed(each.key)
        if may_retry and each in known and _is_transient(code):
            again[each] = None
        else:
            final[each] = _failure(each, code, str(error.get("Message") or ""))
    return list(again), list(final.values())


def _delay(attempt: int) -> float:
    """Give the seconds before the next attempt: about twice as many each time, never quite."""
    return _FIRST_DELAY_SECONDS * (1 << attempt) * (0.5 + secrets.randbelow(1000) / 1000)


def _is_transient(code: str) -> bool:
    return error_class_for_code("s3", code, None).default_retryable


def _failure(each: Doomed, code: str, message: str) -> S3DeleteFailure:
    return S3DeleteFailure(each.key, each.version_id, code or None, redact_text(message) or None)
