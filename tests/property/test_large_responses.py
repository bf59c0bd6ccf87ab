"""What is read out of a large response item by item, against the same read at once."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDB, ScanConfig, hooked_json
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.errors import Boto3AssistError
from tests.property.test_compiled import modest, state
from tests.property.test_compiled_lists import MODELS, Checked, Native, Note, Plain, stored
from tests.unit.dynamodb.canned import Answer, Line, new_client

some = settings(modest, max_examples=60)
SOURCES: list[Any] = [*MODELS, None, [Note, Checked], [Plain, Native, Note]]
pages = st.lists(st.sampled_from(MODELS).flatmap(stored), max_size=4)


_db = DynamoDB.from_client(new_client())
_db.sleep = lambda _seconds: None
_line = Line(_db.client)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _outcome(read: Any, body: Any, item_by_item: bool, convert: bool) -> Any:
    """All that can be seen of a read, or its error."""
    _line.answers = [Answer(json.dumps(body, default=_base64).encode())]
    with pytest.MonkeyPatch.context() as patch, override_config(dynamodb_convert_decimals=convert):
        patch.setattr(hooked_json, "is_worth_it", lambda _body, _hook: item_by_item)
        try:
            result = read(_db)
            whole = {name: state(result[name]) for name in result if name != "ResponseMetadata"}
            items = [None if type(each) is dict else stored_item(each) for each in result.data]
            return state(result.data), whole, items
        except Boto3AssistError as error:
            report = getattr(error, "report", None)
            failures = (
                [(f.position, type(f.error), str(f.error)) for f in report.failures]
                if (report)
                else None
            )
            return type(error), str(error), failures


@pytest.mark.parametrize("model", SOURCES)
@given(items=pages, convert=st.booleans(), cut=st.none() | st.integers(1, 3))
@some
def test_a_page(model: Any, items: Any, convert: bool, cut: int | None) -> None:
    body = {"Items": items, "Count": len(items), "ScannedCount": len(items)}

    def read(db: DynamoDB) -> Any:
        return db.scan("app", model=model, config=ScanConfig(limit=cut))

    assert _outcome(read, body, True, convert) == _outcome(read, body, False, convert)


@given(
    asked=st.lists(
        st.tuples(st.sampled_from([Note, Plain, None]), st.sampled_from("ab")), min_size=1
    ),
    items=st.lists(st.sampled_from([Note, Plain]).flatmap(stored), max_size=3),
    convert=st.booleans(),
    left=st.booleans(),
)
@some
def test_a_batch(asked: Any, items: Any, convert: bool, left: bool) -> None:
    keys = [
        (
            Note.primary.key(name=name, part="q").to_dict()
            if model is None
            else model.primary.key(name=name, part="q")
        )
        for model, name in asked
    ]
    unread = (
        {"app": {"Keys": [{"pk": {"S": "note#a"}, "sk": {"S": "all#xqy#end"}}]}} if left else {}
    )
    body = {"Responses": {"app": items}, "UnprocessedKeys": unread}

    def read(db: DynamoDB) -> Any:
        return db.batch_get_item(keys, "app")

    assert _outcome(read, body, True, convert) == _outcome(read, body, False, convert)
