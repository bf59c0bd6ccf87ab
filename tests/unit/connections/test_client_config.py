from __future__ import annotations

from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.config import Config

from boto3_assist.connections.client_config import config_key, with_defaults
from boto3_assist.errors import InvalidParameterError

OPTIONS: list[dict[str, Any]] = [
    {"read_timeout": 5},
    {"read_timeout": 6},
    {"connect_timeout": 5},
    {"signature_version": "s3v4"},
    {"signature_version": UNSIGNED},
    {"retries": {"mode": "adaptive"}},
    {"retries": {"mode": "adaptive", "max_attempts": 2}},
    {"retries": {"total_max_attempts": 2}},
    {"s3": {"addressing_style": "path"}},
    {"s3": {"addressing_style": "virtual"}},
    {"proxies": {"https": "http://proxy:1"}},
    {"client_cert": "cert.pem"},
    {"client_cert": ("cert.pem", "key.pem")},
    # Given, and the same as the default.
    {"max_pool_connections": 10},
    {"inject_host_prefix": True},
    {"inject_host_prefix": False},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: "-".join(options))
def test_equal_configs_have_equal_keys(options: dict[str, Any]) -> None:
    assert config_key(Config(**options)) == config_key(Config(**options))
    assert hash(config_key(Config(**options))) == hash(config_key(Config(**options)))


def test_different_configs_have_different_keys() -> None:
    assert len({config_key(Config(**options)) for options in OPTIONS}) == len(OPTIONS)


def test_the_order_of_options_does_not_matter() -> None:
    one = Config(retries={"mode": "standard", "max_attempts": 2}, read_timeout=5)
    other = Config(read_timeout=5, retries={"max_attempts": 2, "mode": "standard"})

    assert config_key(one) == config_key(other)


def test_no_option_is_no_config() -> None:
    assert config_key(Config()) is None
    assert config_key(None) is None


def test_what_cannot_be_compared_equals_itself_alone() -> None:
    class Parameters:
        def __eq__(self, other: object) -> bool:
            return isinstance(other, Parameters)

    one, other = Parameters(), Parameters()

    def key(parameters: Parameters) -> object:
        options: dict[str, Any] = {"client_context_params": {"a": [parameters]}}
        return config_key(Config(**options))

    assert key(one) == key(one)
    assert key(one) != key(other)
    assert len({key(one), key(other), key(one)}) == 2


@pytest.mark.parametrize("config", [{"read_timeout": 5}, "s3v4", 5])
def test_what_is_no_config_is_refused(config: Any) -> None:
    with pytest.raises(InvalidParameterError, match="config was given as") as caught:
        config_key(config)

    assert "s3v4" not in str(caught.value)


def test_the_caller_wins_over_the_defaults() -> None:
    def connections(given: Config | None) -> Any:
        merged: Any = with_defaults(given, max_pool_connections=33)
        return merged.max_pool_connections, merged.read_timeout

    assert connections(None) == (33, 60)
    assert connections(Config(read_timeout=5)) == (33, 5)
    assert connections(Config(max_pool_connections=10)) == (10, 60)


def test_the_config_of_the_caller_is_left_alone() -> None:
    given: Any = Config(read_timeout=5)

    with_defaults(given, max_pool_connections=33)

    assert given.max_pool_connections == 10


def test_an_option_that_is_set_afterwards_counts() -> None:
    changed: Any = Config(connect_timeout=5)
    changed.read_timeout = 3
    merged: Any = with_defaults(changed, max_pool_connections=7)

    assert config_key(changed) == config_key(Config(connect_timeout=5, read_timeout=3))
    assert (merged.connect_timeout, merged.read_timeout) == (5, 3)
