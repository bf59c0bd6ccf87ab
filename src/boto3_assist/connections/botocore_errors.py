"""The table from botocore's own exceptions, those without an AWS response, to error classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from botocore import exceptions as botocore

from boto3_assist import errors
from boto3_assist.errors import Boto3AssistError

__all__ = ["Rule", "rule_for"]


@dataclass(frozen=True)
class Rule:
    """How one of botocore's exceptions is reported.

    Attributes:
        error_class: The library's class; of a condition any service can have, the common one.
        message: A template over botocore's own fields, and ``{text}``, its redacted text.
        expected: For `details`; the class's own advice when empty.
        suggestion: For `details`; the class's own advice when empty.
        retryable: For an `AwsError` that differs from its class's default.
        prints_values: Whether botocore's text may show values or secrets, so that the
            exception must not be shown as the cause.
        s3_class: The class for S3 in place of its form of `error_class`.
    """

    error_class: type[Boto3AssistError]
    message: str = "{text}"
    expected: str = ""
    suggestion: str = ""
    retryable: bool | None = None
    prints_values: bool = False
    s3_class: type[errors.S3Error] | None = None


def rule_for(error_class: type[botocore.BotoCoreError]) -> Rule:
    """Find the rule of the nearest class that has one.

    Args:
        error_class: One of botocore's exception classes.

    Returns:
        The rule; the one for `botocore.exceptions.BotoCoreError` if nothing nearer is known.
    """
    return next(_RULES[cls] for cls in error_class.__mro__ if cls in _RULES)


def _known(*names: str) -> list[type[botocore.BotoCoreError]]:
    # Releases of botocore that the package allows differ in a few classes.
    return [getattr(botocore, name) for name in names if hasattr(botocore, name)]


_CONFIGURATION = Rule(
    errors.ConfigurationError,
    expected="settings that botocore takes",
    suggestion="correct the setting, the botocore Config or the AWS configuration file",
)
_CREDENTIALS = Rule(errors.CredentialsError)
_EXPIRED = Rule(errors.ExpiredCredentialsError)
_INTEGRITY = Rule(errors.ResponseIntegrityError, "the answer cannot be read: {text}")
_PARAMETER = Rule(
    errors.InvalidParameterError,
    "a parameter is not one that the operation takes",
    expected="parameters as the service's API reference has them",
    suggestion="correct the parameters of the call",
    prints_values=True,
)
_REGION = Rule(
    errors.ConfigurationError,
    "region {region_name} cannot be used",
    expected="the name of an AWS region, such as eu-central-1",
    suggestion="correct AWS_DEFAULT_REGION, aws_region or the region of the profile",
)

_CONFIGURATION_RULES: Mapping[type[Exception], Rule] = {
    botocore.NoRegionError: Rule(
        errors.ConfigurationError,
        "no region is given",
        expected="the name of an AWS region, such as eu-central-1",
        suggestion="set AWS_DEFAULT_REGION, pass aws_region, or name a profile with a region",
    ),
    botocore.InvalidRegionError: _REGION,
    botocore.UnknownEndpointError: _REGION,
    botocore.UnknownFIPSEndpointError: _REGION,
    botocore.UnknownRegionError: _REGION,
    botocore.ServiceNotInRegionError: _REGION,
    botocore.ProfileNotFound: Rule(
        errors.ConfigurationError,
        "profile {profile} is in no AWS configuration file",
        expected="the name of a profile in ~/.aws/config or ~/.aws/credentials",
        suggestion="correct AWS_PROFILE or aws_profile, or add the profile with `aws configure`",
    ),
    botocore.UnknownServiceError: Rule(
        errors.ConfigurationError,
        "botocore knows no service {service_name}",
        expected="the name of a service that the installed botocore knows",
        suggestion="correct the name, or install a newer boto3",
    ),
    **dict.fromkeys(
        (
            botocore.ApiVersionNotFoundError,
            botocore.BaseEndpointResolverError,
            botocore.ConfigNotFound,
            botocore.ConfigParseError,
            botocore.DataNotFoundError,
            botocore.EndpointProviderError,
            botocore.EndpointVariantError,
            botocore.InvalidChecksumConfigError,
            botocore.InvalidConfigError,
            botocore.InvalidDefaultsMode,
            botocore.InvalidEndpointConfigurationError,
            botocore.InvalidEndpointDiscoveryConfigurationError,
            botocore.InvalidHostLabelError,
            botocore.InvalidIMDSEndpointError,
            botocore.InvalidIMDSEndpointModeError,
            botocore.InvalidProxiesConfigError,
            botocore.InvalidRetryConfigurationError,
            botocore.InvalidS3AddressingStyleError,
            botocore.InvalidS3UsEast1RegionalEndpointConfigError,
            botocore.InvalidSTSRegionalEndpointsConfigError,
            botocore.MD5UnavailableError,
            botocore.MissingDependencyException,
            botocore.UnknownServiceStyle,
            botocore.UnknownSignatureVersionError,
            botocore.UnsupportedS3AccesspointConfigurationError,
            botocore.UnsupportedS3ConfigurationError,
            botocore.UnsupportedS3ControlConfigurationError,
            botocore.UnsupportedServiceProtocolsError,
            botocore.UnsupportedSignatureVersionError,
            botocore.WaiterConfigError,
        ),
        _CONFIGURATION,
    ),
}

_CREDENTIALS_RULES: Mapping[type[Exception], Rule] = {
    botocore.NoCredentialsError: Rule(
        errors.CredentialsError,
        "no credentials were found",
        expected="credentials in the environment, a profile, or the role of the machine",
        suggestion="name a profile with AWS_PROFILE or aws_profile, or run with a role",
    ),
    botocore.PartialCredentialsError: Rule(
        errors.CredentialsError,
        "the credentials of {provider} are incomplete: {cred_var} is missing",
        expected="access key id and secret access key together",
    ),
    botocore.CredentialRetrievalError: Rule(
        errors.CredentialsError,
        "the credentials of {provider} were not given: {error_msg}",
    ),
    botocore.TokenRetrievalError: Rule(
        errors.CredentialsError,
        "the token of {provider} was not given: {error_msg}",
        suggestion="sign in again with `aws sso login`",
    ),
    botocore.UnauthorizedSSOTokenError: Rule(
        errors.ExpiredCredentialsError,
        "the SSO session has expired or is not valid",
        suggestion="sign in again with `aws sso login` and the profile",
    ),
    botocore.SSOError: Rule(
        errors.CredentialsError, suggestion="sign in again with `aws sso login`"
    ),
    botocore.LoginRefreshRequired: _EXPIRED,
    **dict.fromkeys(
        (
            botocore.LoginError,
            botocore.MetadataRetrievalError,
            botocore.NoAuthTokenError,
            botocore.RefreshWithMFAUnsupportedError,
            botocore.UnknownCredentialError,
            *_known("UnknownTokenProviderError"),
        ),
        _CREDENTIALS,
    ),
}

_CONNECTION_RULES: Mapping[type[Exception], Rule] = {
    botocore.EndpointConnectionError: Rule(
        errors.AwsConnectionError, "no connection to {endpoint_url}"
    ),
    botocore.ConnectTimeoutError: Rule(
        errors.AwsConnectionError, "no connection to {endpoint_url} in time"
    ),
    botocore.ReadTimeoutError: Rule(
        errors.AwsConnectionError, "no answer from {endpoint_url} in time"
    ),
    botocore.ConnectionClosedError: Rule(
        errors.AwsConnectionError, "{endpoint_url} closed the connection before it answered"
    ),
    botocore.SSLError: Rule(
        errors.AwsConnectionError,
        "the TLS certificate of {endpoint_url} was not accepted",
        expected="a certificate that a trusted authority has signed for this host",
        suggestion="check the endpoint, AWS_CA_BUNDLE and the clock of this machine",
        retryable=False,
    ),
    botocore.ProxyConnectionError: Rule(
        errors.AwsConnectionError,
        "no connection to the proxy {proxy_url}",
        suggestion="check HTTPS_PROXY, HTTP_PROXY, NO_PROXY and the proxies of the Config",
    ),
    botocore.ConnectionError: Rule(errors.AwsConnectionError, "the connection failed"),
    # Wraps whatever was raised while sending, such as "Invalid header value b'<session token>'".
    botocore.HTTPClientError: Rule(
        errors.AwsConnectionError, "the HTTP client failed with {error}", prints_values=True
    ),
    botocore.ResponseStreamingError: Rule(
        errors.AwsConnectionError, "the connection broke while the answer was read"
    ),
    botocore.CapacityNotAvailableError: Rule(errors.ThrottledError),
}

_INTEGRITY_RULES: Mapping[type[Exception], Rule] = {
    **dict.fromkeys((botocore.AwsChunkedWrapperError, botocore.IncompleteReadError), _INTEGRITY),
    **dict.fromkeys(
        (botocore.ChecksumError, botocore.FlexibleChecksumError),
        replace(_INTEGRITY, s3_class=errors.S3ChecksumMismatchError),
    ),
}

_PARAMETER_RULES: Mapping[type[Exception], Rule] = dict.fromkeys(
    (
        botocore.InvalidDNSNameError,
        botocore.InvalidExpressionError,
        botocore.MissingParametersError,
        botocore.OperationNotPageableError,
        botocore.ParamValidationError,
        botocore.UnknownClientMethodError,
        botocore.UnseekableStreamError,
        botocore.UnsupportedOutpostResourceError,
        botocore.UnsupportedS3ArnError,
        botocore.UnsupportedS3ControlArnError,
        botocore.ValidationError,
    ),
    _PARAMETER,
)

_RULES: Mapping[type, Rule] = {
    botocore.BotoCoreError: Rule(errors.AwsError),
    **_CONFIGURATION_RULES,
    **_CREDENTIALS_RULES,
    **_CONNECTION_RULES,
    **_INTEGRITY_RULES,
    **_PARAMETER_RULES,
}
