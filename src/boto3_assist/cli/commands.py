"""The commands of the program; each makes a job of its arguments and runs it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from boto3_assist.cli.loading import condition_of, function_named, models_named
from boto3_assist.cli.showing import show, watching
from boto3_assist.dynamodb import DynamoDB, FileCheckpoints, ReindexConfig, WalkSource
from boto3_assist.errors import Boto3AssistError, InvalidParameterError
from boto3_assist.jobs import (
    BackfillJob,
    ExportJob,
    ImportJob,
    Job,
    PurgeJob,
    ReindexJob,
    plan,
    run_all,
)
from boto3_assist.s3 import S3

__all__ = ["app"]

app = typer.Typer(
    name="boto3-assist",
    help="Long jobs over the items of a DynamoDB table. Credentials are those that boto3 finds.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

FAILED, USAGE, STOPPED = 1, 2, 3
"""Exit statuses: something could not be done; the arguments cannot be used; not at the end yet."""

TableName = Annotated[str, typer.Argument(metavar="TABLE", help="Name or ARN of the table.")]
Models = Annotated[
    list[str] | None,
    typer.Option("--model", help="A model class, as module:Class; may be repeated."),
]
Where = Annotated[
    list[str] | None, typer.Option(help="attribute=value that items must have; may be repeated.")
]
Index = Annotated[str | None, typer.Option(help="Read the items of this index.")]
Segments = Annotated[int, typer.Option(min=1, help="Parts that are worked on at the same time.")]
Checkpoints = Annotated[
    Path | None, typer.Option(help="A folder that keeps how far it has come, to go on.")
]
StopAfter = Annotated[int | None, typer.Option(min=1, help="Stop after so many items.")]
Reads = Annotated[float | None, typer.Option(help="Read units in a second.")]
Writes = Annotated[float | None, typer.Option(help="Write units in a second.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Write nothing, tell what would change.")]
Profile = Annotated[str | None, typer.Option(help="A profile of AWS's configuration files.")]
Region = Annotated[str | None, typer.Option(help="The region.")]
Endpoint = Annotated[str | None, typer.Option("--endpoint-url", help="The URL to call.")]


@app.callback()
def _options(
    context: typer.Context,
    profile: Profile = None,
    region: Region = None,
    endpoint_url: Endpoint = None,
) -> None:
    options = {
        "aws_profile": profile,
        "aws_region": region,
        "aws_endpoint_url": endpoint_url,
    }
    context.obj = {name: value for name, value in options.items() if value is not None}


@app.command()
def reindex(
    context: typer.Context,
    table: TableName,
    model: Annotated[
        list[str], typer.Option(help="A model class, as module:Class; may be repeated.")
    ],
    index: Index = None,
    where: Where = None,
    dry_run: DryRun = False,
    show_values: Annotated[
        bool, typer.Option("--show-values", help="Show keys and values in a dry run.")
    ] = False,
    segments: Segments = 1,
    checkpoints: Checkpoints = None,
    stop_after: StopAfter = None,
    max_reads: Reads = None,
    max_writes: Writes = None,
) -> None:
    """Give stored items the keys and the form that their models have today."""

    def job() -> Job:
        config = ReindexConfig(dry_run=dry_run, show_values=show_values)
        source = WalkSource(table, index, filter=condition_of(where or ()))
        return ReindexJob(source, models_named(model), config, _db(context))

    _run(job, segments, checkpoints, stop_after, max_reads, max_writes, dry_run=dry_run)


@app.command()
def backfill(
    context: typer.Context,
    table: TableName,
    function: Annotated[str, typer.Option(help="What changes an item, as module:function.")],
    model: Models = None,
    index: Index = None,
    where: Where = None,
    segments: Segments = 1,
    checkpoints: Checkpoints = None,
    stop_after: StopAfter = None,
    max_reads: Reads = None,
    max_writes: Writes = None,
) -> None:
    """Apply a function to every item, and write what it changed."""

    def job() -> Job:
        source = WalkSource(table, index, filter=condition_of(where or ()))
        applied = function_named(function)
        return BackfillJob(source, applied, models_named(model or ()), _db(context))

    _run(job, segments, checkpoints, stop_after, max_reads, max_writes)


@app.command("export")
def export_items(
    context: typer.Context,
    table: TableName,
    destination: Annotated[str, typer.Argument(help="A folder, or s3://bucket/prefix.")],
    index: Index = None,
    where: Where = None,
    segments: Segments = 1,
    checkpoints: Checkpoints = None,
    stop_after: StopAfter = None,
    max_reads: Reads = None,
) -> None:
    """Write items to files, in the form of DynamoDB's own export to S3."""

    def job() -> Job:
        source = WalkSource(table, index, filter=condition_of(where or ()))
        return ExportJob(source, destination, connect=_db(context), connect_s3=_s3(context))

    _run(job, segments, checkpoints, stop_after, max_reads, None)


