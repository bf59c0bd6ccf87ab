"""Keeps AWS credentials of a secret fresh for botocore; knows nothing of how they are stored."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from botocore.credentials import CredentialProvider, Credentials, DeferredRefreshableCredentials

from boto3_assist.connections.roles import resolver_of
from boto3_assist.errors import (
    Boto3AssistError,
    ExpiredCredentialsError,
    InvalidParameterError,
    describe,
)
from boto3_assist.secrets.content import StoredCredentials
from boto3_assist.secrets.retrieval import get_credentials_from_secrets_manager

if TYPE_CHECKING:
    import boto3
    from typing_extensions import Unpack

    from boto3_assist.connections import ConnectionPool
    from boto3_assist.service import ConnectionOptions

__all__ = ["SecretsManagerProvider"]

_METHOD = "secrets-manager"
_RETRY_AFTER = timedelta(seconds=30)

_logger = logging.getLogger("boto3_assist.secrets")


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class SecretsManagerProvider(CredentialProvider):
    """Gives botocore the AWS credentials of a secret, and renews them.

    The secret is read when credentials are first needed, and again when they are older than
    `max_age_seconds` or expire. Where that fails, those at hand stay in use until they expire, and
    the secret is tried again half a minute later.

    Making one sends nothing. It is safe to share among threads.

    Example:
        >>> provider = SecretsManagerProvider("partner", aws_region="eu-west-1")
        >>> client = provider.create_session(aws_region="eu-west-1").client("dynamodb")
        >>> client.meta.region_name
        'eu-west-1'
    """

    METHOD = _METHOD
    CANONICAL_NAME = "custom-secrets-manager"

    def __init__(
        self,
        secret_id: str,
        *,
        max_age_seconds: float = 300.0,
        clock: Callable[[], datetime] = _utc_now,
        pool: ConnectionPool | None = None,
        **options: Unpack[ConnectionOptions],
    ) -> None:
        """Say which secret to read, and how often.

        Args:
            secret_id: Name or ARN of the secret.
            max_age_seconds: After how long the secret is read again, at least 1. A rotated key has
                to stay valid for as long.
            clock: Gives the time, with its time zone.
            pool: The pool to take the client of Secrets Manager from; the process-wide one when
                None.
            **options: Where and as whom to ask Secrets Manager, as those of `Service.from_pool`.

        Raises:
            InvalidParameterError: When `max_age_seconds` is less than 1 or no number.
        """
        super().__init__()
        is_number = isinstance(max_age_seconds, (int, float)) and not isinstance(
            max_age_seconds, bool
        )
        if not is_number or not 1 <= max_age_seconds < float("inf"):
            given = str(max_age_seconds) if is_number else describe(max_age_seconds)
            raise InvalidParameterError(
                f"max_age_seconds was given as {given}",
                details={"given": given, "expected": "a number of seconds, at least 1"},
            )

        def fetch() -> StoredCredentials:
            return get_credentials_from_secrets_manager(secret_id, pool=pool, **options)

        self._credentials = _RenewedCredentials(fetch, timedelta(seconds=max_age_seconds), clock)

    def load(self) -> Credentials:
        """Give the credentials, as botocore asks a provider for them; sends nothing.

        Returns:
            Credentials that read the secret when they are used.
        """
        return self._credentials

    def create_session(self, *, aws_region: str | None = None) -> boto3.Session:
        """Make a session whose clients call AWS with these credentials alone.

        Args:
            aws_region: The region of its clients; else what botocore finds.

        Returns:
            The session, for ``DynamoDB.from_client(session.client("dynamodb"))``.
        """
        import boto3
        import botocore.session

        core = botocore.session.Session()
        core.register_component("credential_provider", resolver_of(self._credentials))
        return boto3.Session(botocore_session=core, region_name=aws_region)


class _RenewedCredentials(DeferredRefreshableCredentials):
    """Credentials that are read again from time to time, and kept where that fails."""

    def __init__(
        self,
        fetch: Callable[[], StoredCredentials],
        max_age: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(self._renewed, _METHOD, clock)
        self._fetch = fetch
        self._max_age = max_age
        self._clock = clock
        self._last: StoredCredentials | None = None

    def refresh_needed(self, refresh_in: int | None = None) -> bool:
        # botocore's 15 minutes before the end are for credentials that last hours.
        return super().refresh_needed(0)

    def _renewed(self) -> dict[str, Any]:
        """Called by botocore, by one thread at a time."""
        current, keep_for = self._read()
        # After the reading, which may take long: else they might be too old before their first use.
        now = self._clock()
        until = now + keep_for
        if current.expires_at is not None:
            until = min(until, current.expires_at)
        if until <= now:
            raise ExpiredCredentialsError(
                "the credentials in the secret have expired",
                details={
                    "expected": "credentials that are valid",
                    "suggestion": "see to it that what writes the secret renews it in time",
                },
            )
        token = current.aws_session_token
        return {
            "access_key": current.aws_access_key_id.get_secret_value(),
            "secret_key": current.aws_secret_access_key.get_secret_value(),
            "token": None if token is None else token.get_secret_value(),
            "expiry_time": until.isoformat(),
        }

    def _read(self) -> tuple[StoredCredentials, timedelta]:
        """The credentials to use, and for how long not to ask again."""
        try:
            self._last = self._fetch()
        except Boto3AssistError as error:
            if self._last is None:
                raise
            _logger.warning("the credentials at hand are kept: %s", error)
            return self._last, _RETRY_AFTER
        return self._last, self._max_age
