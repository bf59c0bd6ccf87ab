"""Has botocore sign URLs and forms by Signature Version 4; knows no operation."""

from __future__ import annotations

from typing import Any

from boto3_assist.connections.call import call
from boto3_assist.errors import ConfigurationError

__all__ = ["MarkedBucket", "install", "sign_post", "sign_url"]

_OURS = "boto3_assist_presign"
_ID = "boto3-assist.presign"


class MarkedBucket(str):
    """The name of a bucket that says that the request it is in is presigned by the library.

    It is how a handler on the client tells the library's requests from its user's own, on
    whatever thread they are made.
    """

    headers: dict[str, str]


def install(client: Any) -> None:
    """Put the handlers on a client; they leave its user's own calls as they are.

    botocore's presigned URLs are of Signature Version 2 in the older regions, which signs hardly
    any header, and go to the global endpoint, which redirects requests for other regions.

    Args:
        client: A boto3 client for S3; one without botocore's events is left as it is.
    """
    events: Any = getattr(getattr(client, "meta", None), "events", None)
    if not hasattr(events, "register_first"):
        return
    handlers = {
        "provide-client-params.s3": _recognise,
        "choose-signer.s3": _choose,
        "before-sign.s3": _note_headers,
    }
    for event, handler in handlers.items():
        register = events.register_last if handler is _note_headers else events.register_first
        register(event, handler, unique_id=f"{_ID}.{event}")


def sign_url(
    client: Any, method: str, operation: str, params: dict[str, Any], expires_in: int
) -> tuple[str, dict[str, str]]:
    """Have a request signed as a URL.

    Args:
        client: The client that signs; `install` has seen it.
        method: The client's method, such as ``"put_object"``.
        operation: AWS's name of the operation.
        params: The parameters of the request.
        expires_in: How long the URL is good for, in seconds.

    Returns:
        The URL, and the headers by which it is to be used, in lower case.
    """
    bucket = _marked(client, params["Bucket"])
    request = {
        "ClientMethod": method,
        "Params": {**params, "Bucket": bucket},
        "ExpiresIn": expires_in,
    }
    url: str = call(client.generate_presigned_url, request, service="s3", operation=operation)
    return url, bucket.headers


def sign_post(
    client: Any,
    bucket: str,
    key: str,
    fields: dict[str, str],
    conditions: list[Any],
    expires_in: int,
) -> tuple[str, dict[str, str]]:
    """Have the policy of a form signed.

    Args:
        client: The client that signs; `install` has seen it.
        bucket: The name of the bucket.
        key: The key; what ends with ``${filename}`` is a beginning.
        fields: The fields of the form.
        conditions: What the policy says beside bucket and key.
        expires_in: How long the form is good for, in seconds.

    Returns:
        Where to post the form, and all its fields.
    """
    request = {
        "Bucket": _marked(client, bucket),
        "Key": key,
        "Fields": fields,
        "Conditions": conditions,
        "ExpiresIn": expires_in,
    }
    signed = call(client.generate_presigned_post, request, service="s3", operation="PostObject")
    return signed["url"], signed["fields"]


def _marked(client: Any, bucket: str) -> MarkedBucket:
    from botocore import UNSIGNED

    config = getattr(getattr(client, "meta", None), "config", None)
    if getattr(config, "signature_version", None) is UNSIGNED:
        raise ConfigurationError(
            "a URL cannot be signed by a client that is configured not to sign",
            details={
                "given": "signature_version=UNSIGNED",
                "suggestion": "use a client with credentials",
            },
        )
    marked = MarkedBucket(bucket)
    marked.headers = {}
    return marked


def _recognise(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    bucket = params.get("Bucket")
    if isinstance(bucket, MarkedBucket):
        context[_OURS] = bucket
        context["use_global_endpoint"] = False


def _choose(signature_version: Any, context: dict[str, Any], **_: object) -> str | None:
    # Asymmetric signatures and those of directory buckets are of version 4 as they are.
    if _OURS not in context or signature_version.startswith(("v4a", "v4-s3express")):
        return None
    return "s3v4-presign-post" if signature_version.endswith("-presign-post") else "s3v4-query"


def _note_headers(request: Any, **_: object) -> None:
    bucket = request.context.get(_OURS)
    if bucket is not None:
        bucket.headers.update(
            (name.lower(), _text(value)) for name, value in request.headers.items()
        )


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
