"""Attribute values between Python and DynamoDB's wire form; knows nothing of models or keys."""

from __future__ import annotations

from boto3_assist.dynamodb.codec.decoding import decode_item, decode_value
from boto3_assist.dynamodb.codec.encoding import encode_item, encode_value
from boto3_assist.dynamodb.codec.equality import is_same_value
from boto3_assist.dynamodb.codec.size import MAX_ITEM_BYTES, is_surely_small, item_size

__all__ = [
    "MAX_ITEM_BYTES",
    "decode_item",
    "decode_value",
    "encode_item",
    "encode_value",
    "is_same_value",
    "is_surely_small",
    "item_size",
]
