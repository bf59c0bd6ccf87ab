from __future__ import annotations

from io import StringIO

from rich.console import Console

from boto3_assist.cli.showing import show, watching
from boto3_assist.dynamodb.walking import ItemReport
from boto3_assist.jobs import JobReport, SegmentReport


def shown(*, is_terminal: bool) -> str:
    out = StringIO()
    console = Console(file=out, force_terminal=is_terminal, width=120)
    with watching(console, 2) as watch:
        watch.take(SegmentReport(0, 2, {"read": 1500}, is_complete=True))
        watch.take(SegmentReport(1, 2, {"read": 20, "moved": 3}))
    return out.getvalue()


def test_a_terminal_shows_segments_and_counts() -> None:
    text = shown(is_terminal=True)

    assert "1 of 2 segments" in text
    assert "1,520 read, 3 moved" in text


def test_anything_else_stays_silent() -> None:
    assert shown(is_terminal=False) == ""


def test_values_are_shown_as_they_are() -> None:
    out = StringIO()
    before, after = {"gsi1_pk": "[/b]", "gsi2_pk": "gone"}, {"gsi1_pk": "[red]x"}
    example = ItemReport("updated", {"pk": "[a]"}, "M", ("gsi1_pk", "gsi2_pk"), before, after)

    show(Console(file=out, width=200), JobReport((SegmentReport(0, 1, examples=(example,)),)))

    assert "pk: [a]" in out.getvalue()
    assert "gsi1_pk: '[/b]' → '[red]x'" in out.getvalue()
    assert "gsi2_pk: 'gone' → (none)" in out.getvalue()
