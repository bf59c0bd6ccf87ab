"""Lifecycle rules of a bucket as typed values, checked offline by S3's own rules."""

from boto3_assist.s3.lifecycle.changes import LifecycleChange
from boto3_assist.s3.lifecycle.configuration import (
    LifecycleConfiguration,
    LifecycleOverlap,
    MinimumObjectSize,
)
from boto3_assist.s3.lifecycle.diffs import LifecycleDiff, LifecycleRuleChange
from boto3_assist.s3.lifecycle.filters import LifecycleFilter
from boto3_assist.s3.lifecycle.findings import LifecycleProblem
from boto3_assist.s3.lifecycle.rules import (
    LifecycleExpiration,
    LifecycleRule,
    LifecycleTransition,
    NoncurrentExpiration,
    NoncurrentTransition,
    TransitionClass,
)

__all__ = [
    "LifecycleChange",
    "LifecycleConfiguration",
    "LifecycleDiff",
    "LifecycleExpiration",
    "LifecycleFilter",
    "LifecycleOverlap",
    "LifecycleProblem",
    "LifecycleRule",
    "LifecycleRuleChange",
    "LifecycleTransition",
    "MinimumObjectSize",
    "NoncurrentExpiration",
    "NoncurrentTransition",
    "TransitionClass",
]
