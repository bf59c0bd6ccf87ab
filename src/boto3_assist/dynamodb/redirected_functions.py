"""Functions that refer to an object, made anew to refer to its copy; knows no index."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CellType, FunctionType, MethodType
from typing import Any

__all__ = ["Redirection"]


@dataclass(frozen=True, eq=False)
class Redirection:
    """Functions that refer to an instance, made anew to refer to its copy.

    Attributes:
        original: The instance.
        copy: Its copy.
        made: The functions made so far, by the identity of what they were made of.
    """

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
