from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, ConfigDict

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    KeyTemplate,
)
from boto3_assist.dynamodb.index_checks import check_indexes
from boto3_assist.dynamodb.indexes import declared_indexes
from boto3_assist.dynamodb.keys import FieldReference
from boto3_assist.errors import ConfigurationError, KeyBuildError


def attributes(index: DynamoDBIndex) -> list[str]:
    return [key.attribute_name for key in index.declared_keys]


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (DynamoDBIndex.primary(pk="a#{b}"), ["pk"]),
        (DynamoDBIndex.primary(pk="a#{b}", sk="c"), ["pk", "sk"]),
        (DynamoDBIndex("gsi1", pk="a#{b}", sk="c"), ["gsi1_pk", "gsi1_sk"]),
        (DynamoDBIndex("gsi1", pk="a", pk_attribute="GSI1PK"), ["GSI1PK"]),
        (DynamoDBIndex("lsi1", pk="a", sk="b", pk_attribute="pk"), ["pk", "lsi1_sk"]),
        (DynamoDBIndex("by_email", pk_attribute="email"), ["email"]),
        (DynamoDBIndex("gsi1", pk="a", sk_attribute="age"), ["gsi1_pk", "age"]),
        (DynamoDBIndex("gsi1", DynamoDBKey("x", "1"), DynamoDBKey("y", "2")), ["x", "y"]),
        (DynamoDBIndex("gsi1", DynamoDBKey("x", "1"), DynamoDBKey()), ["x"]),
    ],
)
def test_names_of_key_attributes(index: DynamoDBIndex, expected: list[str]) -> None:
    assert attributes(index) == expected
    assert index.has_sort_key is (len(expected) == 2)


def test_an_index_named_late_names_the_keys_of_its_templates() -> None:
    index = DynamoDBIndex(pk="user#{id}", sk="user", sk_attribute="range")

    index.name = "primary"

    assert attributes(index) == ["pk", "range"]
    assert index.is_primary


def test_an_attribute_without_a_template_is_the_key_as_it_is() -> None:
    index = DynamoDBIndex("by_email", pk_attribute="email")

    assert index.partition_key.source == FieldReference("email")
    assert index.partition_key.inputs == ("email",)


def test_a_template_may_come_as_text_as_pairs_or_compiled() -> None:
    text = DynamoDBIndex("g", pk="user#{user_id}")
    pairs = DynamoDBIndex("g", pk=[("user", "user_id")])
    compiled = DynamoDBIndex("g", pk=KeyTemplate.compile("user#{user_id}"))

    assert text.partition_key.source == pairs.partition_key.source
    assert text.partition_key.source == compiled.partition_key.source


def test_functions_of_an_index_may_tell_what_they_depend_on() -> None:
    index = DynamoDBIndex("g", pk=lambda: "x", sk="name#{name}", depends_on=("a", "b"))

    assert index.partition_key.dependencies == ("a", "b")
    assert index.sort_key.dependencies == ("name",)


@pytest.mark.parametrize("keys", [{"pk": "{a}"}, {"pk_attribute": "a"}, {}])
def test_dependencies_without_a_function_are_refused(keys: Any) -> None:
    with pytest.raises(KeyBuildError, match="without a function"):
        DynamoDBIndex("g", depends_on=("a",), **keys)


@pytest.mark.parametrize("doubled", [{"pk": "a"}, {"pk_attribute": "a"}])
def test_a_key_declared_twice_is_refused(doubled: Any) -> None:
    with pytest.raises(KeyBuildError, match="declared twice"):
        DynamoDBIndex("g", DynamoDBKey("x", "1"), **doubled)


def test_an_index_can_be_filled_in_attribute_by_attribute() -> None:
    index = DynamoDBIndex()
    index.name = "gsi1"
    index.description = "by name"
    index.partition_key.attribute_name = "gsi1_pk"
    index.partition_key.value = "users"
    index.sort_key.attribute_name = "gsi1_sk"
    index.sort_key.value = lambda: "name#bob"

    assert index.to_dict() == {"gsi1_pk": "users", "gsi1_sk": "name#bob"}
    assert index.to_dict(include_sort_key=False) == {"gsi1_pk": "users"}

    index.sort_key = None
    index.partition_key = DynamoDBKey("other", "x")
    assert index.to_dict() == {"other": "x"}


