"""Updates as values: what is done to which attributes of an item; knows no table and no key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from boto3_assist.dynamodb.codec import encode_value
from boto3_assist.dynamodb.expressions.attributes import Attribute
from boto3_assist.dynamodb.expressions.conditions import Operand
from boto3_assist.dynamodb.expressions.limits import check_operators
from boto3_assist.dynamodb.expressions.paths import AttributePath, path_of
from boto3_assist.dynamodb.expressions.placeholders import Placeholders, ShownPlaceholders
from boto3_assist.dynamodb.expressions.values import Part, Value
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import InvalidParameterError, ValidationError, describe

__all__ = ["Action", "Clause", "Update", "UpdatePath", "update_text"]

Clause = Literal["SET", "REMOVE", "ADD", "DELETE"]

UpdatePath = str | AttributePath | Attribute
"""A path, its text, or what `attr` or a model's `field` gives."""

_CLAUSES: Final[tuple[Clause, ...]] = get_args(Clause)
_SETS: Final = ("SS", "NS", "BS")


@dataclass(frozen=True)
class _Form:
    """How one kind of step is written, and what it takes."""

    clause: Clause
    text: str
    operators: int = 0
    part: Part = "stored"
    types: tuple[str, ...] = ()


_FORMS: Final[Mapping[str, _Form]] = {
    "set": _Form("SET", "{path} = {0}"),
    "set_if_not_exists": _Form("SET", "{path} = if_not_exists({path}, {0})", 1),
    "increment": _Form("SET", "{path} = if_not_exists({path}, {1}) + {0}", 2, "whole", ("N",)),
    "increment_existing": _Form("SET", "{path} = {path} + {0}", 1, "whole", ("N",)),
    "list_append": _Form(
        "SET", "{path} = list_append(if_not_exists({path}, {1}), {0})", 2, "member", ("L",)
    ),
    "list_prepend": _Form(
        "SET", "{path} = list_append({0}, if_not_exists({path}, {1}))", 2, "member", ("L",)
    ),
    "remove": _Form("REMOVE", "{path}"),
    "add": _Form("ADD", "{path} {0}", 0, "whole", ("N", *_SETS)),
    "delete": _Form("DELETE", "{path} {0}", 0, "whole", _SETS),
}


@dataclass(frozen=True)
class Action:
    """One thing that an update does to one path.

    Attributes:
        kind: What it does, by the name of the step.
        target: Where.
        values: With what, as the caller gave it.
        operands: With what, as the item is to have it.
        by_name: True when the caller gave text, which a model's fields can explain.
    """

    kind: str
    target: Attribute
    values: tuple[AttributeValue, ...] = field(default=(), repr=False)
    operands: tuple[Operand, ...] = field(default=(), repr=False)
    by_name: bool = True

    @property
    def path(self) -> AttributePath:
        """Where it does it."""
        return self.target.path

    @property
    def clears(self) -> bool:
        """Tell whether it removes an attribute as a whole."""
        return self.kind == "remove" and self.path.is_whole

    @property
    def assigned(self) -> Value | None:
        """The value that it gives an attribute as a whole, if that is known beforehand."""
        operand = self.operands[0] if self.kind == "set" and self.path.is_whole else None
        return operand if isinstance(operand, Value) else None

    def text(self, placeholders: Placeholders) -> str:
        """Write it, without the word of its clause.

        Args:
            placeholders: Takes the names and values.

        Returns:
            The text, such as ``#u0 = :u1``.
        """
        path = self.path.to_expression(placeholders)
        operands = [each.to_expression(placeholders) for each in self.operands]
        return _FORMS[self.kind].text.format(*operands, path=path)


