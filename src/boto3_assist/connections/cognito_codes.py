"""The table from Cognito user pools' error codes to error classes; knows no other service."""

from __future__ import annotations

from collections.abc import Mapping

from boto3_assist import errors
from boto3_assist.errors import AwsError

__all__ = ["COGNITO_CODES"]

COGNITO_CODES: Mapping[type[AwsError], tuple[str, ...]] = {
    errors.AliasExistsError: ("AliasExistsException",),
    # Not the caller's identity is refused, which is AccessDeniedException, but the pool's user.
    errors.AuthenticationError: ("NotAuthorizedException", "UnauthorizedException"),
    errors.CodeDeliveryError: ("CodeDeliveryFailureException",),
    errors.CodeMismatchError: ("CodeMismatchException", "EnableSoftwareTokenMFAException"),
    errors.CognitoRequestRejectedError: (
        "FeatureUnavailableInTierException",
        "InvalidEmailRoleAccessPolicyException",
        "InvalidOAuthFlowException",
        "InvalidSmsRoleAccessPolicyException",
        "InvalidSmsRoleTrustRelationshipException",
        "InvalidUserPoolConfigurationException",
        "OperationNotEnabledException",
        "ScopeDoesNotExistException",
        "TierChangeNotAllowedException",
        "UnsupportedIdentityProviderException",
        "UnsupportedOperationException",
        "UnsupportedTokenTypeException",
        "UserPoolAddOnNotEnabledException",
        "UserPoolTaggingException",
        "WebAuthnChallengeNotFoundException",
        "WebAuthnClientMismatchException",
        "WebAuthnConfigurationMissingException",
        "WebAuthnCredentialNotSupportedException",
        "WebAuthnNotEnabledException",
        "WebAuthnOriginNotAllowedException",
        "WebAuthnRelyingPartyMismatchException",
    ),
    errors.CognitoResourceConflictError: (
        "ConcurrentModificationException",
        "DeviceKeyExistsException",
        "DuplicateProviderException",
        "ManagedLoginBrandingExistsException",
        "PreconditionNotMetException",
        "TermsExistsException",
        "UnsupportedUserStateException",
        "UserImportInProgressException",
    ),
    errors.ExpiredCodeError: ("ExpiredCodeException",),
    errors.GroupExistsError: ("GroupExistsException",),
    errors.InvalidPasswordError: ("InvalidPasswordException",),
    errors.MfaMethodNotFoundError: (
        "MFAMethodNotFoundException",
        "SoftwareTokenMFANotFoundException",
    ),
    errors.PasswordResetRequiredError: ("PasswordResetRequiredException",),
    errors.PasswordReuseError: ("PasswordHistoryPolicyViolationException",),
    errors.RefreshTokenReuseError: ("RefreshTokenReuseException",),
    errors.TooManyFailedAttemptsError: ("TooManyFailedAttemptsException",),
    errors.TriggerFailedError: ("InvalidLambdaResponseException", "UnexpectedLambdaException"),
    errors.TriggerRefusedError: ("UserLambdaValidationException",),
    errors.UserNotConfirmedError: ("UserNotConfirmedException",),
    errors.UserNotFoundError: ("UserNotFoundException",),
    errors.UsernameExistsError: ("UsernameExistsException",),
}