def test_naming_an_index_leaves_names_that_its_keys_were_given() -> None:
    index = DynamoDBIndex(pk="a#{b}", sk="c")
    index.partition_key.attribute_name = "PK"

    index.name = "gsi1"
    assert attributes(index) == ["PK", "gsi1_sk"]

    index.name = None
    index.name = "primary"
    assert attributes(index) == ["PK", "sk"]

    index.sort_key.attribute_name = "SK"
    index.name = "gsi2"
    assert attributes(index) == ["PK", "SK"]


def test_an_index_without_a_key_cannot_be_asked() -> None:
    with pytest.raises(KeyBuildError, match="no attribute name"):
        DynamoDBIndex("gsi1").key()


def test_repr_shows_names_only() -> None:
    index = DynamoDBIndex("gsi1", DynamoDBKey("gsi1_pk", "secret"))

    assert repr(index) == "DynamoDBIndex('gsi1': gsi1_pk)"
    assert repr(index.unbound) == "BoundIndex(object, 'gsi1')"


def test_a_declaration_can_be_copied() -> None:
    index = DynamoDBIndex("gsi1", pk="a#{b}", sk="c", description="why")

    copied = copy.deepcopy(index)
    copied.sort_key.attribute_name = "other"

    assert (copied.name, copied.description) == ("gsi1", "why")
    assert attributes(copied) == ["gsi1_pk", "other"]
    assert attributes(index) == ["gsi1_pk", "gsi1_sk"]
    assert copied.partition_key.source == index.partition_key.source


@dataclass
class Base(DynamoDBModelBase):
    id: str
    kind: str = "a"

    primary = DynamoDBIndex.primary(pk="base#{id}")
    by_kind = DynamoDBIndex("gsi1", pk="kind#{kind}")


def test_indexes_are_inherited_and_overridden_by_their_python_names() -> None:
    @dataclass
    class Child(Base):
        name: str = "n"

        by_kind = DynamoDBIndex("gsi1", pk="child-kind#{kind}", sk="{name}")
        by_name = DynamoDBIndex("gsi2", pk="name#{name}")

    assert list(declared_indexes(Child)) == ["primary", "gsi1", "gsi2"]
    assert list(declared_indexes(Base)) == ["primary", "gsi1"]
    assert Child("7").to_resource_dictionary() == {
        "id": "7",
        "kind": "a",
        "name": "n",
        "pk": "base#7",
        "gsi1_pk": "child-kind#a",
        "gsi1_sk": "n",
        "gsi2_pk": "name#n",
    }
    assert Base("7").to_resource_dictionary()["gsi1_pk"] == "kind#a"


def test_a_subclass_can_do_without_an_index() -> None:
    @dataclass
    class Child(Base):
        by_kind: ClassVar[None] = None  # type: ignore[assignment, misc]  # taken away

    assert list(declared_indexes(Child)) == ["primary"]


def test_the_primary_index_comes_first() -> None:
    @dataclass
    class Late(DynamoDBModelBase):
        id: str
        by_id = DynamoDBIndex("gsi1", pk="{id}")
        primary = DynamoDBIndex.primary(pk="{id}")

    assert list(declared_indexes(Late)) == ["primary", "gsi1"]


def two_primaries() -> None:
    class Wrong(DynamoDBModel):
        id: str
        first = DynamoDBIndex.primary(pk="a#{id}")
        second = DynamoDBIndex.primary(pk="b#{id}")


def one_name_twice() -> None:
    @dataclass
    class Wrong(Base):
        other = DynamoDBIndex("gsi1", pk="b#{id}")


def no_name() -> None:
    class Wrong(DynamoDBModelBase):
        primary = DynamoDBIndex(pk="a#{id}")


def no_partition_key() -> None:
    class Wrong(DynamoDBModel):
        id: str
        primary = DynamoDBIndex.primary(sk="a#{id}")


def two_templates_for_one_attribute() -> None:
    class Wrong(DynamoDBModel):
        id: str
        primary = DynamoDBIndex.primary(pk="a#{id}")
        other = DynamoDBIndex("gsi1", pk="b#{id}", pk_attribute="pk")


def one_attribute_twice_in_an_index() -> None:
    class Wrong(DynamoDBModel):
        id: str
        primary = DynamoDBIndex.primary(pk="a#{id}", sk="a#{id}", sk_attribute="pk")


def unknown_attribute_of_pydantic() -> None:
    class Wrong(DynamoDBModel):
        id: str
        primary = DynamoDBIndex.primary(pk="a#{idd}")


