"""Keeps the table of settings in the documentation as the code has it; decides nothing itself."""

from __future__ import annotations

import sys
from pathlib import Path

from boto3_assist.config import settings_table

__all__ = ["PAGE", "main", "rewritten"]

PAGE = Path("docs/guides/configuration.md")

_BEGIN, _END = "<!-- settings: begin -->\n", "<!-- settings: end -->\n"


def rewritten(page: str) -> str:
    """Put today's table of settings in the place of the page's.

    Args:
        page: The page, with the two marks between which the table stands.

    Returns:
        The page as it should be.
    """
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    return f"{before}{_BEGIN}\n{settings_table()}\n{_END}{after}"


def main() -> int:
    """Rewrite the page in the current folder.

    Returns:
        The exit status, always 0.
    """
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
