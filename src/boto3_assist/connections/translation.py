"""Turns botocore's exceptions into the library's errors; makes no call and raises nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from traceback import walk_tb
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ParamValidationError,
    StubResponseError,
)
from botocore.parsers import ResponseParserError

from boto3_assist.connections.advice import advice_for
from boto3_assist.connections.botocore_errors import Rule, rule_for
from boto3_assist.connections.error_codes import error_class_for_code, service_form
from boto3_assist.connections.redaction import redact_report, redact_text, redact_url
from boto3_assist.connections.transfer_errors import (
    is_changed_source,
    is_transfer_failure,
    underlying,
)
from boto3_assist.errors import (
    AccessDeniedError,
    AwsError,
    AwsErrorFacts,
    Boto3AssistError,
    CancellationReason,
    ConditionalCheckFailedError,
    ConfigurationError,
    CredentialsError,
    InvalidParameterError,
    RequestRejectedError,
    ResourceNotFoundError,
    ResponseIntegrityError,
    S3ObjectNotFoundError,
    S3SourceChangedError,
    S3VersionNotFoundError,
    TransactionCanceledError,
)

__all__ = [
    "Attempt",
    "printable_cause",
    "translate",
    "translate_botocore_error",
    "translate_client_error",
]

# botocore makes these calls by itself, inside the caller's own, to get or refresh credentials.
_CREDENTIAL_OPERATIONS = frozenset(
    {
        "AssumeRole",
        "AssumeRoleWithSAML",
        "AssumeRoleWithWebIdentity",
        "CreateOAuth2Token",
        "CreateToken",
        "GetRoleCredentials",
        "GetSessionToken",
    }
)
_TRANSIENT_CANCELLATIONS = frozenset(
    {"ProvisionedThroughputExceeded", "ThrottlingError", "TransactionConflict"}
)
_PROBLEMS_IN_MESSAGE = 3


@dataclass(frozen=True)
class Attempt:
    """What was tried when an exception came.

    Attributes:
        service: botocore's name of the service, such as ``dynamodb``.
        operation: AWS's name of the operation; None while a session or client is made.
        given: Names of resources by parameter, such as ``{"TableName": "app"}``; no values.
    """

    service: str
    operation: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Name the attempt for a message."""
        if self.operation is None:
            return f"making a {self.service} client"
        names = ", ".join(f"{parameter} {name}" for parameter, name in self.given.items())
        return f"{self.service} {self.operation}" + (f" ({names})" if names else "")

    @property
    def details(self) -> dict[str, object]:
        """The same for `Boto3AssistError.details`."""
        details: dict[str, object] = {"service": self.service, "operation": self.operation}
        return {**details, "given": self.given} if self.given else details


def translate(error: Exception, attempt: Attempt) -> Boto3AssistError | None:
    """Turn an exception that came out of botocore into the library's error.

    Args:
        error: What was raised.
        attempt: What was tried.

    Returns:
        The error to raise instead; None for an exception that is not botocore's report of a
        failure: one of an event handler, of the library, or of botocore's Stubber.
    """
    if isinstance(error, StubResponseError):
        return None
    if is_changed_source(error):
        replaced = "the object was replaced while its parts were read"
        return _without_answer(S3SourceChangedError, replaced, attempt)
    error = underlying(error)
    if isinstance(error, ClientError):
        return translate_client_error(error, attempt)
    if isinstance(error, BotoCoreError):
        return translate_botocore_error(error, attempt)
    if is_transfer_failure(error) or _is_reading_failure(error):
        unreadable = service_form(attempt.service, ResponseIntegrityError)
        return _without_answer(unreadable, "the answer cannot be read", attempt)
    if _is_endpoint_refused(error, attempt):
        return _invalid_endpoint(error, attempt)
    return None


def translate_client_error(error: ClientError, attempt: Attempt) -> AwsError:
    """Turn an error response of AWS into the library's error.

    Args:
        error: botocore's exception; its response is kept, unredacted, at ``response``.
        attempt: What was tried.

    Returns:
        The error of the code, with its text redacted in the message.
    """
    response: Mapping[str, Any] = error.response
    body = response.get("Error") or {}
    code = str(body.get("Code") or "")
    facts = _response_facts(response, code, attempt.operation)
    error_class = _class_of(code, facts["http_status"], attempt)
    failed = error.operation_name
    for_credentials = failed in _CREDENTIAL_OPERATIONS and failed != attempt.operation
    if for_credentials:
        error_class = _for_credentials(error_class, attempt.service)
    text = redact_text(str(body.get("Message") or "no message"))
    step = f" (in {failed}, for credentials)" if for_credentials else ""
    message = f"{attempt} failed{step} with {code or 'no code'}: {text}"
    details = _client_error_details(error_class, response, facts, attempt)
    if issubclass(error_class, ConditionalCheckFailedError):
        return error_class(message, details=details, item=response.get("Item"), **facts)
    if issubclass(error_class, TransactionCanceledError):
        return _transaction_canceled(error_class, message, details, facts)
    return error_class(message, details=details, **facts)


