"""Runs every Python block of the Markdown pages, each page from top to bottom as one program.

A block that cannot run here is left out by a comment above it that says why:
``<!-- skip: next "needs a user pool of one's own" -->``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import SkipTest

import pytest
from sybil import Document, Example, Sybil
from sybil.parsers.abstract.codeblock import AbstractCodeBlockParser, PythonDocTestOrCodeBlockParser
from sybil.parsers.markdown import SkipParser
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


class Fences(AbstractCodeBlockParser):
    """Sees ``py``, ``python`` and ``pycon``, and more on the line, such as a title, too."""

    def __init__(self, _: str, evaluator: Callable[[Example], str | None]) -> None:
        info = re.compile(r"(?P<arguments>py)(thon|con)?\b[^\n]*\n")
        super().__init__([RawFencedCodeBlockLexer(info)], "py", evaluator)


class PythonBlocks(PythonDocTestOrCodeBlockParser):
    codeblock_parser_class = Fences


def parse(page: Path, *, skips: bool = True) -> Document:
    parsers: list[Any] = [PythonBlocks(), *([SkipParser()] if skips else [])]
    return Sybil(parsers=parsers).parse(page)


def run(page: Path, monkeypatch: pytest.MonkeyPatch, *, skips: bool = True) -> dict[str, Any]:
    # Pydantic and dataclasses look up a class's annotations in the module that it names.
    module = ModuleType("page")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    document = parse(page, skips=skips)
    document.namespace = module.__dict__
    for example in document.examples():
        if isinstance(example.parsed, tuple):
            action, reason = example.parsed
            assert reason or action == "end", f"{page.name}:{example.line}: skip without a reason"
        try:
            example.evaluate()
        except SkipTest:
            continue
    return module.__dict__


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(page, monkeypatch)


@pytest.mark.slow
@pytest.mark.integration
@pytest.mark.usefixtures("aws_http")
def test_the_page_that_moto_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    namespace = run(ROOT / "docs" / "guides" / "partiql.md", monkeypatch, skips=False)

    namespace["table"].delete()


def write(folder: Path, text: str) -> Path:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    return page


def test_blocks_of_a_page_are_one_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = write(
        tmp_path,
        """
```python title="first.py"
from __future__ import annotations
from dataclasses import KW_ONLY, dataclass, fields

@dataclass
class Cup:
    _: KW_ONLY
    size: int
```

1. In a list:

    ```py
    names = [field.name for field in fields(Cup)]
    ```

```pycon
>>> names
['size']
```

```bash
exit 1
```
""",
    )

    assert run(page, monkeypatch)["names"] == ["size"]


@pytest.mark.parametrize("block", ["assert False", ">>> 1\n2", "1 +"])
def test_a_block_that_fails_fails_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: str
) -> None:
    page = write(tmp_path, f"```python\n{block}\n```\n")

    with pytest.raises((AssertionError, SyntaxError)):
        run(page, monkeypatch)


def test_a_block_is_left_out_for_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = "```python\nran += 1\n```\n"
    page = write(
        tmp_path, f'```python\nran = 0\n```\n<!-- skip: next "no network" -->\n\n{block}\n{block}'
    )

    assert run(page, monkeypatch)["ran"] == 1


def test_leaving_a_block_out_without_a_reason_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = write(tmp_path, "<!-- skip: next -->\n\n```python\nx = 1\n```\n")

    with pytest.raises(AssertionError, match="page.md:1: skip without a reason"):
        run(page, monkeypatch)
