"""Answers browsers that call from pages of other origins; knows nothing of who calls."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache, wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast, overload

from boto3_assist.aws_lambda.headers import check_event, header_values, method_of
from boto3_assist.aws_lambda.origins import ANY_ORIGIN, CorsRules, origins_in, tokens_in
from boto3_assist.aws_lambda.verification import names_in_setting, unusable_setting
from boto3_assist.config import get_settings, variable_name
from boto3_assist.errors import ConfigurationError, InvalidParameterError

__all__ = ["handle_cors"]

H = TypeVar("H", bound=Callable[..., Any])

_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_HEADERS = ("authorization", "content-type")
_MAX_AGE_SECONDS = 600
_OWN = "access-control-"


@overload
def handle_cors(handler: H) -> H: ...


@overload
def handle_cors(
    *,
    allowed_origins: str | Collection[str] | None = None,
    allow_credentials: bool | None = None,
    allow_methods: Collection[str] = _METHODS,
    allow_headers: Collection[str] = _HEADERS,
    expose_headers: Collection[str] = (),
    max_age_seconds: int = _MAX_AGE_SECONDS,
) -> Callable[[H], H]: ...


def handle_cors(
    handler: H | None = None,
    *,
    allowed_origins: str | Collection[str] | None = None,
    allow_credentials: bool | None = None,
    allow_methods: Collection[str] = _METHODS,
    allow_headers: Collection[str] = _HEADERS,
    expose_headers: Collection[str] = (),
    max_age_seconds: int = _MAX_AGE_SECONDS,
) -> H | Callable[[H], H]:
    """Let pages of named origins call a Lambda handler.

    A preflight is answered here; the handler is not called. All other requests reach the handler,
    whatever their origin, and the headers are put on what it returns. They replace those that it
    set itself. Put it outermost, so that also a refusal of `require_auth` can be read by the page.

    Bare, ``@handle_cors`` goes by the settings ``cors_allowed_origins`` and
    ``cors_allow_credentials``; the first request raises `ConfigurationError` when no origin is set,
    or what is set is malformed.

    Args:
        handler: The handler of a REST API, an HTTP API (payload 1.0 or 2.0), a function URL or a
            load balancer.
        allowed_origins: Such as ``["https://shop.example"]``, or ``"*"`` for every one; None for
            the setting. Patterns are not taken.
        allow_credentials: Whether browsers may send cookies and certificates, which an
            ``Authorization`` header set by the page is not; None for the setting. Not with ``"*"``.
        allow_methods: The methods that a preflight allows.
        allow_headers: The headers that a preflight allows.
        expose_headers: The headers of a response that a page may read.
        max_age_seconds: How long a browser may keep what a preflight said, 0 to 86400.

    Returns:
        The handler with the headers.

    Raises:
        InvalidParameterError: When an argument is not of its kind, an origin is none that a
            browser sends, or credentials are to be let in from everywhere.

    Example:
        >>> @handle_cors(allowed_origins="https://shop.example")
        ... def handler(event, context):
        ...     return {"statusCode": 200, "body": "Hello!"}
        >>> event = {"httpMethod": "GET", "headers": {"Origin": "https://shop.example"}}
        >>> handler(event, None)["headers"]["access-control-allow-origin"]
        'https://shop.example'
    """
    fixed = (
        tokens_in("allow_methods", allow_methods),
        tokens_in("allow_headers", allow_headers),
        tokens_in("expose_headers", expose_headers),
        max_age_seconds,
    )

    # What is given in code is wrong or right at once, and not at the first request.
    if allowed_origins is None:
        _rules(frozenset([ANY_ORIGIN]), False, *fixed)
    else:
        _rules(origins_in(allowed_origins), bool(allow_credentials), *fixed)

    def decorate(inner: H) -> H:
        if not callable(inner):
            raise InvalidParameterError(
                "handle_cors was given no handler",
                details={"suggestion": "name the arguments: @handle_cors(allowed_origins=…)"},
            )

        @wraps(inner)
        def answering(
            event: Mapping[str, Any], context: Any = None, *args: Any, **options: Any
        ) -> Any:
            check_event(event)
            in_force = _rules_in_force(allowed_origins, allow_credentials, fixed)
            if preflight := _preflight(event, in_force):
                return preflight
            return _with_headers(inner(event, context, *args, **options), event, in_force)

        return cast(H, answering)

    return decorate if handler is None else decorate(handler)


def _rules_in_force(
    allowed_origins: str | Collection[str] | None,
    allow_credentials: bool | None,
    fixed: tuple[Any, ...],
) -> CorsRules:
    """The rules of the arguments, and of the settings as they are now where there is none."""
    settings = get_settings()
    origins = _origins(allowed_origins, settings.cors_allowed_origins)
    credentials = (
        settings.cors_allow_credentials if allow_credentials is None else allow_credentials
    )
    try:
        return _rules(origins, credentials, *fixed)
    except InvalidParameterError as error:
        # The arguments were good when the handler was decorated, so that a setting is not.
        setting = "cors_allowed_origins" if allowed_origins is None else "cors_allow_credentials"
        raise unusable_setting(setting, error) from None


@lru_cache(maxsize=64)
def _rules(origins: frozenset[str], credentials: bool, *fixed: Any) -> CorsRules:
    return CorsRules(origins, credentials, *fixed)


def _origins(given: str | Collection[str] | None, setting: str | None) -> frozenset[str]:
    if given is not None:
        return origins_in(given)
    names = names_in_setting(setting)
    if not names:
        name = variable_name("cors_allowed_origins")
        raise ConfigurationError(
            "no origins were given, and the setting cors_allowed_origins is unset",
            details={
                "expected": f"{name} in the environment",
                "suggestion": "set it, or pass allowed_origins=[…]",
            },
        )
    return frozenset(names)


def _preflight(event: Mapping[str, Any], rules: CorsRules) -> dict[str, Any] | None:
    """The answer to a preflight; None for any other request."""
    if method_of(event) != "OPTIONS":
        return None
    origins = header_values(event, "Origin")
    asked = header_values(event, "Access-Control-Request-Method")
    if not origins or not asked:
        return None
    headers = rules.preflight_headers(origins, asked[0])
    # Caches must not give the answer for one origin or method to another.
    headers["vary"] = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
    return {"statusCode": int(HTTPStatus.NO_CONTENT), "headers": headers, "body": ""}


def _with_headers(response: Any, event: Mapping[str, Any], rules: CorsRules) -> Any:
    if not isinstance(response, Mapping) or "statusCode" not in response:
        if event.get("version") != "2.0":
            return response
        # With payload 2.0, API Gateway makes the same of whatever a function returns.
        response = {
            "statusCode": int(HTTPStatus.OK),
            "headers": {"content-type": "application/json"},
            "body": response if isinstance(response, str) else json.dumps(response),
        }
    single = _without_own(response.get("headers"))
    several = _without_own(response.get("multiValueHeaders"))
    added = rules.response_headers(header_values(event, "Origin"))
    if not rules.allows_any:
        added["vary"] = ", ".join([*_taken(single, "vary"), *_taken(several, "vary"), "Origin"])
    changed = {**response, "headers": single}
    if response.get("multiValueHeaders"):
        # Load balancers look at one of the two only, and API Gateway at both.
        changed["multiValueHeaders"] = {**several, **{name: [text] for name, text in added.items()}}
    else:
        single.update(added)
    return changed


def _without_own(headers: object) -> dict[str, Any]:
    given = headers if isinstance(headers, Mapping) else {}
    return {name: text for name, text in given.items() if not str(name).lower().startswith(_OWN)}


def _taken(headers: dict[str, Any], name: str) -> list[str]:
    """Take the values of a header out."""
    values: list[str] = []
    for key in [key for key in headers if str(key).lower() == name]:
        value = headers.pop(key)
        values += [str(each) for each in (value if isinstance(value, list) else [value])]
    return values
