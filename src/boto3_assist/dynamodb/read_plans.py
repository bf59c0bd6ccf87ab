"""What one read of many items asks and how its items are to be read; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.config_objects import config_of
from boto3_assist.dynamodb.cursors import CursorScope, Position, Sealer, opened
from boto3_assist.dynamodb.index_projections import held_attributes, is_global_index
from boto3_assist.dynamodb.model_index import ModelIndex
from boto3_assist.dynamodb.query_targets import query_target, secondary, start_key_of
from boto3_assist.dynamodb.read_configs import QueryConfig, ReadConfig, ScanConfig
from boto3_assist.dynamodb.read_expressions import read_expressions
from boto3_assist.dynamodb.read_projections import deciding_projection
from boto3_assist.dynamodb.requests import Query, Scan
from boto3_assist.dynamodb.schema import check_models, plain_value
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import InvalidParameterError

__all__ = ["ReadPlan", "counting", "query_plan", "read_config", "scan_plan", "segments_of"]

C = TypeVar("C", bound=ReadConfig)


@dataclass(frozen=True)
class ReadPlan:
    """A read of many items, page by page.

    Attributes:
        request: What is asked, without a place to start at.
        config: How to read.
        scope: What its cursors belong to.
        models: The classes to read the items as; none for dictionaries.
        selects: Tells of an item that was read whether it was asked for; None where all are.
        start: Where to start: the last key of a page in wire form, or of a parallel scan a list.
        counts: True to count the items and not to give them.
    """

    request: Query | Scan
    config: ReadConfig
    scope: CursorScope
    models: tuple[type[Any], ...] = ()
    selects: Callable[[Mapping[str, AttributeValue]], bool] | None = field(default=None, repr=False)
    start: Position | None = field(default=None, repr=False)
    counts: bool = False

    @property
    def method_name(self) -> Literal["query", "scan"]:
        """The method of the client that sends it."""
        return "query" if isinstance(self.request, Query) else "scan"

    @property
    def decides_here(self) -> bool:
        """Whether items that DynamoDB gives may be left out after all."""
        return bool(self.models) or self.selects is not None

    @property
    def may_leave_out(self) -> bool:
        """Whether a page may hold fewer items than DynamoDB reads for it."""
        return self.decides_here or self.request.filter is not None

    def sealer(self, now: Callable[[], datetime]) -> Sealer:
        """Give what makes cursors of a page that is read now.

        Args:
            now: Gives a datetime with a time zone.

        Returns:
            The sealer.
        """
        lifetime = self.config.cursor_lifetime
        return Sealer(self.scope) if lifetime is None else Sealer.until(self.scope, now(), lifetime)


def query_plan(
    key: Any,
    table_name: str,
    index_name: str | None,
    config: QueryConfig,
    now: Callable[[], datetime],
) -> ReadPlan:
    """Plan a query.

    Args:
        key: A query of a model's index, an index of an instance, a condition, or its text.
        table_name: Name or ARN of the table.
        index_name: The index, where the key does not tell.
        config: How to read.
        now: Gives a datetime with a time zone, for what may have expired.

    Returns:
        The plan.

    Raises:
        Boto3AssistError: When the condition, an expression or the place to start cannot be used.
    """
    target = query_target(key, index_name)
    condition = key if isinstance(key, str) else target.condition
    held = _readable(target.index_name, target.owners, config)
    expressions = read_expressions(condition, config, target.models, held)
    ascending = config.ascending
    request = Query(
        table_name,
        expressions.key_condition or target.condition,
        target.index_name,
        get_settings().dynamodb_query_ascending if ascending is None else ascending,
        config.strongly_consistent,
        expressions.projection,
        filter=expressions.filter,
        return_consumed_capacity=config.return_consumed_capacity,
    )
    scope = CursorScope(table_name, request.index_name, request.key_condition)
    start = _start(config, scope, now)
    return ReadPlan(request, config, scope, target.models, target.selects, start)


def scan_plan(
    model: Any,
    table_name: str,
    index_name: str | None,
    config: ScanConfig,
    now: Callable[[], datetime],
) -> ReadPlan:
    """Plan a scan.

    Args:
        model: A model class, several, a class-declared index, or None for dictionaries.
        table_name: Name or ARN of the table.
        index_name: The index to scan, where the model does not tell.
        config: How to read.
        now: Gives a datetime with a time zone, for what may have expired.

    Returns:
        The plan.

    Raises:
        Boto3AssistError: When the models, an expression or the place to start cannot be used.
    """
    models, index = _scanned(model, index_name)
    expressions = read_expressions(None, config, models, _readable(index, models, config))
    request = Scan(
        table_name,
        index,
        config.segment,
        config.total_segments,
        config.strongly_consistent,
        expressions.projection,
        filter=expressions.filter,
        return_consumed_capacity=config.return_consumed_capacity,
    )
    total = config.total_segments
    segments = None if total is None else (config.segment, total)
    scope = CursorScope(table_name, index, None, segments)
    start = _start(config, scope, now)
    return ReadPlan(request, config, scope, models, start=start)


def segments_of(plan: ReadPlan) -> list[ReadPlan | None]:
    """Split the plan of a parallel scan.

    Args:
        plan: The plan.

    Returns:
        A plan for each segment, or None for one that is done. Its pages have cursors of their
        segment alone.
    """
    scan: Any = plan.request
    total = scan.total_segments
    starts = plan.start if isinstance(plan.start, list) else [None] * total
    return [
        (
            None
            if start is True
            else replace(
                plan,
                request=replace(scan, segment=n),
                scope=CursorScope(scan.table_name, scan.index_name, None, (n, total)),
                start=start,
            )
        )
        for n, start in enumerate(starts)
    ]


def counting(plan: ReadPlan) -> ReadPlan:
    """Read no more of the items than it takes to count them.

    Args:
        plan: A plan.

    Returns:
        The plan of a count.

    Raises:
        InvalidParameterError: When a projection was asked for.
    """
    if plan.request.projection is not None:
        raise InvalidParameterError(
            "a projection came together with a count",
            details={
                "expected": "a count, which gives no attributes",
                "suggestion": "leave the projection out",
            },
        )
    if not plan.decides_here:
        return replace(plan, request=replace(plan.request, select="COUNT"), counts=True)
    projection = None if plan.selects else deciding_projection(plan.models)
    return replace(plan, request=replace(plan.request, projection=projection), counts=True)


def read_config(kind: type[C], config: object, flags: Mapping[str, Any]) -> C:
    """Give the configuration of a read, from the object or from the flags of 0.x.

    Args:
        kind: The class of the object.
        config: The object, or None.
        flags: The flags by name; None, False or empty where they were not given.

    Returns:
        The configuration.

    Raises:
        InvalidParameterError: When both were given, or the object is of another class.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    if config is None and given:
        return kind(**given)
    found = config_of(config, kind)
    if given:
        raise InvalidParameterError(
            f"{', '.join(sorted(given))} came together with a config",
            details={
                "expected": "the config alone",
                "suggestion": f"move {', '.join(sorted(given))} into the config",
            },
        )
    return found


