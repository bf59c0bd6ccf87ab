"""Pages that the compiled loop reads, against the plain way, which it must agree with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase, ItemConfig
from boto3_assist.dynamodb.compiled.list_reading import page_reader
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.reading import owners_of, viewed_items
from tests.property.test_compiled import modest, read_plainly, state, wires


@dataclass
class Note(DynamoDBModelBase):
    name: str
    part: str = "p"

    primary = DynamoDBIndex.primary(pk="note#{name}", sk="all#x{part}y#end")


class Checked(DynamoDBModel):
    name: str
    part: str = "p"

    primary = DynamoDBIndex.primary(pk="{name}", sk="note")
    item_config = ItemConfig(entity_type="checked")


class Plain(DynamoDBModelBase):
    name: str
    part: str

    primary = DynamoDBIndex.primary(pk="note#{name}#{part}", sk="a\0b")

    def __init__(self, name: str, part: str = "p") -> None:
        super().__init__()
        self.name = name
        self.part = part


@dataclass
class Native(DynamoDBModelBase):
    name: str
    part: str = "p"

    primary = DynamoDBIndex.primary(pk_attribute="name", sk_attribute="part")


MODELS: list[type[Any]] = [Note, Checked, Plain, Native]
key_texts = st.lists(
    st.sampled_from(
        ["note", "#", "all", "x", "y", "end", "a", "b", "\0", "a\0b", "p", "%23", "\n"]
    ),
    max_size=7,
).map("".join)


@st.composite
def stored(draw: st.DrawFn, model: type[Any]) -> Any:
    item: dict[str, Any] = model(name="a b", part="q").to_client_dictionary()
    for name in draw(st.lists(st.sampled_from([*item, "extra"]), max_size=2)):
        if draw(st.booleans()):
            item[name] = {"S": draw(key_texts)} if draw(st.booleans()) else draw(wires)
        else:
            item.pop(name, None)
    return item


def read_list(model: type[Any], items: list[Any], *, convert_decimals: bool) -> Any:
    reader = page_reader(model, convert_decimals=convert_decimals)
    return None if reader is None else reader.read_items(items)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("convert", [True, False])
@given(data=st.data())
@modest
def test_what_the_loop_reads_is_of_the_model_and_read_as_plainly(
    model: type[Any], convert: bool, data: st.DataObject
) -> None:
    items: Any = data.draw(st.lists(stored(model), max_size=3))

    made = read_list(model, items, convert_decimals=convert)

    assert made is not None and len(made) == len(items)
    for found, wire in zip(made, items):
        if found is not None:
            assert owners_of([model], viewed_items([wire], convert)) == [model]
            assert state(found) == state(read_plainly(model, wire, convert))
            assert stored_item(found) is wire


@pytest.mark.parametrize("model", MODELS)
def test_the_loop_reads_what_is_usual(model: type[Any]) -> None:
    items: list[Any] = [model(name=name).to_client_dictionary() for name in ("a", "b#%", "ü")]

    made = read_list(model, items, convert_decimals=True)

    assert made is not None
    assert list(map(state, made)) == [state(read_plainly(model, item, True)) for item in items]


@pytest.mark.parametrize("model", [Note, Checked, Plain])
def test_an_item_with_the_keys_of_others_is_left_to_the_plain_way(model: type[Any]) -> None:
    item = model(name="a").to_client_dictionary()
    others: list[Any] = [{**item, "pk": {"S": "other#1#2#3"}}, {**item, "sk": {"S": "note#"}}]

    assert read_list(model, others, convert_decimals=True) == [None, None]


def test_a_lower_case_of_keys_and_items_that_may_expire_are_left_to_the_plain_way() -> None:
    @dataclass
    class Fading(DynamoDBModelBase):
        name: str
        ends_at: int | None = None
        primary = DynamoDBIndex.primary(pk="n#{name}", sk="n")
        item_config = ItemConfig(ttl="ends_at")

    @dataclass
    class Loose(DynamoDBModelBase):
        name: str
        primary = DynamoDBIndex.primary(pk=KeyTemplate.compile("n#{name}", escape=False))

    for model in (Fading, Loose):
        item: Any = model("a").to_client_dictionary()
        assert read_list(model, [item], convert_decimals=True) is None
    item = Note("a").to_client_dictionary()
    with override_config(dynamodb_key_case="lower"):
        assert read_list(Note, [item], convert_decimals=True) is None
    assert read_list(Note, [item], convert_decimals=True) == [Note("a")]
