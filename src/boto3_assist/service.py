"""The base of every service class: a client from the pool and one way to call it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from boto3_assist._warnings import warn
from boto3_assist.config import get_settings
from boto3_assist.connections import ConnectionPool, SecretValue
from boto3_assist.connections.call import call
from boto3_assist.connections.identity import DEFAULT_DURATION_SECONDS, identity_from
from boto3_assist.errors import InvalidParameterError, describe

if TYPE_CHECKING:
    from botocore.config import Config
    from typing_extensions import Self, Unpack

    from boto3_assist.connections import AssumedRole

__all__ = ["ConnectionOptions", "Service"]


class ConnectionOptions(TypedDict, total=False):
    """What `Service.from_pool` takes; `Service` says what each means."""

    aws_profile: str | None
    aws_region: str | None
    aws_endpoint_url: str | None
    aws_access_key_id: str | SecretValue | None
    aws_secret_access_key: str | SecretValue | None
    aws_session_token: str | SecretValue | None
    assume_role_arn: str | None
    assume_role_external_id: str | SecretValue | None
    assume_role_session_name: str | None
    assume_role_chain: Sequence[str | AssumedRole] | None
    assume_role_duration_seconds: int
    config: Config | None
    raise_on_error: bool | None
    aws_end_point_url: str | None


class Service:
    """An AWS service, called as one identity, through a client of a connection pool.

    Making one sends nothing and makes no client; the client is taken from the pool when it is
    first used, and again after a fork or a reset of the pool.

    Attributes:
        service_name: botocore's name of the service, set by each subclass.
        raise_on_error: Whether a failure is raised, or given as a result that holds the error.
    """

    service_name: ClassVar[str]

    def __init__(
        self,
        *,
        aws_profile: str | None = None,
        aws_region: str | None = None,
        aws_endpoint_url: str | None = None,
        aws_access_key_id: str | SecretValue | None = None,
        aws_secret_access_key: str | SecretValue | None = None,
        aws_session_token: str | SecretValue | None = None,
        assume_role_arn: str | None = None,
        assume_role_external_id: str | SecretValue | None = None,
        assume_role_session_name: str | None = None,
        assume_role_chain: Sequence[str | AssumedRole] | None = None,
        assume_role_duration_seconds: int = DEFAULT_DURATION_SECONDS,
        config: Config | None = None,
        raise_on_error: bool | None = None,
        aws_end_point_url: str | None = None,
        use_connection_pool: bool = True,
        pool: ConnectionPool | None = None,
        client: Any = None,
    ) -> None:
        """Say where and as whom the service is called; use `from_pool` or `from_client` instead.

        Args:
            aws_profile: A profile of AWS's configuration files; else the setting of that name.
            aws_region: The region; else the setting of that name, else what botocore finds.
            aws_endpoint_url: The URL to call in place of the region's own.
            aws_access_key_id: The id of an access key; only together with its secret.
            aws_secret_access_key: The secret of the access key, as text or a `SecretStr`.
            aws_session_token: The token of temporary credentials, as text or a `SecretStr`.
            assume_role_arn: A role to assume with those credentials.
            assume_role_external_id: What this role asks of third parties, as text or a `SecretStr`.
            assume_role_session_name: The name of the session in CloudTrail.
            assume_role_chain: Roles to assume one from the other, as ARNs or `AssumedRole`.
            assume_role_duration_seconds: How long one set of a role's credentials lasts.
            config: botocore's options of a client.
            raise_on_error: Whether failures are raised; else the setting of that name.
            aws_end_point_url: The old name of `aws_endpoint_url`.
            use_connection_pool: False gives a client that is shared with nobody.
            pool: The pool to take the client from.
            client: A boto3 client to use as it is, in place of all of the above.

        Raises:
            InvalidParameterError: When arguments contradict each other or cannot be right.
        """
        settings = get_settings()
        self.raise_on_error = settings.raise_on_error if raise_on_error is None else raise_on_error
        self._aws_region = aws_region
        self._aws_endpoint_url = aws_endpoint_url
        if aws_end_point_url is not None:
            self._aws_endpoint_url = _renamed(aws_end_point_url, aws_endpoint_url)
        self._config = config
        self._identity = identity_from(
            profile=aws_profile,
            access_key_id=aws_access_key_id,
            secret_access_key=aws_secret_access_key,
            session_token=aws_session_token,
            role_arn=assume_role_arn,
            external_id=assume_role_external_id,
            session_name=assume_role_session_name,
            role_chain=assume_role_chain,
            duration_seconds=assume_role_duration_seconds,
        )
        self._pool = pool
        self._current: tuple[object, Any] = (None, client)
        if client is not None:
            self._use_as_it_is(client, use_connection_pool)
        else:
            self._pool = self._pool_to_use(pool, use_connection_pool)

    @classmethod
    def from_pool(
        cls, *, pool: ConnectionPool | None = None, **options: Unpack[ConnectionOptions]
    ) -> Self:
        """Make the service on a shared client: one for each region, endpoint, config and identity.

        Args:
            pool: The pool to take the client from; the process-wide one when None.
            **options: Where and as whom to call, by the names of the constructor's arguments.

        Returns:
            The service. No client is made before it is used; `ConnectionPool.warm` or a look at
            `client` makes it earlier.
        """
        return cls(pool=ConnectionPool.default() if pool is None else pool, **options)

    @classmethod
    def from_client(cls, client: Any, *, raise_on_error: bool | None = None) -> Self:
        """Make the service on a boto3 client of the caller's own.

        Args:
            client: The client, used as it is; a stand-in for tests may be any object.
            raise_on_error: Whether failures are raised; else the setting of that name.

        Returns:
            The service.

        Raises:
            InvalidParameterError: When it is None, a boto3 session or resource, or the client of
                another service.
        """
        if client is None:
            # The constructor takes None for "make one", with whatever credentials it finds.
            raise _not_a_client("None", cls.service_name)
        return cls(client=client, raise_on_error=raise_on_error)

    @property
    def client(self) -> Any:
        """The boto3 client that sends; using it directly is plain boto3."""
        pool = self._pool
        generation, client = self._current
        if pool is None or pool.generation is generation:
            return client
        generation = pool.generation
        client = self._client_of(self._config)
        # Both at once: a thread must not see a generation with the client of another.
        self._current = (generation, client)
        return client

    def _client_of(self, config: Config | None, *, aws_region: str | None = None) -> Any:
        """Take a client from the pool with other options, or for another region than its own."""
        pool = self._pool
        if pool is None:
            return self._current[1]
        return pool.get_client(
            self.service_name,
            aws_region=aws_region or self._aws_region,
            aws_endpoint_url=self._aws_endpoint_url,
            config=config,
            identity=self._identity,
            prepare=self._prepare,
        )

    @staticmethod
    def _prepare(client: Any) -> None:
        """Make a new client fit for the service; called once for each client."""

    def _call(self, method_name: str, request: Mapping[str, Any]) -> Any:
        """Send one request by a method of the client, such as ``"put_item"``."""
        return call(getattr(self.client, method_name), request, service=self.service_name)

    def _use_as_it_is(self, client: Any, use_connection_pool: bool) -> None:
        given = (self._pool, self._identity, self._config, self._aws_region, self._aws_endpoint_url)
        if given != (None,) * len(given) or not use_connection_pool:
            raise InvalidParameterError(
                "a client was given together with what says how to make one",
                details={"expected": "the client alone"},
            )
        _check_client(client, self.service_name)
        self._prepare(client)

    def _pool_to_use(
        self, pool: ConnectionPool | None, use_connection_pool: bool
    ) -> ConnectionPool:
        if use_connection_pool and pool is not None:
            return pool
        if pool is not None:
            raise InvalidParameterError(
                "a pool was given together with use_connection_pool=False",
                details={"expected": "one of the two"},
            )
        name = type(self).__name__
        if use_connection_pool:
            warn(f"{name}() is deprecated: {name}.from_pool() replaces it", DeprecationWarning)
            return ConnectionPool.default()
        warn(
            f"{name}(use_connection_pool=False) does without connection pooling: "
            f"{name}.from_pool() shares one client",
            DeprecationWarning,
        )
        return ConnectionPool()


def _check_client(client: object, service_name: str) -> None:
    """Refuse what is known to be no client of the service; a stand-in tells nothing of itself."""
    is_text = isinstance(client, str)
    modules = [base.__module__.partition(".")[0] for base in type(client).__mro__]
    if is_text or "boto3" in modules or isinstance(client, Service):
        raise _not_a_client(describe(client), service_name)
    model = getattr(getattr(client, "meta", None), "service_model", None)
    name = getattr(model, "service_name", None)
    if isinstance(name, str) and name != service_name:
        raise _not_a_client(f"a client for {name}", service_name)


def _not_a_client(given: str, service_name: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"the client for {service_name} was given as {given}",
        details={
            "expected": f"a boto3 client for {service_name}",
            "suggestion": f"pass boto3.client({service_name!r}), or use from_pool()",
        },
    )


def _renamed(aws_end_point_url: str, aws_endpoint_url: str | None) -> str:
    if aws_endpoint_url is not None:
        raise InvalidParameterError(
            "the endpoint was given by its old and by its new name",
            details={"expected": "aws_endpoint_url alone"},
        )
    warn("aws_end_point_url is deprecated: aws_endpoint_url replaces it", DeprecationWarning)
    return aws_end_point_url
