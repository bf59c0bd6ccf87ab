"""The library's settings and the only reading of the environment; knows nothing of AWS clients."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_type_hints

from boto3_assist._warnings import Boto3AssistWarning, warn
from boto3_assist.errors import ConfigurationError, describe

if TYPE_CHECKING:
    from pydantic import SecretStr

    from boto3_assist._config_model import Boto3AssistConfig

__all__ = [
    "Boto3AssistConfig",
    "Boto3AssistWarning",
    "Settings",
    "get_config",
    "get_settings",
    "override_config",
    "reset_config",
    "set_config",
    "settings_table",
]

ENV_PREFIX = "BOTO3_ASSIST_"

# As many as HMAC-SHA-256 has bytes: a shorter key is weaker than the signature.
MIN_SIGNING_KEY = 32

_REPLACED_VARIABLES = {
    "AWS_DYNAMODB_ENDPOINT_URL": "AWS_ENDPOINT_URL_DYNAMODB",
    "DYNAMODB_CONVERT_DECIMALS": f"{ENV_PREFIX}DYNAMODB_CONVERT_DECIMALS",
    "DYNAMODB_SINGLE_TABLE": f"{ENV_PREFIX}APP_TABLE_NAME",
    "LOG_DYNAMODB_ITEM_SIZE": f"{ENV_PREFIX}LOG_DYNAMODB_ITEM_SIZE",
    "RAISE_ON_DB_ERROR": f"{ENV_PREFIX}RAISE_ON_ERROR",
}
"""What 0.x read and no other program is likely to, and what is read instead."""

_T = TypeVar("_T")
_logger = logging.getLogger("boto3_assist")


def _setting(default: _T, description: str, *, takes: str | None = None) -> _T:
    """Declare a setting; `takes` says what its values are where its type does not."""
    return field(default=default, metadata={"description": description, "takes": takes})


@dataclass(frozen=True)
class Settings:
    """The settings as plain values, read without Pydantic.

    Each field is a setting; its environment variable is ``BOTO3_ASSIST_`` and the field's name in
    upper case. `settings_table` renders names, defaults and descriptions.
    """

    app_table_name: str | None = _setting(None, "The DynamoDB table of calls that name none.")
    aws_profile: str | None = _setting(
        None, "The profile of the AWS configuration files to use where a service names none."
    )
    aws_region: str | None = _setting(
        None,
        "The AWS region to use where a service names none. When unset, botocore finds the region "
        "as ever (`AWS_DEFAULT_REGION`, the profile).",
    )
    cognito_client_id: str | None = _setting(
        None,
        "The app clients whose tokens a bare `require_auth` or `LambdaAuthorizer` lets in, "
        "separated by commas.",
    )
    cognito_token_use: Literal["access", "id"] = _setting(
        "access", "The kind of token that a bare `require_auth` or `LambdaAuthorizer` lets in."
    )
    cognito_user_pool_id: str | None = _setting(
        None,
        "The user pool whose tokens a bare `require_auth` or `LambdaAuthorizer` lets in, such as "
        "`eu-west-1_AbCdEf123`.",
    )
    cors_allow_credentials: bool = _setting(
        False, "Let browsers send cookies and TLS certificates to a bare `handle_cors`."
    )
    cors_allowed_origins: str | None = _setting(
        None,
        "The origins that a bare `handle_cors` answers to, separated by commas, such as "
        "`https://shop.example`.",
    )
    cursor_signing_key: SecretStr | None = _setting(
        None,
        "The secret that signs the cursors of pages, the same in every process that takes them. "
        "Several, separated by commas, to replace one: the first signs, each is accepted.",
        takes=f"text of {MIN_SIGNING_KEY} characters or more, or several with commas between",
    )
    dynamodb_convert_decimals: bool = _setting(
        True,
        "Read numbers of undeclared fields as `int` or `float` where nothing is lost by it; "
        "otherwise every such number is a `Decimal`.",
    )
    dynamodb_key_case: Literal["preserve", "lower"] = _setting(
        "preserve",
        "Keep the case of the values in keys, or lower it as 0.x did. Use `lower` only for tables "
        "written by 0.x: `AbC` and `aBc` are then one item.",
    )
    dynamodb_query_ascending: bool = _setting(
        True, "Give the items of a query in ascending order of the sort key."
    )
    log_dynamodb_item_size: bool = _setting(
        False, "Log the size of each written item at DEBUG (never its contents)."
    )
    log_dynamodb_keys: bool = _setting(
        False,
        "Log the keys at DEBUG by which items are read, updated or deleted, those of key "
        "conditions and of places in pages too. They may hold what is somebody's own, such as an "
        "e-mail address.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] | None = _setting(
        None,
        "The level of the logger `boto3_assist`. When unset, the library leaves logging alone.",
    )
    max_pool_connections: int = _setting(
        50,
        "The HTTP connections that one client keeps open; not fewer than the threads that use it. "
        "A `Config` that names its own wins.",
    )
    pool_max_clients: int = _setting(
        64,
        "The clients that the connection pool keeps; above it the least recently used is dropped.",
    )
    raise_on_error: bool = _setting(
        True,
        "Raise a failure as a typed error; otherwise give a result with `success=False` that "
        "holds the error.",
    )
    test_endpoint: str | None = _setting(
        None,
        "The URL of a running AWS-compatible server that the fixtures of `boto3_assist.testing` "
        "use instead of starting one.",
    )
    test_server_python: str | None = _setting(
        None,
        "The Python interpreter that has the ministack which the fixtures of "
        "`boto3_assist.testing` start, where it is in an environment of its own.",
    )


_current: Settings | None = None


def get_settings() -> Settings:
    """Give the settings in force; the environment is read once, on the first call.

    Returns:
        Plain values, or the `Boto3AssistConfig` that holds them when a setting was set.

    Raises:
        ConfigurationError: When a variable holds a value that its setting does not take.
    """
    return _current if _current is not None else _load()


def get_config(*, env_file: str | os.PathLike[str] | None = None) -> Boto3AssistConfig:
    """Give the settings in force as a frozen pydantic-settings object.

    Args:
        env_file: A ``.env`` file to read as well; the environment wins over it. Naming one makes
            the settings be read anew.

    Returns:
        The same object at every call until the settings are read anew, set or reset.

    Raises:
        ConfigurationError: When a variable holds a value that its setting does not take, or the
            file is not there.
    """
    from boto3_assist._config_model import Boto3AssistConfig, config_from_env_file

    if env_file is not None:
        return _put_in_force(config_from_env_file(env_file))
    settings = get_settings()
    if isinstance(settings, Boto3AssistConfig):
        return settings
    return _put_in_force(Boto3AssistConfig(**_values(settings)))


def set_config(config: Boto3AssistConfig) -> None:
    """Put settings in force for the whole process, in place of what the environment says.

    Args:
        config: The settings, such as ``Boto3AssistConfig(app_table_name="orders")``.

    Raises:
        ConfigurationError: When something else than settings is given.
    """
    if not isinstance(config, Settings):
        raise ConfigurationError(
            f"the settings were given as {describe(config)}",
            details={"expected": "a Boto3AssistConfig"},
        )
    _put_in_force(config)


@contextmanager
def override_config(**values: Any) -> Iterator[Boto3AssistConfig]:
    """Replace single settings for the whole process while a `with` block runs, as tests do.

    Args:
        **values: Settings by the names of their fields.

    Yields:
        The settings in force within the block.

    Raises:
        ConfigurationError: When a name is no setting's or a value is not what it takes.

    Example:
        >>> with override_config(app_table_name="orders"):
        ...     get_settings().app_table_name
        'orders'
    """
    from boto3_assist._config_model import Boto3AssistConfig

    global _current
    previous, level = get_settings(), _logger.level
    try:
        yield _put_in_force(Boto3AssistConfig(**{**_values(previous), **values}))
    finally:
        _current = previous
        _logger.setLevel(level)


def reset_config() -> None:
    """Forget the settings, so that the next use reads the environment again."""
    global _current
    _current = None


def settings_table() -> str:
    """Render every setting as a Markdown table, for the documentation.

    Returns:
        One row for each setting, sorted by name: variable, what it takes, default, meaning.
    """
    rows = ["| Variable | Takes | Default | Meaning |", "|---|---|---|---|"]
    for entry in fields(Settings):
        default = "" if entry.default is None else f"`{_text(entry.default)}`"
        name, meaning = variable_name(entry.name), entry.metadata["description"]
        rows.append(f"| `{name}` | {expected_by(entry.name)} | {default} | {meaning} |")
    return "\n".join(rows) + "\n"


def variable_name(setting: str) -> str:
    """Give the environment variable of a setting.

    Args:
        setting: The name of a field of `Settings`.

    Returns:
        Such as ``"BOTO3_ASSIST_AWS_REGION"``.
    """
    return f"{ENV_PREFIX}{setting.upper()}"


def expected_by(setting: str) -> str:
    """Say in words what a setting takes.

    Args:
        setting: The name of a field of `Settings`.

    Returns:
        Such as ``"true or false"``.
    """
    takes: str | None = Settings.__dataclass_fields__[setting].metadata["takes"]
    if takes is not None:
        return takes
    # It puts the types of secrets in place, which this module cannot name without Pydantic.
    import_module("boto3_assist._config_model")
    hint = get_type_hints(Settings)[setting]
    choices = [choice for part in (hint, *get_args(hint)) for choice in get_args(part)]
    names = [f"`{choice}`" for choice in choices if isinstance(choice, str)]
    if names:
        return f"{', '.join(names[:-1])} or {names[-1]}"
    return {bool: "true or false", int: "a whole number, 1 or more"}.get(hint, "text")


def warn_of_unknown(names: Iterable[str]) -> None:
    """Warn of each variable that has the library's prefix and is no setting's.

    Args:
        names: Names of variables that have the prefix, in any case.
    """
    known = [variable_name(entry.name) for entry in fields(Settings)]
    for name in names:
        if name.upper() not in known:
            from difflib import get_close_matches

            nearest = get_close_matches(name.upper(), known, n=1, cutoff=0)[0]
            warn(f"{name} is no setting of boto3-assist and is ignored; the nearest is {nearest}")


def _load() -> Settings:
    own = [name for name in os.environ if name.upper().startswith(ENV_PREFIX)]
    warn_of_unknown(own)
    for old, new in _REPLACED_VARIABLES.items():
        if old in os.environ and new not in os.environ:
            warn(f"{old} is no longer read by boto3-assist; set {new} instead")
    if not own:
        return _put_in_force(Settings())
    from boto3_assist._config_model import Boto3AssistConfig

    return _put_in_force(Boto3AssistConfig())


_AnySettings = TypeVar("_AnySettings", bound=Settings)


def _put_in_force(settings: _AnySettings) -> _AnySettings:
    global _current
    _current = settings
    if settings.log_level is not None:
        _logger.setLevel(settings.log_level)
    return settings


def _values(settings: Settings) -> dict[str, Any]:
    return {entry.name: getattr(settings, entry.name) for entry in fields(Settings)}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# Hidden from type checkers: they would take every misspelt name for one that exists.
if not TYPE_CHECKING:  # pragma: no branch

    def __getattr__(name: str) -> Any:
        """Load the pydantic-settings class on first use: its import is dear at a cold start."""
        if name == "Boto3AssistConfig":
            from boto3_assist._config_model import Boto3AssistConfig

            return Boto3AssistConfig
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        """List the class although it is not loaded yet."""
        return sorted({*globals(), "Boto3AssistConfig"})
