"""What DynamoDB refuses of a transaction as a whole, found before it is sent; sends nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, Final

from boto3_assist.dynamodb.batching.identities import identity_of
from boto3_assist.dynamodb.codec import item_size
from boto3_assist.errors import InvalidParameterError

__all__ = ["check_items", "table_of"]

_MAX_BYTES: Final = 4 * 1024 * 1024
"""DynamoDB limit: the items of a transaction are at most 4 MB together."""


def check_items(
    items: Sequence[Mapping[str, Mapping[str, Any]]], keys: Sequence[Sequence[str]]
) -> None:
    """Check that no item is named twice, and that all of them together are not too large.

    Args:
        items: The ``TransactItems`` of a request, in wire form.
        keys: For each, the names of the attributes of its primary key; none where a dictionary is
            put, of which nothing tells.

    Raises:
        InvalidParameterError: When two operations are about one item, or what is sent is over
            DynamoDB's limit of 4 MB: of items that are not written as a whole, their keys and the
            values for them.
    """
    actions = [next(iter(item.items())) for item in items]
    parameters = [each for _, each in actions]
    first: dict[Hashable, int] = {}
    for position, target in _targets(parameters, keys):
        earlier = first.setdefault(target, position)
        if earlier != position:
            raise _same_item(actions, earlier, position)
    size = sum(map(_size_of, parameters))
    if size > _MAX_BYTES:
        raise InvalidParameterError(
            f"the items of the transaction have {size} bytes",
            details={
                "given": size,
                "expected": f"at most {_MAX_BYTES} bytes, names and values together",
                "suggestion": "split it, if its parts may happen one without the other",
            },
        )


def table_of(name: str) -> str:
    """Give the plain name of a table.

    Args:
        name: Its name, or its ARN; the tables of one transaction are of one account and region.

    Returns:
        The name.

    Example:
        >>> table_of("arn:aws:dynamodb:eu-west-1:123456789012:table/app")
        'app'
    """
    return name.rpartition(":table/")[2]


def _targets(
    parameters: Sequence[Mapping[str, Any]], keys: Sequence[Sequence[str]]
) -> Iterator[tuple[int, Hashable]]:
    tables = [table_of(each["TableName"]) for each in parameters]
    # What is put as a dictionary has the key attributes that others of its table have.
    known = {table: names for table, names in zip(tables, keys) if names}
    for position, (table, names, each) in enumerate(zip(tables, keys, parameters)):
        item = each["Key"] if "Key" in each else each["Item"]
        # Where nothing tells, equal items are of one key.
        named = tuple(sorted(names or known.get(table) or item))
        identity = identity_of(item, named)
        if identity is not None:
            yield position, (table, named, identity)


def _size_of(parameters: Mapping[str, Any]) -> int:
    if "Item" in parameters:
        return item_size(parameters["Item"])
    # The values of a condition are not written.
    written = parameters.get("ExpressionAttributeValues", {})
    values = written.values() if "UpdateExpression" in parameters else ()
    return item_size(parameters["Key"]) + sum(item_size({"": value}) for value in values)


def _same_item(
    actions: Sequence[tuple[str, Mapping[str, Any]]], earlier: int, later: int
) -> InvalidParameterError:
    (one, _), (other, parameters) = actions[earlier], actions[later]
    table = parameters["TableName"]
    return InvalidParameterError(
        f"two operations of the transaction, {one} and {other}, are about one item of {table!r}",
        details={
            "given": [one, other],
            "table": table,
            "expected": "one operation for each item",
            "suggestion": (
                "ask for it once, with all that is to be read of it"
                if one == "Get"
                else "make one of them: put, update and delete take a condition, too"
            ),
        },
    )
