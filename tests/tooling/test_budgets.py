from __future__ import annotations

from pathlib import Path

import pytest

from tools import budgets


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def function(lines: int, docstring_lines: int = 0) -> str:
    docstring = ['    """', *["    text"] * (docstring_lines - 2), '    """']
    body = (docstring if docstring_lines else []) + ["    pass"] * (lines - 1)
    return "\n".join(["def pay():", *body]) + "\n"


@pytest.mark.parametrize(
    ("files", "breaches"),
    [
        ({"a.py": "x = 1\n" * 400}, []),
        ({"a.py": "x = 1\n" * 401}, ["a.py: 401 lines, at most 400 are allowed"]),
        ({"a.py": function(50)}, []),
        ({"a.py": function(50, docstring_lines=20)}, []),
        (
            {"a.py": function(51, docstring_lines=20)},
            ["a.py:1: pay has 51 lines without its docstring, at most 50 are allowed"],
        ),
        ({"cart/__init__.py": "", "cart/items.py": "", "cart/carton.py": ""}, []),
        (
            {"cart/cart_items.py": "", "cart/cart.py": ""},
            [
                "cart/cart.py: the name repeats that of its package",
                "cart/cart_items.py: the name repeats that of its package",
            ],
        ),
        (
            {"cart/cart_rules/__init__.py": ""},
            ["cart/cart_rules/__init__.py: the name repeats that of its package"],
        ),
    ],
)
def test_sizes_and_names(tmp_path: Path, files: dict[str, str], breaches: list[str]) -> None:
    found = budgets.check(write(tmp_path, files), "shop")

    assert found == [str(tmp_path / "shop" / breach) for breach in breaches]


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": "import shop.b", "b.py": "from shop import a"},
        {"a.py": "from shop.b import y", "b.py": "from shop.c import z", "c.py": "import shop.a"},
        {"a.py": "try:\n    import shop.b\nexcept ImportError: pass", "b.py": "import shop.a"},
        {"__init__.py": "from shop.a import x", "a.py": "from shop import x"},
        {
            "cart/__init__.py": "from shop.cart.items import x",
            "cart/items.py": "import shop.prices",
            "cart/rules.py": "",
            "prices.py": "from shop.cart.rules import y",
        },
    ],
)
def test_cycles_are_found(tmp_path: Path, files: dict[str, str]) -> None:
    found = budgets.check(write(tmp_path, {"__init__.py": "", **files}), "shop")

    assert [line.partition(":")[0] for line in found] == ["import cycle"]


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": "import shop.b", "b.py": "import shop.c, os.path", "c.py": ""},
        {"a.py": "import shop.b", "b.py": "def late():\n    import shop.a"},
        {
            "a.py": "import shop.b",
            "b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import shop.a",
        },
        {"__init__.py": "from shop.a import x", "a.py": "from shop.b import x", "b.py": "x = 1"},
        {
            "cart/__init__.py": "from shop.cart.items import x",
            "cart/items.py": "import shop.prices",
        },
    ],
)
def test_what_is_no_cycle_passes(tmp_path: Path, files: dict[str, str]) -> None:
    found = budgets.check(write(tmp_path, {"__init__.py": "", "prices.py": "", **files}), "shop")

    assert found == []


def test_the_status_tells_a_breach_from_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "src" / "boto3_assist"
    package.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)

    assert budgets.main() == 0
    (package / "long.py").write_text("x = 1\n" * 401, encoding="utf-8")
    assert budgets.main() == 1
    assert capsys.readouterr().out == (
        "src/boto3_assist/long.py: 401 lines, at most 400 are allowed\n"
    )
