"""Requests of PartiQL statements: built purely, in the form that the client's methods take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from boto3_assist.dynamodb.codec import encode_value
from boto3_assist.dynamodb.read_configs import check_count
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import InvalidParameterError, describe

__all__ = [
    "BatchExecuteStatement",
    "ExecuteStatement",
    "ExecuteTransaction",
    "Statement",
    "StatementConfig",
]

# DynamoDB limits: a statement has 8192 characters, a batch 25 statements, a transaction 100.
_MAX_CHARACTERS: Final = 8192
_MAX_IN_BATCH: Final = 25
_MAX_IN_TRANSACTION: Final = 100

_SELECT: Final = re.compile(
    r"""
    \s* SELECT \b \s* (?P<what> \* | .+? ) \s* \b FROM \b
    \s* (?: "[^"]*" | [^\s".]+ ) (?P<index> \s* \. )?
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_NAME: Final = re.compile(r"\s* (?: \"(?P<quoted>[^\"]+)\" | (?P<plain>\w+) ) \s*", re.VERBOSE)


@dataclass(frozen=True)
class Statement:
    """A PartiQL statement with the values for its question marks.

    Attributes:
        text: The statement. A value belongs into `parameters`, never into the text.
        parameters: A Python value for each ``?``, in order.
        strongly_consistent: True for a SELECT that sees every write that succeeded before.

    Example:
        >>> Statement('SELECT * FROM "app" WHERE pk = ?', ["user#7"])
        Statement(text='SELECT * FROM "app" WHERE pk = ?', strongly_consistent=False)
    """

    text: str
    parameters: Sequence[AttributeValue] = field(default=(), repr=False)
    strongly_consistent: bool = False

    def __post_init__(self) -> None:
        """Check the statement.

        Raises:
            InvalidParameterError: When the text is none, is too long, or the values are no list.
        """
        given: object = self.text
        if not isinstance(given, str) or not given.strip() or len(given) > _MAX_CHARACTERS:
            raise _refused(
                f"the statement was given as {describe(given)}",
                given,
                f"text of 1 to {_MAX_CHARACTERS} characters",
                "write the statement as text, with ? for each value",
            )
        values: object = self.parameters
        if isinstance(values, (str, bytes)) or not isinstance(values, Sequence):
            raise _refused(
                f"the parameters of a statement were given as {describe(values)}",
                values,
                "a list of Python values, one for each ?",
                "write parameters=[value]",
            )

    @property
    def is_read(self) -> bool:
        """Tell whether it is a SELECT."""
        return self.text.lstrip().upper().startswith("SELECT")

    def attributes_read_whole(self, items: Iterable[Mapping[str, object]]) -> frozenset[str] | None:
        """Name the attributes of which the items tell whether they are stored, and as what.

        Args:
            items: The items that came back, attribute name → value.

        Returns:
            Names of attributes; None for all, when items of the table were read as a whole.
        """
        found = _SELECT.match(self.text)
        if found is None:
            # RETURNING may give a part of an attribute.
            return frozenset()
        if found["what"] != "*":
            names = map(_NAME.fullmatch, found["what"].split(","))
            return frozenset(name["quoted"] or name["plain"] for name in names if name)
        # An index may leave attributes out; those that it has it has as a whole.
        return frozenset(name for item in items for name in item) if found["index"] else None

    def to_request(self) -> dict[str, Any]:
        """Build what any of the three operations takes of a statement.

        Returns:
            The parameters, values in wire form.
        """
        request: dict[str, Any] = {"Statement": self.text}
        if self.parameters:
            request["Parameters"] = [encode_value(each, plain_value) for each in self.parameters]
        if not self.is_read:
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return request

    def to_reading_request(self) -> dict[str, Any]:
        """Build what the operations take that may read.

        Returns:
            The parameters, values in wire form.
        """
        consistency = {"ConsistentRead": True} if self.strongly_consistent else {}
        return self.to_request() | consistency


@dataclass(frozen=True)
class StatementConfig:
    """How `DynamoDB.execute_statement` reads.

    Attributes:
        limit: How many items to look at, at most; None for a page of up to 1 MB.
        next_token: ``result["NextToken"]`` of the page before; None for the first page.
    """

    limit: int | None = None
    next_token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When the limit is no whole number from 1 on.
        """
        check_count("limit", self.limit)


@dataclass(frozen=True)
class ExecuteStatement:
    """Run one statement.

    Attributes:
        statement: The statement.
        config: How to read.
    """

    statement: Statement
    config: StatementConfig = StatementConfig()

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.execute_statement``.

        Returns:
            The parameters, values in wire form.
        """
        request = self.statement.to_reading_request()
        if self.config.limit is not None:
            request["Limit"] = self.config.limit
        if self.config.next_token is not None:
            request["NextToken"] = self.config.next_token
        return request


@dataclass(frozen=True)
class BatchExecuteStatement:
    """Run several statements, each for itself.

    Attributes:
        statements: 1 to 25 statements, all of them reads or all of them writes.
    """

    statements: Sequence[Statement]

    def __post_init__(self) -> None:
        """Check the number of statements.

        Raises:
            InvalidParameterError: When there are none, or more than DynamoDB takes.
        """
        _check_number(self.statements, _MAX_IN_BATCH, "a batch")

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.batch_execute_statement``.

        Returns:
            The parameters, values in wire form.
        """
        return {"Statements": [each.to_reading_request() for each in self.statements]}


@dataclass(frozen=True)
class ExecuteTransaction:
    """Run several statements, all of them or none.

    Attributes:
        statements: 1 to 100 statements, all of them reads or all of them writes.
        client_request_token: By which a repetition is known; botocore makes one when None.
    """

    statements: Sequence[Statement]
    client_request_token: str | None = None

    def __post_init__(self) -> None:
        """Check the number of statements.

        Raises:
            InvalidParameterError: When there are none, or more than DynamoDB takes.
        """
        _check_number(self.statements, _MAX_IN_TRANSACTION, "a transaction")

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.execute_transaction``.

        Returns:
            The parameters, values in wire form.
        """
        request: dict[str, Any] = {
            "TransactStatements": [each.to_request() for each in self.statements]
        }
        if self.client_request_token is not None:
            request["ClientRequestToken"] = self.client_request_token
        return request


def _check_number(statements: Sequence[Statement], most: int, where: str) -> None:
    if not 1 <= len(statements) <= most:
        raise _refused(
            f"{where} was given {len(statements)} statements",
            statements,
            f"1 to {most} statements",
            "split them into several calls",
        )


def _refused(problem: str, given: object, expected: str, suggestion: str) -> InvalidParameterError:
    return InvalidParameterError(
        problem,
        details={"given": describe(given), "expected": expected, "suggestion": suggestion},
    )
