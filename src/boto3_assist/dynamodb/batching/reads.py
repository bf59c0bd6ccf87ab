"""A batch of keys: what is asked, and the item at each place of a key; knows no client."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.batching.answers import entries_of, interpreting, sorted_out
from boto3_assist.dynamodb.batching.asked_keys import (
    Asked,
    Asker,
    KeyProjection,
    asker_of,
    key_of,
    projection_for,
)
from boto3_assist.dynamodb.batching.chunks import Chunks
from boto3_assist.dynamodb.batching.configs import BatchGetConfig
from boto3_assist.dynamodb.batching.engine import Reply
from boto3_assist.dynamodb.batching.identities import identity_of
from boto3_assist.dynamodb.batching.inputs import Inputs
from boto3_assist.dynamodb.batching.reports import BatchReport, Tally
from boto3_assist.dynamodb.item_reads import is_expired_for
from boto3_assist.dynamodb.reading import read_model, viewed_items
from boto3_assist.dynamodb.requests.batches import MAX_KEYS, BatchGetItem
from boto3_assist.dynamodb.requests.projections import Projection
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.errors import Boto3AssistError, InvalidParameterError

__all__ = ["ReadJob", "Send"]

Send = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Sends the parameters of one request and gives the response."""


class ReadJob:
    """The reading of items of one table, of which each key has its place in the result."""

    operation = "BatchGetItem"

    def __init__(
        self,
        inputs: Inputs,
        table_name: str,
        config: BatchGetConfig,
        send: Send,
        now: Callable[[], datetime],
    ) -> None:
        """Start with nothing asked; a list of keys is checked as a whole.

        Args:
            inputs: What the caller gave.
            table_name: Name or ARN of the table.
            config: How to read.
            send: Sends one request.
            now: Gives a datetime with a time zone, for what may have expired.
        """
        self._inputs = inputs
        self._table_name = table_name
        self._config = config
        self._sender = send
        self._now = now
        self._tally = Tally(inputs.size, config.progress_callback)
        self._data: list[Any] = []
        self._asked: dict[Hashable, Asked] = {}
        self._names: tuple[str, ...] = ()
        self._convert = get_settings().dynamodb_convert_decimals
        self._whole: frozenset[str] | None = None
        self._projection: KeyProjection | None = None
        self._checked: list[Asker] | None = None
        self.refused: Boto3AssistError | None = None
        if inputs.size is not None:
            self._checked = [self._asker_of(position, each) for position, each in inputs.again()]
            self._projection = self._projection_of(self._checked)
        elif not config.do_projections:
            # For what it is refused for: of an iterator the models are not known yet.
            projection_for(config, (), ())
        self._chunks = Chunks(self._new_keys(), config.chunk_size or MAX_KEYS)

    def take(self) -> Sequence[Asked] | None:
        """Give the next keys to ask for.

        Returns:
            The keys, or None after the last one.
        """
        return next(self._chunks, None)

    def may_begin(self, entries: Sequence[Asked], others: Iterable[Sequence[Asked]]) -> bool:
        """Tell that reads do not stand in each other's way.

        Args:
            entries: The keys.
            others: Keys that are asked for at the same time.

        Returns:
            True.
        """
        return True

    def send(self, entries: Sequence[Asked]) -> Reply[Asked]:
        """Ask for keys.

        Args:
            entries: The keys.

        Returns:
            The keys that the answer tells of, with their items, and those that it does not.
        """
        what = self._projection or self._projection_of([a for e in entries for a in e.askers])
        request = BatchGetItem(
            self._table_name,
            [entry.key for entry in entries],
            self._config.strongly_consistent,
            what.projection,
        )
        response = self._sender(request.to_request())
        # Under the name or the ARN of the table, whichever was not asked by, too.
        with interpreting(self.operation):
            told = [item for part in response["Responses"].values() for item in part]
            unread = [key for part in response["UnprocessedKeys"].values() for key in part["Keys"]]
            done, left = sorted_out(entries, unread, self._names, self.operation)
            items = {
                entry.identity: what.cut(item)
                for entry, item in entries_of(done, told, self._names, self.operation)
            }
        return Reply(done, left, content=(items, what.projection))

    def settle(self, reply: Reply[Asked]) -> None:
        """Read the items of an answer, each as what its key asks for.

        Args:
            reply: The answer.
        """
        items, projection = reply.content
        if projection is not None:
            whole = projection.whole_attributes
            self._whole = whole if self._whole is None else self._whole & whole
        for entry in reply.done:
            entry.item, entry.projection = items.get(entry.identity), projection
            entry.is_known = True
            self._give(entry, entry.askers)
        self._tally.tell()

    def fail(self, entries: Sequence[Asked], error: BaseException, may_be_done: bool) -> None:
        """Keep the keys that were not answered.

        Args:
            entries: The keys.
            error: Why.
            may_be_done: Of no matter to a read.
        """
        for entry in entries:
            entry.error = error
            self._tally.fail([(asker.position, asker.given) for asker in entry.askers], error)

    def hush(self) -> None:
        """Tell the caller of no more progress."""
        self._tally.hush()

    def report(self, error: BaseException | None) -> BatchReport:
        """Give an account of the batch, which is over.

        Args:
            error: What ended it before its end, or None.

        Returns:
            The report, whose result has the items that were read.
        """
        failures, taken = self._tally.close(error, False, self._inputs)
        self._data += [None] * (taken - len(self._data))
        items = [entry.item for entry in self._asked.values() if entry.is_given]
        unread = [key_of(failure.item) for failure in failures]
        response = {
            "Items": items,
            "Count": len(items),
            "UnprocessedKeys": [key for key in unread if key is not None],
        }
        return BatchReport(
            taken - len(failures),
            failures,
            taken,
            all_taken=self._inputs.all_taken or taken == self._inputs.size,
            result=DynamoDBResult.success_result(
                self._data,
                response,
                convert_decimals=self._convert,
                partial=self._whole is not None,
                read_whole=self._whole,
            ),
        )

    def _new_keys(self) -> Iterator[Asked]:
        """Take the inputs, and give each key when it comes for the first time."""
        for position, given in self._inputs:
            self._tally.take(position, given)
            self._data.append(None)
            asker = self._asker(position, given)
            identity = identity_of(asker.key, self._names)
            entry = self._asked.get(identity)
            if entry is None:
                entry = self._asked[identity] = Asked(asker.key, identity, [asker])
                yield entry
            elif entry.is_known:
                self._give(entry, [asker])
                self._tally.tell()
            elif entry.error is not None:
                self._tally.fail([(position, given)], entry.error)
            else:
                entry.askers.append(asker)

    def _asker(self, position: int, given: Any) -> Asker:
        if self._checked is not None:
            return self._checked[position]
        try:
            return self._asker_of(position, given)
        except Boto3AssistError as error:
            self.refused = error
            self._tally.fail([(position, given)], error)
            raise

    def _asker_of(self, position: int, given: Any) -> Asker:
        asker = asker_of(position, given)
        self._names = self._names or tuple(asker.key)
        if asker.key.keys() != set(self._names):
            raise InvalidParameterError(
                f"the key at {position} has other attributes than those before it",
                details={
                    "position": position,
                    "given": sorted(asker.key),
                    "expected": f"the key attributes of one table: {', '.join(self._names)}",
                    "suggestion": "ask for the items of each table by a call of their own",
                },
            )
        return asker

    def _projection_of(self, askers: Sequence[Asker]) -> KeyProjection:
        names = next((asker.key for asker in askers), {})
        return projection_for(self._config, [asker.model for asker in askers], names)

    def _give(self, entry: Asked, askers: Sequence[Asker]) -> None:
        """Put an item where its key was asked for."""
        for asker in askers:
            try:
                found = self._read(entry.item, asker.model, entry.projection)
            except Boto3AssistError as error:
                self._tally.fail([(asker.position, asker.given)], error)
                continue
            self._data[asker.position] = found
            entry.is_given |= found is not None
            self._tally.settle([asker.position])

    def _read(
        self, wire: WireItem | None, model: type[Any] | None, projection: Projection | None
    ) -> Any:
        if wire is None:
            return None
        item = viewed_items([wire], self._convert)[0]
        if model is None:
            return item.decoded()
        if not self._config.include_expired and is_expired_for(model, item, self._now):
            return None
        whole = None if projection is None else projection.whole_attributes
        return read_model(model, item, wire, partial=projection is not None, read_whole=whole)