def _scanned(model: Any, index_name: str | None) -> tuple[tuple[type[Any], ...], str | None]:
    index = secondary(index_name)
    if isinstance(model, ModelIndex):
        own = secondary(model.name)
        if index_name is not None and index != own:
            raise InvalidParameterError(
                f"index_name {index_name!r} came together with {model!r}",
                details={
                    "expected": "the index that the model's names itself",
                    "suggestion": "leave index_name out",
                },
            )
        model, index = model.model, own
    if model is None:
        return (), index
    models = tuple(model) if isinstance(model, Sequence) else (model,)
    check_models(models)
    return models, index


def _readable(
    index_name: str | None, models: Sequence[type[Any]], config: ReadConfig
) -> frozenset[str] | None:
    """Give the attributes that can be read through an index; None for all."""
    if not is_global_index(index_name, models):
        # A local index fetches from the table what it does not hold.
        return None
    if config.strongly_consistent:
        raise InvalidParameterError(
            f"strong consistency was asked of the global index {index_name!r}",
            details={
                "index": index_name,
                "expected": "a read of the table or of a local index",
                "suggestion": "leave strongly_consistent out, or read by the primary index",
            },
        )
    return held_attributes(index_name, models)


def _start(config: ReadConfig, scope: CursorScope, now: Callable[[], datetime]) -> Position | None:
    if config.cursor is not None:
        return opened(config.cursor, scope, now())
    start = start_key_of(config.start_key)
    wire: WireItem | None = None if start is None else encode_item(start, plain_value)
    return wire
