from __future__ import annotations

import copy
import pickle

from boto3_assist._sentinels import CLEAR_FIELD, ClearField


def test_there_is_one_clear_field() -> None:
    assert ClearField() is CLEAR_FIELD
    assert copy.copy(CLEAR_FIELD) is CLEAR_FIELD
    assert copy.deepcopy({"a": [CLEAR_FIELD]})["a"][0] is CLEAR_FIELD
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(CLEAR_FIELD, protocol)) is CLEAR_FIELD


def test_it_shows_its_name() -> None:
    assert repr(CLEAR_FIELD) == "CLEAR_FIELD"
