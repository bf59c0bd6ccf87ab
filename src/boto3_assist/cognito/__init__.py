"""Users, sign-in and tokens of Cognito user pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist._lazy import lazy_names

if TYPE_CHECKING:
    from boto3_assist.cognito.app_clients import AppClient
    from boto3_assist.cognito.attributes import CognitoAttribute
    from boto3_assist.cognito.client import Cognito
    from boto3_assist.cognito.deliveries import CodeDelivery, SignUpOutcome
    from boto3_assist.cognito.filters import UserFilter
    from boto3_assist.cognito.groups import CognitoGroup
    from boto3_assist.cognito.pages import Page
    from boto3_assist.cognito.signin.challenges import (
        Challenge,
        CustomChallenge,
        MfaCodeChallenge,
        MfaSelectionChallenge,
        MfaSetupChallenge,
        NewPasswordChallenge,
        SignInOutcome,
        SoftwareTokenSetup,
    )
    from boto3_assist.cognito.signin.outcomes import SignInTokens
    from boto3_assist.cognito.tokens.key_source import JwksSource
    from boto3_assist.cognito.tokens.verified_token import VerifiedToken
    from boto3_assist.cognito.tokens.verifier import CognitoTokenVerifier
    from boto3_assist.cognito.users import CognitoUser

__all__ = [
    "AppClient",
    "Challenge",
    "CodeDelivery",
    "Cognito",
    "CognitoAttribute",
    "CognitoGroup",
    "CognitoTokenVerifier",
    "CognitoUser",
    "CustomChallenge",
    "JwksSource",
    "MfaCodeChallenge",
    "MfaSelectionChallenge",
    "MfaSetupChallenge",
    "NewPasswordChallenge",
    "Page",
    "SignInOutcome",
    "SignInTokens",
    "SignUpOutcome",
    "SoftwareTokenSetup",
    "UserFilter",
    "VerifiedToken",
]

_HOMES = {
    "AppClient": "app_clients",
    "Challenge": "signin.challenges",
    "CodeDelivery": "deliveries",
    "Cognito": "client",
    "CognitoAttribute": "attributes",
    "CognitoGroup": "groups",
    "CognitoTokenVerifier": "tokens.verifier",
    "CognitoUser": "users",
    "CustomChallenge": "signin.challenges",
    "JwksSource": "tokens.key_source",
    "MfaCodeChallenge": "signin.challenges",
    "MfaSelectionChallenge": "signin.challenges",
    "MfaSetupChallenge": "signin.challenges",
    "NewPasswordChallenge": "signin.challenges",
    "Page": "pages",
    "SignInOutcome": "signin.challenges",
    "SignInTokens": "signin.outcomes",
    "SignUpOutcome": "deliveries",
    "SoftwareTokenSetup": "signin.challenges",
    "UserFilter": "filters",
    "VerifiedToken": "tokens.verified_token",
}

# Cognito must not need what the token verifier does.
__getattr__, __dir__ = lazy_names(__name__, _HOMES)
