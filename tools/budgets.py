"""Checks what no linter does: sizes of files and functions, names of modules, cycles of imports."""

from __future__ import annotations

import ast
import graphlib
import sys
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

__all__ = ["MAX_FILE_LINES", "MAX_FUNCTION_LINES", "check", "main"]

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50


def check(root: Path, package: str) -> list[str]:
    """Hold every module of a package to the budgets.

    Args:
        root: The folder that holds the package's folder.
        package: The name of the package.

    Returns:
        One line for each breach, in the order of the files; empty when all is well.
    """
    trees: dict[str, ast.Module] = {}
    breaches: list[str] = []
    for path in sorted((root / package).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text, filename=str(path))
        module = _module_name(path.relative_to(root))
        trees[module] = tree
        breaches += _oversized(path, text, tree)
        if _repeats_its_package(module):
            breaches.append(f"{path}: the name repeats that of its package")
    return breaches + _cycle(trees)


def main() -> int:
    """Check the project in the current folder.

    Returns:
        The exit status: 0 when all is well, else 1.
    """
    breaches = check(Path("src"), "boto3_assist")
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


def _module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _oversized(path: Path, text: str, tree: ast.Module) -> Iterator[str]:
    lines = len(text.splitlines())
    if lines > MAX_FILE_LINES:
        yield f"{path}: {lines} lines, at most {MAX_FILE_LINES} are allowed"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = _span(node) - _docstring_lines(node)
            if lines > MAX_FUNCTION_LINES:
                yield (
                    f"{path}:{node.lineno}: {node.name} has {lines} lines without its docstring, "
                    f"at most {MAX_FUNCTION_LINES} are allowed"
                )


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return 0 if ast.get_docstring(node) is None else _span(node.body[0])


def _repeats_its_package(module: str) -> bool:
    *_, package, name = ("", *module.split("."))
    return f"_{package}_" in f"_{name}_"


def _cycle(trees: Mapping[str, ast.Module]) -> list[str]:
    graph = {module: _loads(module, tree, trees) for module, tree in trees.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return [f"import cycle: {' <- '.join(error.args[1])}"]
    return []


def _loads(importer: str, tree: ast.Module, modules: Container[str]) -> set[str]:
    """Importing a.b.c loads a and a.b too, save those that hold the importer, already under way."""
    loaded: set[str] = set()
    for name in _imported(tree.body):
        *packages, module = _known_prefixes(name, modules) or [importer]
        loaded.add(module)
        loaded.update(p for p in packages if not importer.startswith(f"{p}."))
    return loaded - {importer}


def _known_prefixes(name: str, modules: Container[str]) -> list[str]:
    parts = name.split(".")
    prefixes = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
    return [prefix for prefix in prefixes if prefix in modules]


def _imported(body: Iterable[ast.AST]) -> Iterator[str]:
    """Imports inside functions and for type checkers alone run too late to make a cycle."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test).split(".")[-1] == "TYPE_CHECKING":
            yield from _imported(node.orelse)
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _imported(ast.iter_child_nodes(node))


if __name__ == "__main__":
    sys.exit(main())
