"""Several entity types in one table: a shop and a content site, on moto and over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
    GetItemConfig,
    ItemConfig,
)
from boto3_assist.errors import ModelMappingError
from boto3_assist.testing import TableFactory


class Customer(DynamoDBModel):
    customer_id: str
    name: str

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="customer")
    item_config = ItemConfig(entity_type="customer")


class Order(DynamoDBModel):
    customer_id: str
    order_id: int
    total: Decimal = Decimal(0)
    status: str = "open"

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id:06d}")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="{order_id:06d}")
    item_config = ItemConfig(entity_type="order")


@dataclass
class Line(DynamoDBModelBase):
    customer_id: str
    order_id: int
    number: int
    product: str

    primary = DynamoDBIndex.primary(
        pk="customer#{customer_id}", sk="order#{order_id:06d}#line#{number:03d}"
    )
    item_config = ItemConfig(entity_type="line")


@dataclass(frozen=True)
class Shipment(DynamoDBModelBase):
    customer_id: str
    order_id: int
    status: str

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id:06d}#shipment")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="{order_id:06d}")
    item_config = ItemConfig(entity_type="shipment")


class Voucher(DynamoDBModelBase):
    """Of an older part of the program: a plain class that declares no type."""

    def __init__(self, customer_id: str | None = None, code: str | None = None) -> None:
        super().__init__()
        self.customer_id = customer_id
        self.code = code

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="voucher#{code}")


ANN = Customer(customer_id="ann", name="Ann")
ORDERS = [Order(customer_id="ann", order_id=n, total=Decimal(n)) for n in (1, 2)]
LINES = [Line("ann", 1, n, product) for n, product in ((1, "tea"), (2, "cup"))]
SHIPMENT = Shipment("ann", 1, "open")
SHOP: list[Any] = [ANN, ORDERS[0], *LINES, SHIPMENT, ORDERS[1]]
MODELS = (Customer, Order, Line, Shipment)
PARTITION = Customer.primary.query(customer_id="ann")


class TestAShop:
    @pytest.fixture
    def shop(self, db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
        table: DynamoDBTable = table_factory(*MODELS, Voucher, db=db)
        for each in SHOP:
            db.save(each, table.name)
        return table

    def test_a_partition_is_read_as_its_models_in_their_order(
        self, db: DynamoDB, shop: DynamoDBTable
    ) -> None:
        result = db.query(PARTITION.collection(*MODELS), shop.name)

        assert result.data == SHOP
        assert [type(each) for each in result.data] == [
            *(Customer, Order, Line, Line, Shipment, Order)
        ]

    def test_models_without_a_type_are_told_by_their_keys(
        self, db: DynamoDB, shop: DynamoDBTable
    ) -> None:
        db.save(Voucher("ann", "x1"), shop.name)

        found = db.query(PARTITION.collection(*MODELS, Voucher), shop.name).data

        assert found[:-1] == SHOP
        assert found[-1].to_dictionary() == {"customer_id": "ann", "code": "x1"}
        with pytest.raises(ModelMappingError, match="fits none of"):
            db.query(PARTITION.collection(*MODELS), shop.name)

    def test_items_older_than_the_types_are_told_by_their_keys(
        self, db: DynamoDB, shop: DynamoDBTable
    ) -> None:
        for each in SHOP:
            item = each.to_resource_dictionary()
            del item["entity_type"]
            db.save(item, shop.name)

        assert db.query(PARTITION.collection(*MODELS), shop.name).data == SHOP

    def test_a_model_is_asked_for_alone(self, db: DynamoDB, shop: DynamoDBTable) -> None:
        lines = Line.primary.query(customer_id="ann", order_id=1)

        assert db.query(Order.primary.query(customer_id="ann"), shop.name).data == ORDERS
        assert db.query(lines, shop.name).data == LINES
        assert db.get(Order.primary.key(customer_id="ann", order_id=1), shop.name).data == ORDERS[0]

    def test_one_key_of_an_index_holds_items_of_two_types(
        self, db: DynamoDB, shop: DynamoDBTable
    ) -> None:
        orders = Order.by_status.query(status="open")

        assert db.query(orders, shop.name).data == ORDERS
        assert db.query(Shipment.by_status.query(status="open"), shop.name).data == [SHIPMENT]
        both = db.query(orders.collection(Order, Shipment), shop.name).data
        assert sorted(type(each).__name__ for each in both) == ["Order", "Order", "Shipment"]

    def test_an_item_of_another_type_under_the_key_never_maps(
        self, db: DynamoDB, shop: DynamoDBTable
    ) -> None:
        key = Order.primary.key(customer_id="ann", order_id=1)
        stray = {**ORDERS[0].to_resource_dictionary(), "entity_type": "quote"}
        db.save(stray, shop.name)

        result = db.get(key.to_dict(), shop.name)
        for read in (
            lambda: db.get(key, shop.name),
            lambda: db.get(key, shop.name, config=GetItemConfig.with_projections()),
            lambda: db.get(key, shop.name, config=GetItemConfig(projection_expression="order_id")),
            lambda: result.to(Order),
            lambda: Order.map(result),
            lambda: Order.map(result.unwrap()),
        ):
            with pytest.raises(ModelMappingError, match="entity type"):
                read()
        assert result.unwrap() == stray
        assert db.query(Order.primary.query(customer_id="ann"), shop.name).data == ORDERS[1:]


class Content(DynamoDBModel):
    site: str
    slug: str
    title: str = ""

    primary = DynamoDBIndex.primary(pk="site#{site}", sk="content#{slug}")
    item_config = ItemConfig(entity_type="content", entity_type_attribute="kind")


class Article(Content):
    body: str
    item_config = ItemConfig(entity_type="article")


class News(Article):
    source: str = ""
    item_config = ItemConfig(entity_type="news")


class Gallery(Content):
    pictures: list[str] = []
    item_config = ItemConfig(entity_type="gallery")


SITE: list[Content] = [
    Content(site="a", slug="about"),
    Gallery(site="a", slug="beach", pictures=["1.png"]),
    Article(site="a", slug="cooking", body="…"),
    News(site="a", slug="daily", body="…", source="wire"),
]


class TestASite:
    @pytest.fixture
    def site(self, db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
        table: DynamoDBTable = table_factory(Content, db=db)
        for each in SITE:
            db.save(each, table.name)
        return table

    def test_a_base_reads_each_item_as_what_it_is(self, db: DynamoDB, site: DynamoDBTable) -> None:
        found = db.query(Content.primary.query(site="a"), site.name).data

        assert found == SITE
        assert [type(each) for each in found] == [Content, Gallery, Article, News]
        for each in SITE:
            key = Content.primary.key(site="a", slug=each.slug)
            assert db.get(key, site.name).data == each
            config = GetItemConfig.with_projections()
            assert db.get(key, site.name, config=config).data == each

    def test_a_subclass_reads_its_own_and_what_is_below(
        self, db: DynamoDB, site: DynamoDBTable
    ) -> None:
        articles = db.query(Article.primary.query(site="a"), site.name).data

        assert articles == SITE[2:]
        assert db.query(News.primary.query(site="a"), site.name).data == SITE[3:]
        with pytest.raises(ModelMappingError):
            db.get(Article.primary.key(site="a", slug="about"), site.name)

    def test_a_read_and_a_save_keep_the_type(self, db: DynamoDB, site: DynamoDBTable) -> None:
        key = Content.primary.key(site="a", slug="daily")
        found = db.get(key, site.name).unwrap()
        found.title = "Today"

        db.save(found, site.name)

        item = db.get(key.to_dict(), site.name).unwrap()
        assert (item["kind"], item["source"], item["title"]) == ("news", "wire", "Today")

    def test_a_collection_of_base_and_subclasses(self, db: DynamoDB, site: DynamoDBTable) -> None:
        query = Content.primary.query(site="a").collection(Content, Article, News, Gallery)

        assert db.query(query, site.name).data == SITE
