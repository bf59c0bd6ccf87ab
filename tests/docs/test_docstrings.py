"""Runs the examples in the docstrings of the package."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import boto3_assist

SOURCE = Path(boto3_assist.__file__).parent


def modules_with_examples() -> list[str]:
    files = [file for file in sorted(SOURCE.rglob("*.py")) if ">>> " in file.read_text("utf-8")]
    names = [file.relative_to(SOURCE.parent).with_suffix("").parts for file in files]
    return [".".join(name).removesuffix(".__init__") for name in names]


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("name", modules_with_examples())
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)

    assert result.attempted > 0
    assert result.failed == 0
