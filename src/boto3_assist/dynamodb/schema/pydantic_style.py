"""Models that are Pydantic models: Pydantic checks and converts, losses are refused here."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from pydantic import BaseModel, PydanticUserError, RootModel
from pydantic import ValidationError as PydanticValidationError
from pydantic_core import SchemaValidator, to_json

from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.instance_state import unread_fields
from boto3_assist.dynamodb.schema.base import ModelSchema
from boto3_assist.dynamodb.schema.field import Field
from boto3_assist.dynamodb.schema.nesting import ROOT, Nesting
from boto3_assist.dynamodb.schema.pydantic_core import CoreFields, core_fields_of, has_constraints
from boto3_assist.dynamodb.schema.pydantic_errors import NOTHING, problems_of
from boto3_assist.dynamodb.schema.pydantic_losses import refuse_losses
from boto3_assist.dynamodb.schema.pydantic_names import (
    attribute_of,
    check_distinct,
    check_exclusions,
    check_readable,
    computed_names,
)
from boto3_assist.dynamodb.schema.pydantic_storing import storable, with_unknown
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.dynamodb.schema.typed import misfit_error, missing_fields, problem_of
from boto3_assist.errors import Boto3AssistError, ConfigurationError, describe

__all__ = ["PydanticSchema"]

# A set of models is a TypeError, a value that holds itself a ValueError of Pydantic's.
_NOT_DUMPED = (TypeError, ValueError)


class PydanticSchema(ModelSchema):
    """A Pydantic model; attributes in the item have the fields' serialization aliases.

    Attributes:
        inputs: Field name → the name that Pydantic is given its value under.
    """

    model: type[BaseModel]
    records_given = True

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
                stored=info.exclude is not True,
            )
            for name, info in infos.items()
        }
        super().__init__(model, fields, nesting)
        self._validators: dict[str, SchemaValidator] = {}
        self._computed = computed_names(model)
        # Pydantic looks for the alias first, which may be the name of another field.
        self.inputs = {
            name: info.validation_alias if isinstance(info.validation_alias, str) else name
            for name, info in infos.items()
        }
        attributes = [field.attribute for field in fields.values()]
        check_distinct(model, "stored", [*attributes, *self._computed])
        check_distinct(model, "validated", list(self.inputs.values()))
        check_exclusions(model)
        check_readable(model)
        self.is_frozen = bool(model.model_config.get("frozen"))
        self._names = {given: name for name, given in self.inputs.items()}
        self._frozen = {name for name, info in infos.items() if info.frozen}
        self._never_none = frozenset(
            name for name, info in infos.items() if _refuses_none(info.annotation)
        )

    def extra_attributes(self) -> frozenset[str]:
        """Name the computed fields; see the base class."""
        return self._computed

    def attribute_values(self, instance: Any, *, keep_unknown: bool) -> dict[str, Any]:
        """Let Pydantic serialise, which runs the model's own serialisers; see the base class.

        Args:
            instance: An instance of the class.
            keep_unknown: As for the base class; then the values are about to be stored, and are
                held to the limits and validators of the model once more.

        Returns:
            Attribute name → Python value.

        Raises:
            ValidationError: When a field was set to a value of another type, or to one that the
                model does not take.
        """
        try:
            dumped = instance.model_dump(by_alias=True, warnings="error")
            if issubclass(self.model, RootModel):
                dumped = {ROOT: dumped}
            elif self._json:
                # What reads back is the text of such a field, not what the text says.
                dumped |= instance.model_dump(by_alias=True, include=self._json, round_trip=True)
        except _NOT_DUMPED:
            raise misfit_error(self.model, list(self._wrong_fields(instance))) from None
        if none := [name for name in self._never_none if self._is_wrong_none(instance, name)]:
            raise misfit_error(self.model, [self._wrong_type(name, None) for name in sorted(none)])
        if keep_unknown:
            if self._has_constraints:
                self._check_again(instance, dumped)
            for attribute in dumped.keys() & self.by_attribute.keys():
                value = vars(instance)[self.by_attribute[attribute].name]
                dumped[attribute] = with_unknown(value, dumped[attribute])
        return {attribute: self._storable(attribute, v) for attribute, v in dumped.items()}

    @cached_property
    def _core(self) -> CoreFields | None:
        return core_fields_of(self.model)

    @cached_property
    def _json(self) -> set[str]:
        return self._json_fields(inside_models=True)

    @cached_property
    def _own_json(self) -> set[str]:
        return self._json_fields(inside_models=False)

    def _json_fields(self, *, inside_models: bool) -> set[str]:
        if self._core is None:
            return set()
        takes_json = self._core.takes_json
        return {name for name in self.fields if takes_json(name, inside_models=inside_models)}

    @cached_property
    def _has_constraints(self) -> bool:
        return has_constraints(self.model)

    def _check_again(self, instance: Any, dumped: Mapping[str, Any]) -> None:
        """Validate what is stored, as it would be when it is read: it may have been changed."""
        by_name = {
            self.by_attribute[a].name: v for a, v in dumped.items() if a in self.by_attribute
        }
        if len(self._stored) < len(self.fields):
            current = self._current(instance)
            unstored = current.keys() - {*self._stored.values()}
            by_name |= {self.by_attribute[a].name: current[a] for a in unstored}
        try:
            self._validated(self._without_default_none(by_name), strict=False)
        except PydanticValidationError as error:
            # What is never stored, by `exclude`, is missing where it is nested.
            problems = [p for p in problems_of(error, self._names) if p["given"] != NOTHING]
            if problems:
                raise misfit_error(self.model, problems) from None

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
                yield self._wrong_type(name, vars(instance).get(name))
        if not found:
            expected = "values that its serialiser takes"
            yield {"field": "the model as a whole", "given": "an instance", "expected": expected}

    def _wrong_type(self, name: str, value: object) -> dict[str, str]:
        declared = "the declared type"
        if name in self.fields:
            annotation = self.fields[name].annotation
            declared = inspect.formatannotation(annotation, self.model.__module__)
        # Pydantic would convert what was set, but a save stores what is there.
        expected = f"{declared} (what is assigned is not converted)"
        return {"field": name, "given": describe(value), "expected": expected}

    def _is_wrong_none(self, instance: Any, name: str) -> bool:
        # Pydantic dumps None in any field; stored, it could not be read back.
        return vars(instance).get(name, "") is None and not self.fields[name].none_by_default

    def declared(self, field: Field, value: Any) -> Any:
        """Let Pydantic validate the value as in the model; see the base class."""
        if self._core is None:
            return value
        if field.name not in self._validators:
            self._validators[field.name] = self._core.validator(field.name)
        try:
            made = self._validators[field.name].validate_python(value)
        except PydanticValidationError as error:
            raise Misfit(next(problems_of(error, {}))["expected"]) from None
        except ArithmeticError:
            # Of a signalling NaN, which refuses to be compared with the members of an Enum.
            raise Misfit("a number that can be compared") from None
        refuse_losses(value, made, self._nesting.keep)
        return made

    def build(self, values: Mapping[str, Any]) -> Any:
        """Let Pydantic validate; see the base class."""
        given = {self.by_attribute[attribute].name: value for attribute, value in values.items()}
        by_name = self._without_default_none(given)
        try:
            return self._lossless(by_name, self._validated(by_name))
        except PydanticValidationError as error:
            problems = list(problems_of(error, self._names))
        # A strict model refuses what is stored as text, such as a time, or as another number.
        own = self._read_as_stored(by_name)
        if own is None:
            raise misfit_error(self.model, problems)
        return own

    def made_of(self, converted: Mapping[str, Any], unread: frozenset[str]) -> Any:
        """Set the fields of a blank instance; see the base class."""
        infos = self.model.__pydantic_fields__
        required = (name for name, info in infos.items() if info.is_required())
        if missing := [n for n in required if n not in converted and n not in unread]:
            raise missing_fields(self.model, missing)
        instance = self.model.model_construct()
        vars(instance).update(converted)
        instance.__pydantic_fields_set__.update(converted)
        return instance

    def _without_default_none(self, by_name: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out None where Pydantic does not take the default, as of `name: str = None`."""
        return {
            name: value
            for name, value in by_name.items()
            if value is not None or not self.leaves_none_out(name)
        }

    def leaves_none_out(self, name: str) -> bool:
        """Tell whether a field has None as its default, and Pydantic refuses it as a value.

        Args:
            name: Name of the field.

        Returns:
            True for a field such as ``name: str = None``.
        """
        return self.fields[name].none_by_default and name in self._never_none

    def _lossless(self, by_name: Mapping[str, Any], instance: BaseModel) -> BaseModel:
        for name, value in by_name.items():
            try:
                refuse_losses(value, vars(instance)[name], self._nesting.keep)
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
        given = {self.inputs[name]: value for name, value in by_name.items()}
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

    def new_values(
        self, instance: Any, values: Mapping[str, Any], cleared: Collection[str]
    ) -> dict[str, Any]:
        """Validate the whole instance with the new values; see the base class."""
        required = {a: None for a in cleared if not self.reads_absent(instance, a)}
        kept = {a: value for a, value in self._current(instance).items() if a not in cleared}
        changed = self.build_partly({**kept, **values, **required}, unread_fields(instance))
        names = {self.by_attribute[attribute].name for attribute in (*values, *cleared)}
        return {name: getattr(changed, name) for name in names}

    def _current(self, instance: Any) -> dict[str, Any]:
        """Give the fields as the model takes them: as they are, of JSON fields the texts."""
        fields = vars(instance)
        current = {a: fields[f.name] for a, f in self.by_attribute.items() if f.name in fields}
        if self._own_json:
            current |= instance.model_dump(by_alias=True, include=self._own_json, round_trip=True)
            for field in map(self.fields.__getitem__, self._own_json - self._stored.keys()):
                current[field.attribute] = to_json(fields[field.name]).decode()
        return current

    def refused_changes(self, instance: Any, new: Mapping[str, Any]) -> list[str]:
        """Name frozen fields that would change; see the base class."""
        frozen = sorted(new.keys() & self._frozen)
        return [name for name in frozen if new[name] != getattr(instance, name)]

    def assign(self, instance: Any, new: Mapping[str, Any], cleared: Collection[str]) -> None:
        """Set the fields past Pydantic, which would validate each of them; see the base class."""
        unset = {self.by_attribute[a].name for a in cleared if self.reads_absent(instance, a)}
        vars(instance).update(new)
        instance.__pydantic_fields_set__.update(new.keys() - unset)
        instance.__pydantic_fields_set__.difference_update(unset)

    def reads_absent(self, _instance: Any, attribute: str) -> bool:
        """Tell whether the field has a default; see the base class."""
        return not self.model.__pydantic_fields__[self.by_attribute[attribute].name].is_required()

    def given_attributes(self, instance: Any) -> frozenset[str]:
        """Name what was set, as Pydantic records it; see the base class."""
        given: set[str] = instance.model_fields_set
        extra = (instance.__pydantic_extra__ or {}).keys() & given
        return frozenset(self.fields[name].attribute for name in given & self.fields.keys()) | extra


def _refuses_none(annotation: Any) -> bool:
    kind = typing.get_origin(annotation) or annotation
    # `Any` is a class since Python 3.11.
    return isinstance(kind, type) and kind not in (Any, object, type(None), types.UnionType)
