from __future__ import annotations

from pathlib import Path

import pytest

from tools import docstrings

FUNCTION = '''
def pay(amount):
    """Pay.

    Args:
        amount: In cents.

    Raises:
        ValueError: When it is not positive.
        shop.ClosedError: When the shop is closed.
    """
    {body}
'''


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("raise ValueError(amount)", []),
        ("raise errors.ClosedError from None", []),
        ("check(amount)", []),
        ("raise problem", []),
        ("raise", []),
        ("raise TypeError", [(12, "TypeError")]),
        ("if amount:\n        raise errors.OpenError()", [(13, "OpenError")]),
        ("def later():\n        raise TypeError", []),
    ],
)
def test_what_is_raised_is_documented(body: str, missing: list[tuple[int, str]]) -> None:
    assert docstrings.check(FUNCTION.format(body=body)) == missing


def test_a_function_without_the_section_is_left_to_pydoclint() -> None:
    assert docstrings.check('def pay():\n    """Pay."""\n    raise ValueError') == []


def test_environments_below_a_folder_are_left_out(tmp_path: Path) -> None:
    module = tmp_path / ".venv" / "other.py"
    module.parent.mkdir()
    module.write_text(FUNCTION.format(body="raise TypeError"), encoding="utf-8")

    assert docstrings.main([str(tmp_path)]) == 0
    assert docstrings.main([str(module)]) == 1


def test_the_status_tells_a_breach_from_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    module = tmp_path / "shop.py"
    module.write_text(FUNCTION.format(body="raise ValueError"), encoding="utf-8")
    assert docstrings.main([str(tmp_path)]) == 0

    module.write_text(FUNCTION.format(body="raise TypeError"), encoding="utf-8")
    assert docstrings.main([str(tmp_path)]) == 1
    expected = f"{module}:12: TypeError is not in the docstring's Raises section\n"
    assert capsys.readouterr().out == expected
