"""The one view of a model class that the rest of the package has, whatever its style."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from boto3_assist.dynamodb.instance_state import lacking_fields
from boto3_assist.dynamodb.schema.coercion import coerce
from boto3_assist.dynamodb.schema.field import Field
from boto3_assist.dynamodb.schema.nesting import Nesting
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.dynamodb.schema.typed import frozen_error, misfit_error, problem_of
from boto3_assist.errors import FieldNotReadError

__all__ = ["ModelSchema"]


class ModelSchema(ABC):
    """The fields of a model, and how to read them from an instance and make one from values.

    Attributes:
        model: The class.
        fields: Field name → field, in the order they are stored.
        by_attribute: Attribute name in the item → field.
        is_frozen: True when instances of the class cannot be changed.
        records_given: True when instances know which of their fields were set.
    """

    records_given: ClassVar[bool] = False

    def __init__(self, model: type, fields: Mapping[str, Field], nesting: Nesting) -> None:
        """Keep the class and its fields.

        Args:
            model: The class.
            fields: Field name → field.
            nesting: Makes instances of nested models from maps, and maps from them.
        """
        self._nesting = nesting
        self.model = model
        self.fields = fields
        self.by_attribute = {field.attribute: field for field in fields.values()}
        self.is_frozen = False
        self._stored = {name: f.attribute for name, f in fields.items() if f.stored}

    def read(self, instance: Any) -> dict[str, Any]:
        """Read every field that is stored.

        Args:
            instance: An instance of the class.

        Returns:
            Field name → value; nested models may still be instances.
        """
        try:
            return {name: getattr(instance, name) for name in self._stored}
        except FieldNotReadError:
            unread = lacking_fields(instance)
            return {n: getattr(instance, n) for n in self._stored if n not in unread}

    def attribute_values(self, instance: Any, *, keep_unknown: bool) -> dict[str, Any]:
        """Read every field that is stored, by its attribute.

        Args:
            instance: An instance of the class.
            keep_unknown: True to give what nested models were read with and do not know, where
                they are given as dictionaries.

        Returns:
            Attribute name → value; nested models may still be instances.
        """
        return {self._stored[name]: value for name, value in self.read(instance).items()}

    def dump(self, instance: Any) -> dict[str, Any]:
        """Read every field that is stored, as it is stored.

        Args:
            instance: An instance of the class.

        Returns:
            Attribute name → value; nested models are dictionaries of what they know.
        """
        values = self.attribute_values(instance, keep_unknown=False)
        return {name: self._nesting.plain(v, keep_unknown=False) for name, v in values.items()}

    def declared(self, field: Field, value: Any) -> Any:
        """Convert a value to the declared type of a field, if that loses nothing.

        Args:
            field: The field.
            value: The value.

        Returns:
            The value, or an equal one of the declared type.

        Raises:
            Misfit: When it cannot be of that type without loss.
        """
        return coerce(value, field.annotation, self._nesting)

    def input_value(self, _name: str, value: Any) -> Any:
        """Give the value of a field as keys take it.

        Args:
            _name: Name of the field.
            value: Its value.

        Returns:
            The value, of the declared type.
        """
        return value

    def key_fields(self) -> frozenset[str]:
        """Name the fields that keys may be built from: what is not stored cannot be built again.

        Returns:
            Names of fields.
        """
        return frozenset(self._stored)

    @abstractmethod
    def build(self, values: Mapping[str, Any]) -> Any:
        """Make an instance.

        Args:
            values: Attribute name → value, of fields of the model only.

        Returns:
            The instance.

        Raises:
            ValidationError: When a value does not fit its field without loss, or a field that
                has no default is missing.
        """

    def build_partly(self, values: Mapping[str, Any], unread: frozenset[str]) -> Any:
        """Make an instance of which some fields were not read, past constructor and validators.

        Args:
            values: Attribute name → value, of fields of the model only.
            unread: Names of the fields that were not read.

        Returns:
            The instance, with what was read and defaults; those of unread fields are to be taken
            out.

        Raises:
            ValidationError: When a value does not fit its field without loss, or a field that
                was read and has no default is missing.
        """
        if not unread:
            return self.build(values)
        converted: dict[str, Any] = {}
        for attribute, value in values.items():
            field = self.by_attribute[attribute]
            if value is None and field.none_by_default:
                converted[field.name] = None
                continue
            try:
                converted[field.name] = self.declared(field, value)
            except Misfit as misfit:
                raise misfit_error(self.model, [problem_of(field.name, value, misfit)]) from None
        return self.made_of(converted, unread)

    def made_of(self, converted: Mapping[str, Any], _unread: frozenset[str]) -> Any:
        """Make an instance of converted values, past constructor and validators.

        Args:
            converted: Field name → value.
            _unread: Names of the fields that may be missing.

        Returns:
            The instance.

        Raises:
            ValidationError: When a field that has no default is missing.
        """
        attributes = {self.fields[name].attribute: value for name, value in converted.items()}
        return self.build(attributes)

    def update(
        self, instance: Any, values: Mapping[str, Any], cleared: Collection[str] = ()
    ) -> None:
        """Set fields of an instance; all of them or, when one does not fit, none.

        Args:
            instance: An instance of the class.
            values: Attribute name → value, of fields of the model only.
            cleared: Names of attributes whose fields are to be as if they were absent.

        Raises:
            ValidationError: When a value does not fit its field without loss, or the class is
                frozen.
        """
        if self.is_frozen:
            raise frozen_error(self.model)
        new = self.new_values(instance, values, cleared)
        if refused := self.refused_changes(instance, new):
            raise frozen_error(self.model, refused)
        self.assign(instance, new, cleared)

    def changed(
        self, instance: Any, values: Mapping[str, Any], cleared: Collection[str] = ()
    ) -> Any:
        """Give a copy of an instance with fields set, of a frozen class too.

        Args:
            instance: An instance of the class.
            values: Attribute name → value, of fields of the model only.
            cleared: Names of attributes whose fields are to be as if they were absent.

        Returns:
            The copy.

        Raises:
            ValidationError: When a value does not fit its field without loss.
        """
        made = copy.copy(instance)
        self.assign(made, self.new_values(made, values, cleared), cleared)
        return made

    @abstractmethod
    def new_values(
        self, instance: Any, values: Mapping[str, Any], cleared: Collection[str]
    ) -> dict[str, Any]:
        """Convert what fields of an instance are to be set to; sets none.

        Args:
            instance: An instance of the class.
            values: Attribute name → value, of fields of the model only.
            cleared: Names of attributes whose fields are to be as if they were absent.

        Returns:
            Field name → value that fits it.

        Raises:
            ValidationError: When a value does not fit its field without loss.
        """

    def refused_changes(self, _instance: Any, _new: Mapping[str, Any]) -> list[str]:
        """Name fields that cannot be changed by themselves.

        Args:
            _instance: An instance of the class.
            _new: Field name → value that fits it.

        Returns:
            Names of fields that would change; none of most classes.
        """
        return []

    @abstractmethod
    def assign(self, instance: Any, new: Mapping[str, Any], cleared: Collection[str]) -> None:
        """Set fields to values that fit them, past what freezes an instance.

        Args:
            instance: An instance of the class.
            new: Field name → value that fits it.
            cleared: Names of attributes whose fields are set to what an absent one reads as.
        """

    @abstractmethod
    def reads_absent(self, instance: Any, attribute: str) -> bool:
        """Tell whether the class reads an item that lacks an attribute.

        Args:
            instance: An instance of the class.
            attribute: Name of the attribute.

        Returns:
            False for a field that must be there, or when it is not known.
        """

    @abstractmethod
    def given_attributes(self, instance: Any) -> frozenset[str]:
        """Name what was set in an instance, as far as it can tell.

        Args:
            instance: An instance of the class.

        Returns:
            Names of attributes: those set, of a Pydantic model; of other classes those that differ
            from what an absent attribute reads as.
        """

    def extra_attributes(self) -> frozenset[str]:
        """Name attributes that are stored but not read back, such as computed ones.

        Returns:
            Names of attributes in the item.
        """
        fields = self.fields.values()
        return frozenset(f.attribute for f in fields if f.stored and not f.writable)

    def stored(self, instance: Any, *, include_none: bool = False) -> dict[str, Any]:
        """Give what is written for an instance, without keys.

        Args:
            instance: An instance of the class.
            include_none: True to give every None.

        Returns:
            Attribute name → value; None is left out where an absent attribute reads as None, and
            nested models are dictionaries of all they were read with.
        """
        return {
            name: self._nesting.plain(value, keep_unknown=True)
            for name, value in self.attribute_values(instance, keep_unknown=True).items()
            if value is not None or include_none or not self.omits_none(name)
        }

    def omits_none(self, attribute: str) -> bool:
        """Tell whether None need not be stored, because an absent attribute reads as None.

        Args:
            attribute: Name of the attribute in the item.

        Returns:
            True when None is left out.
        """
        field = self.by_attribute.get(attribute)
        return field is not None and field.none_by_default
