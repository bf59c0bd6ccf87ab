"""botocore's `Config` as a value: one key for equal configs; knows nothing of clients."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from boto3_assist.errors import InvalidParameterError, describe

if TYPE_CHECKING:
    from botocore.config import Config

__all__ = ["config_key", "with_defaults"]


class _Same:
    """Stands in a key for a value that equals itself alone, and keeps it alive."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def config_key(config: Config | None) -> Hashable:
    """Give what two configs have in common exactly when botocore treats them alike.

    Args:
        config: The options of a client, or None for none.

    Returns:
        A key; None when no option was given.

    Raises:
        InvalidParameterError: When something else than a `Config` is given.
    """
    if config is None:
        return None
    options = _options_of(config)
    return _frozen(options) if options else None


def with_defaults(config: Config | None, *, max_pool_connections: int) -> Config:
    """Fill in the library's own options where a config is silent.

    Args:
        config: The caller's options, which win.
        max_pool_connections: The HTTP connections that the client keeps open.

    Returns:
        A new config.
    """
    from botocore.config import Config

    defaults = Config(max_pool_connections=max_pool_connections)
    return defaults if config is None else defaults.merge(Config(**_options_of(config)))


def _options_of(config: Config) -> dict[str, Any]:
    """Give the options of a config, those too that were set as attributes after it was made."""
    # The options as given, which is what botocore itself merges; the attributes of a `Config` do
    # not tell an option that was given from one that was left to the environment.
    options = getattr(config, "_user_provided_options", None)
    if not isinstance(options, Mapping):
        raise InvalidParameterError(
            f"config was given as {describe(config)}",
            details={"given": describe(config), "expected": "a botocore.config.Config"},
        )
    as_given = type(config)(**options)
    changed = {
        name: getattr(config, name)
        for name in type(config).OPTION_DEFAULTS
        if getattr(config, name) != getattr(as_given, name)
    }
    return {**options, **changed}


def _frozen(value: Any) -> Hashable:
    if value is None or isinstance(value, (str, bytes, int, float)):
        return value
    if isinstance(value, Mapping):
        return frozenset((str(name), _frozen(entry)) for name, entry in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(entry) for entry in value)
    return _Same(value)