def translate_botocore_error(error: BotoCoreError, attempt: Attempt) -> Boto3AssistError:
    """Turn an exception that botocore raised without an answer of AWS into the library's error.

    Args:
        error: botocore's exception.
        attempt: What was tried.

    Returns:
        A `ConfigurationError`, an `InvalidParameterError` or an `AwsError`.
    """
    if isinstance(error, ParamValidationError):
        return _invalid_parameters(error, attempt)
    rule = rule_for(type(error))
    message = f"{attempt} failed: {_rule_message(rule, error)}"
    details = {**attempt.details, "cause": type(error).__name__}
    if not issubclass(rule.error_class, AwsError):
        details.update(expected=rule.expected, suggestion=rule.suggestion)
        return rule.error_class(message, details=details)
    expected, suggestion = advice_for(rule.error_class, attempt.operation)
    details["expected"] = rule.expected or expected
    details["suggestion"] = rule.suggestion or suggestion
    error_class = service_form(attempt.service, rule.error_class)
    if rule.s3_class is not None and attempt.service == "s3":
        error_class = rule.s3_class
    return error_class(
        message, details=details, operation=attempt.operation, retryable=rule.retryable
    )


def printable_cause(error: Exception) -> Exception | None:
    """Give what may stand as ``__cause__`` of the translated error and be printed with it.

    Args:
        error: What was raised.

    Returns:
        The exception itself if its text shows no value and no secret; of an error response
        otherwise a copy with the redacted text; None where nothing may be shown.
    """
    error = underlying(error)
    if isinstance(error, ClientError):
        return _printable_client_error(error)
    if is_transfer_failure(error) or _is_reading_failure(error):
        return None
    if isinstance(error, BotoCoreError) and rule_for(type(error)).prints_values:
        return None
    text = str(error)
    return error if redact_url(text) == text and "@" not in text else None


def _class_of(code: str, http_status: int | None, attempt: Attempt) -> type[AwsError]:
    found = error_class_for_code(attempt.service, code, http_status, attempt.operation)
    # The answer to a HEAD has no body that would say which of the two is missing.
    if found is S3ObjectNotFoundError and code == "404" and "VersionId" in attempt.given:
        return S3VersionNotFoundError
    return found


def _response_facts(response: Mapping[str, Any], code: str, operation: str | None) -> AwsErrorFacts:
    metadata = response.get("ResponseMetadata") or {}
    status = metadata.get("HTTPStatusCode")
    return AwsErrorFacts(
        aws_code=code or None,
        http_status=status if isinstance(status, int) else None,
        request_id=metadata.get("RequestId"),
        operation=operation,
        response=response,
    )


def _client_error_details(
    error_class: type[AwsError],
    response: Mapping[str, Any],
    facts: AwsErrorFacts,
    attempt: Attempt,
) -> dict[str, object]:
    expected, suggestion = advice_for(error_class, attempt.operation, attempt.given)
    retries = (response.get("ResponseMetadata") or {}).get("RetryAttempts")
    reasons = response.get("ThrottlingReasons") or response.get("throttlingReasons")
    details: dict[str, object] = {
        **attempt.details,
        "aws_code": facts.get("aws_code"),
        "http_status": facts.get("http_status"),
        "request_id": facts.get("request_id"),
        "attempts": retries + 1 if isinstance(retries, int) else None,
        "throttling_reasons": reasons,
        "expected": expected,
        "suggestion": suggestion,
    }
    return {name: value for name, value in details.items() if value is not None}


def _for_credentials(error_class: type[AwsError], service: str) -> type[AwsError]:
    """A refusal of the inner call means: no credentials. A broken service stays one."""
    refusals = (AccessDeniedError, RequestRejectedError, ResourceNotFoundError)
    if issubclass(error_class, refusals) or error_class is service_form(service, AwsError):
        return service_form(service, CredentialsError)
    return error_class


