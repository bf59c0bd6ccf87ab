"""The text of a generated function while it is written, and the function made of it."""

from __future__ import annotations

import keyword
import linecache
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from boto3_assist.dynamodb.instance_state import STORED, Carried

__all__ = ["SHORT_KEY", "Source", "attribute_of", "deeper", "fixed_text", "title_of"]

SHORT_KEY: Final = 256
"""Characters of a key that no limit can refuse: they have at most four bytes each."""

_NOT_IN_NAMES: Final = re.compile(r"\W", re.ASCII)


class Source:
    """Lines of a generated module, and the values that its functions know by name.

    Attributes:
        names: What the functions know by name.
    """

    def __init__(self, **names: Any) -> None:
        """Begin an empty module.

        Args:
            **names: What its functions know by name.
        """
        self.names: dict[str, Any] = names
        self._lines: list[str] = []
        self._indent = 0
        self._count = 0

    def add(self, *lines: str) -> None:
        """Write lines at the present depth.

        Args:
            *lines: The lines.
        """
        self._lines.extend(f"{'    ' * self._indent}{line}" for line in lines)

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Write a line, and what is written inside deeper.

        Args:
            header: The line, with its colon.

        Yields:
            Nothing.
        """
        self.add(header)
        self._indent += 1
        try:
            yield
        finally:
            self._indent -= 1

    def variable(self, stem: str) -> str:
        """Name a new variable.

        Args:
            stem: What the name begins with.

        Returns:
            The name.
        """
        self._count += 1
        # The name of a class may be anything, such as ``Page[int]`` or ``3D``; what is named in
        # other ways ends with no underscore and number.
        return f"{_NOT_IN_NAMES.sub('_', f'_{stem}' if stem[:1].isdigit() else stem)}_{self._count}"

    def know(self, stem: str, value: Any) -> str:
        """Let the functions know a value by a name.

        Args:
            stem: What the name begins with.
            value: The value.

        Returns:
            The name.
        """
        for name, known in self.names.items():
            if known is value and name.startswith(_NOT_IN_NAMES.sub("_", stem)):
                return name
        name = self.variable(stem)
        self.names[name] = value
        return name

    def keeping(self, instance: str) -> list[str]:
        """Give the code that lets an instance keep the item that it was made of.

        Args:
            instance: The variable with the instance; the item is the variable ``wire``, or
                ``stored`` in what carries it.

        Returns:
            The lines.
        """
        # Not by `__dict__`, which an instance has none of until somebody asks for it.
        self.names["keep"] = object.__setattr__
        return [f"keep({instance}, {STORED!r}, {self._kept()})"]

    def keeping_in(self, fields: str) -> list[str]:
        """Give the code that does what `keeping` does by the dictionary of an instance.

        Args:
            fields: The variable with the dictionary.

        Returns:
            The lines.
        """
        return [f"{fields}[{STORED!r}] = {self._kept()}"]

    def _kept(self) -> str:
        self.names["Carried"] = Carried
        return "Carried(wire) if stored is None else stored"

    def compile(self, function: str, title: str) -> Callable[..., Any]:
        """Make the function.

        Args:
            function: Its name in the module.
            title: What tracebacks show as the file; the lines are found under it.

        Returns:
            The function.
        """
        text = "\n".join(self._lines) + "\n"
        file_name = f"<boto3_assist {title}>"
        linecache.cache[file_name] = (len(text), None, text.splitlines(keepends=True), file_name)
        exec(compile(text, file_name, "exec"), self.names)  # nosec B102  # its own text
        made: Callable[..., Any] = self.names[function]
        return made


def deeper(depth: str) -> str:
    """Give the code of a depth that is one more.

    Args:
        depth: A number, or a variable with possibly a number added.

    Returns:
        Code of the same form.
    """
    if depth.isdigit():
        return str(int(depth) + 1)
    name, _, more = depth.partition(" + ")
    return f"{name} + {int(more or 0) + 1}"


def attribute_of(instance: str, name: str) -> str:
    """Give the code that reads an attribute.

    Args:
        instance: The variable with the instance.
        name: Name of the attribute, which need not be one that Python could spell.

    Returns:
        The code.
    """
    is_plain = name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
    return f"{instance}.{name}" if is_plain else f"getattr({instance}, {name!r})"


def fixed_text(text: str) -> str:
    """Give the code of a text inside an f-string.

    Args:
        text: The text.

    Returns:
        The text with its braces doubled.
    """
    return text.replace("{", "{{").replace("}", "}}")


def title_of(model: type) -> str:
    """Name a class in the titles of its functions.

    Args:
        model: The class.

    Returns:
        Its module and name.
    """
    return f"{model.__module__}.{model.__qualname__}"