@dataclass(frozen=True)
class Update:
    """What is done to the attributes of one item, built step by step; each step gives a new one.

    A path is text such as ``"stats.visits"`` or ``"lines[0].qty"``, as `attr` reads it, or what
    `attr` or a model's `field` gives. No two steps may be about the same attribute, or about one
    and something inside it: DynamoDB does them all at once.

    Attributes:
        actions: The steps.

    Example:
        >>> update = Update().set("status", "paid").increment("visits").remove("draft")
        >>> update
        <Update: SET #status = :v0, #visits = if_not_exists(#visits, :v2) + :v1 REMOVE #draft>
    """

    actions: tuple[Action, ...] = ()

    def set(self, path: UpdatePath, value: AttributeValue) -> Update:
        """Give an attribute a value, whether it was there or not.

        Args:
            path: The attribute, or an entry in a map or a list that is there.
            value: A Python value, or another attribute, whose value before the update is taken.

        Returns:
            The update with this step.
        """
        return self._with("set", path, value)

    def set_if_not_exists(self, path: UpdatePath, value: AttributeValue) -> Update:
        """Give an attribute a value only where it has none (if_not_exists).

        Args:
            path: The attribute, or an entry in a map that is there.
            value: A Python value, or another attribute.

        Returns:
            The update with this step.
        """
        return self._with("set_if_not_exists", path, value)

    def increment(
        self, path: UpdatePath, by: AttributeValue = 1, *, start: AttributeValue | None = 0
    ) -> Update:
        """Add to a number.

        Args:
            path: The attribute, or an entry in a map or a list.
            by: The number to add; negative to take away.
            start: What an absent attribute counts as; None to refuse the update of such an item.

        Returns:
            The update with this step.
        """
        if start is None:
            return self._with("increment_existing", path, by)
        return self._with("increment", path, by, start)

    def list_append(self, path: UpdatePath, values: Iterable[AttributeValue] | Attribute) -> Update:
        """Add entries at the end of a list; an absent one counts as empty.

        Args:
            path: The list.
            values: The entries, or another list.

        Returns:
            The update with this step.
        """
        return self._with_entries("list_append", path, values)

    def list_prepend(
        self, path: UpdatePath, values: Iterable[AttributeValue] | Attribute
    ) -> Update:
        """Add entries at the beginning of a list; an absent one counts as empty.

        Args:
            path: The list.
            values: The entries, the first of them first, or another list.

        Returns:
            The update with this step.
        """
        return self._with_entries("list_prepend", path, values)

    def remove(self, *paths: UpdatePath) -> Update:
        """Remove attributes, or entries of maps and lists; what is absent may stay so.

        Args:
            *paths: The attributes or entries, at least one.

        Returns:
            The update with these steps.

        Raises:
            InvalidParameterError: When there is none.
        """
        if not paths:
            raise _refused("remove", "no path", "at least one path", "name what to remove")
        update = self
        for path in paths:
            update = update._with("remove", path)
        return update

    def add(self, path: UpdatePath, value: AttributeValue) -> Update:
        """Add to a number, or add members to a set, which may be absent (ADD).

        Args:
            path: A whole attribute, or an entry of a map.
            value: A number, or a set of text, numbers or bytes.

        Returns:
            The update with this step.
        """
        return self._with("add", path, value)

    def delete(self, path: UpdatePath, members: AttributeValue) -> Update:
        """Take members out of a set; a set without members is removed (DELETE).

        Args:
            path: A whole attribute, or an entry of a map.
            members: A set of text, numbers or bytes.

        Returns:
            The update with this step.
        """
        return self._with("delete", path, members)

    @property
    def attributes(self) -> frozenset[str]:
        """Names of the attributes that it is about, whole or in part."""
        return frozenset(action.path.attribute for action in self.actions)

    def resolved(self, field: Callable[[AttributePath], Attribute]) -> Update:
        """Take the paths that were given as text for fields of a model.

        Args:
            field: Gives the attribute of a path of fields.

        Returns:
            The update with the names and values that the model's items have.

        Raises:
            ValidationError: When the model has no such field, or does not take a value.
        """
        update = Update()
        for action in self.actions:
            target = field(action.path) if action.by_name else action.target
            update = update._with(action.kind, target, *action.values)
        return update

    def without(self, attributes: Collection[str]) -> Update:
        """Leave out the steps about some attributes.

        Args:
            attributes: Names of attributes.

        Returns:
            The other steps.
        """
        return Update(tuple(a for a in self.actions if a.path.attribute not in attributes))

    def clauses(self, placeholders: Placeholders) -> dict[Clause, list[str]]:
        """Write the steps, each for the clause it belongs to.

        Args:
            placeholders: Takes the names and values.

        Returns:
            SET, REMOVE, ADD or DELETE → the texts of the steps.
        """
        texts: dict[Clause, list[str]] = {}
        for action in self.actions:
            texts.setdefault(_FORMS[action.kind].clause, []).append(action.text(placeholders))
        return texts

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the update in DynamoDB's syntax.

        Args:
            placeholders: Takes the names and values.

        Returns:
            The text; names and values are in it as placeholders alone.
        """
        return update_text(self.clauses(placeholders))

    def __bool__(self) -> bool:
        """Tell whether it does anything."""
        return bool(self.actions)

    def __repr__(self) -> str:
        """Show the steps with the names of attributes, never a value."""
        return f"<Update: {self.to_expression(ShownPlaceholders())}>"

    def _with_entries(self, kind: str, path: UpdatePath, values: object) -> Update:
        if isinstance(values, Attribute):
            return self._with(kind, path, values, [])
        if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
            raise _refused(
                kind, describe(values), "a list of entries", f"write {kind}(path, [...])"
            )
        return self._with(kind, path, list(values), [])

    def _with(self, kind: str, path: UpdatePath, *values: AttributeValue) -> Update:
        target = path if isinstance(path, Attribute) else Attribute(path_of(path))
        operands = tuple(_operand(kind, target, value) for value in values)
        action = Action(kind, target, values, operands, not isinstance(path, Attribute))
        for other in self.actions:
            if action.path.overlaps(other.path):
                raise _overlap(action, other)
        made = Update((*self.actions, action))
        check_operators(sum(_FORMS[each.kind].operators for each in made.actions), "update")
        return made


def _operand(kind: str, target: Attribute, value: AttributeValue) -> Operand:
    form = _FORMS[kind]
    if isinstance(value, Attribute):
        if form.clause != "SET":
            raise _refused(kind, "an attribute", "a value", "use a step that sets the attribute")
        return value
    if form.part == "member":
        content: Any = [target.convert(each, "member") for each in value]
    else:
        content = target.convert(value, form.part)
    (found,) = encode_value(content, plain_value)
    if form.types and found not in form.types:
        expected = f"a value that DynamoDB stores as {' or '.join(form.types)}"
        raise _refused(kind, describe(value), expected, "give a number, or a set with members")
    return Value(content)


def _refused(kind: str, given: str, expected: str, suggestion: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"{kind} was given {given}",
        details={"given": given, "expected": expected, "suggestion": suggestion},
    )


def _overlap(action: Action, other: Action) -> ValidationError:
    return ValidationError(
        f"the update has two steps about {action.path} and {other.path}: {other.kind} and "
        f"{action.kind}",
        details={
            "paths": [str(other.path), str(action.path)],
            "expected": "one step for an attribute, and none for something inside it",
            "suggestion": "leave one of them out, or send two updates",
        },
    )


def update_text(clauses: Mapping[Clause, Collection[str]]) -> str:
    """Join the clauses of an update.

    Args:
        clauses: SET, REMOVE, ADD or DELETE → the texts of its steps.

    Returns:
        The update in DynamoDB's syntax.
    """
    return " ".join(f"{each} {', '.join(clauses[each])}" for each in _CLAUSES if clauses.get(each))
