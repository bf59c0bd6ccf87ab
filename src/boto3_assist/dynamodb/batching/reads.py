"""A batch of keys: what is asked, and the item at each place of a key; knows no client."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.batching.answers import DAMAGE, interpreting, sorted_out, take_out
from boto3_assist.dynamodb.batching.asked_keys import (
    AskedKeys,
    KeyProjection,
    key_of,
    projection_for,
)
from boto3_assist.dynamodb.batching.configs import BatchGetConfig
from boto3_assist.dynamodb.batching.engine import Reply
from boto3_assist.dynamodb.batching.identities import identities_of, identity_of
from boto3_assist.dynamodb.batching.inputs import Inputs
from boto3_assist.dynamodb.batching.reports import BatchReport, Tally
from boto3_assist.dynamodb.batching.told_items import ItemReader
from boto3_assist.dynamodb.compiled import LEFT, Reader
from boto3_assist.dynamodb.received_items import (
    UNREAD,
    ItemHook,
    KeptItem,
    Raised,
    ReceivedItems,
    StoredText,
    item_list,
    keep_text,
    kept_items,
    wire_item,
)
from boto3_assist.dynamodb.requests.batches import MAX_KEYS, BatchGetItem
from boto3_assist.dynamodb.requests.projections import Projection
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.errors import Boto3AssistError

__all__ = ["ReadJob"]

Send = Callable[[Mapping[str, Any], ItemHook], Mapping[str, Any]]
"""Sends the parameters of one request, and reads a large response with a hook."""

# Items of a larger read are kept as text, however small they are: mostly all of them are held.
_MANY: Final = 1000


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
        self._tally = Tally(inputs.size, config.progress_callback)
        self._data: list[Any] = []
        self._keys = AskedKeys()
        self._chunk_size = config.chunk_size or MAX_KEYS
        self._convert = get_settings().dynamodb_convert_decimals
        self._reader = ItemReader(
            now, convert_decimals=self._convert, include_expired=config.include_expired
        )
        # A key that is given several times is asked for by its first place.
        self._first: dict[Hashable, int] = {}
        self._later: dict[int, list[int]] = {}
        self._told: dict[int, KeptItem | None] = {}
        self._read_in_part: dict[int, Projection] = {}
        self._errors: dict[int, BaseException] = {}
        # First place → item, of what a place has got.
        self._given: dict[int, KeptItem] = {}
        self._whole: frozenset[str] | None = None
        self._projection: KeyProjection | None = None
        self._new: Iterator[int]
        self.refused: Boto3AssistError | None = None
        if inputs.size is not None:
            self._keys.add_all(inputs.again())
            self._projection = self._projection_of(self._keys.models)
            self._data = [None] * len(self._keys.given)
            self._tally.take_all(self._keys.given)
            places = range(len(self._data))
            self._new = iter(places)
            distinct = dict(zip(self._keys.identities, places))
            if len(distinct) == len(places):
                self._first = distinct
        else:
            if not config.do_projections:
                # For what it is refused for: of an iterator the models are not known yet.
                projection_for(config, (), ())
            self._new = self._taken()

    def take(self) -> Sequence[int] | None:
        """Give the next keys to ask for.

        Returns:
            The first places of the keys, or None after the last one.
        """
        if self._inputs.size is not None and len(self._first) == self._inputs.size:
            return list(islice(self._new, self._chunk_size)) or None
        chunk: list[int] = []
        identities, first_of = self._keys.identities, self._first.setdefault
        for position in self._new:
            first = first_of(identities[position], position)
            if first != position:
                self._repeat(position, first)
                continue
            chunk.append(position)
            if len(chunk) == self._chunk_size:
                break
        return chunk or None

    def may_begin(self, entries: Sequence[int], others: Iterable[Sequence[int]]) -> bool:
        """Tell that reads do not stand in each other's way.

        Args:
            entries: The keys.
            others: Keys that are asked for at the same time.

        Returns:
            True.
        """
        return True

    def send(self, entries: Sequence[int]) -> Reply[int]:
        """Ask for keys.

        Args:
            entries: The keys.

        Returns:
            The keys that the answer tells of, with their items, and those that it does not.
        """
        keys = self._keys
        what = self._projection or self._projection_of(
            [keys.models[place] for first in entries for place in self._places(first)]
        )
        request = BatchGetItem(
            self._table_name,
            keys.wires(entries),
            self._config.strongly_consistent,
            what.projection,
        )
        hook = self._hook(entries, what)
        response = self._sender(request.to_request(), hook)
        with interpreting(self.operation):
            # Under the name or the ARN of the table, whichever was not asked by, too.
            parts = [*response["Responses"].values()]
            identities, kept, made = _told_items(parts, hook, keys.names, what)
            asked = [key for part in response["UnprocessedKeys"].values() for key in part["Keys"]]
            unread = identities_of(asked, keys.names)
            waiting, first_of = set(entries), self._first.get
            left = take_out(waiting, first_of, unread, unread, self.operation)
            items = take_out(waiting, first_of, identities, kept, self.operation)
        content = items, dict(zip(items, made)), what.projection
        return Reply(*sorted_out(entries, left), content=content)

    def _hook(self, entries: Sequence[int], what: KeyProjection) -> ItemHook:
        """Make what a large answer is read with: models that its keys ask for, made at once."""
        first_of, models, names = self._first.get, self._keys.models, self._keys.names
        readers: dict[type[Any] | None, Reader] = {}
        is_over = False

        def take(item: WireItem, text: str) -> tuple[Hashable, Any]:
            nonlocal is_over
            try:
                first = first_of(identity := identity_of(item, names))
            except DAMAGE:
                # What is wrong with it is told by the plain way, in its turn.
                return None, UNREAD
            if first is None or what.added or is_over:
                return identity, UNREAD
            if (model := models[first]) not in readers:
                readers[model] = self._reader.quick(model, what.projection)
            try:
                return identity, readers[model](item, StoredText(text))
            except LEFT:
                return identity, UNREAD
            except Exception as error:
                is_over = True
                return identity, Raised(error)

        return ItemHook(take, always=max(entries[-1] + 1, self._inputs.size or 0) > _MANY)

    def settle(self, reply: Reply[int]) -> None:
        """Read the items of an answer, each as what its key asks for.

        Args:
            reply: The answer.
        """
        items, made, projection = reply.content
        self._told.update(dict.fromkeys(reply.done))
        self._told.update(items)
        if projection is not None:
            whole = projection.whole_attributes
            self._whole = whole if self._whole is None else self._whole & whole
            self._read_in_part.update(dict.fromkeys(reply.done, projection))
        if self._later:
            places = [n for first in reply.done for n in self._places(first)]
            self._give(places, projection, made)
        else:
            self._give(reply.done, projection, made)
        self._tally.tell()

    def fail(self, entries: Sequence[int], error: BaseException, may_be_done: bool) -> None:
        """Keep the keys that were not answered.

        Args:
            entries: The first places of the keys.
            error: Why.
            may_be_done: Of no matter to a read.
        """
        for first in entries:
            self._errors[first] = error
            places = self._places(first)
            self._tally.fail([(place, self._keys.given[place]) for place in places], error)

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
        items = [self._given[first] for first in sorted(self._given)]
        others: dict[str, Any] = {"Count": len(items)}
        unread = [key_of(failure.item) for failure in failures]
        others["UnprocessedKeys"] = [key for key in unread if key is not None]
        return BatchReport(
            taken - len(failures),
            failures,
            taken,
            all_taken=self._inputs.all_taken or self._inputs.size is not None,
            result=DynamoDBResult.success_result(
                self._data,
                {"Items": item_list(items), **others},
                convert_decimals=self._convert,
                partial=self._whole is not None,
                read_whole=self._whole,
            ),
        )

    def _taken(self) -> Iterator[int]:
        """Take the inputs of an iterator, and give their places."""
        for position, given in self._inputs:
            self._tally.take(position, given)
            self._data.append(None)
            try:
                self._keys.add(position, given)
            except Boto3AssistError as error:
                self.refused = error
                self._tally.fail([(position, given)], error)
                raise
            yield position

    def _repeat(self, position: int, first: int) -> None:
        """Answer a key that was given before, or let it be answered with the first one."""
        if first in self._told:
            self._give([position], self._read_in_part.get(first), {})
            self._tally.tell()
        elif first in self._errors:
            self._tally.fail([(position, self._keys.given[position])], self._errors[first])
        else:
            self._later.setdefault(first, []).append(position)

    def _places(self, first: int) -> list[int]:
        return [first, *self._later.get(first, ())]

    def _projection_of(self, models: Sequence[type[Any] | None]) -> KeyProjection:
        return projection_for(self._config, models, self._keys.names)

    def _give(
        self, places: Sequence[int], projection: Projection | None, made: Mapping[int, Any]
    ) -> None:
        """Put items where their keys were asked for."""
        told, data, given = self._told, self._data, self._given
        identities, models = self._keys.identities, self._keys.models
        of = models[places[0]] if places else None
        reader = self._reader.quick(of, projection)
        done: list[int] = []
        try:
            for place in places:
                first = place if place in told else self._first[identities[place]]
                if (kept := told[first]) is not None:
                    found = made.get(place, UNREAD) if made else UNREAD
                    if type(found) is Raised:
                        raise found.error
                    if found is UNREAD:
                        if (model := models[place]) is not of:
                            reader, of = self._reader.quick(model, projection), model
                        wire = kept if type(kept) is dict else wire_item(kept)
                        try:
                            found = reader(wire)
                        except LEFT:
                            found = UNREAD
                        if found is UNREAD:
                            found = self._read(place, wire, projection)
                        if found is UNREAD:
                            continue
                        if wire is not kept and isinstance(kept, str):
                            keep_text(found, wire, kept)
                    if found is not None:
                        data[place], given[first] = found, kept
                done.append(place)
        finally:
            self._tally.settle(done)

    def _read(self, place: int, wire: WireItem, projection: Projection | None) -> Any:
        """Read an item step by step; an error is kept, and gives `UNREAD`."""
        try:
            return self._reader.read(wire, self._keys.models[place], projection)
        except Boto3AssistError as error:
            self._tally.fail([(place, self._keys.given[place])], error)
            return UNREAD


def _told_items(
    parts: Sequence[Any], hook: ItemHook, names: Sequence[str], what: KeyProjection
) -> tuple[Iterable[Hashable], Iterable[KeptItem], Iterable[Any]]:
    """Give what the key of each item is equal to, the items, and what `_hook` made of them."""
    made = [
        part.take_made() if isinstance(part, ReceivedItems) and part.is_of(hook) else None
        for part in parts
    ]
    told = [each for part in made for each in part or ()]
    identities = [identity for identity, _ in told]
    if None in made or None in identities or what.added:
        items = [item for part in parts for item in part]
        return identities_of(items, names), map(what.cut, items) if what.added else items, ()
    kept = [each for part in parts for each in kept_items(part)]
    return identities, kept, [each for _, each in told]
