"""Items that were told of, each as what its key asks for; knows neither places nor answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn

from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.codec.item_view import ItemView
from boto3_assist.dynamodb.compiled import Reader, quick_reader
from boto3_assist.dynamodb.instance_state import Carried
from boto3_assist.dynamodb.item_expiry import has_expired, ttl_attribute
from boto3_assist.dynamodb.item_reads import is_expired_for
from boto3_assist.dynamodb.reading import read_model, viewed_items
from boto3_assist.dynamodb.requests.projections import Projection
from boto3_assist.dynamodb.schema import ModelMarker
from boto3_assist.dynamodb.types import WireItem

__all__ = ["ItemReader"]


class ItemReader:
    """Reads the items of one batch."""

    def __init__(
        self, now: Callable[[], datetime], *, convert_decimals: bool, include_expired: bool
    ) -> None:
        """Keep how to read.

        Args:
            now: Gives a datetime with a time zone, for what may have expired.
            convert_decimals: How numbers are read; see `decode_value`.
            include_expired: True to read items of models too that have expired.
        """
        self._now = now
        self._convert = convert_decimals
        self._include_expired = include_expired

    def read(self, wire: WireItem, model: type[Any] | None, projection: Projection | None) -> Any:
        """Read one item.

        Args:
            wire: The item in wire form.
            model: The class to read it as; None for a dictionary.
            projection: What was read of it; None for all.

        Returns:
            An instance or a dictionary; None for an item that has expired.

        Raises:
            Boto3AssistError: When the item cannot be read so.
        """
        item = viewed_items([wire], self._convert)[0]
        if model is None:
            return item.decoded()
        if not self._include_expired and is_expired_for(model, item, self._now):
            return None
        whole = None if projection is None else projection.whole_attributes
        return read_model(model, item, wire, partial=projection is not None, read_whole=whole)

    def quick(self, model: type[Any] | None, projection: Projection | None) -> Reader:
        """Give a function that reads many items as `read` does.

        Args:
            model: The class to read them as; None for dictionaries.
            projection: What was read of them; None for all.

        Returns:
            A function that raises one of `LEFT` for an item that `read` has to read.
        """
        if model is None:
            return self._decode
        if projection is not None or not issubclass(model, ModelMarker):
            return _left
        # The item may be of a subclass, which expires in a way of its own.
        reader = None if type.__subclasses__(model) else self._quick_reader(model)
        return _left if reader is None else reader

    def _decode(self, wire: WireItem, _stored: Carried | None = None, /) -> Any:
        return decode_item(wire, convert_decimals=self._convert)

    def _quick_reader(self, model: type[Any]) -> Reader | None:
        reader = quick_reader(model, convert_decimals=self._convert)
        expiry = None if self._include_expired else ttl_attribute(model)
        if reader is None or expiry is None:
            return reader
        read, attribute = reader, expiry

        def read_living(wire: WireItem, stored: Carried | None = None, /) -> Any:
            view = ItemView(wire, convert_decimals=self._convert)
            return None if has_expired(view.get(attribute), self._now()) else read(wire, stored)

        return read_living


def _left(_wire: WireItem, _stored: Carried | None = None, /) -> NoReturn:
    raise LookupError
