"""Role chains as credentials that renew themselves; knows nothing of clients or services."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    Credentials,
    DeferredRefreshableCredentials,
    ReadOnlyCredentials,
)
from botocore.exceptions import NoCredentialsError

from boto3_assist.connections.assumed_roles import AssumedRole
from boto3_assist.connections.unlogged import unlogged

__all__ = ["LazyCredentials", "RoleCredentials", "assume_roles", "resolver_of"]

_METHOD = "assume-role"

# botocore renews credentials when less than 15 minutes are left (the fetcher's cache, and at ease)
# or 10 (at any cost). A session of 15 minutes would then be renewed at every call.
_RENEWAL_SECONDS = 900
_DURATION_OF_FULL_WINDOW = 3600


class LazyCredentials:
    """The credentials that a session's own chain finds, looked for at their first use."""

    def __init__(self, load: Callable[[], Credentials | None]) -> None:
        """Keep how to find them.

        Args:
            load: Runs the chain of credential providers; None when it finds nothing.
        """
        self._load = load
        self._found: Credentials | None = None

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Give the credentials of this moment.

        Returns:
            The keys, renewed first if they are about to expire.

        Raises:
            NoCredentialsError: When the chain finds none; looked for again at the next use.
        """
        if self._found is None:
            self._found = self._load()
        if self._found is None:
            raise NoCredentialsError()
        return self._found.get_frozen_credentials()


class RoleCredentials(DeferredRefreshableCredentials):
    """The credentials of an assumed role; nothing is sent before their first use."""

    def __init__(
        self,
        role: AssumedRole,
        source: Credentials | LazyCredentials,
        create_client: Callable[..., Any],
    ) -> None:
        """Prepare to assume a role.

        Args:
            role: The role.
            source: The credentials of who assumes it.
            create_client: Makes the STS client from a service name and keys.
        """
        self._share = min(1.0, role.duration_seconds / _DURATION_OF_FULL_WINDOW)
        arguments: dict[str, Any] = {
            "RoleSessionName": role.session_name,
            "DurationSeconds": role.duration_seconds,
        }
        if role.external_id is not None:
            arguments["ExternalId"] = role.external_id
        fetcher = AssumeRoleCredentialFetcher(
            create_client,
            source,
            role.role_arn,
            extra_args=arguments,
            expiry_window_seconds=int(_RENEWAL_SECONDS * self._share),
        )

        def fetch() -> Any:
            # Of STS botocore's log would have the external id, the secret key and the token.
            with unlogged():
                return fetcher.fetch_credentials()

        super().__init__(fetch, _METHOD)

    def refresh_needed(self, refresh_in: int | None = None) -> bool:
        """Say whether less time is left than botocore wants, cut down for short sessions.

        Args:
            refresh_in: The time that botocore wants, in seconds.

        Returns:
            True when the credentials are to be renewed.
        """
        wanted = _RENEWAL_SECONDS if refresh_in is None else refresh_in
        return super().refresh_needed(int(wanted * self._share))


def assume_roles(
    roles: Sequence[AssumedRole],
    source: Credentials | LazyCredentials,
    create_client: Callable[..., Any],
) -> Credentials:
    """Chain roles: each is assumed with the credentials of the one before, and renews by itself.

    Args:
        roles: The roles, at least one.
        source: The credentials of who assumes the first.
        create_client: Makes an STS client from a service name and keys.

    Returns:
        The credentials of the last role.
    """
    credentials = RoleCredentials(roles[0], source, create_client)
    for role in roles[1:]:
        credentials = RoleCredentials(role, credentials, create_client)
    return credentials


def resolver_of(credentials: Credentials) -> CredentialResolver:
    """Make a chain of providers that always finds the given credentials.

    Args:
        credentials: What to find.

    Returns:
        The component ``credential_provider`` of a botocore session.
    """
    return CredentialResolver(providers=[_Provider(credentials)])


class _Provider(CredentialProvider):
    METHOD = _METHOD

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> Credentials:
        return self._credentials
