from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import Field, HttpUrl, field_serializer

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBKey, DynamoDBModel, DynamoDBModelBase
from boto3_assist.dynamodb.indexes import declared_indexes
from boto3_assist.dynamodb.item_keys import check_inputs, key_attribute_names, key_attributes
from boto3_assist.errors import ConfigurationError, KeyBuildError


@dataclass
class Member(DynamoDBModelBase):
    member_id: str | None
    team: str | None = None
    email: Any = None

    primary = DynamoDBIndex.primary(pk="member#{member_id}", sk="member")
    by_team = DynamoDBIndex("gsi1", pk="team#{team}", sk="member#{member_id}")
    by_email = DynamoDBIndex("gsi2", pk_attribute="email", sk="team#{team}")
    local = DynamoDBIndex("lsi1", pk="member#{member_id}", pk_attribute="pk", sk="{team}")
    inverted = DynamoDBIndex(
        "gsi3", pk="member", sk="member#{member_id}", pk_attribute="sk", sk_attribute="pk"
    )


KEYS = {"pk": "member#7", "sk": "member"}
TEAM = {"gsi1_pk": "team#red", "gsi1_sk": "member#7", "lsi1_sk": "red"}


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        (Member("7"), KEYS),
        (Member("7", team="red"), {**KEYS, **TEAM}),
        # Sparse: gsi2 lacks an input, so its synthesised sort key is left out.
        (Member("7", email="a@b"), KEYS),
        (Member("7", "red", "a@b"), {**KEYS, **TEAM, "gsi2_sk": "team#red"}),
    ],
)
def test_keys_of_an_item(member: Member, expected: dict[str, Any]) -> None:
    own = {"member_id": "7"}
    own |= {"team": member.team} if member.team else {}
    own |= {"email": member.email} if member.email else {}

    assert member.to_resource_dictionary() == {**own, **expected}
    made = key_attributes("Member", declared_indexes(Member), member.key_inputs())
    assert made == expected


@pytest.mark.parametrize("include_none", [True, False])
def test_an_own_attribute_that_is_none_is_never_written_as_null(include_none: bool) -> None:
    item = Member("7").to_resource_dictionary(include_none=include_none)

    assert "email" not in item
    assert ("team" in item) is include_none


@pytest.mark.parametrize("email", ["", b"", [1], {"a": 1}, True, {1}, float("inf")])
def test_an_own_attribute_that_dynamodb_refuses_as_a_key_raises(email: object) -> None:
    with pytest.raises(KeyBuildError, match="'email' of Member"):
        Member("7", "red", email).to_resource_dictionary()


def test_names_of_synthesised_attributes() -> None:
    names = key_attribute_names(declared_indexes(Member))

    assert names == {"pk", "sk", "gsi1_pk", "gsi1_sk", "gsi2_sk", "lsi1_sk"}


class Page(DynamoDBModel):
    url: HttpUrl
    owner: str = Field(serialization_alias="ownerName")

    primary = DynamoDBIndex.primary(pk_attribute="url")
    by_owner = DynamoDBIndex("gsi1", pk_attribute="ownerName")

    @field_serializer("owner")
    def lowered(self, owner: str) -> str:
        return owner.lower()


def test_an_own_attribute_is_the_key_as_it_is_stored() -> None:
    page = Page(url=HttpUrl("https://example.org/a"), owner="ANN")

    assert page.primary_key() == {"url": "https://example.org/a"}
    assert page.by_owner.to_dict() == {"ownerName": "ann"}
    assert page.to_client_dictionary() == {
        "url": {"S": "https://example.org/a"},
        "ownerName": {"S": "ann"},
    }


class Swapped(DynamoDBModel):
    first: str = Field(alias="second")
    second: str = Field(alias="first")

    primary = DynamoDBIndex.primary(pk_attribute="first")
    by_first = DynamoDBIndex("gsi1", pk="{first}")


