"""A user of a user pool as a typed value, to and from Cognito's attributes; knows no request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from boto3_assist.cognito.attributes import CognitoAttribute, attribute_mapping, attribute_text
from boto3_assist.errors import ConfigurationError, ModelMappingError, describe

__all__ = ["CognitoUser"]

U = TypeVar("U", bound="CognitoUser")

_ATTRIBUTES = "attributes"


class CognitoUser(BaseModel):
    """A user of a user pool.

    A subclass names the attributes of its own pool by fields that are marked with
    `CognitoAttribute`; a field that it declares anew keeps its mark. Attributes without a field
    are kept, as text, in `attributes`.

    Attributes:
        username: The name that every call takes; in pools that sign in by e-mail address or
            telephone number Cognito makes it up.
        status: Such as ``CONFIRMED``, ``UNCONFIRMED``, ``FORCE_CHANGE_PASSWORD`` (has a temporary
            password), ``RESET_REQUIRED`` or ``EXTERNAL_PROVIDER``; None where not told.
        enabled: Whether the user may sign in; None where not told.
        created_at: When the user was made.
        modified_at: When the user was changed last.
        mfa_methods: The second factors, such as ``SOFTWARE_TOKEN_MFA``; empty where not told.
        preferred_mfa: The one that is asked for.
        sub: The user's id in tokens, which never changes.
        email: The e-mail address.
        email_verified: Whether the user has shown that it is theirs.
        phone_number: The telephone number, such as ``+4915112345678``.
        phone_number_verified: Whether the user has shown that it is theirs.
        name: The full name.
        given_name: The first name.
        family_name: The last name.
        preferred_username: A name that the user may change.
        attributes: Name of attribute → text, for the attributes that no field stands for.

    Example:
        >>> user = CognitoUser(username="ann", email="ann@example.com", email_verified=True)
        >>> user.attribute_texts()
        {'email': 'ann@example.com', 'email_verified': 'true'}
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    username: str = Field(min_length=1, max_length=128)
    status: str | None = None
    enabled: bool | None = None
    created_at: datetime | None = None
    modified_at: datetime | None = None
    mfa_methods: tuple[str, ...] = ()
    preferred_mfa: str | None = None
    sub: Annotated[str | None, CognitoAttribute("sub", read_only=True)] = None
    email: Annotated[str | None, CognitoAttribute("email")] = None
    email_verified: Annotated[bool | None, CognitoAttribute("email_verified")] = None
    phone_number: Annotated[str | None, CognitoAttribute("phone_number")] = None
    phone_number_verified: Annotated[bool | None, CognitoAttribute("phone_number_verified")] = None
    name: Annotated[str | None, CognitoAttribute("name")] = None
    given_name: Annotated[str | None, CognitoAttribute("given_name")] = None
    family_name: Annotated[str | None, CognitoAttribute("family_name")] = None
    preferred_username: Annotated[str | None, CognitoAttribute("preferred_username")] = None
    attributes: dict[str, str] = Field(default_factory=dict, repr=False)

    _marks: ClassVar[dict[str, CognitoAttribute] | None] = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a field that no attribute would keep, as soon as the fields are known."""
        super().__pydantic_init_subclass__(**kwargs)
        if cls.__pydantic_complete__:
            _marks_of(cls)

    @model_validator(mode="before")
    @classmethod
    def _spread_attributes(cls, data: Any) -> Any:
        """Give each attribute to the field that stands for it."""
        if not isinstance(data, Mapping) or not isinstance(data.get(_ATTRIBUTES), Mapping):
            return data
        rest = dict(data[_ATTRIBUTES])
        values = {**data, _ATTRIBUTES: rest}
        for field_name, mark in _marks_of(cls).items():
            if mark.name not in rest:
                continue
            if data.get(field_name) is not None:
                raise ValueError(f"{mark.name} was given by its field and among the attributes")
            text = rest.pop(mark.name)
            values[field_name] = text.split(mark.separator) if mark.separator else text
        return values

    @classmethod
    def from_response(cls: type[U], data: Mapping[str, Any]) -> U:
        """Read a user out of a response, of whichever operation.

        Args:
            data: A user of ListUsers, ListUsersInGroup, AdminGetUser or GetUser, or the response
                of AdminCreateUser.

        Returns:
            The user.

        Raises:
            ModelMappingError: When it is no user of Cognito's, or a field does not take its
                attribute's text.

        Example:
            >>> CognitoUser.from_response(
            ...     {"Username": "ann", "UserAttributes": [{"Name": "email", "Value": "a@b.c"}]}
            ... ).email
            'a@b.c'
        """
        found = data.get("User", data)
        if not isinstance(found, Mapping) or not isinstance(found.get("Username"), str):
            raise _unmappable(cls, describe(data), "a user as Cognito answers it")
        # ListUsers and AdminGetUser call the same list by different names.
        entries = found.get("UserAttributes") or found.get("Attributes") or ()
        return _built(
            cls,
            {
                "username": found["Username"],
                "status": found.get("UserStatus"),
                "enabled": found.get("Enabled"),
                "created_at": found.get("UserCreateDate"),
                "modified_at": found.get("UserLastModifiedDate"),
                "mfa_methods": tuple(found.get("UserMFASettingList") or ()),
                "preferred_mfa": found.get("PreferredMfaSetting") or None,
                _ATTRIBUTES: attribute_mapping(entries),
            },
        )

    def to(self, model: type[U]) -> U:
        """Read the user as a model of one's own.

        Args:
            model: A subclass of `CognitoUser`.

        Returns:
            The same user; attributes that the model has no field for stay in its `attributes`.

        Raises:
            ModelMappingError: When a field does not take its attribute's text, or needs one that
                the user does not have.
        """
        facts = {name: value for name, value in self if name in _FACTS}
        return _built(model, {**facts, _ATTRIBUTES: self.attribute_texts()})

    def attribute_texts(self, *, writable: bool = False) -> dict[str, str]:
        """Write the user as Cognito's attributes.

        Args:
            writable: Whether to leave out what only Cognito writes, such as ``sub``.

        Returns:
            Name of attribute → text. A field that is None, or an empty list, is left out.

        Raises:
            InvalidParameterError: When the value of a field cannot be written as text.
        """
        texts = {name: text for name, text in self.attributes.items() if text}
        marks = _marks_of(type(self))
        for field_name, mark in marks.items():
            value = getattr(self, field_name)
            text = "" if value is None else attribute_text(mark.name, value, mark.separator)
            if text:
                texts[mark.name] = text
        if not writable:
            return texts
        own = {mark.name for mark in marks.values() if mark.read_only}
        return {name: text for name, text in texts.items() if not _is_cognitos(name, own)}

    def changes_since(self, before: CognitoUser) -> dict[str, str | None]:
        """Tell what to write so that the user becomes this one, for `Cognito.update_user`.

        Args:
            before: The user as it was read.

        Returns:
            Name of attribute → new text, or None for an attribute to delete; without those that
            are the same and those that only Cognito writes.

        Example:
            >>> before = CognitoUser(username="ann", given_name="Ann", family_name="Lee")
            >>> after = before.model_copy(update={"given_name": "Anna", "family_name": None})
            >>> after.changes_since(before)
            {'given_name': 'Anna', 'family_name': None}
        """
        old, new = before.attribute_texts(writable=True), self.attribute_texts(writable=True)
        changes: dict[str, str | None] = {
            name: text for name, text in new.items() if old.get(name) != text
        }
        changes.update({name: None for name in old if name not in new})
        return changes


def _marks_of(model: type[CognitoUser]) -> dict[str, CognitoAttribute]:
    """Give the mark of each field that stands for an attribute."""
    marks: dict[str, CognitoAttribute] | None = vars(model).get("_marks")
    if marks is None:
        marks = model._marks = _read_marks(model)
    return marks


def _read_marks(model: type[CognitoUser]) -> dict[str, CognitoAttribute]:
    bases = [base for base in model.__mro__[1:] if issubclass(base, CognitoUser)]
    marks: dict[str, CognitoAttribute] = {}
    for field_name, info in model.model_fields.items():
        own = [mark for mark in info.metadata if isinstance(mark, CognitoAttribute)]
        inherited = (_marks_of(base).get(field_name) for base in bases)
        mark = next((mark for mark in (*own, *inherited) if mark), None)
        if mark is not None:
            marks[field_name] = mark
        elif bases and field_name not in _FACTS and field_name != _ATTRIBUTES:
            raise _undeclared(model, f"the field {field_name} is no attribute")
    names = [mark.name for mark in marks.values()]
    if len(set(names)) < len(names):
        raise _undeclared(model, "two fields stand for one attribute")
    return marks


def _undeclared(model: type[CognitoUser], problem: str) -> ConfigurationError:
    return ConfigurationError(
        f"{model.__name__} cannot be a user of Cognito's: {problem}",
        details={
            "expected": "Annotated[<type>, CognitoAttribute('custom:…')] as each field's type",
            "suggestion": "put the whole type, with its None, inside Annotated",
        },
    )


_FACTS = CognitoUser.model_fields.keys() - {_ATTRIBUTES, *_marks_of(CognitoUser)}


def _is_cognitos(name: str, read_only: set[str]) -> bool:
    """Whether only Cognito writes the attribute: setting it would fail the whole request."""
    return name in read_only or name == "identities" or name.startswith("cognito:")


def _built(model: type[U], values: Mapping[str, Any]) -> U:
    try:
        return model.model_validate(values, by_alias=False, by_name=True)
    except ValidationError as error:
        # Pydantic's own text may show the values.
        problems = [
            {"field": ".".join(map(str, problem["loc"])), "problem": problem["type"]}
            for problem in error.errors(include_url=False, include_context=False)
        ]
    names = ", ".join(f"{problem['field']} ({problem['problem']})" for problem in problems)
    raise _unmappable(model, names, "attributes that fit the fields", problems)


def _unmappable(
    model: type[BaseModel], given: str, expected: str, problems: list[dict[str, str]] | None = None
) -> ModelMappingError:
    return ModelMappingError(
        f"the user cannot be read as {model.__name__}: {given}",
        details={
            "given": given,
            "expected": expected,
            "problems": problems or [],
            "suggestion": "make the field optional or of another type, or correct the attribute",
        },
    )
