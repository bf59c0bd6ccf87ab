from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any, Literal, get_origin, get_type_hints

import pytest
from pydantic import SecretStr, ValidationError

from boto3_assist import config as config_module
from boto3_assist.config import (
    Boto3AssistConfig,
    Boto3AssistWarning,
    Settings,
    get_config,
    get_settings,
    override_config,
    reset_config,
    set_config,
    settings_table,
)
from boto3_assist.errors import ConfigurationError

SETTINGS = [entry.name for entry in fields(Settings)]
OTHER_VALUES: dict[str, tuple[str, Any]] = {
    "app_table_name": ("orders", "orders"),
    "aws_profile": ("dev", "dev"),
    "aws_region": ("eu-west-3", "eu-west-3"),
    "cognito_client_id": ("1example,2example", "1example,2example"),
    "cognito_token_use": ("ID", "id"),
    "cognito_user_pool_id": ("eu-west-1_AbCdEf123", "eu-west-1_AbCdEf123"),
    "cors_allow_credentials": ("yes", True),
    "cors_allowed_origins": ("https://shop.example", "https://shop.example"),
    "cursor_signing_key": ("k" * 32, SecretStr("k" * 32)),
    "dynamodb_convert_decimals": ("false", False),
    "dynamodb_key_case": ("lower", "lower"),
    "dynamodb_query_ascending": ("0", False),
    "log_dynamodb_item_size": ("TRUE", True),
    "log_dynamodb_keys": ("true", True),
    "log_level": ("warning", "WARNING"),
    "max_pool_connections": ("20", 20),
    "pool_max_clients": ("3", 3),
    "raise_on_error": ("no", False),
    "test_endpoint": ("http://127.0.0.1:4566", "http://127.0.0.1:4566"),
    "test_server_python": (".venv-server/bin/python", ".venv-server/bin/python"),
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in list(os.environ):
        if name.upper().startswith("BOTO3_ASSIST_"):
            monkeypatch.delenv(name)
    logger = logging.getLogger("boto3_assist")
    level = logger.level
    reset_config()
    yield
    reset_config()
    logger.setLevel(level)


def test_every_setting_has_a_value_to_test() -> None:
    assert sorted(OTHER_VALUES) == SETTINGS


@pytest.mark.parametrize("name", SETTINGS)
def test_a_variable_sets_its_setting(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, value = OTHER_VALUES[name]
    assert getattr(get_settings(), name) != value

    reset_config()
    monkeypatch.setenv(f"BOTO3_ASSIST_{name.upper()}", text)

    assert getattr(get_settings(), name) == value
    assert getattr(get_config(), name) == value
    assert type(getattr(get_settings(), name)) is type(value)


def test_the_case_of_a_variable_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("boto3_Assist_app_TABLE_name", "orders")

    assert get_settings().app_table_name == "orders"


def test_an_empty_variable_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTO3_ASSIST_AWS_PROFILE", "")
    monkeypatch.setenv("BOTO3_ASSIST_POOL_MAX_CLIENTS", "")

    assert get_settings() == get_config() == Boto3AssistConfig()
    assert get_settings().aws_profile is None


def test_the_defaults_are_the_same_in_both_forms() -> None:
    plain, config = get_settings(), get_config()

    assert type(plain) is Settings
    assert type(config) is Boto3AssistConfig
    assert isinstance(config, Settings)
    for name in SETTINGS:
        assert getattr(plain, name) == getattr(config, name) == getattr(Settings(), name)


def test_the_class_documents_every_field() -> None:
    schema = Boto3AssistConfig.model_json_schema()["properties"]

    assert list(Boto3AssistConfig.model_fields) == SETTINGS
    for entry in fields(Settings):
        assert schema[entry.name]["description"] == entry.metadata["description"]
        assert schema[entry.name]["description"].endswith(".")


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        get_settings().raise_on_error = False  # type: ignore[misc]  # what is tested
    with pytest.raises(ValidationError):
        get_config().raise_on_error = False  # type: ignore[misc]  # what is tested
    assert hash(get_config()) == hash(Boto3AssistConfig())


def test_settings_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = get_settings()
    monkeypatch.setenv("BOTO3_ASSIST_APP_TABLE_NAME", "orders")

    assert get_settings() is first
    assert get_config().app_table_name is None
    assert get_config() is get_config() is get_settings()
    reset_config()
    assert get_settings().app_table_name == "orders"
    assert get_config() is get_settings()


def test_without_a_variable_no_pydantic_is_imported() -> None:
    code = """
import sys
from boto3_assist.config import get_config, get_settings
get_settings()
assert not {"pydantic", "pydantic_settings"} & set(sys.modules)
get_config()
assert "pydantic_settings" in sys.modules
"""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BOTO3_ASSIST_")}
    subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
    )


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("RAISE_ON_ERROR", "hunter2", "true or false"),
        ("DYNAMODB_KEY_CASE", "hunter2", "`preserve` or `lower`"),
        ("LOG_LEVEL", "hunter2", "`DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`"),
        ("POOL_MAX_CLIENTS", "hunter2", "a whole number, 1 or more"),
        ("POOL_MAX_CLIENTS", "0", "a whole number, 1 or more"),
        ("MAX_POOL_CONNECTIONS", "-1", "a whole number, 1 or more"),
        ("MAX_POOL_CONNECTIONS", "1.5", "a whole number, 1 or more"),
        (
            "CURSOR_SIGNING_KEY",
            "hunter2" * 5 + ",hunter2",
            "text of 32 characters or more, or several with commas between",
        ),
    ],
)
def test_a_value_that_does_not_fit_names_the_variable_and_not_the_value(
    variable: str, value: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"BOTO3_ASSIST_{variable}", value)

    with pytest.raises(ConfigurationError) as caught:
        get_settings()

    error = caught.value
    given = f"str of {len(value)} characters"
    assert error.message == f"BOTO3_ASSIST_{variable} was given as {given}"
    assert error.details["expected"] == expected
    assert error.details["settings"] == {variable.lower(): given}
    assert "hunter2" not in f"{error} {error.details}"
    assert error.__cause__ is None
    assert error.__context__ is None


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("DYNAMODB_KEY_CASE", "Lower", "lower"),
        ("DYNAMODB_KEY_CASE", "PRESERVE", "preserve"),
        ("LOG_LEVEL", "Debug", "DEBUG"),
        ("RAISE_ON_ERROR", "False", False),
    ],
)
def test_the_case_of_a_value_does_not_matter(
    variable: str, value: str, expected: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"BOTO3_ASSIST_{variable}", value)

    assert getattr(get_settings(), variable.lower()) == expected


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"max_pool_connections": 0}, "BOTO3_ASSIST_MAX_POOL_CONNECTIONS was given as int"),
        ({"aws_region": ["hunter2"]}, "BOTO3_ASSIST_AWS_REGION was given as list of 1 ent"),
        ({"aws_regoin": "hunter2"}, "there is no setting 'aws_regoin'"),
    ],
)
def test_settings_made_directly_are_refused_in_the_same_way(
    values: dict[str, Any], text: str
) -> None:
    with pytest.raises(ConfigurationError, match=text) as caught:
        Boto3AssistConfig(**values)

    assert "hunter2" not in f"{caught.value} {caught.value.details}"
    assert caught.value.__context__ is None


