"""DuckDB selects the rows that SQL's three-valued logic selects, whatever the condition."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.errors import ValidationError
from boto3_assist.s3.select import CsvInput, JsonLinesInput
from boto3_assist.s3.select.columns import as_dictionary
from boto3_assist.s3.select.local import run_locally
from boto3_assist.s3.select.parsing import parse_query
from boto3_assist.s3.select.tokens import tokens

TEXTS = st.sampled_from(["", "a", "b", "ab", "A", "ä", "%", "_", "a'b", "5", "-1"])
NAMES = ["x", "y"]
ROWS = st.lists(
    st.dictionaries(st.sampled_from(NAMES), TEXTS | st.none() | st.integers(-2, 5)), max_size=5
)
Condition = tuple[Any, ...]
LEAVES = st.one_of(
    st.tuples(
        st.sampled_from(["=", "<>", "<", "<=", ">", ">="]),
        st.sampled_from(NAMES),
        TEXTS | st.integers(-2, 5),
    ),
    st.tuples(st.just("null"), st.sampled_from(NAMES)),
    st.tuples(st.just("in"), st.sampled_from(NAMES), st.lists(TEXTS, min_size=1, max_size=3)),
    st.tuples(st.just("between"), st.sampled_from(NAMES), TEXTS, TEXTS),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
    ),
    max_leaves=6,
)


def literal(value: object) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def written(condition: Condition) -> str:
    kind, *parts = condition
    if kind == "not":
        return f"NOT ({written(parts[0])})"
    if kind in ("and", "or"):
        return f"({written(parts[0])}) {kind} ({written(parts[1])})"
    if kind == "null":
        return f"s.{parts[0]} IS NULL"
    if kind == "in":
        return f"s.{parts[0]} IN ({', '.join(map(literal, parts[1]))})"
    if kind == "between":
        return f"s.{parts[0]} BETWEEN {literal(parts[1])} AND {literal(parts[2])}"
    return f"s.{parts[0]} {kind} {literal(parts[1])}"


def compared(kind: str, left: Any, right: Any) -> bool | None:
    if type(left) is not type(right):
        return None
    outcomes: dict[str, bool] = {
        "=": left == right,
        "<>": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    return outcomes[kind]


def joined(results: list[bool | None], decisive: bool) -> bool | None:
    if decisive in results:
        return decisive
    return None if None in results else not decisive


def holds(condition: Condition, row: dict[str, Any]) -> bool | None:
    kind, *parts = condition
    if kind == "not":
        result = holds(parts[0], row)
        return None if result is None else not result
    if kind in ("and", "or"):
        return joined([holds(part, row) for part in parts], decisive=kind == "or")
    value = row.get(parts[0])
    if kind == "null":
        return value is None
    if kind == "in":
        return joined([compared("=", value, each) for each in parts[1]], decisive=True)
    if kind == "between":
        ends = [compared(">=", value, parts[1]), compared("<=", value, parts[2])]
        return joined(ends, decisive=False)
    return compared(kind, value, parts[1])


@settings(max_examples=40)
@given(ROWS, CONDITIONS)
def test_the_rows_are_those_for_which_the_condition_is_true(
    rows: list[dict[str, Any]], condition: Condition
) -> None:
    content = "\n".join(map(json.dumps, rows))
    expression = f"SELECT * FROM S3Object s WHERE {written(condition)}"

    with run_locally(
        expression, JsonLinesInput(), as_dictionary, lambda path: path.write_text(content)
    ) as result:
        assert list(result) == [row for row in rows if holds(condition, row) is True]


@settings(max_examples=30)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5), CONDITIONS)
def test_fields_of_csv_are_texts(rows: list[list[str]], condition: Condition) -> None:
    content = "\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [NAMES, *rows]
    )
    expression = f"SELECT * FROM S3Object s WHERE {written(condition)}"
    dictionaries = [dict(zip(NAMES, row)) for row in rows]

    def run() -> list[dict[str, Any]]:
        with run_locally(
            expression,
            CsvInput(),
            as_dictionary,
            lambda path: path.write_text(content, encoding="utf-8"),
        ) as result:
            return list(result)

    if any(isinstance(part, int) for part in flat(condition)):
        # A text is not compared with a number; S3 takes CAST for that as well.
        try:
            run()
        except ValidationError as error:
            assert error.error_code == "S3_SELECT_OUTSIDE_SUBSET"
        else:
            raise AssertionError("compared")
    else:
        assert run() == [row for row in dictionaries if holds(condition, row) is True]


def flat(condition: Condition) -> list[Any]:
    return [
        each for part in condition for each in (flat(part) if isinstance(part, tuple) else [part])
    ]


@settings(max_examples=150)
@given(st.text("SELECT FROMs3object*(),.'\"=<>-+ WHERE NOT AND a1_\n;é", max_size=40))
def test_any_text_is_a_query_or_refused(expression: str) -> None:
    for text in (
        expression,
        f"SELECT {expression} FROM S3Object",
        f"SELECT * FROM S3Object {expression}",
    ):
        try:
            assert tokens(text)[-1].kind == "end"
            parse_query(text)
        except ValidationError as error:
            assert error.error_code == "S3_SELECT_OUTSIDE_SUBSET"