def test_templates_name_fields_and_own_attributes_are_names_in_the_item() -> None:
    swapped = Swapped.map({"first": "1", "second": "2"})

    assert swapped.second == "1"
    assert swapped.to_resource_dictionary() == {"first": "1", "second": "2", "gsi1_pk": "2"}


def test_no_primary_index_raises() -> None:
    class Rootless(DynamoDBModel):
        id: str
        other = DynamoDBIndex("gsi1", pk="{id}")

    with pytest.raises(KeyBuildError, match="Rootless has no primary index"):
        Rootless(id="7").to_resource_dictionary()
    assert Rootless(id="7").to_resource_dictionary(include_indexes=False) == {"id": "7"}


class Legacy(DynamoDBModelBase):
    def __init__(self, id: str | None = None, name: str | None = None) -> None:
        super().__init__(self)
        self.id = id
        self.name = name
        self.indexes.add_primary(
            DynamoDBIndex(
                partition_key=DynamoDBKey("pk", lambda: DynamoDBKey.build_key(("m", self.id))),
                sort_key=DynamoDBKey("sk", "m#"),
            )
        )
        self.indexes.add_secondary(
            DynamoDBIndex(
                "gsi1",
                DynamoDBKey("gsi1_pk", lambda: DynamoDBKey.build_key(("ms", None))),
                DynamoDBKey("gsi1_sk", lambda: self.name),
            )
        )


def test_keys_made_by_functions() -> None:
    item = Legacy("7", "ann").to_resource_dictionary()

    assert item == {
        "id": "7",
        "name": "ann",
        "pk": "m#7",
        "sk": "m#",
        "gsi1_pk": "ms#",
        "gsi1_sk": "ann",
    }


def test_b17_an_index_whose_function_gives_none_is_left_out() -> None:
    assert Legacy("7").to_resource_dictionary() == {"id": "7", "pk": "m#7", "sk": "m#"}


def test_b22_a_model_without_its_id_has_no_key() -> None:
    with pytest.raises(KeyBuildError, match="'pk' of Legacy is not set"):
        Legacy(None).to_resource_dictionary()
    with pytest.raises(KeyBuildError, match="'pk' of Legacy is not set"):
        Legacy(None).primary_key()
    with pytest.raises(KeyBuildError, match="'member_id'"):
        Member(None).to_resource_dictionary()


def test_d1_a_table_or_an_index_may_have_no_sort_key() -> None:
    @dataclass
    class Flat(DynamoDBModelBase):
        id: str
        primary = DynamoDBIndex.primary(pk="flat#{id}")
        other = DynamoDBIndex("gsi1", pk="{id}")

    flat = Flat("7")

    assert flat.to_resource_dictionary() == {"id": "7", "pk": "flat#7", "gsi1_pk": "7"}
    assert flat.primary_key() == flat.primary.key() == {"pk": "flat#7"}


def test_check_inputs_names_what_it_would_take() -> None:
    index = DynamoDBIndex("gsi1", pk="{typo}")

    with pytest.raises(ConfigurationError) as caught:
        check_inputs("Thing", {"gsi1": index}, ["b", "a"], [])

    assert caught.value.details["unknown"] == ["typo"]
    assert caught.value.details["expected"] == "one of a, b"


def test_an_own_attribute_that_may_be_none_must_be_so_by_default() -> None:
    with pytest.raises(ConfigurationError, match="'email' of Contact may be None"):

        class Contact(DynamoDBModel):
            id: str
            email: str | None
            primary = DynamoDBIndex.primary(pk="{id}")
            by_email = DynamoDBIndex("gsi1", pk_attribute="email")

    @dataclass
    class Person(DynamoDBModelBase):
        id: str
        email: str | None = "nobody"
        primary = DynamoDBIndex.primary(pk="{id}")
        by_email = DynamoDBIndex("gsi1", pk="{email}", sk="{id}", native=True)

    with pytest.raises(ConfigurationError, match="'email' of Person may be None"):
        Person("7").to_resource_dictionary()
