"""The checks of a model class when it is made; knows no instance."""

from __future__ import annotations

import sys
from itertools import takewhile

from boto3_assist.dynamodb.index_checks import check_indexes, check_not_fields
from boto3_assist.dynamodb.indexes import declared_indexes
from boto3_assist.dynamodb.item_keys import check_inputs, check_model_inputs
from boto3_assist.dynamodb.life_fields import (
    check_item_config,
    check_kept_fields,
    fields_to_be,
)
from boto3_assist.dynamodb.schema import (
    ModelMarker,
    annotated_names,
    check_field_names,
    compile_schema,
    forgotten_dataclass,
    remember_local_types,
)
from boto3_assist.errors import ConfigurationError

__all__ = [
    "check_constructor",
    "check_declaration",
    "check_pydantic_fields",
    "mark_abstract",
    "remember_types_around",
]

_ABSTRACT = "_boto3_assist_abstract"


def mark_abstract(model: type) -> None:
    """Mark a base whose templates name attributes of its subclasses.

    Args:
        model: The class.
    """
    # In the class's own dictionary, where a dataclass with slots, made anew, finds it again.
    type.__setattr__(model, _ABSTRACT, True)


def check_declaration(model: type, root: type) -> None:
    """Check the bases and the indexes of a class that Python has just made.

    The templates of a dataclass are checked too. Those of a Pydantic model are checked when it
    knows its fields, those of a plain class on its instances.

    Args:
        model: The class, not yet finished by its decorator or metaclass.
        root: The base of all models.

    Raises:
        ConfigurationError: When the declaration cannot work.
    """
    _check_base_order(model)
    check_not_fields(model)
    check_field_names(model, root)
    indexes = declared_indexes(model)
    check_indexes(model.__name__, indexes)
    check_item_config(model)
    if not _is_pydantic_to_be(model) and not _is_abstract(model) and _is_dataclass(model, root):
        names = annotated_names(model)
        check_inputs(model.__name__, indexes, names, names)
        check_kept_fields(model, fields_to_be(model), names)


def remember_types_around(model: type) -> None:
    """Keep the types of the function that makes a class, so that its annotations resolve.

    Args:
        model: The class that Python has just made.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_name == "__init_subclass__":
        frame = frame.f_back
    if frame.f_locals is not frame.f_globals:
        remember_local_types(model, frame.f_locals)


def check_constructor(model: type) -> None:
    """Check a class whose constructor sets nothing: it must not declare fields by annotation.

    Args:
        model: The class of an instance that is being made, without a constructor of its own.

    Raises:
        ConfigurationError: When fields are annotated, which only a dataclass or Pydantic sets.
    """
    if names := sorted(annotated_names(model)):
        raise forgotten_dataclass(model, names)


def check_pydantic_fields(model: type) -> None:
    """Check the templates of a Pydantic model that knows its fields.

    Args:
        model: The class.

    Raises:
        ConfigurationError: When a template names an attribute that the model does not have.
    """
    if not _is_abstract(model):
        # Not the kept one: a class whose annotations are not complete yet is compiled later.
        schema = compile_schema(model)
        check_model_inputs(model.__name__, declared_indexes(model), schema)
        attributes = {*schema.by_attribute, *schema.extra_attributes()}
        check_kept_fields(model, schema.fields, attributes)


def _check_base_order(model: type) -> None:
    is_model = [issubclass(base, ModelMarker) for base in model.__bases__]
    if is_model.index(True) > 0:
        raise ConfigurationError(
            f"{model.__name__} names its model base after another base",
            details={
                "model": model.__name__,
                "expected": "DynamoDBModelBase, or a model, first among the bases",
                "suggestion": f"write class {model.__name__}(DynamoDBModelBase, …)",
            },
        )


def _is_pydantic_to_be(model: type) -> bool:
    # Without importing Pydantic: its `BaseModel` and what derives from it have this attribute.
    return any("__pydantic_decorators__" in vars(base) for base in model.__mro__)


def _is_dataclass(model: type, root: type) -> bool:
    """Tell whether the class is, or will be, a dataclass: nobody wrote it an `__init__`."""
    for base in takewhile(lambda base: base is not root, model.__mro__):
        if "__init__" in vars(base):
            return "__dataclass_fields__" in vars(base)
    return bool(annotated_names(model))


def _is_abstract(model: type) -> bool:
    # A generic Pydantic model with its parameter filled in is a subclass of its own.
    metadata = vars(model).get("__pydantic_generic_metadata__") or {}
    return any(_ABSTRACT in vars(each) for each in (model, metadata.get("origin")) if each)
