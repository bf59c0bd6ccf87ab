"""The settings as a pydantic-settings class; knows nothing of which settings are in force."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from boto3_assist.config import (
    ENV_PREFIX,
    MIN_SIGNING_KEY,
    Settings,
    expected_by,
    variable_name,
    warn_of_unknown,
)
from boto3_assist.errors import ConfigurationError, describe

__all__ = ["Boto3AssistConfig", "config_from_env_file"]


# The plain class does not import Pydantic, and so cannot name its type of secrets.
Settings.__annotations__["cursor_signing_key"] = SecretStr | None


class _OwnEntriesOfEnvFile(DotEnvSettingsSource):
    """Passes over what a shared ``.env`` file holds for other programs."""

    def __call__(self) -> dict[str, Any]:
        """Give the entries that are settings, and warn of those that look like one.

        Returns:
            The values by the names of their fields.
        """
        warn_of_unknown(name for name in self.env_vars if name.upper().startswith(ENV_PREFIX))
        known = self.settings_cls.model_fields
        return {name: value for name, value in super().__call__().items() if name in known}


class Boto3AssistConfig(BaseSettings, Settings):
    """The settings, read from ``BOTO3_ASSIST_*`` variables unless given by name.

    The fields, their defaults and their descriptions are those of `Settings`.

    Example:
        >>> Boto3AssistConfig(app_table_name="orders").app_table_name
        'orders'
    """

    model_config = SettingsConfigDict(
        frozen=True,
        env_prefix=ENV_PREFIX,
        case_sensitive=False,
        env_ignore_empty=True,
        extra="forbid",
        hide_input_in_errors=True,
        # The descriptions are filled in below, before the validator is built.
        defer_build=True,
    )

    def __init__(self, **values: Any) -> None:
        """Take settings by the names of their fields and, for the others, the environment.

        Args:
            **values: Settings by the names of their fields.

        Raises:
            ConfigurationError: When a name is no setting's or a value is not what it takes.
        """
        try:
            super().__init__(**values)
        except ValidationError as error:
            problem = _describe_problems(error)
        else:
            return
        # Raised outside the handler: Pydantic's error holds the values.
        raise problem

    @field_validator("cognito_token_use", "dynamodb_key_case", mode="before")
    @classmethod
    def _lower(cls, choice: object) -> object:
        return choice.lower() if isinstance(choice, str) else choice

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("cursor_signing_key")
    @classmethod
    def _long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        keys = [] if secret is None else secret.get_secret_value().split(",")
        if any(len(key.strip()) < MIN_SIGNING_KEY for key in keys):
            raise ValueError("too short")
        return secret

    @field_validator("max_pool_connections", "pool_max_clients")
    @classmethod
    def _at_least_one(cls, number: int) -> int:
        if number < 1:
            raise ValueError("less than 1")
        return number

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put arguments before the environment, and that before a ``.env`` file.

        Args:
            settings_cls: The class whose settings are read.
            init_settings: The arguments.
            env_settings: The environment.
            dotenv_settings: The ``.env`` file that was asked for.
            file_secret_settings: A folder of secrets; not used.

        Returns:
            The sources, the winning one first.
        """
        if isinstance(dotenv_settings, DotEnvSettingsSource) and dotenv_settings.env_file:
            own = _OwnEntriesOfEnvFile(settings_cls, env_file=dotenv_settings.env_file)
            return init_settings, env_settings, own
        return init_settings, env_settings


for _field in fields(Settings):
    Boto3AssistConfig.model_fields[_field.name].description = _field.metadata["description"]


def config_from_env_file(path: str | os.PathLike[str]) -> Boto3AssistConfig:
    """Make the settings from the environment and, for what it does not say, a ``.env`` file.

    Args:
        path: The file, in UTF-8.

    Returns:
        The settings.

    Raises:
        ConfigurationError: When the file is not there, or a value is not what its setting takes.
    """
    if not Path(path).is_file():
        raise ConfigurationError(
            f"there is no file {os.fspath(path)!r}",
            details={"expected": "the path of a .env file"},
        )
    return Boto3AssistConfig(_env_file=path)


def _describe_problems(error: ValidationError) -> ConfigurationError:
    known = Boto3AssistConfig.model_fields
    problems = [(str(entry["loc"][0]), describe(entry["input"])) for entry in error.errors()]
    unknown = [name for name, _ in problems if name not in known]
    if unknown:
        return ConfigurationError(
            f"there is no setting {', '.join(map(repr, unknown))}",
            details={"expected": f"one of {', '.join(known)}"},
        )
    message = "; ".join(f"{variable_name(name)} was given as {kind}" for name, kind in problems)
    return ConfigurationError(
        message,
        details={
            "settings": dict(problems),
            "expected": "; ".join(expected_by(name) for name, _ in problems),
            "suggestion": "correct the value or leave the setting out",
        },
    )
