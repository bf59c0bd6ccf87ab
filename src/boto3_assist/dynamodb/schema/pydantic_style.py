"""Models that are Pydantic models: Pydantic checks and converts, losses are refused here."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, PydanticUserError, RootModel
from pydantic import ValidationError as PydanticValidationError
from pydantic_core import SchemaValidator

from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.schema.base import ModelSchema
from boto3_assist.dynamodb.schema.field import Field
from boto3_assist.dynamodb.schema.nesting import ROOT, Nesting
from boto3_assist.dynamodb.schema.pydantic_errors import problems_of
from boto3_assist.dynamodb.schema.pydantic_inputs import field_validator_of
from boto3_assist.dynamodb.schema.pydantic_losses import refuse_losses
from boto3_assist.dynamodb.schema.pydantic_names import (
    attribute_of,
    check_distinct,
    check_readable,
    computed_names,
)
from boto3_assist.dynamodb.schema.pydantic_storing import storable, with_unknown
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.dynamodb.schema.typed import frozen_error, misfit_error, problem_of
from boto3_assist.errors import Boto3AssistError, ConfigurationError, describe

__all__ = ["PydanticSchema"]

# A set of models is a TypeError, a value that holds itself a ValueError of Pydantic's.
_NOT_DUMPED = (TypeError, ValueError)


class PydanticSchema(ModelSchema):
    """A Pydantic model; attributes in the item have the fields' serialization aliases."""

    model: type[BaseModel]

    def __init__(self, model: type[BaseModel], nesting: Nesting) -> None:
        """Read the fields of the model.

        Args:
            model: The Pydantic model.
            nesting: Makes instances of nested models from maps, and maps from them.
        """
        if not model.__pydantic_complete__:
            model.model_rebuild(raise_errors=False)
        infos = model.__pydantic_fields__
        fields = {
            name: Field(
                name,
                attribute_of(name, info),
                info.annotation if info.annotation is not None else Any,
                none_by_default=not info.is_required() and info.default is None,
            )
            for name, info in infos.items()
        }
        super().__init__(model, fields, nesting)
        self._validators: dict[str, SchemaValidator | None] = {}
        self._computed = computed_names(model)
        # Pydantic looks for the alias first, which may be the name of another field.
        self._inputs = {
            name: info.validation_alias if isinstance(info.validation_alias, str) else name
            for name, info in infos.items()
        }
        attributes = [field.attribute for field in fields.values()]
        check_distinct(model, "stored", [*attributes, *self._computed])
        check_distinct(model, "validated", list(self._inputs.values()))
        check_readable(model)
        self._names = {given: name for name, given in self._inputs.items()}
        self._frozen = frozenset(name for name, info in infos.items() if info.frozen)
        self._never_none = frozenset(
            name for name, info in infos.items() if _refuses_none(info.annotation)
        )

    def extra_attributes(self) -> frozenset[str]:
        """Name the computed fields; see the base class."""
        return self._computed

    def read(self, instance: Any) -> dict[str, Any]:
        """Read the fields as they are; see the base class."""
        return {name: getattr(instance, name) for name in self.fields}

    def attribute_values(self, instance: Any, *, keep_unknown: bool) -> dict[str, Any]:
        """Let Pydantic serialise, which runs the model's own serialisers; see the base class.

        Args:
            instance: An instance of the class.
            keep_unknown: As for the base class.

        Returns:
            Attribute name → Python value.

        Raises:
            ValidationError: When a field was set to a value of another type.
        """
        try:
            dumped = instance.model_dump(by_alias=True, warnings="error")
            if issubclass(self.model, RootModel):
                dumped = {ROOT: dumped}
        except _NOT_DUMPED:
            raise misfit_error(self.model, list(self._wrong_fields(instance))) from None
        if none := [name for name in self._never_none if self._is_wrong_none(instance, name)]:
            raise misfit_error(self.model, [_wrong_type(name, None) for name in sorted(none)])
        if keep_unknown:
            for attribute in dumped.keys() & self.by_attribute.keys():
                value = getattr(instance, self.by_attribute[attribute].name)
                dumped[attribute] = with_unknown(value, dumped[attribute])
        return {attribute: self._storable(attribute, v) for attribute, v in dumped.items()}

    def _storable(self, attribute: str, value: Any) -> Any:
        try:
            return storable(value)
        except Misfit as misfit:
            raise misfit_error(self.model, [problem_of(attribute, value, misfit)]) from None

    def _wrong_fields(self, instance: Any) -> Iterator[dict[str, str]]:
        found = False
        for name in (*self.fields, *self.model.__pydantic_computed_fields__):
            try:
                instance.model_dump(include={name}, warnings="error")
            except _NOT_DUMPED:
                found = True
                yield _wrong_type(name, vars(instance).get(name))
        if not found:
            expected = "values that its serialiser takes"
            yield {"field": "the model as a whole", "given": "an instance", "expected": expected}

    def _is_wrong_none(self, instance: Any, name: str) -> bool:
        # Pydantic dumps None in any field; stored, it could not be read back.
        return vars(instance).get(name, "") is None and not self.fields[name].none_by_default

    def declared(self, field: Field, value: Any) -> Any:
        """Let Pydantic validate the value as in the model; see the base class."""
        if field.name not in self._validators:
            self._validators[field.name] = field_validator_of(self.model, field.name)
        validator = self._validators[field.name]
        if validator is None:
            return value
        try:
            made = validator.validate_python(value)
        except PydanticValidationError as error:
            raise Misfit(next(problems_of(error, {}))["expected"]) from None
        refuse_losses(value, made, self._nesting.keep)
        return made

    def key_fields(self) -> frozenset[str]:
        """Leave out what is never stored; see the base class."""
        infos = self.model.__pydantic_fields__
        return frozenset(name for name, info in infos.items() if info.exclude is not True)

    def build(self, values: Mapping[str, Any]) -> Any:
        """Let Pydantic validate; see the base class."""
        by_name = {
            self.by_attribute[attribute].name: value
            for attribute, value in values.items()
            if value is not None or not self._reads_none_as_absent(attribute)
        }
        try:
            return self._lossless(by_name, self._validated(by_name))
        except PydanticValidationError as error:
            problems = list(problems_of(error, self._names))
        # A strict model refuses what is stored as text, such as a time, or as another number.
        own = self._read_as_stored(by_name)
        if own is None:
            raise misfit_error(self.model, problems)
        return own

    def _reads_none_as_absent(self, attribute: str) -> bool:
        # Such as `name: str = None`, whose default Pydantic does not check.
        field = self.by_attribute[attribute]
        return field.none_by_default and field.name in self._never_none

    def _lossless(self, by_name: Mapping[str, Any], instance: BaseModel) -> BaseModel:
        for name, value in by_name.items():
            try:
                refuse_losses(value, getattr(instance, name), self._nesting.keep)
            except Misfit as misfit:
                raise misfit_error(self.model, [problem_of(name, value, misfit)]) from None
        return instance

    def _read_as_stored(self, by_name: Mapping[str, Any]) -> BaseModel | None:
        try:
            instance = self._lossless(by_name, self._validated(by_name, strict=False))
            stored = self._written(self.attribute_values(instance, keep_unknown=True))
            given = self._written({self.fields[name].attribute: v for name, v in by_name.items()})
        except (PydanticValidationError, Boto3AssistError):
            return None
        # What is never stored, by `exclude`, cannot be compared.
        is_own = all(given[name] == stored[name] for name in given.keys() & stored.keys())
        return instance if is_own else None

    def _written(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return decode_item(encode_item(self._nesting.plain(dict(values), keep_unknown=True)))

    def _validated(self, by_name: Mapping[str, Any], strict: bool | None = None) -> BaseModel:
        given = {self._inputs[name]: value for name, value in by_name.items()}
        source = given.get(ROOT) if issubclass(self.model, RootModel) else given
        try:
            return self.model.model_validate(source, strict=strict, by_name=True, by_alias=True)
        except PydanticUserError:
            raise ConfigurationError(
                f"{self.model.__name__} names types that are not defined yet",
                details={
                    "model": self.model.__name__,
                    "expected": "a model whose annotations can be resolved at run time",
                    "suggestion": "define the types, then call model_rebuild()",
                },
            ) from None

    def update(self, instance: Any, values: Mapping[str, Any]) -> None:
        """Validate a copy with the new values, then take them over; see the base class."""
        if self.model.model_config.get("frozen"):
            raise frozen_error(self.model)
        current = {self.fields[name].attribute: v for name, v in self.read(instance).items()}
        changed = self.build({**current, **values})
        names = {self.by_attribute[attribute].name for attribute in values}
        new = {name: getattr(changed, name) for name in names}
        frozen = [n for n in sorted(names & self._frozen) if new[n] != getattr(instance, n)]
        if frozen:
            raise frozen_error(self.model, frozen)
        vars(instance).update(new)
        instance.__pydantic_fields_set__.update(names)


def _wrong_type(name: str, value: object) -> dict[str, str]:
    # Pydantic would convert what was set, but a save stores what is there.
    expected = "a value of the declared type, already converted"
    return {"field": name, "given": describe(value), "expected": expected}


def _refuses_none(annotation: Any) -> bool:
    kind = typing.get_origin(annotation) or annotation
    return isinstance(kind, type) and kind not in (object, type(None), types.UnionType)
