"""The indexes of an instance: those of its class, or with those added to it, true in copies."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import CellType, FunctionType, MethodType
from typing import Any

from boto3_assist.dynamodb.indexes import DynamoDBIndex, declared_indexes
from boto3_assist.dynamodb.instance_state import ADDED_INDEXES, carried, carry

__all__ = ["added_indexes", "index_definitions", "keep_added_indexes"]


@dataclass(frozen=True, eq=False)
class _Added:
    """The indexes with the instance that they were added to."""

    owner: object
    definitions: Mapping[str, DynamoDBIndex]

    def __deepcopy__(self, memo: dict[int, Any]) -> _Added:
        # The copy is told by its owner, and made its own when it is used.
        return self


def keep_added_indexes(instance: object, definitions: Mapping[str, DynamoDBIndex]) -> None:
    """Let an instance have indexes of its own.

    Args:
        instance: An instance of a model.
        definitions: Index name → declaration, those of its class among them.
    """
    carry(instance, ADDED_INDEXES, _Added(instance, definitions))


def added_indexes(instance: object) -> Mapping[str, DynamoDBIndex] | None:
    """Give the indexes of an instance, if it has its own.

    A key made by a function that refers to the instance, as in ``lambda: f"user#{self.id}"``,
    would in a copy still be that of the original; it is made to refer to the copy, and so are the
    functions, methods and partials that it calls by variables around it.

    Args:
        instance: An instance of a model.

    Returns:
        Index name → declaration, or None when it has those of its class.
    """
    added: _Added | None = carried(instance, ADDED_INDEXES)
    if added is None:
        return None
    if added.owner is not instance:
        redirection = _Redirection(added.owner, instance)
        copies = {
            name: definition.with_sources(redirection)
            for name, definition in added.definitions.items()
        }
        keep_added_indexes(instance, copies)
        return copies
    return added.definitions


def index_definitions(instance: object) -> Mapping[str, DynamoDBIndex]:
    """Give the indexes that an instance has, those of its class or its own.

    Args:
        instance: An instance of a model.

    Returns:
        Index name → declaration.
    """
    added = added_indexes(instance)
    return declared_indexes(type(instance)) if added is None else added


@dataclass(frozen=True, eq=False)
class _Redirection:
    """Functions that refer to an instance, made anew to refer to its copy."""

    original: object
    copy: object
    made: dict[int, FunctionType] = field(default_factory=dict)

    def __call__(self, source: Any) -> Any:
        """Give what stands in the place of a function, or of what is in one."""
        if source is self.original:
            return self.copy
        if id(source) in self.made:
            return self.made[id(source)]
        if not self._is_referred_to_by(source):
            # What it shares with others, such as a counter, goes on being shared.
            return source
        if isinstance(source, MethodType):
            return MethodType(self(source.__func__), self(source.__self__))
        if isinstance(source, functools.partial):
            keywords = {name: self(value) for name, value in source.keywords.items()}
            return functools.partial(self(source.func), *map(self, source.args), **keywords)
        return self._function(source)

    def _is_referred_to_by(self, source: Any) -> bool:
        seen: set[int] = set()
        waiting = [source]
        while waiting:
            part = waiting.pop()
            if part is self.original:
                return True
            if id(part) not in seen:
                seen.add(id(part))
                waiting.extend(_parts(part))
        return False

    def _function(self, source: FunctionType) -> FunctionType:
        closure = source.__closure__ or ()
        moved = {n for n, cell in enumerate(closure) if self._is_referred_to_by(_content(cell))}
        cells = tuple(CellType() if n in moved else cell for n, cell in enumerate(closure))
        function = FunctionType(
            source.__code__,
            source.__globals__,
            source.__name__,
            tuple(map(self, source.__defaults__ or ())),
            cells,
        )
        named = source.__kwdefaults__
        function.__kwdefaults__ = named and {name: self(value) for name, value in named.items()}
        # Before the cells are filled: a function may call itself.
        self.made[id(source)] = function
        for position in moved:
            cells[position].cell_contents = self(_content(closure[position]))
        return function


def _parts(source: Any) -> Iterator[Any]:
    """Give what a function is made of, as far as it can be made anew."""
    if isinstance(source, MethodType):
        yield from (source.__self__, source.__func__)
    elif isinstance(source, functools.partial):
        yield from (source.func, *source.args, *source.keywords.values())
    elif isinstance(source, FunctionType):
        yield from map(_content, source.__closure__ or ())
        yield from (*(source.__defaults__ or ()), *(source.__kwdefaults__ or {}).values())


def _content(cell: CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:
        # A variable that was deleted, or is not set yet.
        return None
