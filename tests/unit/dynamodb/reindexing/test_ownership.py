from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase, ItemConfig
from boto3_assist.dynamodb.keys import DynamoDBKey
from boto3_assist.dynamodb.reindexing.ownership import owner_among


@dataclass
class Typed(DynamoDBModelBase):
    number: str

    item_config = ItemConfig(entity_type="typed")
    primary = DynamoDBIndex.primary(pk="typed#{number}", sk="typed")


@dataclass
class Untyped(DynamoDBModelBase):
    number: str

    primary = DynamoDBIndex.primary(pk="untyped#{number}", sk="untyped")


@dataclass
class Twin(DynamoDBModelBase):
    name: str

    primary = DynamoDBIndex.primary(pk="untyped#{name}", sk="{name}")


@dataclass
class Bare(DynamoDBModelBase):
    tenant: str
    number: str

    primary = DynamoDBIndex.primary(pk="{tenant}", sk="{number}")


class Plain(DynamoDBModelBase):
    def __init__(self) -> None:
        super().__init__()
        self.number: str | None = None
        self.indexes.add_primary(
            DynamoDBIndex(
                partition_key=DynamoDBKey("pk", lambda: f"plain#{self.number}"),
                sort_key=DynamoDBKey("sk", lambda: "plain"),
            )
        )


@pytest.mark.parametrize(
    ("models", "item", "owner"),
    [
        ([Typed], {"pk": "any", "sk": "thing", "entity_type": "typed"}, Typed),
        ([Typed], {"pk": "typed#1", "sk": "typed"}, Typed),
        ([Typed], {"pk": "typed#1", "sk": "typed", "entity_type": "other"}, None),
        ([Typed, Untyped], {"pk": "typed#1", "sk": "typed", "entity_type": "other"}, None),
        ([Typed, Untyped], {"pk": "untyped#1", "sk": "untyped"}, Untyped),
        ([Untyped], {"pk": "else#1", "sk": "untyped", "number": "1"}, None),
        ([Untyped, Twin], {"pk": "untyped#1", "sk": "1"}, Twin),
        ([Untyped, Twin], {"pk": "untyped#1", "sk": "untyped"}, None),
        ([Bare], {"pk": "t", "sk": "1", "tenant": "t", "number": "1"}, Bare),
        ([Bare], {"pk": "order#1", "sk": "x", "tenant": "t", "number": "1"}, None),
        ([Bare], {"pk": "t", "sk": "1"}, None),
        ([Plain], {"pk": "plain#1", "sk": "plain", "number": "1"}, Plain),
        ([Plain], {"pk": "order#1", "sk": "order", "number": "1"}, None),
        ([], {"pk": "a", "sk": "b"}, None),
    ],
)
def test_an_item_belongs_to_a_model_by_its_type_or_the_form_of_its_key(
    models: list[type[Any]], item: dict[str, Any], owner: type[Any] | None
) -> None:
    assert owner_among(models, item) is owner
