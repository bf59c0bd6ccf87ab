"""The program: connects, loads, asks, prints and tidies up."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from boto3_assist.dynamodb import DynamoDB, DynamoDBTable
from boto3_assist.errors import Boto3AssistError
from examples.world_cities.connection import connect, place
from examples.world_cities.loading import create_if_missing, save_all, world_table
from examples.world_cities.options import Options, parse_options
from examples.world_cities.queries import Atlas
from examples.world_cities.report import report
from examples.world_cities.source import read_cities, read_countries

__all__ = ["main"]

# Enough to fill the time that one item is on its way; moto works in this process, one by one.
_THREADS = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: The arguments; those of the process when None.

    Returns:
        The exit code: 0, 2 after an error that was reported in one line, 130 after Ctrl-C.
    """
    try:
        options = parse_options(arguments)
        with connect(options) as db:
            run(db, options)
    except Boto3AssistError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def run(db: DynamoDB, options: Options) -> None:
    """Load the table and ask it the five questions.

    Args:
        db: The connection.
        options: The arguments of the program.
    """
    print(f"DynamoDB {place(db, options)}")
    table = world_table(db, options.table)
    with ready(table, keep=options.keep):
        load(table, options.min_population, threads=1 if options.embedded else _THREADS)
        answers = report(
            Atlas(db, table.name),
            country_code=options.country,
            city_id=options.city,
            letters=options.begins_with,
        )
        for line in answers:
            print(line)
        print()


@contextmanager
def ready(table: DynamoDBTable, *, keep: bool) -> Iterator[None]:
    """Have the table there for a block; delete it afterwards if it was not there before.

    Args:
        table: The table.
        keep: True to leave it there.

    Yields:
        Nothing.
    """
    created = create_if_missing(table)
    print(f"The table {table.name} {'was created' if created else 'exists and is used as it is'}")
    try:
        yield
    finally:
        if created and not keep:
            table.delete()
            print(f"The table {table.name} was deleted")


def load(table: DynamoDBTable, min_population: int, *, threads: int) -> None:
    """Write all countries and the larger cities into the table.

    Args:
        table: The table, which exists.
        min_population: The inhabitants of the smallest city to load.
        threads: How many items are under way at once.
    """
    countries, cities = read_countries(), read_cities(min_population)
    items = [*countries, *cities]
    started = time.monotonic()
    with shown_progress(len(items)) as progress:
        save_all(table, items, threads=threads, progress=progress)
    seconds = time.monotonic() - started
    print(
        f"Loaded {len(countries):,} countries and {len(cities):,} cities "
        f"of at least {min_population:,} inhabitants in {seconds:.1f} s"
    )


@contextmanager
def shown_progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how far the load is; the line is gone afterwards.

    Args:
        total: How many items there are.

    Yields:
        A function to call with the number of items written so far.
    """
    on_terminal = sys.stderr.isatty()

    def show(text: str) -> None:
        if on_terminal:
            print(f"\r{text:<40}\r", end="", file=sys.stderr, flush=True)

    try:
        yield lambda saved: show(f"Loading {saved:,} of {total:,}") if saved % 50 == 0 else None
    finally:
        show("")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # Names of all languages must not stop the program on a terminal that knows one alphabet.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # the process's own
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough, as `head` does; the interpreter must not flush to it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    sys.exit(code)
