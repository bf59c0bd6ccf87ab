from __future__ import annotations

from collections.abc import Callable

import pytest

from boto3_assist.dynamodb import DeleteConfig, SaveConfig, UpdateConfig
from boto3_assist.dynamodb.config_objects import config_of
from boto3_assist.dynamodb.write_configs import save_config
from boto3_assist.errors import InvalidParameterError


@pytest.mark.parametrize(
    "make",
    [
        lambda: SaveConfig(must_exist=1),  # type: ignore[arg-type]  # refused at run time
        lambda: SaveConfig(return_values="ALL_NEW"),
        lambda: DeleteConfig(return_values="UPDATED_OLD"),
        lambda: DeleteConfig(must_exist=None),  # type: ignore[arg-type]  # refused at run time
        lambda: UpdateConfig(upsert="no"),  # type: ignore[arg-type]  # refused at run time
        lambda: UpdateConfig(read_first=None),  # type: ignore[arg-type]  # refused at run time
        lambda: UpdateConfig(return_values="OLD"),
        lambda: UpdateConfig(max_attempts=0),
        lambda: UpdateConfig(max_attempts="5"),  # type: ignore[arg-type]  # refused at run time
        lambda: UpdateConfig(max_attempts=True),
        lambda: UpdateConfig(key_attributes="pk"),  # type: ignore[arg-type]  # refused at run time
        lambda: config_of(SaveConfig(), DeleteConfig),
        lambda: config_of(SaveConfig, SaveConfig),
        lambda: save_config(SaveConfig.if_exists(), True),
    ],
)
def test_what_cannot_be_used_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidParameterError):
        make()


def test_presets_join() -> None:
    assert SaveConfig.if_exists().returning_old() == SaveConfig(True, "ALL_OLD")
    assert DeleteConfig.if_exists().returning_old() == DeleteConfig(True, "ALL_OLD")
    assert SaveConfig().returning_old().if_not_exists() == SaveConfig(False, "ALL_OLD")
    both = UpdateConfig(upsert=True, read_first=True, return_values="ALL_NEW")
    assert UpdateConfig.upserting().reading_first().returning_new() == both
    assert both.returning_old().return_values == "ALL_OLD"
    assert config_of(None, DeleteConfig) == DeleteConfig()
    assert save_config(None, True) == SaveConfig.if_not_exists()
    assert save_config(SaveConfig().returning_old(), True).return_values == "ALL_OLD"