@app.command("import")
def import_items(
    context: typer.Context,
    location: Annotated[str, typer.Argument(help="A folder, or s3://bucket/prefix.")],
    table: TableName,
    existing: Annotated[
        Literal["overwrite", "keep"], typer.Option(help="What to do with items that are there.")
    ] = "overwrite",
    model: Models = None,
    segments: Segments = 1,
    checkpoints: Checkpoints = None,
    stop_after: StopAfter = None,
    max_writes: Writes = None,
) -> None:
    """Write the items of files: of an export, or of DynamoDB's own export to S3."""

    def job() -> Job:
        return ImportJob(
            location,
            table,
            existing,
            models_named(model or ()),
            connect=_db(context),
            connect_s3=_s3(context),
        )

    _run(job, segments, checkpoints, stop_after, None, max_writes)


@app.command()
def purge(
    context: typer.Context,
    table: TableName,
    where: Where = None,
    everything: Annotated[bool, typer.Option("--everything", help="Delete all items.")] = False,
    dry_run: DryRun = False,
    segments: Segments = 1,
    checkpoints: Checkpoints = None,
    stop_after: StopAfter = None,
    max_reads: Reads = None,
    max_writes: Writes = None,
) -> None:
    """Delete the items that have the given values."""

    def job() -> Job:
        source = WalkSource(table, filter=condition_of(where or ()))
        return PurgeJob(source, everything, dry_run, _db(context))

    _run(job, segments, checkpoints, stop_after, max_reads, max_writes, dry_run=dry_run)


def _db(context: typer.Context) -> Callable[[], DynamoDB]:
    return partial(DynamoDB.from_pool, **context.obj)


def _s3(context: typer.Context) -> Callable[[], S3]:
    return partial(S3.from_pool, **context.obj)


def _run(
    make: Callable[[], Job],
    segments: int,
    checkpoints: Path | None,
    stop_after: int | None,
    max_reads: float | None,
    max_writes: float | None,
    *,
    dry_run: bool = False,
) -> None:
    """Run a job in threads of this process, and end with the exit status."""
    errors = Console(stderr=True)
    options: dict[str, Any] = {
        "checkpoints": None if checkpoints is None else FileCheckpoints(checkpoints),
        "stop_after": stop_after,
        "max_reads_per_second": max_reads,
        "max_writes_per_second": max_writes,
    }
    try:
        with watching(errors, segments) as watch:
            parts = plan(make(), segments, on_page=watch.take, **options)
            report = run_all(parts)
    except Boto3AssistError as error:
        for each in (error, error.__cause__):
            if isinstance(each, Boto3AssistError):
                errors.print(str(each), style="red", markup=False, highlight=False, soft_wrap=True)
        wrong = isinstance(error, InvalidParameterError)
        raise typer.Exit(USAGE if wrong else FAILED) from None
    except OSError as error:
        # A folder that cannot be made, a disk that is full.
        errors.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(FAILED) from None
    show(Console(), report, dry_run=dry_run)
    if report.failed:
        raise typer.Exit(FAILED)
    if not report.is_complete:
        raise typer.Exit(STOPPED)
