"""Functions between wire form and instances, compiled for each model class from its schema.

The plain way, `item_building` and `item_writing` with the codec, is what they have to agree with.
Whatever they do not expect they leave to it: they give nothing then, and it gives the value or the
error.
"""

from __future__ import annotations

from boto3_assist.dynamodb.compiled.reading import LEFT, Reader, quick_reader, read_quickly
from boto3_assist.dynamodb.compiled.writing import fields_quickly, value_quickly, write_quickly

__all__ = [
    "LEFT",
    "Reader",
    "fields_quickly",
    "quick_reader",
    "read_quickly",
    "value_quickly",
    "write_quickly",
]