def _transaction_canceled(
    error_class: type[TransactionCanceledError],
    message: str,
    details: dict[str, object],
    facts: AwsErrorFacts,
) -> TransactionCanceledError:
    response = facts.get("response") or {}
    reasons = [
        _cancellation_reason(position, reason)
        for position, reason in enumerate(response.get("CancellationReasons") or ())
    ]
    failed = [reason for reason in reasons if reason.code is not None]
    details["reasons"] = [
        {"position": reason.position, "code": reason.code, "message": reason.message}
        for reason in failed
    ]
    facts["retryable"] = bool(failed) and all(
        reason.code in _TRANSIENT_CANCELLATIONS for reason in failed
    )
    return error_class(message, details=details, reasons=reasons, **facts)


def _cancellation_reason(position: int, reason: Mapping[str, Any]) -> CancellationReason:
    code = reason.get("Code")
    text = reason.get("Message")
    return CancellationReason(
        position=position,
        code=None if code in (None, "None") else str(code),
        message=redact_text(str(text)) if text else None,
        item=reason.get("Item"),
    )


class _Fields(dict[str, str]):
    """Botocore's fields for a template, which may lack one."""

    def __missing__(self, key: str) -> str:
        return "(unknown)"


def _rule_message(rule: Rule, error: BotoCoreError) -> str:
    fields = _Fields(text=_text_of(error, rule))
    for name, value in error.kwargs.items():
        if isinstance(value, Exception):
            fields[name] = type(value).__name__
        elif name == "error_msg":
            fields[name] = redact_text(str(value))
        else:
            fields[name] = redact_url(str(value))
    return rule.message.format_map(fields)


def _text_of(error: BotoCoreError, rule: Rule) -> str:
    # What is wrong with a setting is of use only with the setting; no item gets there.
    if issubclass(rule.error_class, ConfigurationError):
        return redact_url(str(error))
    return redact_text(str(error))


def _invalid_parameters(error: ParamValidationError, attempt: Attempt) -> InvalidParameterError:
    problems = redact_report(str(error.kwargs.get("report", "")))
    texts = [f"{each['parameter']} ({each['problem']})" for each in problems]
    if len(texts) > _PROBLEMS_IN_MESSAGE:
        texts[_PROBLEMS_IN_MESSAGE:] = [f"and {len(texts) - _PROBLEMS_IN_MESSAGE} more"]
    rule = rule_for(type(error))
    ranges = [
        f"{each['expected']} for {each['parameter']}" for each in problems if "expected" in each
    ]
    return InvalidParameterError(
        f"{attempt} was not sent: {', '.join(texts) or rule.message}",
        details={
            **attempt.details,
            "problems": problems,
            "expected": "; ".join(ranges[:_PROBLEMS_IN_MESSAGE]) or rule.expected,
            "suggestion": rule.suggestion,
        },
    )


def _without_answer(error_class: type[AwsError], what: str, attempt: Attempt) -> AwsError:
    expected, suggestion = advice_for(error_class, attempt.operation)
    return error_class(
        f"{attempt} failed: {what}",
        details={**attempt.details, "expected": expected, "suggestion": suggestion},
        operation=attempt.operation,
    )


def _is_reading_failure(error: Exception) -> bool:
    """Whether an answer could not be read, which botocore also reports in words of Python's."""
    if isinstance(error, ResponseParserError):
        return True
    if isinstance(error, (BotoCoreError, ClientError, Boto3AssistError)):
        return False
    modules = _modules_of(error)
    return any(m.startswith(("botocore.parsers", "botocore.retr")) for m in modules)


def _is_endpoint_refused(error: Exception, attempt: Attempt) -> bool:
    """Whether botocore refused an endpoint URL while a client was made, in words of Python's."""
    if not isinstance(error, ValueError) or attempt.operation is not None:
        return False
    return "botocore.endpoint" in _modules_of(error)


def _modules_of(error: Exception) -> set[str]:
    """Name the modules that the exception has come through."""
    frames = walk_tb(error.__traceback__)
    return {str(frame.f_globals.get("__name__")) for frame, _ in frames}


def _invalid_endpoint(error: Exception, attempt: Attempt) -> ConfigurationError:
    # A URL without a scheme may still begin with user name and password.
    endpoint = redact_url(str(error).partition(": ")[2]).rpartition("@")[2]
    return ConfigurationError(
        f"{attempt} failed: the endpoint {endpoint or 'URL'} cannot be used",
        details={
            **attempt.details,
            "expected": "a URL with scheme and host, such as http://127.0.0.1:8000",
            "suggestion": "correct the endpoint URL or AWS_ENDPOINT_URL",
        },
    )


def _printable_client_error(error: ClientError) -> ClientError:
    body = error.response.get("Error") or {}
    text = str(body.get("Message") or "")
    shown = redact_text(text)
    if shown == text:
        return error
    response: Any = {**error.response, "Error": {**body, "Message": shown}}
    return ClientError(response, error.operation_name).with_traceback(error.__traceback__)