def test_every_value_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTO3_ASSIST_RAISE_ON_ERROR", "maybe")
    monkeypatch.setenv("BOTO3_ASSIST_POOL_MAX_CLIENTS", "many")

    with pytest.raises(ConfigurationError) as caught:
        get_config()

    assert list(caught.value.details["settings"]) == ["pool_max_clients", "raise_on_error"]


def test_an_unknown_variable_warns_with_the_nearest_name_and_without_the_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOTO3_ASSIST_AWS_REGON", "hunter2")

    with pytest.warns(Boto3AssistWarning, match="BOTO3_ASSIST_AWS_REGON is no setting") as caught:
        get_settings()

    assert str(caught[0].message).endswith("the nearest is BOTO3_ASSIST_AWS_REGION")
    assert "hunter2" not in str(caught[0].message)
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DYNAMODB_CONVERT_DECIMALS", "BOTO3_ASSIST_DYNAMODB_CONVERT_DECIMALS"),
        ("DYNAMODB_SINGLE_TABLE", "BOTO3_ASSIST_APP_TABLE_NAME"),
        ("LOG_DYNAMODB_ITEM_SIZE", "BOTO3_ASSIST_LOG_DYNAMODB_ITEM_SIZE"),
        ("RAISE_ON_DB_ERROR", "BOTO3_ASSIST_RAISE_ON_ERROR"),
        ("AWS_DYNAMODB_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"),
    ],
)
def test_a_variable_of_0x_warns_with_its_new_name(
    old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(old, "true")

    with pytest.warns(Boto3AssistWarning, match=f"{old} is no longer read") as caught:
        get_settings()
    assert f"set {new} instead" in str(caught[0].message)

    monkeypatch.setenv(new, "true")
    reset_config()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        get_settings()


def test_the_log_level_is_set_on_the_librarys_logger_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logger, root = logging.getLogger("boto3_assist"), logging.getLogger()
    logger.setLevel(logging.ERROR)
    before = (root.level, list(root.handlers), list(logger.handlers))

    get_settings()
    assert logger.level == logging.ERROR
    reset_config()
    monkeypatch.setenv("BOTO3_ASSIST_LOG_LEVEL", "debug")
    get_settings()

    assert logger.level == logging.DEBUG
    assert (root.level, list(root.handlers), list(logger.handlers)) == before


def test_values_given_by_name_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTO3_ASSIST_APP_TABLE_NAME", "from-environment")
    monkeypatch.setenv("BOTO3_ASSIST_AWS_REGION", "eu-west-3")

    set_config(Boto3AssistConfig(app_table_name="given"))

    assert get_settings().app_table_name == get_config().app_table_name == "given"
    assert get_settings().aws_region == "eu-west-3"


def test_only_settings_can_be_put_in_force() -> None:
    with pytest.raises(ConfigurationError, match="given as dict of 1 entries"):
        set_config({"aws_region": "eu-west-3"})  # type: ignore[arg-type]  # what is tested


def test_an_override_lasts_for_its_block() -> None:
    before, level = get_settings(), logging.getLogger("boto3_assist").level

    with pytest.raises(RuntimeError), override_config(pool_max_clients=2, log_level="INFO"):
        with override_config(app_table_name="inner") as inner:
            assert get_settings() is inner
            assert (inner.pool_max_clients, inner.app_table_name) == (2, "inner")
        assert (get_settings().pool_max_clients, get_settings().app_table_name) == (2, None)
        raise RuntimeError

    assert get_settings() is before
    assert logging.getLogger("boto3_assist").level == level


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"aws_regoin": "hunter2"}, "there is no setting 'aws_regoin'"),
        ({"aws_region": 5}, "BOTO3_ASSIST_AWS_REGION was given as int"),
        ({"pool_max_clients": None}, "BOTO3_ASSIST_POOL_MAX_CLIENTS was given as None"),
    ],
)
def test_an_override_that_does_not_fit_is_refused(values: dict[str, Any], text: str) -> None:
    before = get_settings()

    with pytest.raises(ConfigurationError, match=text) as caught, override_config(**values):
        pytest.fail("not reached")

    assert "hunter2" not in str(caught.value)
    assert get_settings() is before


