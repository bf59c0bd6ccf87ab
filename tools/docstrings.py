"""Checks that a Raises section names what the function raises itself; it may name more.

pydoclint asks for the two to be equal, but a caller also meets the errors of what is called.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from docstring_parser import DocstringStyle, parse

__all__ = ["check", "main"]


def check(source: str) -> list[tuple[int, str]]:
    """Find errors that a function raises and its Raises section leaves out.

    Args:
        source: The text of a module.

    Returns:
        The line of each such ``raise`` with the name of its error.
    """
    missing: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            documented = _documented(ast.get_docstring(node) or "")
            if documented:
                missing += [found for found in _raised(node) if found[1] not in documented]
    return missing


def main(paths: list[str]) -> int:
    """Check modules.

    Args:
        paths: The paths of modules, and of folders of modules.

    Returns:
        The exit status: 0 when all is well, else 1.
    """
    status = 0
    for path in sorted(file for path in paths for file in _modules(Path(path))):
        for line, name in check(path.read_text(encoding="utf-8")):
            print(f"{path}:{line}: {name} is not in the docstring's Raises section")
            status = 1
    return status


def _modules(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        return iter([path])
    # A folder with a dot is not the project's: an environment, or what a tool keeps.
    return (
        file
        for file in path.rglob("*.py")
        if not any(part.startswith(".") for part in file.relative_to(path).parts)
    )


def _documented(docstring: str) -> set[str]:
    sections = parse(docstring, style=DocstringStyle.GOOGLE).raises
    return {section.type_name.rpartition(".")[2] for section in sections if section.type_name}


def _raised(function: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.iter_child_nodes(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = ast.unparse(error).rpartition(".")[2]
            # A variable or a function that makes the error does not tell its class.
            if name[:1].isupper():
                yield node.lineno, name
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield from _raised(node)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
