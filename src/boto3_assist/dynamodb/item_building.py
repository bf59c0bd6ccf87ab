"""Instances of models from items; knows nothing of keys' values and sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from boto3_assist.dynamodb.added_indexes import index_definitions
from boto3_assist.dynamodb.compiled import read_quickly
from boto3_assist.dynamodb.instance_state import (
    forget_stored,
    is_partial,
    keep_stored,
    keep_unknown,
    mark_partial,
    unknown_attributes,
    unmark_cleared,
    unread_fields,
)
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.life_fields import kept_attributes
from boto3_assist.dynamodb.mapping import (
    ItemHolder,
    ItemSource,
    attributes_of,
    unseen_item_of,
    wire_item_of,
)
from boto3_assist.dynamodb.schema import (
    ModelMarker,
    ModelSchema,
    has_fixed_fields,
    schema_of_class,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.compilation import is_model_instance
from boto3_assist.dynamodb.schema.excluding import keep_excluded
from boto3_assist.dynamodb.schema.owning import owned
from boto3_assist.dynamodb.schema.plain_style import blank_instance
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.dynamodb.schema.typed import misfit_error, problem_of
from boto3_assist.dynamodb.stored_form import read_form
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.unread_fields import leave_unread
from boto3_assist.errors import Boto3AssistError

__all__ = ["build_model", "change_model", "new_model"]

M = TypeVar("M", bound=ModelMarker)


def build_model(
    model: type[M],
    item: Mapping[str, AttributeValue],
    *,
    is_stored: bool = False,
    exact: bool = False,
    read_whole: frozenset[str] | None = None,
) -> M:
    """Make an instance from an item; attributes that the model does not know are kept.

    Args:
        model: A model class.
        item: Attribute name → Python value.
        is_stored: True for what was read from a table; see `read_form`.
        exact: True where it cannot be read as a subclass.
        read_whole: Names of the attributes that were read as a whole; None for all. Fields of
            others are left out of the instance; maps and lists of which a part was read are not,
            unless there are models in them, which would look whole.

    Returns:
        The instance, of the class or of the subclass whose entity type the item has.

    Raises:
        ModelMappingError: When the item is of another entity type, or its schema version cannot
            be read.
        ValidationError: When the item does not fit the model.
    """
    given = item
    target, item = read_form(model, item, is_stored=is_stored, exact=exact)
    model = cast("type[M]", target)
    if read_whole is not None:
        # What an upcaster has made of older attributes has been read too.
        read_whole |= item.keys() - given.keys()
    if has_fixed_fields(model):
        schema = schema_of_class(model)
        known = _known(schema, item, read_whole)
        unread = _unread_in(schema, read_whole, known)
        instance: M = schema.build_partly(known, unread)
    else:
        instance = blank_instance(model, item)
        schema = schema_of_instance(instance)
        known = _known(schema, item, read_whole)
        schema.update(instance, known)
        unread = _unread_in(schema, read_whole, known)
    if unread:
        leave_unread(instance, unread)
    _keep_unknown(instance, schema, item)
    if is_stored:
        keep_excluded(instance, item)
    return instance


def new_model(model: type[M], source: ItemSource) -> M:
    """Make an instance from what a caller gives to `map` on a class.

    Args:
        model: A model class.
        source: A dictionary, a result, a response of boto3, or another model.

    Returns:
        The instance; of an item that was read from a table possibly of the subclass whose entity
        type it has.

    Raises:
        ModelMappingError: When the item is of another entity type, or its schema version cannot
            be read.
        ValidationError: When the item does not fit the model.
    """
    quick = _read_quickly(model, source)
    if quick is not None:
        return quick
    item, is_stored = _item_of(model, source), wire_item_of(source) is not None
    # A dictionary may be anybody's, such as the body of a request: it does not choose the class.
    whole = _read_whole(source)
    instance = build_model(model, item, is_stored=is_stored, exact=not is_stored, read_whole=whole)
    _keep_origin(instance, source, item)
    return instance


def _read_quickly(model: type[M], source: ItemSource) -> M | None:
    view = unseen_item_of(source)
    if view is None:
        return None
    try:
        # As wire form none of Python values fits: a key would have to be a map.
        made: M | None = read_quickly(model, view.wire, convert_decimals=view.convert_decimals)
        if made is None and view.convert_decimals and str in map(type, view.wire.values()):
            made = _read_resource_item(model, view.wire)
        return made
    except Boto3AssistError:
        # What the class declares cannot be used; the plain way asks for less of it.
        return None


def _read_resource_item(model: type[M], item: Mapping[str, Any]) -> M | None:
    from boto3_assist.dynamodb.codec.resource_items import wire_of_resource_item

    wire = wire_of_resource_item(item)
    made: M | None = None
    if wire is not None:
        made = read_quickly(model, wire, convert_decimals=True)
    if made is not None:
        # It is not known what the table holds.
        forget_stored(made)
    return made


def change_model(instance: M, source: ItemSource) -> M:
    """Change an instance to what a caller gives to its `map`.

    Args:
        instance: An instance of a model.
        source: A dictionary, a result, a response of boto3, or another model.

    Returns:
        The same instance.

    Raises:
        ModelMappingError: When the item is of another entity type, or its schema version cannot
            be read; then nothing is changed.
        ValidationError: When a value does not fit its field; then nothing is changed.
    """
    model, is_stored = type(instance), wire_item_of(source) is not None
    _, item = read_form(model, _item_of(model, source), is_stored=is_stored, exact=True)
    schema = schema_of_instance(instance)
    schema.update(instance, _known(schema, item))
    _keep_unknown(instance, schema, item)
    unmark_cleared(instance, item)
    if is_stored:
        keep_excluded(instance, item)
    _keep_origin(instance, source, item)
    return instance


def _keep_origin(
    instance: ModelMarker, source: ItemSource, item: Mapping[str, AttributeValue]
) -> None:
    if _model_in(source) is not None:
        keep_excluded(instance, item)
    if _is_partial_source(source) and not is_partial(instance):
        mark_partial(instance)
    if (stored := wire_item_of(source)) is not None:
        keep_stored(instance, stored)


def _read_whole(source: ItemSource) -> frozenset[str] | None:
    """Name the attributes that a source has as a whole; None for all."""
    if isinstance(source, ItemHolder):
        return source.attributes_read_whole
    if not isinstance(source, ModelMarker) or not unread_fields(source):
        return None
    fields = schema_of_instance(source).fields.values()
    return frozenset(field.attribute for field in fields if hasattr(source, field.name))


def _is_partial_source(source: ItemSource) -> bool:
    if isinstance(source, ModelMarker):
        return is_partial(source)
    return isinstance(source, ItemHolder) and source.holds_partial_item


def _item_of(model: type, source: ItemSource) -> Mapping[str, AttributeValue]:
    """Copy what is in the source: the instance must not change with it."""
    other = _model_in(source)
    item = {} if other is None else dict(unknown_attributes(other))
    for name, value in attributes_of(source).items():
        try:
            item[name] = owned(value)
        except Misfit as misfit:
            raise misfit_error(model, [problem_of(name, value, misfit)]) from None
    return item


def _model_in(source: ItemSource) -> ModelMarker | None:
    held = source.held_item() if isinstance(source, ItemHolder) else source
    return held if isinstance(held, ModelMarker) else None


def _unread_in(
    schema: ModelSchema, read_whole: frozenset[str] | None, known: Mapping[str, Any]
) -> frozenset[str]:
    if read_whole is None:
        return frozenset()
    read = read_whole | known.keys()
    return frozenset(f.name for f in schema.fields.values() if f.stored and f.attribute not in read)


def _known(
    schema: ModelSchema, item: Mapping[str, Any], read_whole: frozenset[str] | None = None
) -> dict[str, Any]:
    known = {name: value for name, value in item.items() if name in schema.by_attribute}
    if read_whole is None:
        return known
    return {n: v for n, v in known.items() if n in read_whole or _is_plain(schema, n, v)}


def _is_plain(schema: ModelSchema, attribute: str, part: Any) -> bool:
    """Tell whether a part of an attribute can be had without the rest: it holds no model."""
    try:
        return not _holds_model(schema.declared(schema.by_attribute[attribute], part))
    except Misfit:
        return False


def _holds_model(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_model, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_holds_model, value))
    return is_model_instance(value)


def _keep_unknown(instance: ModelMarker, schema: ModelSchema, item: Mapping[str, Any]) -> None:
    known = (
        schema.by_attribute.keys()
        | schema.extra_attributes()
        | key_attribute_names(index_definitions(instance))
        | kept_attributes(type(instance)).keys()
    )
    keep_unknown(instance, {name: value for name, value in item.items() if name not in known})
