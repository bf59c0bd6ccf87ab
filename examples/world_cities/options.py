"""What the program is told on its command line; connects to nothing."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from boto3_assist.errors import InvalidParameterError

__all__ = ["Options", "parse_options"]

_TABLE = "world-cities"


@dataclass(frozen=True)
class Options:
    """The arguments of the program.

    Attributes:
        endpoint: The URL of a server that speaks DynamoDB; None for AWS or the embedded one.
        table: Name of the table.
        profile: The profile of the AWS configuration to call with.
        region: The AWS region to call.
        keep: Whether a table that the program created stays.
        embedded: Whether AWS is a stand-in inside this process.
        min_population: The inhabitants of the smallest city to load.
        country: The code of the country to ask about.
        city: The id of the city to ask about.
        begins_with: How the names of the cities to ask for begin.
    """

    endpoint: str | None
    table: str
    profile: str | None
    region: str | None
    keep: bool
    embedded: bool
    min_population: int
    country: str
    city: int
    begins_with: str


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InvalidParameterError(message, details={"suggestion": "--help lists the arguments"})


def parse_options(arguments: Sequence[str] | None = None) -> Options:
    """Read the arguments of the program.

    Args:
        arguments: The arguments; those of the process when None.

    Returns:
        The arguments as values.

    Raises:
        InvalidParameterError: When an argument is unknown, malformed or lacks another one.
    """
    given = _parser().parse_args(arguments)
    elsewhere = [f"--{name}" for name in ("profile", "region", "keep") if getattr(given, name)]
    if elsewhere and not (given.endpoint or given.table):
        raise InvalidParameterError(
            f"{elsewhere[0]} came without --endpoint and --table",
            details={
                "expected": "--table NAME to call AWS, or --endpoint URL to call a server",
                "suggestion": "leave all of them out to run embedded in this process",
            },
        )
    return Options(
        endpoint=given.endpoint,
        table=given.table or _TABLE,
        profile=given.profile,
        region=given.region,
        keep=given.keep,
        embedded=not (given.endpoint or given.table),
        min_population=given.min_population,
        country=given.country.upper(),
        city=given.city,
        begins_with=given.begins_with,
    )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m examples.world_cities",
        description="Load the countries and cities of the world into one DynamoDB table, and ask.",
        epilog="Without --endpoint and --table it runs in this process and calls nobody. With "
        "--table alone it calls AWS. A table that does not exist is created, and deleted at the "
        "end; one that exists is written to and stays.",
    )
    where = parser.add_argument_group("where")
    where.add_argument(
        "--endpoint", type=_url, metavar="URL", help="a server, such as http://127.0.0.1:4566"
    )
    where.add_argument("--table", metavar="NAME", help=f"on a server, {_TABLE} unless given")
    where.add_argument("--profile", metavar="NAME", help="a profile of the AWS configuration")
    where.add_argument("--region", metavar="NAME", help="an AWS region, such as eu-west-1")
    where.add_argument("--keep", action="store_true", help="do not delete a table created here")
    what = parser.add_argument_group("what")
    what.add_argument(
        "--min-population",
        type=_count,
        default=100_000,
        metavar="N",
        help="load the cities of at least N inhabitants (%(default)s)",
    )
    what.add_argument("--country", default="FR", metavar="CODE", help="ask about it (%(default)s)")
    what.add_argument(
        "--city", type=_count, default=2988507, metavar="ID", help="ask about it (%(default)s)"
    )
    what.add_argument(
        "--begins-with", default="Ma", metavar="TEXT", help="ask for such cities (%(default)s)"
    )
    return parser


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        # The port is checked when it is read.
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise argparse.ArgumentTypeError("expected a URL such as http://127.0.0.1:4566")
    return text


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 on")
    return int(text)
