"""One boto3 session for one identity, which makes its clients; knows nothing of pooling."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult

import botocore.session
from botocore.credentials import CredentialResolver, Credentials

from boto3_assist._warnings import warn
from boto3_assist.connections.call import translated
from boto3_assist.connections.endpoints import check_endpoint, is_loopback
from boto3_assist.connections.loader import ModelFiles, ModelLoader
from boto3_assist.connections.user_agent import remember_user_agent
from boto3_assist.errors import ConfigurationError

if TYPE_CHECKING:
    from botocore.config import Config

    from boto3_assist.connections.identity import Identity

__all__ = ["IdentitySession"]

# The key in AWS's configuration files, the environment variable, the default, the conversion.
# Releases of botocore differ in the default; "legacy" retries fewer errors and has no retry quota.
_RETRY_MODE = {"retry_mode": ("retry_mode", "AWS_RETRY_MODE", "standard", None)}


class IdentitySession:
    """Makes clients that call AWS as one identity.

    A botocore session is not thread-safe while it makes a client, so it makes one at a time.

    Attributes:
        identity: As whom the clients call.
    """

    def __init__(self, identity: Identity, files: ModelFiles | None = None) -> None:
        """Keep the identity; nothing is read or made before the first client.

        Args:
            identity: As whom the clients call.
            files: Reads botocore's files, for other sessions too; one of its own when None.
        """
        self.identity = identity
        self._files = ModelFiles() if files is None else files
        self._lock = threading.RLock()
        # Not a session to mypy: the stubs overload `create_client` by literal service names.
        self._session: Any = None
        self._sts_region: str | None = None
        self._has_transfer_methods = False

    def create_client(
        self,
        service_name: str,
        *,
        aws_region: str | None = None,
        aws_endpoint_url: str | None = None,
        config: Config | None = None,
    ) -> Any:
        """Make a client; what is not given is found by botocore.

        Args:
            service_name: Such as ``"dynamodb"``.
            aws_region: The region to call.
            aws_endpoint_url: The URL to call in place of the region's own.
            config: botocore's options of a client.

        Returns:
            The boto3 client. Nothing was sent to make it; roles are assumed at its first call.

        Raises:
            ConfigurationError: When the region or the endpoint is empty text, or the endpoint is
                not a URL that can be called.
        """
        # botocore would take either for a missing one and go elsewhere than was meant.
        if aws_region == "" or aws_endpoint_url == "":
            name = "aws_region" if aws_region == "" else "aws_endpoint_url"
            raise ConfigurationError(
                f"{name} was given as empty text",
                details={"expected": f"{name} as text that is not empty, or None"},
            )
        with self._lock, translated(service_name):
            session = self._session_near(aws_region)
            if service_name == "s3":
                self._add_transfer_methods(session)
            client = session.create_client(
                service_name,
                region_name=aws_region,
                endpoint_url=aws_endpoint_url,
                config=config,
            )
        # The endpoint may also come from the environment or a profile, which botocore reads.
        _warn_of_plain_http(check_endpoint(client.meta.endpoint_url))
        return client

    def create_sts_client(self, **keys: str) -> Any:
        """Make an STS client where botocore says STS is, else in the first client's region.

        Args:
            **keys: Credentials by botocore's argument names; the identity's own when none.

        Returns:
            The boto3 client.
        """
        with self._lock, translated("sts"):
            session = self._session_near(None)
            return session.create_client("sts", region_name=self._sts_region, **keys)

    def _session_near(self, region: str | None) -> Any:
        """Give the session; make it at the first call, with a region for lack of another."""
        if self._session is None:
            core = botocore.session.Session(_RETRY_MODE, profile=self.identity.profile)
            self._sts_region = core.get_config_variable("region") or region
            self._set_credentials(core)
            paths = core.get_component("data_loader").search_paths
            core.register_component("data_loader", ModelLoader(paths, self._files))
            remember_user_agent(core)
            self._session = core
        return self._session

    def _add_transfer_methods(self, session: Any) -> None:
        """Have S3's clients made with `upload_file` and the like, as boto3's are."""
        if not self._has_transfer_methods:
            # boto3 adds to no other clients, and importing it takes longer than making one.
            import boto3

            boto3.Session(botocore_session=session)
            self._has_transfer_methods = True

    def _set_credentials(self, core: botocore.session.Session) -> None:
        keys, roles = self.identity.keys, self.identity.roles
        if roles:
            from boto3_assist.connections.roles import LazyCredentials, assume_roles, resolver_of

            source = Credentials(*keys) if keys else LazyCredentials(self._finder_of(core))
            caller = assume_roles(roles, source, lambda _, **keys: self.create_sts_client(**keys))
            core.register_component("credential_provider", resolver_of(caller))
        elif keys:
            core.set_credentials(*keys)

    def _finder_of(self, core: botocore.session.Session) -> Callable[[], Credentials | None]:
        chain: CredentialResolver = core.get_component("credential_provider")

        def find() -> Credentials | None:
            with self._lock:
                return chain.load_credentials()

        return find


def _warn_of_plain_http(parts: SplitResult) -> None:
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        warn(
            f"requests to {parts.hostname} go over plain http, so that items can be read and "
            "changed on the way; use https for every host but this machine"
        )
