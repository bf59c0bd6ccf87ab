"""One pass over the wire on botocore's events, for the library's own requests only.

botocore validates and serialises every attribute value of a request and walks every one of a
response; this spares both for requests that `marked` made. Signing, retries, and every handler and
request that is not the library's stay as they are. Nothing but speed depends on these hooks.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from weakref import ReferenceType

from boto3_assist.dynamodb.wire_json import body_of, object_in
from boto3_assist.errors import DynamoDBResponseIntegrityError

if TYPE_CHECKING:
    from boto3_assist.dynamodb.received_items import ItemHook

__all__ = ["WireMap", "install", "marked"]

_OURS: Final = "boto3_assist.ours"
_CONTEXT: Final = "boto3_assist.outgoing"
_READS: Final = frozenset({"BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems"})
_OPERATIONS: Final = _READS | {
    *("BatchExecuteStatement", "BatchWriteItem", "DeleteItem", "ExecuteStatement"),
    *("ExecuteTransaction", "PutItem", "TransactWriteItems", "UpdateItem"),
}
_MAPS: Final = frozenset({"ExclusiveStartKey", "ExpressionAttributeValues", "Item", "Key"})
_LISTS: Final = frozenset(
    {"Parameters", "RequestItems", "Statements", "TransactItems", "TransactStatements"}
)
# What carries the mark of a request that has neither.
_TEXTS: Final = ("TableName", "Statement")
# Of a condition that failed, and of a transaction.
_PARTS_OF_ERRORS: Final = ("Item", "CancellationReasons")
_OLD_ITEMS: Final = (b'"Item"', b'"CancellationReasons"')
_BINARY: Final = (b'"B"', b'"BS"')
# botocore asks for at least one; of these a walk takes no time.
_ONE_KEY: Final[Mapping[str, Any]] = {"Keys": {}, "Parameters": {"NULL": True}}


class _HookReference:
    """Names the hook of a call, which holds it: who keeps a request does not keep instances."""

    def __init__(self, hook: ItemHook | None = None) -> None:
        self._reference = None if hook is None else ReferenceType(hook)

    def __call__(self) -> ItemHook | None:
        return None if self._reference is None else self._reference()

    def __reduce__(self) -> tuple[Any, ...]:
        # A copy of a request is read at once.
        return type(self), ()


_NO_HOOK: Final = _HookReference()


class WireMap(dict[str, Any]):
    """A map in wire form that the codec made: equal to the plain one, and the mark of ours.

    It lasts until botocore has begun the call: handlers see plain maps, so that one they pass on
    to a call of their own does not make it ours.
    """

    item_hook = _NO_HOOK


class _WireList(list[Any]):
    """A list with values in wire form: marks as `WireMap` does."""

    item_hook = _NO_HOOK


class _Name(str):
    """The name of a table, or a statement: the mark of a request of ours that has no values."""

    item_hook = _NO_HOOK


class _Body(bytes):
    """A finished request body; the class is how `before-send` knows it again."""

    item_hook = _NO_HOOK


class _Outgoing(NamedTuple):
    """A finished body, and what was taken out of the parameters for it."""

    body: _Body
    parameters: dict[str, Any]
    maps: dict[str, Any]


class _Sending(threading.local):
    """Whether the request this thread is sending is ours, from each send until its outcome."""

    ours = False
    item_hook = _NO_HOOK


_sending = _Sending()


def marked(request: Mapping[str, Any], item_hook: ItemHook | None = None) -> dict[str, Any]:
    """Mark a request, whose maps are in wire form, as one of the library's own.

    Args:
        request: The parameters of a client's method.
        item_hook: What its response is read with; the caller holds it until the call is over.

    Returns:
        Equal parameters, of which the hooks know that nobody else made them.
    """
    marks: dict[str, WireMap | _WireList | _Name] = {
        name: WireMap(part) if isinstance(part, Mapping) else _WireList(part)
        for name, part in request.items()
        if name in _MAPS or name in _LISTS
    }
    if not marks:
        marks = {name: _Name(request[name]) for name in _TEXTS if name in request}
    if item_hook is not None:
        reference = _HookReference(item_hook)
        for mark in marks.values():
            mark.item_hook = reference
    return {**request, **marks}


def install(client: Any) -> None:
    """Put the hooks on a client; a second time changes nothing.

    Args:
        client: A boto3 client for DynamoDB; calls made on it by others are not affected. One
            without botocore's events, or with another protocol than JSON, is left as it is.
    """
    meta = getattr(client, "meta", None)
    model = getattr(meta, "service_model", None)
    if meta is None or getattr(model, "resolved_protocol", None) != "json":
        return
    events = meta.events
    for event, handler in _LAST.items():
        events.register_last(event, handler, unique_id=f"boto3-assist.{event}")
    for operation in _OPERATIONS:
        for event, handler in _FIRST.items():
            name = f"{event}.dynamodb.{operation}"
            events.register_first(name, handler, unique_id=f"boto3-assist.{name}")


def _recognise(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    for name, part in params.items():
        plain = _PLAIN.get(type(part))
        if plain is not None:
            context[_OURS] = part.item_hook
            params[name] = plain(part)


def _take_values_out(
    params: dict[str, Any], model: Any, context: dict[str, Any], **_: object
) -> None:
    # Not in before-parameter-build: another handler of it can always be later.
    if _OURS not in context or model.name not in _OPERATIONS:
        return
    try:
        skeleton = _skeleton(params)
        body = _Body(body_of(params))
        body.item_hook = context[_OURS]
    except (AttributeError, TypeError, ValueError):
        # A handler put something else in; botocore says what is wrong with it, or sends it.
        return
    context[_CONTEXT] = _Outgoing(body, params, {name: params[name] for name in skeleton})
    params.update(skeleton)


def _skeleton(params: Mapping[str, Any]) -> dict[str, Any]:
    """Give parts of parameters without values: the endpoint rules read names of tables in them."""
    made = {
        name: [_ONE_KEY[name]] if name in _ONE_KEY else {}
        for name, part in params.items()
        if name in _MAPS or (name in _ONE_KEY and part)
    }
    for name in _LISTS - _ONE_KEY.keys() & params.keys():
        made[name] = _CONTAINERS[name](params[name])
    return made


def _without_values(part: Mapping[str, Any]) -> dict[str, Any]:
    return {**part, **_skeleton(part)}


def _requests(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        table: (
            _without_values(each)
            if isinstance(each, Mapping)
            else [{kind: _without_values(own) for kind, own in one.items()} for one in each]
        )
        for table, each in part.items()
    }


def _actions(part: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [{kind: _without_values(own) for kind, own in action.items()} for action in part]


def _statements(part: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [_without_values(statement) for statement in part]


_PLAIN: Final[Mapping[type, Callable[[Any], Any]]] = {
    WireMap: dict,
    _WireList: list,
    _Name: str.__str__,
}
_CONTAINERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "RequestItems": _requests,
    "Statements": _statements,
    "TransactItems": _actions,
    "TransactStatements": _statements,
}


def _put_body_in(params: dict[str, Any], context: Mapping[str, Any], **_: object) -> None:
    outgoing: _Outgoing | None = context.get(_CONTEXT)
    if outgoing is not None:
        params["body"] = outgoing.body
        # Tracers read the parameters after the call.
        outgoing.parameters.update(outgoing.maps)


def _note_sender(request: Any, **_: object) -> None:
    _sending.ours = type(request.body) is _Body
    _sending.item_hook = request.body.item_hook if _sending.ours else _NO_HOOK


def _forget_sender(**_: object) -> None:
    # Else a call of ours that a handler made, and that failed, would be taken for the outer one.
    _sending.ours = False
    _sending.item_hook = _NO_HOOK


def _parse_once(
    operation_model: Any,
    response_dict: dict[str, Any],
    customized_response_dict: dict[str, Any],
    **_: object,
) -> None:
    if not _sending.ours:
        return
    if response_dict["status_code"] >= 300:
        _take_items_out(response_dict, customized_response_dict)
        return
    # What is no JSON object gives an empty response here; botocore may retry it for its checksum,
    # and the final one is verified.
    try:
        parsed = _object_in(response_dict, _sending.item_hook()) or {}
    except BaseException:
        # An interrupt, of which no other handler hears.
        _forget_sender()
        raise
    response_dict["body"] = b"{}"
    for name in operation_model.output_shape.members:
        if parsed.get(name) is not None:
            customized_response_dict.setdefault(name, parsed[name])


def _object_in(response: Mapping[str, Any], item_hook: ItemHook | None) -> dict[str, Any] | None:
    body = response["body"]
    # What a handler made of it may be text.
    if item_hook is None or not isinstance(body, bytes):
        return object_in(body)
    # A first call does without it.
    from boto3_assist.dynamodb.hooked_json import hooked_object_in, is_worth_it

    # Nothing is made of a damaged item; botocore asks again.
    if not is_worth_it(body, item_hook) or not _is_intact(body, response["headers"]):
        return object_in(body)
    return hooked_object_in(body, item_hook)


def _is_intact(content: bytes, headers: Mapping[str, Any]) -> bool:
    checksum = headers.get("x-amz-crc32")
    return checksum is None or str(checksum) == str(zlib.crc32(content))


def _take_items_out(response: dict[str, Any], customized: dict[str, Any]) -> None:
    """Spare the walk through the items of conditions that failed."""
    body: bytes = response["body"]
    # Errors show their response, in which binary content is bytes as botocore reads it.
    if not any(name in body for name in _OLD_ITEMS) or any(tag in body for tag in _BINARY):
        return
    parsed = object_in(body) or {}
    old = {name: parsed.pop(name) for name in _PARTS_OF_ERRORS if parsed.get(name) is not None}
    if old:
        for name, part in old.items():
            customized.setdefault(name, part)
        response["body"] = json.dumps(parsed).encode()


def _verify(
    http_response: Any, parsed: Any, model: Any, context: Mapping[str, Any], **_: object
) -> None:
    # No content: the response of a Stubber or of another handler of before-call.
    content = None if _CONTEXT not in context else _content_of(http_response)
    if content is None:
        return
    # botocore's standard retry mode hands a response with a wrong checksum on in the end.
    if not _is_intact(content, http_response.headers):
        raise _integrity_error(
            "does not have the checksum that was sent with it",
            "a body with the CRC32 of the header x-amz-crc32",
            http_response,
            model,
        )
    # botocore takes a body that is not JSON for an empty response: an item that is not there.
    if parsed.keys() <= {"ResponseMetadata"} and object_in(content) is None:
        raise _integrity_error("is not a JSON object", "a JSON object", http_response, model)


def _content_of(http_response: Any) -> bytes | None:
    if getattr(http_response, "raw", None) is None:
        return None
    content: bytes = http_response.content
    return content


def _integrity_error(
    problem: str, expected: str, http_response: Any, model: Any
) -> DynamoDBResponseIntegrityError:
    return DynamoDBResponseIntegrityError(
        f"the response to {model.name} {problem}",
        details={
            "operation": model.name,
            "expected": expected,
            "suggestion": "check proxies and the network, then repeat the call"
            + ("" if model.name in _READS else "; it is not known whether the write was done"),
        },
        operation=model.name,
        http_status=http_response.status_code,
        request_id=http_response.headers.get("x-amzn-requestid"),
    )


# The handlers of a longer event name run before those of a shorter one. So whoever else listens
# sees boto3's parameters, the finished body and the received one, and what they change is taken.
_LAST: Final[Mapping[str, Callable[..., None]]] = {
    "before-endpoint-resolution": _take_values_out,
    "before-send": _note_sender,
    "before-parse": _parse_once,
    "needs-retry": _forget_sender,
}
_FIRST: Final[Mapping[str, Callable[..., None]]] = {
    "provide-client-params": _recognise,
    "before-call": _put_body_in,
    "after-call": _verify,
}
