"""Cognito, with all its verbs."""

from __future__ import annotations

from boto3_assist.cognito.verbs.groups import GroupVerbs
from boto3_assist.cognito.verbs.own_account import OwnAccountVerbs
from boto3_assist.cognito.verbs.passwords import PasswordVerbs
from boto3_assist.cognito.verbs.signin import SignInVerbs
from boto3_assist.cognito.verbs.signup import SignUpVerbs
from boto3_assist.cognito.verbs.users import UserVerbs

__all__ = ["Cognito"]


class Cognito(UserVerbs, PasswordVerbs, GroupVerbs, SignUpVerbs, SignInVerbs, OwnAccountVerbs):
    """Cognito user pools: administers users and groups, signs users up and in.

    A failure always raises a typed error, whatever `raise_on_error` says: no value of a verb can
    be taken for a user who is signed in and is not. Nothing is repeated but what botocore repeats
    by its configuration, which is throttling, broken connections and failures of the service.

    Example:
        >>> cognito = Cognito.from_pool(aws_region="eu-west-1")
    """
