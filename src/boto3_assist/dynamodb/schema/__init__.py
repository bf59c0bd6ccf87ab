"""The compiled schema of a model class, one for the three ways to write fields."""

from __future__ import annotations

from boto3_assist.dynamodb.schema.annotations import annotated_names
from boto3_assist.dynamodb.schema.base import ModelSchema
from boto3_assist.dynamodb.schema.compilation import (
    compile_schema,
    has_fixed_fields,
    plain_value,
    schema_of_class,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.field import Field
from boto3_assist.dynamodb.schema.marker import ModelMarker

__all__ = [
    "Field",
    "ModelMarker",
    "ModelSchema",
    "annotated_names",
    "compile_schema",
    "has_fixed_fields",
    "plain_value",
    "schema_of_class",
    "schema_of_instance",
]
