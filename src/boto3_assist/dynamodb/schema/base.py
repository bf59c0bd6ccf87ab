"""The one view of a model class that the rest of the package has, whatever its style."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from boto3_assist.dynamodb.schema.coercion import coerce
from boto3_assist.dynamodb.schema.field import Field
from boto3_assist.dynamodb.schema.nesting import Nesting

__all__ = ["ModelSchema"]


class ModelSchema(ABC):
    """The fields of a model, and how to read them from an instance and make one from values.

    Attributes:
        model: The class.
        fields: Field name → field, in the order they are stored.
        by_attribute: Attribute name in the item → field.
    """

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

    @abstractmethod
    def read(self, instance: Any) -> dict[str, Any]:
        """Read every field of an instance.

        Args:
            instance: An instance of the class.

        Returns:
            Field name → value; nested models may still be instances.
        """

    def attribute_values(self, instance: Any, *, keep_unknown: bool) -> dict[str, Any]:
        """Read every field that is stored, by its attribute.

        Args:
            instance: An instance of the class.
            keep_unknown: True to give what nested models were read with and do not know, where
                they are given as dictionaries.

        Returns:
            Attribute name → value; nested models may still be instances.
        """
        values = self.read(instance)
        return {field.attribute: values[name] for name, field in self.fields.items()}

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
        return frozenset(self.fields)

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

    @abstractmethod
    def update(self, instance: Any, values: Mapping[str, Any]) -> None:
        """Set fields of an instance; all of them or, when one does not fit, none.

        Args:
            instance: An instance of the class.
            values: Attribute name → value, of fields of the model only.

        Raises:
            ValidationError: When a value does not fit its field without loss.
        """

    def extra_attributes(self) -> frozenset[str]:
        """Name attributes that are stored but not read back, such as computed ones.

        Returns:
            Names of attributes in the item.
        """
        return frozenset(f.attribute for f in self.fields.values() if not f.writable)

    def stored(self, instance: Any) -> dict[str, Any]:
        """Give what is written for an instance, without keys.

        Args:
            instance: An instance of the class.

        Returns:
            Attribute name → value; None is left out where an absent attribute reads as None, and
            nested models are dictionaries of all they were read with.
        """
        return {
            name: self._nesting.plain(value, keep_unknown=True)
            for name, value in self.attribute_values(instance, keep_unknown=True).items()
            if value is not None or not self.omits_none(name)
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
