"""Verifies the token of a request, by a verifier of the application's or of the settings."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from boto3_assist.config import get_settings, variable_name
from boto3_assist.errors import ConfigurationError, InvalidParameterError, describe

if TYPE_CHECKING:
    from boto3_assist.cognito import VerifiedToken

__all__ = [
    "TokenVerifier",
    "check_verifier",
    "names_in_setting",
    "unusable_setting",
    "verifier_or_default",
]


class TokenVerifier(Protocol):
    """Decides whether a token is let in, as `boto3_assist.cognito.CognitoTokenVerifier` does."""

    def verify(self, token: str) -> VerifiedToken:
        """Give the claims of a token; raise a TokenError to refuse it."""


def check_verifier(verifier: Any) -> None:
    """Refuse what cannot verify a token before any token comes.

    Args:
        verifier: What was given; None for the settings' own.

    Raises:
        InvalidParameterError: When it has no method `verify`, or is a class.
    """
    if verifier is None:
        return
    if isinstance(verifier, type) or not callable(getattr(verifier, "verify", None)):
        raise InvalidParameterError(
            f"the verifier was given as {describe(verifier)}",
            details={
                "given": describe(verifier),
                "expected": "a CognitoTokenVerifier",
                "suggestion": "leave it out to have one made from the settings",
            },
        )


def verifier_or_default(verifier: TokenVerifier | None) -> TokenVerifier:
    """Give the verifier to use.

    Args:
        verifier: The application's own; None for the one of the settings.

    Returns:
        The verifier. That of the settings is made once and keeps the user pool's keys.

    Raises:
        ConfigurationError: When it is to come from the settings, and they do not name a user pool
            and an app client, or name what is none.
    """
    if verifier is not None:
        return verifier
    settings = get_settings()
    pool, clients = settings.cognito_user_pool_id, names_in_setting(settings.cognito_client_id)
    for name, value in (("cognito_user_pool_id", pool), ("cognito_client_id", clients)):
        if not value:
            raise ConfigurationError(
                f"no verifier was given, and the setting {name} is unset",
                details={
                    "expected": f"{variable_name(name)} in the environment",
                    "suggestion": "set it, or pass verifier=CognitoTokenVerifier(…)",
                },
            )
    try:
        return _verifier(str(pool), clients, settings.cognito_token_use)
    except InvalidParameterError as error:
        raise unusable_setting("cognito_user_pool_id", error) from None


def names_in_setting(text: str | None) -> tuple[str, ...]:
    """Read the names in a setting that takes several.

    Args:
        text: The names, separated by commas.

    Returns:
        The names.

    Example:
        >>> names_in_setting("a, b,")
        ('a', 'b')
    """
    return tuple(name for each in (text or "").split(",") if (name := each.strip()))


def unusable_setting(name: str, error: InvalidParameterError) -> ConfigurationError:
    """Make the error of a setting out of that of the argument which the setting stood in for.

    A client is told of a bad argument by 400, and must not be of a bad setting.

    Args:
        name: The name of the setting.
        error: What was wrong with its value.

    Returns:
        The error, which names the setting's variable.
    """
    return ConfigurationError(
        f"{variable_name(name)} cannot be used: {error.message}",
        details={**error.details, "setting": name},
    )


@lru_cache(maxsize=8)
def _verifier(user_pool_id: str, client_ids: Collection[str], token_use: Any) -> TokenVerifier:
    from boto3_assist.cognito import CognitoTokenVerifier

    return CognitoTokenVerifier(user_pool_id, client_id=client_ids, token_use=token_use)
