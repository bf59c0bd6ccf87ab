"""A batch of puts and deletions, and what became of each; knows no client."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from boto3_assist.dynamodb.batching.answers import interpreting, sorted_out, take_out
from boto3_assist.dynamodb.batching.chunks import Chunks
from boto3_assist.dynamodb.batching.configs import BatchWriteConfig
from boto3_assist.dynamodb.batching.engine import Reply
from boto3_assist.dynamodb.batching.identities import identities_of
from boto3_assist.dynamodb.batching.inputs import Inputs
from boto3_assist.dynamodb.batching.reports import BatchReport, Tally
from boto3_assist.dynamodb.batching.write_entries import WriteEntry, Writes
from boto3_assist.dynamodb.requests.batches import MAX_REQUEST_BYTES, MAX_WRITES, BatchWriteItem
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.errors import Boto3AssistError, InvalidParameterError

__all__ = ["WriteJob"]

# Bytes on the network. What of a list is beyond is made ready twice: to check it as a whole, and
# to send it.
_HELD_READY: Final = 2 * 1024 * 1024
# So many keys of an iterator are remembered, to find two that are alike.
_REMEMBERED: Final = 20_000
# What stands around the requests of a body.
_ENVELOPE_BYTES: Final = 4_096


class WriteJob:
    """The writing of items of one table."""

    operation = "BatchWriteItem"

    def __init__(
        self,
        inputs: Inputs,
        table_name: str,
        config: BatchWriteConfig,
        writes: Writes,
        send: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    ) -> None:
        """Start with nothing written.

        Args:
            inputs: What the caller gave.
            table_name: Name or ARN of the table.
            config: How to write.
            writes: Makes entries of the inputs.
            send: Sends the parameters of one request and gives the response.
        """
        self._inputs = inputs
        self._table_name = table_name
        self._config = config
        self._writes = writes
        self._sender = send
        self._tally = Tally(inputs.size, config.progress_callback)
        self._ready: list[WriteEntry | None] = []
        self._recent: OrderedDict[Hashable, int] = OrderedDict()
        self._failed: dict[Hashable, list[int]] = {}
        self.refused: Boto3AssistError | None = None
        count, most = config.chunk_size or MAX_WRITES, MAX_REQUEST_BYTES - _ENVELOPE_BYTES
        self._chunks = Chunks(self._entries(), count, most, lambda entry: entry.bytes)

    def take(self) -> Sequence[WriteEntry] | None:
        """Give the next entries to write; before the first, a list is checked as a whole.

        Returns:
            The entries, no two of one key, or None after the last one.
        """
        chunk = next(self._chunks, None)
        if chunk is None or self._inputs.size is not None or not self._keeps_last:
            return chunk
        last = {entry.identity: entry for entry in chunk}
        for entry in chunk:
            if last[entry.identity] is not entry:
                self._tally.leave_out(entry.position)
        return list(last.values())

    def may_begin(
        self, entries: Sequence[WriteEntry], others: Iterable[Sequence[WriteEntry]]
    ) -> bool:
        """Tell whether entries may be written before others have been.

        Args:
            entries: The entries.
            others: Those that are written at the same time.

        Returns:
            False where one is to be written over another one.
        """
        if self._inputs.size is not None:
            return True
        identities = {entry.identity for entry in entries}
        return all(entry.identity not in identities for other in others for entry in other)

    def send(self, entries: Sequence[WriteEntry]) -> Reply[WriteEntry]:
        """Write entries.

        Args:
            entries: The entries.

        Returns:
            Those that were written, and those that were not.
        """
        request = BatchWriteItem(self._table_name, [entry.request for entry in entries])
        response = self._sender(request.to_request())
        parts = response["UnprocessedItems"].values()
        if not parts:
            return Reply(entries)
        retries = (response.get("ResponseMetadata") or {}).get("RetryAttempts")
        # Under the name or the ARN of the table, whichever was not asked by, too.
        with interpreting(self.operation):
            items = [_item_in(each) for part in parts for each in part]
            sent: dict[Hashable, WriteEntry] = {entry.identity: entry for entry in entries}
            identities = identities_of(items, self._writes.key_names)
            unprocessed = take_out(set(entries), sent.get, identities, items, self.operation)
        done, left = sorted_out(entries, unprocessed)
        # botocore tells of its last attempt only; of one before, the answer may have been lost.
        return Reply(done, left, in_doubt=bool(retries))

    def settle(self, reply: Reply[WriteEntry]) -> None:
        """Keep what was written, and let the callers' instances be it.

        Args:
            reply: The answer.
        """
        for entry in reply.done:
            self._tally.settle([entry.position])
            entry.settle()
            if self._failed:
                self._supersede(entry)
        self._tally.tell()

    def fail(self, entries: Sequence[WriteEntry], error: BaseException, may_be_done: bool) -> None:
        """Keep what was not written.

        Args:
            entries: The entries.
            error: Why.
            may_be_done: True where that is not known for sure.
        """
        self._tally.fail([(each.position, each.given) for each in entries], error, may_be_done)
        if self._inputs.size is None:
            for each in entries:
                self._failed.setdefault(each.identity, []).append(each.position)

    def hush(self) -> None:
        """Tell the caller of no more progress."""
        self._tally.hush()

    def report(self, error: BaseException | None) -> BatchReport:
        """Give an account of the batch, which is over.

        Args:
            error: What ended it before its end, or None.

        Returns:
            The report.
        """
        if error is not None:
            self.fail(self._chunks.held, error, False)
            self._chunks.held = []
        failures, taken = self._tally.close(error, True, self._inputs)
        superseded = self._tally.superseded
        report = BatchReport(
            taken - len(failures) - len(superseded),
            failures,
            taken,
            tuple(sorted(superseded)),
            self._inputs.all_taken or taken == self._inputs.size,
        )
        response = {
            "ProcessedCount": report.done,
            "UnprocessedCount": len(report.failures),
            "UnprocessedItems": report.left,
        }
        return replace(report, result=DynamoDBResult.success_result(report, response))

    @property
    def _keeps_last(self) -> bool:
        return self._config.duplicates == "keep_last"

    def _supersede(self, done: WriteEntry) -> None:
        """Leave out what failed before with the key of what was done: nobody is to repeat it."""
        for position in self._failed.pop(done.identity, ()):
            if position < done.position:
                self._tally.leave_out(position)

    def _check_all(self) -> None:
        """Make every entry of a list before anything is sent, for what it is refused for."""
        for position, given in self._inputs.again():
            self._writes.learn(position, given)
        positions: dict[Hashable, int] = {}
        held = 0
        for position, given in self._inputs.again():
            entry = self._writes.entry(position, given)
            before = positions.get(entry.identity)
            if before is not None:
                if not self._keeps_last:
                    raise _two_alike(before, position)
                self._tally.leave_out(before)
            positions[entry.identity] = position
            held += entry.bytes
            if held <= _HELD_READY:
                self._ready.append(entry)

    def _entries(self) -> Iterator[WriteEntry]:
        """Take the inputs, and give those that are to be written."""
        if self._inputs.size is not None:
            self._check_all()
        for position, given in self._inputs:
            if position in self._tally.superseded:
                continue
            self._tally.take(position, given)
            try:
                entry = self._entry(position, given)
            except Boto3AssistError as error:
                self.refused = error
                self._tally.fail([(position, given)], error)
                raise
            yield entry

    def _entry(self, position: int, given: Any) -> WriteEntry:
        if position < len(self._ready):
            entry, self._ready[position] = self._ready[position], None
            if entry is not None:  # pragma: no branch  # each is taken once
                return entry
        entry = self._writes.entry(position, given)
        if self._inputs.size is None:
            self._remember(entry)
        return entry

    def _remember(self, entry: WriteEntry) -> None:
        if self._keeps_last:
            return
        before = self._recent.get(entry.identity)
        if before is not None:
            raise _two_alike(before, entry.position)
        self._recent[entry.identity] = entry.position
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)


def _item_in(request: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (
        request["PutRequest"]["Item"]
        if "PutRequest" in request
        else request["DeleteRequest"]["Key"]
    )
    return found


def _two_alike(first: int, second: int) -> InvalidParameterError:
    return InvalidParameterError(
        f"the inputs at {first} and {second} have the same primary key",
        details={
            "position": second,
            "given": [first, second],
            "expected": "one input for each key",
            "suggestion": "leave one out, or pass BatchWriteConfig.keep_last()",
        },
    )