def test_an_env_file_is_read_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text(
        "BOTO3_ASSIST_APP_TABLE_NAME=from-file\nboto3_assist_aws_region=from-file\nOTHER=x\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOTO3_ASSIST_AWS_REGION", "from-environment")

    assert get_config().app_table_name is None
    config = get_config(env_file=env_file)
    assert (config.app_table_name, config.aws_region) == ("from-file", "from-environment")
    assert get_settings() is get_config() is config
    assert "OTHER" not in os.environ


def test_an_env_file_that_says_something_wrong(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("BOTO3_ASSIST_RAISE_ON_EROR=hunter2\n")
    with pytest.warns(Boto3AssistWarning, match="(?i)boto3_assist_raise_on_eror is no setting"):
        get_config(env_file=str(env_file))

    env_file.write_text("BOTO3_ASSIST_RAISE_ON_ERROR=hunter2\n")
    with pytest.raises(ConfigurationError, match="BOTO3_ASSIST_RAISE_ON_ERROR") as caught:
        get_config(env_file=env_file)
    assert "hunter2" not in str(caught.value)

    with pytest.raises(ConfigurationError, match=r"there is no file .*absent\.env"):
        get_config(env_file=tmp_path / "absent.env")


def test_the_class_is_an_attribute_of_the_module_and_others_are_not() -> None:
    assert config_module.Boto3AssistConfig is Boto3AssistConfig
    assert "Boto3AssistConfig" in dir(config_module)
    assert set(config_module.__all__) <= set(dir(config_module))
    with pytest.raises(AttributeError, match="has no attribute 'Boto3AssistConfg'"):
        config_module.Boto3AssistConfg  # type: ignore[attr-defined]  # what is tested


def test_a_setting_that_holds_a_secret_is_a_secret() -> None:
    secret = re.compile(r"secret|passw|token|credential|private|(access|api|signing|_)_?key$")
    plain = [
        name
        for name, hint in get_type_hints(Settings).items()
        # A choice out of a few can be no secret, whatever it is called.
        if hint is not bool and get_origin(hint) is not Literal
        if secret.search(name) and hint not in (SecretStr, SecretStr | None)
    ]

    assert plain == []
    assert secret.search("cursor_signing_key")


def test_the_table_has_a_row_for_each_setting_in_order() -> None:
    rows = settings_table().splitlines()[2:]

    assert [row.split("`")[1] for row in rows] == [f"BOTO3_ASSIST_{n.upper()}" for n in SETTINGS]
    assert sorted(SETTINGS) == SETTINGS
    assert (
        "| `BOTO3_ASSIST_RAISE_ON_ERROR` | true or false | `true` | Raise a failure"
        in settings_table()
    )
