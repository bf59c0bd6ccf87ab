"""The compiled schema of a model class, one for the three ways to write fields."""

from __future__ import annotations

from boto3_assist.dynamodb.schema.annotations import annotated_names, remember_local_types
from boto3_assist.dynamodb.schema.base import ModelSchema
from boto3_assist.dynamodb.schema.compilation import (
    coerced,
    compile_schema,
    declared_value,
    has_fixed_fields,
    is_model_instance,
    is_pydantic,
    plain_value,
    schema_of_class,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.declared_fields import check_field_names, forgotten_dataclass
from boto3_assist.dynamodb.schema.exclusion import exclude_from_serialization
from boto3_assist.dynamodb.schema.field import Field
from boto3_assist.dynamodb.schema.marker import ModelMarker
from boto3_assist.dynamodb.schema.model_check import check_models

__all__ = [
    "Field",
    "ModelMarker",
    "ModelSchema",
    "annotated_names",
    "check_field_names",
    "check_models",
    "coerced",
    "compile_schema",
    "declared_value",
    "exclude_from_serialization",
    "forgotten_dataclass",
    "has_fixed_fields",
    "is_model_instance",
    "is_pydantic",
    "plain_value",
    "remember_local_types",
    "schema_of_class",
    "schema_of_instance",
]
