"""What a batch writes: puts and deletions of whole items, without conditions; sends nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from boto3_assist.dynamodb.batching.identities import identity_of
from boto3_assist.dynamodb.guarded_writes import (
    CallerCondition,
    ItemPut,
    deletion_of,
    put_of,
)
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.version_lock import VersionLock
from boto3_assist.dynamodb.write_configs import DeleteConfig, SaveConfig
from boto3_assist.errors import Boto3AssistError, InvalidParameterError, KeyBuildError, describe

__all__ = ["BatchDelete", "Operation", "WriteEntry", "Writes"]

Operation = Literal["put", "delete"]

_SAVE: Final = SaveConfig()
_DELETE: Final = DeleteConfig()
_NO_CONDITION: Final = CallerCondition()


@dataclass(frozen=True)
class BatchDelete:
    """An item to delete, among others to write.

    Attributes:
        key: A key made by a model's index, a dictionary of key attribute name → Python value, or
            an instance that has the values of its primary key.

    Example:
        >>> BatchDelete({"pk": "customer#7", "sk": "order#1"})
        BatchDelete()
    """

    key: ModelKey[Any] | Mapping[str, AttributeValue] | DynamoDBModelBase = field(repr=False)


@dataclass(frozen=True, eq=False, slots=True)
class WriteEntry:
    """One put or deletion, ready to be sent.

    Attributes:
        position: Its place among the inputs.
        given: What the caller gave.
        request: What DynamoDB is sent of it, in wire form.
        identity: What its key is equal to.
        bytes: How long it is on the network.
        put: What is to be settled after it was written; None of a deletion.
    """

    position: int
    given: Any = field(repr=False)
    request: Mapping[str, Any] = field(repr=False)
    identity: Hashable = field(repr=False)
    bytes: int
    put: ItemPut | None = field(repr=False)

    def settle(self) -> None:
        """Let the caller's instance be what was written."""
        if self.put is not None:
            self.put.settle(self.request["PutRequest"]["Item"])


class Writes:
    """Makes entries of what a caller gives, as `save` and `delete` would write it.

    Attributes:
        key_names: Names of the key attributes; empty while nothing has told them.
    """

    def __init__(
        self,
        table_name: str,
        operation: Operation | None,
        now: Callable[[], datetime],
        *,
        ignore_version: bool = False,
        key_names: Sequence[str] | None = None,
        ask_key_names: Callable[[], Sequence[str]],
    ) -> None:
        """Make none yet.

        Args:
            table_name: Name or ARN of the table.
            operation: What is done to what is not marked; None to put it.
            now: Gives a datetime with a time zone.
            ignore_version: True to write instances of models that keep a version.
            key_names: Names of the key attributes, where the caller gave them.
            ask_key_names: Asks the table for them.

        Raises:
            InvalidParameterError: When the operation is none of the two.
        """
        if operation not in (None, "put", "delete"):
            raise InvalidParameterError(
                f"operation was given as {describe(operation)}",
                details={
                    "given": describe(operation),
                    "expected": "'put' or 'delete'",
                    "suggestion": "leave it out, and mark deletions by BatchDelete(key)",
                },
            )
        self.key_names = tuple(key_names or ())
        # Where a dictionary was given as a key, which may lack a part of it.
        self._guessed_at: int | None = None
        self._table_name = table_name
        self._operation = operation
        self._now = now
        self._ignore_version = ignore_version
        self._ask_key_names = ask_key_names

    def learn(self, position: int, given: object) -> None:
        """Learn the names of the key attributes from an input, if it tells them.

        Args:
            position: The place among the inputs.
            given: What the caller gave.
        """
        key = given.key if isinstance(given, BatchDelete) else given
        is_deletion = key is not given or self._operation == "delete"
        if self.key_names:
            return
        if isinstance(key, DynamoDBModelBase):
            self.key_names = tuple(key.primary_key())
        elif isinstance(key, ModelKey):
            self.key_names = tuple(key.attributes)
        elif is_deletion and isinstance(key, Mapping):
            self.key_names = tuple(map(str, key))
            self._guessed_at = position

    def entry(self, position: int, given: Any) -> WriteEntry:
        """Make an entry.

        Args:
            position: The place among the inputs.
            given: What the caller gave.

        Returns:
            The entry.

        Raises:
            Boto3AssistError: When it cannot be written; `details` has the place.
        """
        try:
            self.learn(position, given)
            if self._operation == "delete" or isinstance(given, BatchDelete):
                return self._deletion(position, given)
            return self._put(position, given)
        except Boto3AssistError as error:
            error.details.setdefault("position", position)
            raise

    def _put(self, position: int, given: Any) -> WriteEntry:
        if isinstance(given, ModelKey):
            raise InvalidParameterError(
                "a key was given where an item is to be written",
                details={
                    "given": describe(given),
                    "expected": "a model or a dictionary, or BatchDelete(key)",
                    "suggestion": "write BatchDelete(key) to delete its item",
                },
            )
        put = put_of(given, self._table_name, _SAVE, _NO_CONDITION, self._now)
        self._check_lock(given, put.guard.lock)
        item = put.request.to_request()["Item"]
        return self._made(position, given, {"PutRequest": {"Item": item}}, item, put)

    def _deletion(self, position: int, given: Any) -> WriteEntry:
        key = given.key if isinstance(given, BatchDelete) else given
        instance = key if isinstance(key, DynamoDBModelBase) else None
        deletion = deletion_of(
            None if instance is not None else key,
            instance,
            self._table_name,
            _DELETE,
            _NO_CONDITION,
        )
        self._check_lock(instance, deletion.guard.lock)
        wire = deletion.request.to_request()["Key"]
        return self._made(position, given, {"DeleteRequest": {"Key": wire}}, wire, None)

    def _made(
        self,
        position: int,
        given: Any,
        request: Mapping[str, Any],
        wire: WireItem,
        put: ItemPut | None,
    ) -> WriteEntry:
        if not self.key_names or (self._guessed_at is not None and put is not None):
            self._ask_table()
        identity = identity_of(wire, self.key_names)
        if identity is None or (put is None and len(wire) != len(self.key_names)):
            raise _other_key(sorted(wire) if put is None else describe(given), self.key_names)
        return WriteEntry(position, given, request, identity, len(_JSON.encode(request)), put)

    def _ask_table(self) -> None:
        """Ask for the names; a dictionary that lacks one must not make two items one."""
        names, guessed = tuple(self._ask_key_names()), self.key_names
        if guessed and set(guessed) != set(names):
            error = _other_key(sorted(guessed), names)
            error.details["position"] = self._guessed_at
            raise error
        self.key_names, self._guessed_at = guessed or names, None

    def _check_lock(self, given: object, lock: VersionLock | None) -> None:
        if lock is None or self._ignore_version:
            return
        raise InvalidParameterError(
            f"{type(given).__name__} keeps a version, which BatchWriteItem cannot check",
            details={
                "model": type(given).__name__,
                "given": describe(given),
                "expected": "items without a version: BatchWriteItem takes no conditions",
                "suggestion": "use save or delete, or a transaction; or pass "
                "BatchWriteConfig(ignore_version=True), which loses what others wrote since",
            },
        )


def _other_key(given: object, names: Sequence[str]) -> KeyBuildError:
    return KeyBuildError(
        "an input has not the key attributes of the table",
        details={
            "given": given,
            "expected": f"values for {', '.join(names)}",
            "suggestion": "give the item all key attributes, and a key no others",
        },
    )


def _base64_text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


# As botocore writes it, in ASCII.
_JSON: Final = json.JSONEncoder(default=_base64_text)
