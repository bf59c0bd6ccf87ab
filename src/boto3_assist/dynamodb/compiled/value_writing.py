"""Code that gives the value of one field as a Python value that an item can hold."""

from __future__ import annotations

from typing import Any, ClassVar

from boto3_assist.dynamodb.compiled.field_writing import FieldWriter
from boto3_assist.dynamodb.compiled.quick_copies import quick_copies, quick_copy
from boto3_assist.dynamodb.compiled.shapes import Shape
from boto3_assist.dynamodb.schema.compilation import dumped_as

__all__ = ["DumpWriter", "ValueWriter"]


class ValueWriter(FieldWriter):
    """Writes the code; what can be changed is copied, and models are dictionaries."""

    title: ClassVar[str] = "giving values of"
    names: ClassVar[dict[str, Any]] = {
        **FieldWriter.names,
        "any_value": quick_copy,
        "any_map": quick_copies,
    }
    null: ClassVar[str] = "None"
    checks_text: ClassVar[bool] = False

    def constant(self, value: str | int) -> str:
        """Give the code of what every item has.

        Args:
            value: Text or a whole number.

        Returns:
            Code of the value.
        """
        return repr(value)

    def key(self, text: str) -> str:
        """Give the code of a key attribute.

        Args:
            text: The variable with its text.

        Returns:
            The variable.
        """
        return text

    def _scalar(self, kind: str, value: str) -> str:
        return value

    def _write_choice(self, shape: Shape, value: str, _depth: str) -> str:
        self._check_choice(shape, value)
        if shape.type is None:
            choices = self._source.know("choices", frozenset((shape.choices or {}).values()))
            self._source.add(f"if {value} not in {choices}: raise Surprise")
        return value

    def _write_texts(self, _shape: Shape, value: str, _depth: str) -> str:
        self._check_texts(value)
        return f"set({value})"

    def _list(self, content: str) -> str:
        return content

    def _map(self, content: str) -> str:
        return content


class DumpWriter(ValueWriter):
    """Writes the code that gives every field, None among them, and of models what they know."""

    title: ClassVar[str] = "giving fields of"
    names: ClassVar[dict[str, Any]] = {**ValueWriter.names, "stored_as": dumped_as}
    omits_none: ClassVar[bool] = False
