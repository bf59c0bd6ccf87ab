"""The one place where botocore's exceptions are caught; knows no service and no pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

from boto3_assist.errors import describe

__all__ = ["call", "translated"]

Response = TypeVar("Response")

# Names of resources, never of items: an S3 key, for one, may be somebody's data.
_RESOURCE_PARAMETERS = (
    "TableName",
    "IndexName",
    "BackupName",
    "Bucket",
    "SecretId",
    "UserPoolId",
    "VersionId",
)


def call(
    method: Callable[..., Response],
    request: Mapping[str, Any],
    *,
    service: str | None = None,
    operation: str | None = None,
) -> Response:
    """Call a method of a botocore client and report its failures by the library's errors.

    Service and operation are read from the client that the method is bound to.

    Args:
        method: A bound method of a client, such as ``client.put_item``.
        request: Its keyword arguments.
        service: botocore's name of the service, for a method that does not tell, as a
            replaced or mocked one.
        operation: AWS's name of the operation, for a method that does not tell.

    Returns:
        What the method returns.

    Raises:
        Boto3AssistError: If botocore or AWS reports a failure; the class says which.
        Exception: Whatever else comes out of the method, such as an event handler's error.
    """
    try:
        return method(**request)
    except Exception as error:
        meta = getattr(getattr(method, "__self__", None), "meta", None)
        _raise_translated(
            error,
            _service_of(meta) or service or "aws",
            _operation_of(meta, method) or operation or _operation_name(error, method),
            request,
        )


@contextmanager
def translated(
    service: str, operation: str | None = None, request: Mapping[str, Any] | None = None
) -> Iterator[None]:
    """Report botocore's failures inside a ``with`` block by the library's errors.

    Args:
        service: botocore's name of the service, such as ``dynamodb``.
        operation: AWS's name of the operation; None while a session or client is made.
        request: The keyword arguments of the operation, for the names of its resources.

    Yields:
        Nothing; the block runs once.

    Raises:
        Boto3AssistError: If botocore or AWS reports a failure; the class says which.
        Exception: Whatever else comes out of the block.

    Example:
        >>> with translated("dynamodb"):
        ...     pass
    """
    try:
        yield
    except Exception as error:
        _raise_translated(error, service, operation, request or {})


def _raise_translated(
    error: Exception, service: str, operation: str | None, request: Mapping[str, Any]
) -> NoReturn:
    # Imported only here: what fails has loaded botocore, but importing this module need not.
    from boto3_assist.connections.translation import Attempt, printable_cause, translate

    failure = translate(error, Attempt(service, operation, _resources_in(request)))
    if failure is None:
        raise error
    raise failure from printable_cause(error)


def _service_of(meta: Any) -> str | None:
    return _text(getattr(getattr(meta, "service_model", None), "service_name", None))


def _operation_of(meta: Any, method: object) -> str | None:
    operations = getattr(meta, "method_to_api_mapping", None)
    if not isinstance(operations, Mapping):
        return None
    return _text(operations.get(getattr(method, "__name__", None)))


def _operation_name(error: Exception, method: object) -> str:
    name = getattr(error, "operation_name", None) or getattr(method, "__name__", None)
    return _text(name) or "call"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _resources_in(request: Mapping[str, Any]) -> dict[str, str]:
    names = {name: _text(request.get(name)) for name in _RESOURCE_PARAMETERS}
    resources = {name: text for name, text in names.items() if text is not None}
    if isinstance(key := request.get("Key"), str):
        resources["Key"] = describe(key)
    return resources
