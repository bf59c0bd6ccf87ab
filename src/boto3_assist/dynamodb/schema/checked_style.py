"""The schema of a class that does not check the values of its fields itself."""

from __future__ import annotations

from typing import Any

from boto3_assist.dynamodb.schema.base import ModelSchema
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.dynamodb.schema.typed import coerce_fields, misfit_error, problem_of

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

    def is_exempt(self, name: str, value: Any) -> bool:
        """Tell whether a value is exempt from the declared type of its field.

        Args:
            name: Name of the field.
            value: Its value.

        Returns:
            True for a value that need not be checked.
        """
        return value is None and self.fields[name].none_by_default
