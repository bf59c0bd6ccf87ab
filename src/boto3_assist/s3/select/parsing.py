"""Reads the subset of S3 Select's SQL that runs without S3; runs nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, cast, get_args

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.select.refusal import outside
from boto3_assist.s3.select.syntax import (
    Aggregate,
    All,
    Arithmetic,
    Between,
    Cast,
    Column,
    Comparison,
    Condition,
    Constant,
    In,
    IsNull,
    Like,
    Name,
    Not,
    Projection,
    Query,
    Value,
)
from boto3_assist.s3.select.tokens import Token, tokens

__all__ = ["parse_query"]

_AGGREGATES = ("AVG", "COUNT", "MAX", "MIN", "SUM")
_COMPARISONS = ("=", "<>", "!=", "<", "<=", ">", ">=")
_TYPES = {
    "BOOL": "BOOL",
    "BOOLEAN": "BOOL",
    "FLOAT": "FLOAT",
    "INT": "INT",
    "INTEGER": "INT",
    "STRING": "STRING",
}
# Words that end a value or a name where SQL would go on.
_RESERVED = frozenset(
    "AND AS BETWEEN CASE CAST DISTINCT ESCAPE EXISTS FALSE FROM GROUP HAVING IN IS JOIN LIKE LIMIT "
    "MISSING NOT NULL OR ORDER SELECT TRUE UNION WHERE".split()
)
_REFUSED = frozenset("BY OFFSET ASC DESC LEFT RIGHT INNER OUTER ON WITH VALUES INTERSECT".split())
_MAX_DEPTH = 50
_MAX_CONDITIONS = 200


def parse_query(expression: str) -> Query:
    """Read a query.

    Args:
        expression: The text of the query.

    Returns:
        Its parts.

    Raises:
        InvalidParameterError: When it is not in the subset.
    """
    return _Parser(tokens(expression)).query()


class _Parser:
    """Goes through the pieces of a query from left to right."""

    def __init__(self, pieces: list[Token]) -> None:
        self._pieces = pieces
        self._position = 0
        self._depth = 0
        self._alias = "S3OBJECT"

    def query(self) -> Query:
        self._expect_word("SELECT")
        start = self._position
        # Columns may begin with an alias that only FROM tells.
        self._alias = self._find_alias()
        self._position = start
        projections = None if self._takes_star() else self._projections()
        self._expect_word("FROM")
        self._source()
        where = self._condition() if self._takes_word("WHERE") else None
        limit = self._limit() if self._takes_word("LIMIT") else None
        if self._next.kind != "end":
            raise self._unexpected()
        query = Query(projections, where, limit)
        if query.is_aggregate and not all(
            isinstance(each.value, Aggregate) for each in projections or ()
        ):
            raise outside("it asks for single rows and for figures over all rows at once")
        return query

    def _find_alias(self) -> str:
        while not self._next.is_word("FROM"):
            if self._next.kind == "end":
                raise outside("there is no FROM")
            self._position += 1
        self._position += 1
        return self._source()

    def _source(self) -> str:
        source = self._take()
        if not source.is_word("S3OBJECT"):
            raise outside("FROM names something else than S3Object")
        self._takes_sign("[*]")
        explicit = self._takes_word("AS")
        if explicit or (self._next.kind == "word" and self._next.text.upper() not in _RESERVED):
            return self._name().text.upper()
        return "S3OBJECT"

    def _takes_star(self) -> bool:
        start = self._position
        if self._takes_sign("*"):
            return True
        # Or all of the source by its alias: s.*
        if self._next.is_word(self._alias):
            self._position += 1
            if self._takes_sign(".") and self._takes_sign("*"):
                return True
        self._position = start
        return False

    def _projections(self) -> tuple[Projection, ...]:
        found = [self._projection()]
        while self._takes_sign(","):
            found.append(self._projection())
        return tuple(found)

    def _projection(self) -> Projection:
        value: Value | Aggregate = self._aggregate() or self._value()
        named = self._takes_word("AS") or self._next.kind == "name"
        if named or (self._next.kind == "word" and self._next.text.upper() not in _RESERVED):
            return Projection(value, self._name().text)
        return Projection(value)

    def _aggregate(self) -> Aggregate | None:
        if not self._next.is_word(*_AGGREGATES) or self._after.text != "(":
            return None
        function = cast(Any, self._take().text.upper())
        self._expect_sign("(")
        if function == "COUNT" and self._takes_sign("*"):
            value = None
        else:
            value = self._value()
        self._expect_sign(")")
        return Aggregate(function, value)

    def _condition(self) -> Condition:
        return self._as_condition(self._joined("OR"))

    def _joined(self, operator: Literal["AND", "OR"]) -> Value | Condition:
        first = self._operand(operator)
        if not self._next.is_word(operator):
            return first
        found = [self._as_condition(first)]
        while self._takes_word(operator):
            found.append(self._as_condition(self._operand(operator)))
            if len(found) > _MAX_CONDITIONS:
                raise outside(f"more than {_MAX_CONDITIONS} conditions are joined")
        return All(operator, tuple(found))

    def _operand(self, operator: Literal["AND", "OR"]) -> Value | Condition:
        return self._joined("AND") if operator == "OR" else self._negation()

    def _negation(self) -> Value | Condition:
        negations = 0
        while self._takes_word("NOT"):
            negations += 1
        found = self._predicate()
        return Not(self._as_condition(found)) if negations % 2 else found

    def _predicate(self) -> Value | Condition:
        found = self._added()
        if self._next.kind == "sign" and self._next.text in _COMPARISONS:
            operator = self._take().text.replace("!=", "<>")
            return Comparison(cast(Any, operator), self._as_value(found), self._value())
        if self._takes_word("IS"):
            negated = self._takes_word("NOT")
            self._expect_word("NULL")
            test = IsNull(self._as_value(found))
            return Not(test) if negated else test
        if self._next.is_word("NOT", "LIKE", "BETWEEN", "IN"):
            negated = self._takes_word("NOT")
            test_of = self._test_of(self._as_value(found))
            return Not(test_of) if negated else test_of
        return found

    def _test_of(self, value: Value) -> Condition:
        if self._takes_word("LIKE"):
            pattern = self._text()
            escape = self._text() if self._takes_word("ESCAPE") else None
            if escape is not None and len(escape) != 1:
                raise outside("ESCAPE takes one character")
            return Like(value, pattern, escape)
        if self._takes_word("BETWEEN"):
            low = self._value()
            self._expect_word("AND")
            return Between(value, low, self._value())
        if self._takes_word("IN"):
            self._expect_sign("(")
            constants = [self._constant()]
            while self._takes_sign(","):
                constants.append(self._constant())
            self._expect_sign(")")
            return In(value, tuple(constants))
        raise self._unexpected()

    def _value(self) -> Value:
        return self._as_value(self._added())

    def _added(self) -> Value | Condition:
        found = self._multiplied()
        while self._next.kind == "sign" and self._next.text in ("+", "-"):
            operator = cast(Any, self._take().text)
            right = self._as_value(self._multiplied())
            found = Arithmetic(operator, self._as_value(found), right)
        return found

    def _multiplied(self) -> Value | Condition:
        found = self._single()
        while self._takes_sign("*"):
            found = Arithmetic("*", self._as_value(found), self._as_value(self._single()))
        return found

    def _single(self) -> Value | Condition:
        if self._takes_sign("("):
            self._depth += 1
            if self._depth > _MAX_DEPTH:
                raise outside(f"parentheses are nested deeper than {_MAX_DEPTH}")
            found = self._joined("OR")
            self._expect_sign(")")
            self._depth -= 1
            return found
        if self._next.is_word("CAST") and self._after.text == "(":
            return self._cast()
        is_sign = self._next.kind == "sign" and self._next.text in ("-", "+")
        is_literal = self._next.kind in ("text", "number") or self._next.is_word("TRUE", "FALSE")
        return self._constant() if is_sign or is_literal else self._column()

    def _cast(self) -> Cast:
        self._take()
        self._expect_sign("(")
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise outside(f"CAST is nested deeper than {_MAX_DEPTH}")
        value = self._value()
        self._depth -= 1
        self._expect_word("AS")
        kind = _TYPES.get(self._next.text.upper())
        if kind is None:
            raise outside("CAST takes BOOL, FLOAT, INT and STRING")
        self._take()
        self._expect_sign(")")
        return Cast(value, cast(Any, kind))

    def _column(self) -> Column:
        path = [self._name()]
        while self._takes_sign("."):
            path.append(self._name(after_dot=True))
        if len(path) > 1 and not path[0].quoted and path[0].text.upper() == self._alias:
            del path[0]
        return Column(tuple(path))

    def _name(self, *, after_dot: bool = False) -> Name:
        token = self._next
        is_free = after_dot or token.text.upper() not in _RESERVED
        if token.kind == "name" and token.text:
            return Name(self._take().text, quoted=True)
        if token.kind == "word" and is_free:
            if not after_dot and self._after.text == "(" and self._after.kind == "sign":
                raise outside("it calls a function that is not among those below")
            return Name(self._take().text)
        raise self._unexpected()

    def _constant(self) -> Constant:
        sign = -1 if self._takes_sign("-") else 1
        signed = sign == -1 or self._takes_sign("+")
        token = self._take()
        if token.kind == "number":
            number = Decimal(token.text)
            whole = token.text.isdecimal()
            return Constant(sign * int(number) if whole else sign * number)
        if not signed and token.kind == "text":
            return Constant(token.text)
        if not signed and token.is_word("TRUE", "FALSE"):
            return Constant(token.is_word("TRUE"))
        self._position -= 1
        raise self._unexpected()

    def _text(self) -> str:
        if self._next.kind != "text":
            raise self._unexpected()
        return self._take().text

    def _limit(self) -> int:
        if self._next.kind != "number" or not self._next.text.isdecimal():
            raise self._unexpected()
        return int(self._take().text)

    @property
    def _next(self) -> Token:
        return self._pieces[self._position]

    @property
    def _after(self) -> Token:
        return self._pieces[min(self._position + 1, len(self._pieces) - 1)]

    def _take(self) -> Token:
        token = self._next
        self._position = min(self._position + 1, len(self._pieces) - 1)
        return token

    def _takes_word(self, *words: str) -> bool:
        if self._next.is_word(*words):
            self._position += 1
            return True
        return False

    def _takes_sign(self, sign: str) -> bool:
        if self._next.kind == "sign" and self._next.text == sign:
            self._position += 1
            return True
        return False

    def _expect_word(self, word: str) -> None:
        if not self._takes_word(word):
            raise self._unexpected(word)

    def _expect_sign(self, sign: str) -> None:
        if not self._takes_sign(sign):
            raise self._unexpected(sign)

    def _as_value(self, found: Value | Condition) -> Value:
        if isinstance(found, get_args(Value)):
            return cast("Value", found)
        raise outside("a condition stands where a value is needed")

    def _as_condition(self, found: Value | Condition) -> Condition:
        if isinstance(found, get_args(Condition)):
            return cast("Condition", found)
        raise outside("a value stands where a condition is needed")

    def _unexpected(self, wanted: str | None = None) -> InvalidParameterError:
        """Name the kind of a piece; only a word of SQL itself is shown."""
        token = self._next
        shown = token.text.upper() if token.kind == "word" else token.text
        known = token.kind == "sign" or shown in _RESERVED | _REFUSED
        what = f"the {token.kind} {shown}" if known else f"a {token.kind}"
        if token.kind == "end":
            what = "the end"
        number = self._position + 1
        text = f"{what} (piece {number}) is not what is possible there"
        return outside(f"{text}; {wanted} is" if wanted else text)
