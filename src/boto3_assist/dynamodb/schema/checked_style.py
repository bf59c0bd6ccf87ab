"""The schema of a class that does not check the values of its fields itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import Any

from boto3_assist.dynamodb.instance_state import lacking_fields
from boto3_assist.dynamodb.schema.base import ModelSchema
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.dynamodb.schema.typed import (
    coerce_fields,
    misfit_error,
    problem_of,
    set_fields,
)

__all__ = ["TypedSchema"]


class TypedSchema(ModelSchema):
    """A plain class or a dataclass: what is stored, and put into keys, has the declared types.

    Otherwise an item could not be read back, or would be written a second time under another key
    after it was.
    """

    def attribute_values(self, instance: Any, *, keep_unknown: bool) -> dict[str, Any]:
        """Read the fields and hold them to their types; see the base class.

        Args:
            instance: An instance of the class.
            keep_unknown: As for the base class.

        Returns:
            Attribute name → value of the declared type.

        Raises:
            ValidationError: When a value is not of the declared type without loss.
        """
        values = super().attribute_values(instance, keep_unknown=keep_unknown)
        checked = {
            a: v for a, v in values.items() if not self.is_exempt(self.by_attribute[a].name, v)
        }
        converted = coerce_fields(self.model, self.by_attribute, checked, self._nesting)
        return {a: converted.get(self.by_attribute[a].name, v) for a, v in values.items()}

    def input_value(self, name: str, value: Any) -> Any:
        """Hold the value of a field to its type; see the base class.

        Args:
            name: Name of the field.
            value: Its value.

        Returns:
            The value, or an equal one of the declared type.

        Raises:
            ValidationError: When it is not of the declared type without loss.
        """
        # A key tells itself what it lacks.
        if value is None or self.is_exempt(name, value):
            return value
        try:
            return self.declared(self.fields[name], value)
        except Misfit as misfit:
            raise misfit_error(self.model, [problem_of(name, value, misfit)]) from None

    @abstractmethod
    def absent_values(self, instance: Any) -> dict[str, Any]:
        """Give what fields are in an instance read from an item that lacks them.

        Args:
            instance: An instance of the class.

        Returns:
            Field name → value, made anew; fields that must be there are left out.
        """

    def new_values(
        self, instance: Any, values: Mapping[str, Any], cleared: Collection[str]
    ) -> dict[str, Any]:
        """Convert to the declared types; see the base class.

        Args:
            instance: An instance of the class.
            values: Attribute name → value.
            cleared: Names of attributes.

        Returns:
            Field name → value.
        """
        if not cleared:
            return self.convert(instance, values)
        absent = self.absent_values(instance)
        names = {attribute: self.by_attribute[attribute].name for attribute in cleared}
        required = {a: None for a, name in names.items() if name not in absent}
        reset = {name: absent[name] for name in names.values() if name in absent}
        return {**self.convert(instance, {**values, **required}), **reset}

    def convert(self, instance: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        """Convert values to the declared types of their fields.

        Args:
            instance: The instance that they are for.
            values: Attribute name → value.

        Returns:
            Field name → value.
        """
        return coerce_fields(self.model, self.by_attribute, values, self._nesting)

    def assign(self, instance: Any, new: Mapping[str, Any], cleared: Collection[str]) -> None:
        """Set the fields, through properties where there are any; see the base class.

        Args:
            instance: An instance of the class.
            new: Field name → value.
            cleared: Names of attributes.
        """
        set_fields(instance, new)

    def reads_absent(self, instance: Any, attribute: str) -> bool:
        """Ask what an absent attribute reads as; see the base class.

        Args:
            instance: An instance of the class.
            attribute: Name of the attribute.

        Returns:
            False for a field that must be there.
        """
        return self.by_attribute[attribute].name in self.absent_values(instance)

    def given_attributes(self, instance: Any) -> frozenset[str]:
        """Compare with what absent attributes read as; see the base class.

        Args:
            instance: An instance of the class.

        Returns:
            Names of attributes.
        """
        absent = self.absent_values(instance)
        unread = lacking_fields(instance)
        return frozenset(
            field.attribute
            for name, field in self.fields.items()
            if field.writable
            and name not in unread
            and not (name in absent and _is_same(getattr(instance, name, None), absent[name]))
        )

    def is_exempt(self, name: str, value: Any) -> bool:
        """Tell whether a value is exempt from the declared type of its field.

        Args:
            name: Name of the field.
            value: Its value.

        Returns:
            True for a value that need not be checked.
        """
        return value is None and self.fields[name].none_by_default


def _is_same(value: Any, other: Any) -> bool:
    return type(value) is type(other) and bool(value == other)
