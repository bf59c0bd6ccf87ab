"""What has to be done so that one tree of files becomes like another; touches neither."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from boto3_assist.errors import InvalidParameterError, S3UnsafeKeyError

__all__ = ["SyncAction", "SyncReport", "candidates", "check_names", "plan"]


@dataclass(frozen=True)
class SyncAction:
    """One file or object that is transferred or deleted.

    Attributes:
        kind: What is done.
        name: The path below the directory and the prefix, with ``/`` between its names; not in the
            repr.
        size: The bytes that are transferred; those that are deleted.
        reason: Why: it is missing at the target, differs in size or in content, or is there only.
    """

    kind: Literal["upload", "download", "delete"]
    name: str = field(repr=False)
    size: int
    reason: Literal["missing", "size", "content", "extra"]


@dataclass(frozen=True)
class SyncReport:
    """What a synchronisation has done, or would do.

    Attributes:
        actions: What was done, or would be; transfers first, each kind by name.
        unchanged: How many files agreed already.
        dry_run: Whether nothing was done.
    """

    actions: tuple[SyncAction, ...]
    unchanged: int
    dry_run: bool = False

    @property
    def transferred(self) -> tuple[SyncAction, ...]:
        """The uploads or downloads."""
        return tuple(action for action in self.actions if action.kind != "delete")

    @property
    def deleted(self) -> tuple[SyncAction, ...]:
        """What was deleted at the target."""
        return tuple(action for action in self.actions if action.kind == "delete")

    @property
    def bytes_transferred(self) -> int:
        """The bytes of all uploads or downloads."""
        return sum(action.size for action in self.transferred)


def candidates(source: Mapping[str, int], target: Mapping[str, int]) -> list[str]:
    """Find the names whose contents have to be compared.

    Args:
        source: Name → bytes of what is to be.
        target: Name → bytes of what is.

    Returns:
        The names that both have, with the same size.
    """
    return sorted(name for name, size in source.items() if target.get(name) == size)


def plan(
    kind: Literal["upload", "download"],
    source: Mapping[str, int],
    target: Mapping[str, int],
    *,
    same: Collection[str],
    delete: bool,
) -> SyncReport:
    """Say what makes the target like the source.

    Args:
        kind: What a transfer is called.
        source: Name → bytes of what is to be.
        target: Name → bytes of what is.
        same: The names that have the same content.
        delete: Whether what only the target has is deleted.

    Returns:
        The actions, as a report of what would be done.

    Raises:
        InvalidParameterError: When everything would be deleted because the source is empty.

    Example:
        >>> report = plan("upload", {"a": 1, "b": 2}, {"b": 3, "c": 4}, same=[], delete=True)
        >>> [(action.kind, action.name, action.reason) for action in report.actions]
        [('upload', 'a', 'missing'), ('upload', 'b', 'size'), ('delete', 'c', 'extra')]
    """
    if delete and target and not source:
        raise InvalidParameterError(
            f"the source is empty, and delete=True would delete all {len(target)} files of the "
            "target",
            details={
                "expected": "a source with files, or delete=False",
                "suggestion": "check both names; use delete_prefix to delete everything",
            },
        )
    actions = []
    for name in sorted(source.keys() - set(same)):
        reason: Literal["missing", "size", "content"] = "content"
        if target.get(name) != source[name]:
            reason = "size" if name in target else "missing"
        actions.append(SyncAction(kind, name, source[name], reason))
    if delete:
        extra = sorted(target.keys() - source.keys())
        actions += [SyncAction("delete", name, target[name], "extra") for name in extra]
    return SyncReport(tuple(actions), unchanged=len(same), dry_run=True)


def check_names(names: Iterable[str]) -> None:
    """Refuse names that cannot all be files of one directory.

    Args:
        names: Paths below the directory, with ``/`` between their names.

    Raises:
        S3UnsafeKeyError: When one is a file and the folder of another, or when this system takes
            two of them for one.
    """
    seen: dict[str, str] = {}
    for name in names:
        if seen.setdefault(os.path.normcase(name), name) != name:
            raise _clash("this system takes two keys for one file")
    for name in seen.values():
        parents = name.split("/")[:-1]
        for depth in range(1, len(parents) + 1):
            if os.path.normcase("/".join(parents[:depth])) in seen:
                raise _clash("a key would be a file and a folder at once")


def _clash(what: str) -> S3UnsafeKeyError:
    return S3UnsafeKeyError(
        f"{what}; nothing was downloaded",
        details={
            "expected": "keys that can be files of one directory",
            "suggestion": "synchronise a longer prefix, or download the objects one by one",
        },
    )
