"""The values of an instance, read by name only when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from boto3_assist.dynamodb.instance_state import unread_fields
from boto3_assist.dynamodb.schema import has_fixed_fields, schema_of_instance
from boto3_assist.dynamodb.types import AttributeValue

__all__ = ["InstanceValues"]


class InstanceValues(Mapping[str, Any]):
    """The fields of an instance as they are when read; a property nobody asks for does not run.

    Attributes:
        schema: The fields.
    """

    def __init__(self, instance: object) -> None:
        """Look at an instance.

        Args:
            instance: An instance of a model.
        """
        self._instance = instance
        self.schema = schema_of_instance(instance)

    def __getitem__(self, name: str) -> Any:
        """Give the value of a field by its name."""
        field = self.schema.fields[name]
        try:
            value = getattr(self._instance, field.name)
        except AttributeError:
            is_unread = field.name in unread_fields(self._instance)
            if is_unread or has_fixed_fields(type(self._instance)):
                # Or a field that was never set, of an instance made past its constructor.
                raise KeyError(name) from None
            raise
        return self.schema.input_value(name, value)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the fields."""
        return iter(self.schema.fields)

    def __len__(self) -> int:
        """Count the fields."""
        return len(self.schema.fields)

    def stored(self, attribute: str) -> AttributeValue:
        """Give the value of an attribute as the item holds it, serialised by the model.

        Args:
            attribute: Name of the attribute in the item.

        Returns:
            The value, or None.
        """
        return self.schema.dump(self._instance).get(attribute)

    def snapshot(self) -> InstanceValues:
        """Take the values for the length of one call, in which they do not change.

        Returns:
            The same values, each of them read at most once.
        """
        return _Snapshot(self._instance)


class _Snapshot(InstanceValues):
    """The values of an instance, kept once they were read: several keys are built from one."""

    def __init__(self, instance: object) -> None:
        super().__init__(instance)
        self._read: dict[str, Any] = {}
        self._dumped: Mapping[str, AttributeValue] | None = None

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            self._read[name] = super().__getitem__(name)
        return self._read[name]

    def stored(self, attribute: str) -> AttributeValue:
        if self._dumped is None:
            self._dumped = self.schema.dump(self._instance)
        return self._dumped.get(attribute)

    def snapshot(self) -> InstanceValues:
        return self
