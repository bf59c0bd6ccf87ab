from __future__ import annotations

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "testing.md"


def test_the_tests_in_the_guide_pass(pytester: pytest.Pytester) -> None:
    blocks = re.findall(
        r"^```python\n(.*?)^```", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    # Written with `with`, the others run when the page does.
    pytester.makepyfile("\n".join(block for block in blocks if "\nwith " not in block))

    result = pytester.runpytest_subprocess("--strict-markers", "-W", "error")

    result.assert_outcomes(passed=5)