def unknown_attribute_of_a_mixed_in_pydantic() -> None:
    class Wrong(DynamoDBModelBase, BaseModel):
        id: str
        primary = DynamoDBIndex.primary(pk_attribute="idd")


def unknown_attribute_of_a_dataclass() -> None:
    @dataclass
    class Wrong(DynamoDBModelBase):
        id: str
        primary = DynamoDBIndex.primary(pk="a#{idd}")


def unknown_attribute_in_a_subclass() -> None:
    class Wrong(Base):
        other = DynamoDBIndex("gsi2", pk="{idd}")


def base_not_first() -> None:
    class Wrong(BaseModel, DynamoDBModelBase):
        id: str


def key_over_an_attribute() -> None:
    class Wrong(DynamoDBModel):
        id: str
        status: str
        primary = DynamoDBIndex.primary(pk="{id}")
        by_status = DynamoDBIndex("gsi1", pk="status#{status}", pk_attribute="status")


def annotated_like_a_field() -> None:
    class Wrong(DynamoDBModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        id: str
        primary: DynamoDBIndex = DynamoDBIndex.primary(pk="{id}")


def annotated_like_a_field_of_a_dataclass() -> None:
    @dataclass
    class Wrong(DynamoDBModelBase):
        id: str
        primary: DynamoDBIndex = DynamoDBIndex.primary(pk="{id}")


def unknown_dependency() -> None:
    @dataclass
    class Wrong(DynamoDBModelBase):
        id: str
        primary = DynamoDBIndex.primary(pk="{id}")
        other = DynamoDBIndex("gsi1", pk=lambda: "x", depends_on=("idd",))


def unknown_dependency_of_a_key_made_by_hand() -> None:
    class Wrong(DynamoDBModel):
        id: str
        primary = DynamoDBIndex.primary(pk="{id}")
        other = DynamoDBIndex("gsi1", DynamoDBKey("x", lambda: "x", depends_on=("idd",)))


def field_over_an_inherited_index() -> None:
    class Parent(DynamoDBModel):
        id: str
        other = DynamoDBIndex("gsi1", pk="{id}")

    class Wrong(Parent):
        other: str = "x"  # type: ignore[assignment]  # that is what is tested


@pytest.mark.parametrize(
    ("declare", "problem"),
    [
        (two_primaries, "is the second named 'primary'"),
        (one_name_twice, "is the second named 'gsi1'"),
        (no_name, "has no name"),
        (no_partition_key, "has no partition key"),
        (two_templates_for_one_attribute, "two different keys"),
        (one_attribute_twice_in_an_index, "two different keys"),
        (unknown_attribute_of_pydantic, "names 'idd'"),
        (unknown_attribute_of_a_mixed_in_pydantic, "names 'idd'"),
        (unknown_attribute_of_a_dataclass, "names 'idd'"),
        (unknown_attribute_in_a_subclass, "names 'idd'"),
        (unknown_dependency, "names 'idd'"),
        (unknown_dependency_of_a_key_made_by_hand, "names 'idd'"),
        (base_not_first, "after another base"),
        (key_over_an_attribute, "over the attribute 'status'"),
        (annotated_like_a_field, "an index and a field"),
        (annotated_like_a_field_of_a_dataclass, "an index and a field"),
        (field_over_an_inherited_index, "an index and a field"),
    ],
)
def test_a_wrong_declaration_fails_when_the_class_is_made(
    declare: Callable[[], None], problem: str
) -> None:
    with pytest.raises(ConfigurationError, match=problem) as caught:
        declare()

    assert {"expected", "suggestion"} <= caught.value.details.keys()


def test_unknown_attribute_of_a_plain_class_fails_at_its_first_use() -> None:
    class Wrong(DynamoDBModelBase):
        primary = DynamoDBIndex.primary(pk="a#{idd}")

        def __init__(self) -> None:
            self.id = "1"

    with pytest.raises(ConfigurationError, match="names 'idd'"):
        Wrong().primary_key()
    with pytest.raises(ConfigurationError, match="names 'idd'"):
        Wrong().to_resource_dictionary()


@pytest.mark.parametrize("kind", [int, str, DynamoDBIndex])
@pytest.mark.parametrize("extra", ["allow", "forbid", "ignore"])
@pytest.mark.parametrize("base", [(DynamoDBModel,), (DynamoDBModelBase, BaseModel)])
def test_an_index_is_never_a_field_of_pydantic(
    kind: type, extra: Any, base: tuple[type, ...]
) -> None:
    namespace = {
        "__module__": __name__,
        "__annotations__": {"id": str},
        "model_config": ConfigDict(extra=extra, ignored_types=(kind,), defer_build=True),
        "primary": DynamoDBIndex.primary(pk="{id}"),
    }
    metaclass: Any = type(BaseModel)
    model = metaclass("Thing", base, namespace)

    assert list(model.model_fields) == ["id"]
    assert list(model.model_json_schema()["properties"]) == ["id"]
    assert model(id="7").model_dump() == {"id": "7"}
    assert model(id="7").primary_key() == {"pk": "7"}


def test_a_class_variable_works_in_the_three_styles() -> None:
    class Order(DynamoDBModel):
        id: str
        primary: ClassVar[DynamoDBIndex] = DynamoDBIndex.primary(pk="{id}")

    @dataclass
    class Note(DynamoDBModelBase):
        id: str
        primary: ClassVar = DynamoDBIndex.primary(pk="{id}")

    class Old(DynamoDBModelBase):
        primary: ClassVar[DynamoDBIndex] = DynamoDBIndex.primary(pk="{id}")

        def __init__(self) -> None:
            self.id = "7"

    assert list(Order.model_fields) == ["id"]
    assert [Order(id="7").primary_key(), Note("7").primary_key(), Old().primary_key()] == [
        {"pk": "7"}
    ] * 3


def test_check_indexes_takes_indexes_that_share_keys() -> None:
    table = DynamoDBIndex.primary(pk="a#{x}", sk="b#{y}")
    inverted = DynamoDBIndex("gsi1", pk="b#{y}", sk="a#{x}", pk_attribute="sk", sk_attribute="pk")
    local = DynamoDBIndex("lsi1", pk="a#{x}", sk="c#{z}", pk_attribute="pk")

    check_indexes("Thing", {"primary": table, "gsi1": inverted, "lsi1": local})


def test_an_abstract_base_declares_indexes_of_fields_that_its_subclasses_have() -> None:
    class Entity(DynamoDBModel, abstract=True):
        primary = DynamoDBIndex.primary(pk="{kind}#{id}")

    class Page(Entity):
        kind: str
        id: str

    assert Page(kind="page", id="7").primary_key() == {"pk": "page#7"}
    with pytest.raises(ConfigurationError, match="names 'kind'"):

        class Wrong(Entity):
            id: str


def test_overriding_one_index_leaves_the_others_and_those_of_the_base() -> None:
    class Child(Base):
        by_kind = DynamoDBIndex("gsi1", pk="only-child#{kind}", sk="{id}")

    class Grandchild(Child):
        primary = DynamoDBIndex.primary(pk="grandchild#{id}")

    indexes = declared_indexes(Grandchild)
    assert indexes["gsi1"] is declared_indexes(Child)["gsi1"]
    assert indexes["primary"] is not declared_indexes(Child)["primary"]
    assert declared_indexes(Child)["primary"] is declared_indexes(Base)["primary"]
    assert attributes(declared_indexes(Base)["gsi1"]) == ["gsi1_pk"]


def test_of_two_bases_the_first_declares_an_index_that_both_have() -> None:
    @dataclass
    class Other(DynamoDBModelBase):
        id: str
        by_kind = DynamoDBIndex("gsi1", pk="other#{id}")

    @dataclass
    class Both(Base, Other):
        pass

    assert declared_indexes(Both)["gsi1"] is declared_indexes(Base)["gsi1"]


@pytest.mark.parametrize("style", ["text", "pairs", "config"])
def test_templates_lists_and_configuration_compile_to_one_template(style: str) -> None:
    class Plain(DynamoDBModelBase):
        def __init__(self) -> None:
            self.user_id, self.rank = "7", 5
            if style == "config":
                self.setup_indexes_from_config(
                    {"primary": {"pk": ("user", "user_id"), "sk": [("rank", "rank:04d")]}}
                )
                return
            pk: Any = "user#{user_id}" if style == "text" else [("user", "user_id")]
            sk: Any = "rank#{rank:04d}" if style == "text" else [("rank", "rank:04d")]
            self.indexes.add_primary(DynamoDBIndex(pk=pk, sk=sk))

    primary = Plain().indexes.primary

    assert primary is not None
    assert primary.definition.partition_key.source == KeyTemplate.compile("user#{user_id}")
    assert primary.definition.sort_key.source == KeyTemplate.compile("rank#{rank:04d}")
    assert Plain().primary_key() == {"pk": "user#7", "sk": "rank#0005"}
