"""Which class an item is read as, by the type that is written into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBResult,
    ItemConfig,
)
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.reading import read_collection, read_model
from boto3_assist.errors import ModelMappingError, ValidationError


class Page(DynamoDBModel):
    page_id: str
    title: str = ""

    primary = DynamoDBIndex.primary(pk="site", sk="page#{page_id}")
    item_config = ItemConfig(entity_type="page")


class Article(Page):
    author: str

    item_config = ItemConfig(entity_type="article")


class Review(Article):
    stars: int = 0

    item_config = ItemConfig(entity_type="review")


class Draft(Page):
    """Declares no type of its own, so its items are pages."""


@dataclass(frozen=True)
class Image(DynamoDBModelBase):
    image_id: str

    primary = DynamoDBIndex.primary(pk="site", sk="page#{image_id}")
    item_config = ItemConfig(entity_type="image", entity_type_attribute="kind")


class Untyped(DynamoDBModelBase):
    def __init__(self, untyped_id: str | None = None) -> None:
        super().__init__()
        self.untyped_id = untyped_id

    primary = DynamoDBIndex.primary(pk="site", sk="untyped#{untyped_id}")


PAGE, ARTICLE = Page(page_id="1"), Article(page_id="2", author="Ann")
REVIEW, IMAGE = Review(page_id="3", author="Bob", stars=5), Image("4")
UNTYPED = Untyped("5")
ITEMS = [each.to_resource_dictionary() for each in (PAGE, ARTICLE, REVIEW, IMAGE, UNTYPED)]
PAGE_ITEM, ARTICLE_ITEM, REVIEW_ITEM, IMAGE_ITEM, UNTYPED_ITEM = ITEMS


def without_type(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in ("entity_type", "kind")}


def test_the_type_is_written_and_is_no_field() -> None:
    assert PAGE_ITEM == {
        "page_id": "1",
        "title": "",
        "entity_type": "page",
        "pk": "site",
        "sk": "page#1",
    }
    assert IMAGE_ITEM["kind"] == "image"
    assert "entity_type" not in PAGE.to_dictionary()
    assert PAGE.to_client_dictionary(include_indexes=False)["entity_type"] == {"S": "page"}
    assert "entity_type" not in UNTYPED_ITEM


@pytest.mark.parametrize("model", [Page, Article, Image, Untyped])
def test_the_type_is_no_unknown_attribute(model: Any) -> None:
    item = ITEMS[[Page, Article, None, Image, Untyped].index(model)]

    assert model.map(item).to_resource_dictionary() == item
    assert model.map({**item, "more": 1}).to_resource_dictionary() == {**item, "more": 1}


@pytest.mark.parametrize(
    ("model", "item"),
    [
        (Page, {**PAGE_ITEM, "entity_type": "other"}),
        (Page, {**PAGE_ITEM, "entity_type": None}),
        (Page, {**PAGE_ITEM, "entity_type": ["page"]}),
        (Article, {**ARTICLE_ITEM, "entity_type": "page"}),
        (Image, {**IMAGE_ITEM, "kind": "secret"}),
    ],
)
def test_an_item_of_another_type_is_refused_everywhere(
    model: type[Any], item: dict[str, Any]
) -> None:
    result = DynamoDBResult.success_result(item)

    for read in (
        lambda: model.map(item),
        lambda: read_model(model, item),
        lambda: result.to(model),
        lambda: DynamoDBResult.success_result([item]).to_list(model),
    ):
        with pytest.raises(ModelMappingError, match=model.__name__) as caught:
            read()
        assert "secret" not in str(caught.value.to_dict())
        assert {"expected", "suggestion"} <= caught.value.details.keys()


def test_an_instance_takes_no_item_of_a_subclass_or_of_another_type() -> None:
    page = Page(page_id="1", title="as it was")

    for item in (ARTICLE_ITEM, {**PAGE_ITEM, "entity_type": "other"}):
        with pytest.raises(ModelMappingError):
            page.map(item)

    assert page.title == "as it was"
    assert page.map({**PAGE_ITEM, "title": "new"}).title == "new"


def test_an_item_older_than_the_declaration_is_accepted() -> None:
    assert Page.map(without_type(PAGE_ITEM)) == PAGE
    assert Image.map(without_type(IMAGE_ITEM)) == IMAGE
    assert Page.map(without_type(PAGE_ITEM)).to_resource_dictionary() == PAGE_ITEM


def test_an_item_of_a_subclass_is_read_as_the_subclass() -> None:
    result: Any = DynamoDBResult[Any](None, {"Item": encode_item(REVIEW_ITEM)})

    assert read_model(Page, ARTICLE_ITEM) == ARTICLE
    assert read_model(Article, REVIEW_ITEM) == REVIEW
    assert result.to(Page) == Page.map(result) == REVIEW
    assert Page.map({"Item": encode_item(REVIEW_ITEM), "ResponseMetadata": {}}) == REVIEW
    assert type(Draft.map(PAGE_ITEM)) is Draft


def test_a_dictionary_does_not_choose_the_class() -> None:
    for model, item in ((Page, ARTICLE_ITEM), (Page, REVIEW_ITEM), (Article, REVIEW_ITEM)):
        with pytest.raises(ModelMappingError, match="entity type"):
            model.map(item)
    assert Review.map(REVIEW_ITEM) == REVIEW


def test_a_subclass_without_a_type_stands_behind_its_base() -> None:
    class Quick(Article):
        pass

    found = read_model(Page, ARTICLE_ITEM)

    assert type(found) is Article
    assert type(Quick.map(ARTICLE_ITEM)) is Quick


def test_two_subclasses_of_one_type_are_ambiguous() -> None:
    @dataclass
    class Animal(DynamoDBModelBase):
        animal_id: str

        primary = DynamoDBIndex.primary(pk="animal#{animal_id}")

    @dataclass
    class Dog(Animal):
        item_config = ItemConfig(entity_type="dog")

    @dataclass(slots=True)
    class Cat(Animal):
        item_config = ItemConfig(entity_type="cat")

    item = {"animal_id": "1", "pk": "animal#1"}
    assert read_model(Animal, {**item, "entity_type": "dog"}) == Dog("1")
    assert read_model(Animal, {**item, "entity_type": "cat"}) == Cat("1")
    assert type(read_model(Animal, {**item, "entity_type": "fish"})) is Animal

    @dataclass
    class Hound(Animal):
        item_config = ItemConfig(entity_type="dog")

    with pytest.raises(ModelMappingError, match="more than one subclass of Animal"):
        read_model(Animal, {**item, "entity_type": "dog"})
    assert Hound.map({**item, "entity_type": "dog"}) == Hound("1")


class TestCollections:
    def test_of_several_models_the_type_tells_before_the_keys(self) -> None:
        found = read_collection((Image, Untyped, Page), ITEMS, partial=False)

        assert found[:4] == [PAGE, ARTICLE, REVIEW, IMAGE]
        assert found[4].to_resource_dictionary() == UNTYPED_ITEM

    def test_of_a_base_and_its_subclass_the_subclass_has_its_items(self) -> None:
        items = [PAGE_ITEM, ARTICLE_ITEM, REVIEW_ITEM]

        assert read_collection((Page, Article, Review), items, partial=False) == [
            PAGE,
            ARTICLE,
            REVIEW,
        ]

    def test_one_type_of_two_models_leaves_it_to_the_keys(self) -> None:
        @dataclass
        class Old(DynamoDBModelBase):
            page_id: str

            primary = DynamoDBIndex.primary(pk="site", sk="old#{page_id}")
            item_config = ItemConfig(entity_type="page")

        items = [PAGE_ITEM, Old("9").to_resource_dictionary()]

        assert read_collection((Old, Page), items, partial=False) == [PAGE, Old("9")]

    def test_a_single_model_has_none_of_another_type(self) -> None:
        items = [PAGE_ITEM, ARTICLE_ITEM, REVIEW_ITEM, {**PAGE_ITEM, "entity_type": "video"}]

        assert read_collection((Page,), items, partial=False) == [PAGE, ARTICLE, REVIEW]
        assert read_collection((Article,), items, partial=False) == [ARTICLE, REVIEW]
        assert read_collection((Review,), items, partial=False) == [REVIEW]

    def test_items_without_a_type_are_told_by_their_keys(self) -> None:
        items = [without_type(PAGE_ITEM), UNTYPED_ITEM]

        found = read_collection((Page, Untyped), items, partial=False)

        assert [type(each) for each in found] == [Page, Untyped]

    def test_an_item_of_no_model_raises(self) -> None:
        stranger = {**PAGE_ITEM, "entity_type": "stranger"}

        with pytest.raises(ModelMappingError, match="fits none of Page, Article"):
            read_collection((Page, Article), [stranger], partial=False)
        assert read_collection((Page,), [stranger], partial=False) == []


def test_a_required_field_of_a_subclass_is_required() -> None:
    item = {name: value for name, value in ARTICLE_ITEM.items() if name != "author"}

    with pytest.raises(ValidationError):
        read_model(Page, item)
