"""Asks for some rows of an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, overload

from boto3_assist.errors import InvalidParameterError, S3SelectUnavailableError
from boto3_assist.s3.requests.objects import get_object
from boto3_assist.s3.select.columns import as_dictionary, as_fields
from boto3_assist.s3.select.formats import (
    CsvOutput,
    JsonOutput,
    ScanRange,
    SelectInput,
    SelectOutput,
)
from boto3_assist.s3.select.local import is_installed, require, run_locally
from boto3_assist.s3.select.refusal import outside
from boto3_assist.s3.select.requests import SelectOptions, select_object_content
from boto3_assist.s3.select.results import SelectProgress, SelectResult, SelectStats
from boto3_assist.s3.select.stream import csv_rows, json_rows, payloads
from boto3_assist.s3.transfer.downloads import download
from boto3_assist.s3.transfer.settings import transfer_settings
from boto3_assist.s3.values import ReadOptions
from boto3_assist.s3.verbs.base import S3Verbs
from boto3_assist.s3.verbs.signatures import check_taken

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["SelectingVerbs"]

Engine = Literal["auto", "s3", "duckdb"]


class SelectingVerbs(S3Verbs):
    """Asks for some rows of an object."""

    @overload
    def select(
        self,
        bucket: str,
        key: str,
        expression: str,
        *,
        input: SelectInput,
        output: JsonOutput = ...,
        engine: Engine = "auto",
        scan_range: ScanRange | None = None,
        on_progress: SelectProgress | None = None,
        **options: Unpack[SelectOptions],
    ) -> SelectResult[dict[str, Any]]: ...
    @overload
    def select(
        self,
        bucket: str,
        key: str,
        expression: str,
        *,
        input: SelectInput,
        output: CsvOutput,
        engine: Engine = "auto",
        scan_range: ScanRange | None = None,
        on_progress: SelectProgress | None = None,
        **options: Unpack[SelectOptions],
    ) -> SelectResult[list[str]]: ...
    def select(
        self,
        bucket: str,
        key: str,
        expression: str,
        *,
        input: SelectInput,
        output: SelectOutput = JsonOutput(),
        engine: Engine = "auto",
        scan_range: ScanRange | None = None,
        on_progress: SelectProgress | None = None,
        **options: Unpack[SelectOptions],
    ) -> SelectResult[Any]:
        """Ask for some rows of an object by SQL (SelectObjectContent), as they come.

        AWS has closed S3 Select to new customers. Where the server answers that it is not
        available and the extra `select` is installed, DuckDB gives the same rows of a verified
        temporary copy, for a subset of the SQL: `docs/guides/s3-select.md` says which.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            expression: The query, in the SQL of S3 Select.
            input: The format of the object.
            output: Rows as dictionaries or as lists of texts.
            engine: ``"s3"`` for S3 alone, ``"duckdb"`` for DuckDB alone.
            scan_range: Which part of the object to read; S3 alone knows it.
            on_progress: Is called about once a minute with how much S3 has read.
            **options: Who owns the bucket, and a key of one's own (SSE-C).

        Returns:
            The rows, to be used in a ``with`` block or to their end. Going through them raises
            S3ResponseIntegrityError when the answer stops before its end, S3Error when S3 fails in
            the middle, ValidationError when DuckDB cannot read or cast the content.

        Raises:
            S3SelectUnavailableError: When the server does not offer S3 Select, and DuckDB is not
                installed or not wanted.
            InvalidParameterError: When an argument cannot be sent; or, without S3 Select, when the
                query is outside the subset.
            ConfigurationError: When DuckDB is asked for and not installed.
            S3ObjectNotFoundError: When no object has the key.
            S3Error: When S3 refuses the query.
        """
        check_taken(SelectingVerbs.select, options)
        request = select_object_content(
            bucket, key, expression, input, output, scan_range, on_progress is not None, options
        )
        if engine not in ("auto", "s3", "duckdb"):
            raise InvalidParameterError(
                f"engine was given as {engine!r}",
                details={"given": engine, "expected": "'auto', 's3' or 'duckdb'"},
            )
        if engine == "duckdb":
            require()
            return self._by_duckdb(request, input, output, options)
        try:
            return self._by_s3(request, output, on_progress)
        except S3SelectUnavailableError:
            if engine == "s3" or not is_installed():
                raise
            return self._by_duckdb(request, input, output, options)

    def _by_s3(
        self, request: Mapping[str, Any], output: SelectOutput, on_progress: SelectProgress | None
    ) -> SelectResult[Any]:
        events = self._call("select_object_content", request)["Payload"]

        def rows(result: SelectResult[Any]) -> Iterator[Any]:
            def keep(stats: SelectStats) -> None:
                result.stats = stats

            chunks = payloads(events, request, on_progress, keep)
            return csv_rows(chunks) if isinstance(output, CsvOutput) else json_rows(chunks)

        # botocore's stand-in for tests gives a list.
        return SelectResult(rows, "s3", getattr(events, "close", lambda: None))

    def _by_duckdb(
        self,
        request: Mapping[str, Any],
        input: SelectInput,
        output: SelectOutput,
        options: SelectOptions,
    ) -> SelectResult[Any]:
        if "ScanRange" in request:
            raise outside("a scan range was given")
        read = get_object(request["Bucket"], request["Key"], cast("ReadOptions", options))
        settings, meta = transfer_settings(), self.client.meta

        def fetch(path: Path) -> None:
            download(read, path, settings, verify=True, send=self._call, meta=meta)

        expression = request["Expression"]
        if isinstance(output, CsvOutput):
            return run_locally(expression, input, as_fields, fetch)
        return run_locally(expression, input, as_dictionary, fetch)
