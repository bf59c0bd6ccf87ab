"""Models of the three styles, alike, that the tests of `merge` share."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase, MergeStrategy

NON_NULL, UPDATES, EXISTING = MergeStrategy
SECRET = "top-secret-value"


class PydanticPlace(BaseModel):
    street: str
    zip_code: str | None = None
    floor: int = 0


class PydanticOrder(DynamoDBModel):
    order_id: str
    note: str | None = None
    status: str = "open"
    total: Decimal = Decimal(0)
    required: int | None
    tags: list[str] = []
    options: dict[str, Any] = {}
    place: PydanticPlace | None = None
    places: dict[str, PydanticPlace] = {}
    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")


@dataclass
class DataPlace:
    street: str
    zip_code: str | None = None
    floor: int = 0


@dataclass
class DataOrder(DynamoDBModelBase):
    order_id: str
    required: int | None
    note: str | None = None
    status: str = "open"
    total: Decimal = Decimal(0)
    tags: list[str] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    place: DataPlace | None = None
    places: dict[str, DataPlace] = field(default_factory=dict)
    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")


class PlainPlace(DynamoDBModelBase):
    street: str | None
    zip_code: str | None
    floor: int

    def __init__(self, street: str | None = None, zip_code: str | None = None) -> None:
        self.street = street
        self.zip_code = zip_code
        self.floor = 0


class PlainOrder(DynamoDBModelBase):
    order_id: str
    status: str
    total: Decimal
    required: int | None
    place: PlainPlace | None
    places: dict[str, PlainPlace]
    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")

    def __init__(self, order_id: str, required: int | None) -> None:
        super().__init__(self)
        self.order_id = order_id
        self.required = required
        self.note: Any = None
        self.status = "open"
        self.total = Decimal(0)
        self.tags: Any = []
        self.options: Any = {}
        self.place = None
        self.places = {}


STYLES: dict[type[Any], type[Any]] = {
    PydanticOrder: PydanticPlace,
    DataOrder: DataPlace,
    PlainOrder: PlainPlace,
}
styles = pytest.mark.parametrize("style", STYLES)
strategies = pytest.mark.parametrize("strategy", MergeStrategy)


def make(style: Any, **values: Any) -> Any:
    order = style(order_id="7", required=1)
    for name, value in values.items():
        setattr(order, name, value)
    return order


def values_of(model: Any) -> Any:
    return copy.deepcopy(model.to_dictionary())
