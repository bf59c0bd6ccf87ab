"""The keys of an index from what its declaration was given; knows no index and no model."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from boto3_assist.dynamodb.key_template import KeyTemplate, TemplateSource
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.errors import KeyBuildError, describe

__all__ = ["IndexKeySource", "KeyAttributes", "are_several", "declared_keys", "native_keys"]

IndexKeySource: TypeAlias = "TemplateSource | KeyTemplate | Callable[[], str | None]"
"""What a key of an index is built from."""

KeyAttributes: TypeAlias = "str | Sequence[str]"
"""The name of a key attribute, or the names of up to four native ones."""

# DynamoDB limit: up to four attributes in the partition key of a global secondary index, and up
# to four in its sort key ("Multi-attribute key schema" in the developer guide).
_MAX_NATIVE: Final = 4


def are_several(attributes: KeyAttributes | None) -> bool:
    """Tell whether names of attributes are given as a list, which only native keys can be.

    Args:
        attributes: The names, or one name.

    Returns:
        False for one name as text.
    """
    return attributes is not None and not isinstance(attributes, str)


def declared_keys(
    part: str,
    key: DynamoDBKey | None,
    source: IndexKeySource | None,
    attribute: KeyAttributes | None,
    depends_on: Iterable[str] | None,
) -> tuple[DynamoDBKey, ...]:
    """Give the partition or the sort key of an index that has one attribute for it.

    Args:
        part: ``"pk"`` or ``"sk"``, for messages.
        key: A key made by hand.
        source: What the key is built from.
        attribute: Name of the attribute; without a source it is the key as it is.
        depends_on: The fields that a function reads, where the source is one.

    Returns:
        The key, without a name where only a source was given; nothing when nothing was given.

    Raises:
        KeyBuildError: When it is declared twice, or a source cannot be used.
    """
    if key is not None:
        if source is not None or attribute is not None:
            raise KeyBuildError(
                f"the key {part!r} of an index is declared twice",
                details={
                    "expected": "a DynamoDBKey, or a template with an attribute name",
                    "suggestion": "leave one of them out",
                },
            )
        return (key,)
    name = attribute if isinstance(attribute, str) else None
    if source is None:
        return (DynamoDBKey(name, FieldReference(name)),) if name else ()
    if not callable(source):
        return (DynamoDBKey(name, _template(source)),)
    _check_takes_nothing(part, source)
    return (DynamoDBKey(name, source, depends_on=depends_on),)


def native_keys(
    part: str,
    key: DynamoDBKey | None,
    source: IndexKeySource | None,
    attributes: KeyAttributes | None,
    depends_on: Iterable[str] | None,
) -> tuple[DynamoDBKey, ...]:
    """Give the attributes that are the partition key, or the sort key, of an index as they are.

    Args:
        part: ``"pk"`` or ``"sk"``, for messages.
        key: A key made by hand, which is refused.
        source: A template, whose inputs are the names of the attributes.
        attributes: The names themselves.
        depends_on: The fields that a function reads, which is refused.

    Returns:
        A key for each attribute, in order.

    Raises:
        KeyBuildError: When both are given, the template asks for what DynamoDB cannot do with
            attributes as they are, or there are none or too many of them.
    """
    if key is not None or callable(source) or depends_on is not None:
        raise _unfit(part, "is made by hand or by a function", "a template or names of attributes")
    if source is None and attributes is None:
        return ()
    if source is not None and attributes is not None:
        raise _unfit(part, "has a template and attribute names", "one of them")
    names = _names(part, attributes) if source is None else _inputs(part, source)
    if not 1 <= len(names) <= _MAX_NATIVE:
        raise _unfit(
            part, f"has {len(names)} attributes", f"1 to {_MAX_NATIVE} attributes, DynamoDB's limit"
        )
    return tuple(DynamoDBKey(name, FieldReference(name)) for name in names)


def _names(part: str, attributes: object) -> tuple[str, ...]:
    if isinstance(attributes, str):
        return (attributes,)
    names = tuple(attributes) if isinstance(attributes, (list, tuple)) else (attributes,)
    if not all(isinstance(name, str) and name for name in names):
        raise _unfit(part, f"is given as {describe(attributes)}", "names of attributes")
    return names


def _inputs(part: str, source: TemplateSource | KeyTemplate) -> tuple[str, ...]:
    template = _template(source)
    if template.has_formats:
        raise _unfit(
            part,
            f"has a format in {template.source!r}",
            "inputs without formats: DynamoDB sorts an attribute by its own type",
        )
    return template.inputs


def _template(source: TemplateSource | KeyTemplate) -> KeyTemplate:
    return source if isinstance(source, KeyTemplate) else KeyTemplate.compile(source)


def _unfit(part: str, problem: str, expected: str) -> KeyBuildError:
    return KeyBuildError(
        f"the native key {part!r} of an index {problem}",
        details={
            "part": part,
            "expected": expected,
            "suggestion": 'write native=True, pk="{tenant}#{region}", or name the attributes: '
            'pk_attribute=("tenant", "region")',
        },
    )


def _check_takes_nothing(part: str, function: Callable[[], str | None]) -> None:
    try:
        inspect.signature(function).bind()
    except TypeError:
        raise KeyBuildError(
            f"the function of the key {part!r} of an index takes arguments",
            details={
                "expected": "a template, or a function without arguments, as a lambda in __init__",
                "suggestion": 'write a template of the attributes: "user#{user_id}"',
            },
        ) from None
    except ValueError:
        # A function of C that does not tell.
        return
