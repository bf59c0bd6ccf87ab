from __future__ import annotations

import copy
import pickle
import weakref
from dataclasses import FrozenInstanceError, replace

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, ModelKey


class Note(DynamoDBModel):
    note_id: str
    primary = DynamoDBIndex.primary(pk="note#{note_id}")


KEY = Note.primary.key(note_id="1")


def test_keys_are_equal_by_what_they_name() -> None:
    assert KEY == ModelKey(model=Note, attributes={"pk": "note#1"})
    assert KEY != ModelKey(Note, {"pk": "note#2"})
    assert repr(KEY) == "ModelKey(Note, pk)"


def test_a_key_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        KEY.model = Note  # type: ignore[misc]  # tested

    assert replace(KEY, attributes={"pk": "note#2"}).to_dict() == {"pk": "note#2"}
    assert KEY.to_dict() == {"pk": "note#1"}


def test_a_key_is_copied_pickled_and_weakly_referred_to() -> None:
    assert copy.copy(KEY) == copy.deepcopy(KEY) == pickle.loads(pickle.dumps(KEY)) == KEY
    assert weakref.ref(KEY)() is KEY
    assert ModelKey[Note](Note, {"pk": "note#1"}) == KEY
