"""Holds the table of what keys are written as, in the guide, against what is written."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from boto3_assist.dynamodb import KeyTemplate
from boto3_assist.dynamodb.key_formats import key_format
from tests.docs.test_code_blocks import ROOT

PAGE = (ROOT / "docs" / "guides" / "keys.md").read_text("utf-8")
CELL = r" `([^`]*)` "
ROW = re.compile(rf"^\|{CELL}\|[^|]*\|{CELL}\|{CELL}\|([^|]*)\|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
NAMES = {each.__name__: each for each in (Decimal, UUID, date, datetime, timedelta, timezone)}
ORDERS = {"no": (False, False), "at the end": (False, True), "everywhere": (True, True)}


@pytest.mark.parametrize(("template", "example", "written", "order"), ROWS)
def test_a_row_tells_what_is_written(template: str, example: str, written: str, order: str) -> None:
    value: Any = eval(example, dict(NAMES))  # nosec: the project's own page

    assert KeyTemplate.compile(template).build({"name": value}) == written
    form = key_format(template.strip("{}").removeprefix("name").removeprefix(":"))
    assert ORDERS[order.strip()] == (
        form.keeps_order(value, is_last=False),
        form.keeps_order(value, is_last=True),
    )


def test_every_format_has_its_rows() -> None:
    # The table of the docstring is the list of all formats.
    documented = set(re.findall(r"``(\{name[^`]*)``  ", key_format.__doc__ or ""))

    assert {template for template, *_ in ROWS} == documented
    assert len(ROWS) == 9
