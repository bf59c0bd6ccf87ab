from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from boto3_assist.dynamodb import GetItemConfig


def test_presets_start_from_the_defaults_or_from_what_is_there() -> None:
    config = GetItemConfig(must_exist=True)

    assert GetItemConfig.consistent() == GetItemConfig(strongly_consistent=True)
    assert GetItemConfig.with_projections() == GetItemConfig(do_projections=True)
    assert config.consistent().with_projections() == GetItemConfig(
        strongly_consistent=True, do_projections=True, must_exist=True
    )
    assert config == GetItemConfig(must_exist=True)


def test_a_preset_of_a_subclass_keeps_its_class() -> None:
    class Strict(GetItemConfig):
        pass

    assert type(Strict.consistent()) is Strict
    assert type(Strict().with_projections()) is Strict


def test_presets_are_documented() -> None:
    assert vars(GetItemConfig)["consistent"].__doc__ == "Read with strong consistency."


def test_a_config_is_a_value() -> None:
    config = GetItemConfig.consistent()

    with pytest.raises(dataclasses.FrozenInstanceError):
        config.must_exist = True  # type: ignore[misc]  # that is what is tested
    assert copy.deepcopy(config) == config == pickle.loads(pickle.dumps(config))
    assert hash(config) == hash(GetItemConfig(strongly_consistent=True))
