"""Conditions and updates as values, from attribute paths and model fields; sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist._lazy import lazy_names

if TYPE_CHECKING:
    from boto3_assist.dynamodb.expressions.attributes import Attribute, Size, attr
    from boto3_assist.dynamodb.expressions.boto3_conditions import is_boto3_condition
    from boto3_assist.dynamodb.expressions.conditions import Condition, condition_of
    from boto3_assist.dynamodb.expressions.key_conditions import check_key_condition
    from boto3_assist.dynamodb.expressions.paths import AttributePath
    from boto3_assist.dynamodb.expressions.placeholders import Placeholders
    from boto3_assist.dynamodb.expressions.updates import Update

__all__ = [
    "Attribute",
    "AttributePath",
    "Condition",
    "Placeholders",
    "Size",
    "Update",
    "attr",
    "check_key_condition",
    "condition_of",
    "is_boto3_condition",
]

_HOMES = {
    "Attribute": "attributes",
    "AttributePath": "paths",
    "Condition": "conditions",
    "Placeholders": "placeholders",
    "Size": "attributes",
    "Update": "updates",
    "attr": "attributes",
    "check_key_condition": "key_conditions",
    "condition_of": "conditions",
    "is_boto3_condition": "boto3_conditions",
}

# Reading an item by its key must load no expression.
__getattr__, __dir__ = lazy_names(__name__, _HOMES)
