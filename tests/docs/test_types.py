"""Type-checks the Python blocks of the Markdown pages strictly, each page as one module."""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api

from tests.docs.test_code_blocks import PAGES, ROOT, parse

CACHE = ROOT / ".mypy_cache" / "types-plain"


def blocks(page: Path) -> str:
    examples = (example.parsed for example in parse(page).examples())
    return "\n".join(parsed for parsed in examples if isinstance(parsed, str))


def check(folder: Path, pages: list[Path]) -> str:
    config = folder / "mypy.ini"
    config.write_text("[mypy]\n", encoding="utf-8")
    modules = []
    for page in pages:
        module = folder / f"{page.stem.replace('-', '_').lower()}.py"
        module.write_text(blocks(page), encoding="utf-8")
        modules.append(str(module))
    options = ["--strict", "--python-version=3.10", f"--config-file={config}"]
    output, problem, _ = api.run([*options, f"--cache-dir={CACHE}", *modules])
    assert not problem
    return output


@pytest.mark.slow
def test_what_the_pages_show_passes_strict_type_checking(tmp_path: Path) -> None:
    output = check(tmp_path, PAGES)

    assert output == f"Success: no issues found in {len(PAGES)} source files\n"


@pytest.mark.slow
def test_a_mistake_on_a_page_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\nsize: int = 'four'\n```\n", encoding="utf-8")

    assert "Incompatible types in assignment" in check(tmp_path, [page])
