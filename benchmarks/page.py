"""The tables of the guide on performance, written from the baseline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from benchmarks.baseline import Baseline
from benchmarks.tables import markdown, number
from benchmarks.targets import outcomes

__all__ = ["PAGE", "rewritten"]

PAGE: Final = Path(__file__).parents[1] / "docs" / "guides" / "performance.md"

_BLOCK: Final = re.compile(
    r"(?P<begin><!-- figures: (?P<name>[a-z-]+) -->\n).*?(?P<end><!-- figures: end -->)", re.DOTALL
)


def rewritten(text: str, baseline: Baseline) -> str:
    """Put the figures into the guide.

    Args:
        text: The page; a comment `figures: NAME` begins the place of a table.
        baseline: The figures.

    Returns:
        The page with these figures.
    """
    blocks = {name: markdown(rows) for name, rows in baseline["tables"].items()}
    blocks["targets"] = _targets(baseline)
    blocks["versions"] = _versions(baseline)

    def block(match: re.Match[str]) -> str:
        return f"{match['begin']}\n{blocks[match['name']]}\n{match['end']}"

    return _BLOCK.sub(block, text)


def _targets(baseline: Baseline) -> str:
    lines = ["| | target | measured |\n| --- | --- | --- |\n"]
    for outcome in outcomes(baseline["tables"]):
        found = outcome.found
        measured = found if isinstance(found, str) else number(found)
        lines.append(f"| {outcome.target} | {outcome.target.bound:g} | {measured} |\n")
    return "".join(lines)


def _versions(baseline: Baseline) -> str:
    packages = [f"{name} {version}" for name, version in baseline["packages"].items() if version]
    return f"{baseline['python']}; {', '.join(packages)}; medians of {baseline['rounds']} rounds.\n"
