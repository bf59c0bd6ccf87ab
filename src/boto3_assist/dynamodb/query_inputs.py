"""The inputs that a query of an index is given, and the sort keys that begin with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.key_values import MAX_SORT_KEY_BYTES, check_key_value, sort_key_value
from boto3_assist.dynamodb.keys import DynamoDBKey
from boto3_assist.errors import KeyBuildError

if TYPE_CHECKING:
    from boto3_assist.dynamodb.conditions import SortCondition
    from boto3_assist.dynamodb.indexes import DynamoDBIndex

__all__ = [
    "check_query_inputs",
    "given_inputs",
    "inputs_of",
    "key_of_next",
    "sort_beginning_with",
    "unaskable",
]


def inputs_of(keys: Iterable[DynamoDBKey]) -> tuple[str, ...]:
    """Name the inputs of the attributes of a key.

    Args:
        keys: The attributes, in order.

    Returns:
        The names, without repetition; a key made by a function has none that a query can give.
    """
    found = [key.inputs or () for key in keys]
    # Of one key, as most indexes have, no name is repeated.
    return found[0] if len(found) == 1 else tuple(dict.fromkeys(chain.from_iterable(found)))


def given_inputs(key: DynamoDBKey, inputs: Mapping[str, object]) -> dict[str, object]:
    """Give the leading run of the inputs of a key attribute that have values.

    Args:
        key: The declared key.
        inputs: Input name → value.

    Returns:
        Input name → value.
    """
    return {n: inputs[n] for n in takewhile(lambda name: name in inputs, key.inputs or ())}


def check_query_inputs(index: DynamoDBIndex, inputs: Mapping[str, object]) -> None:
    """Check that a query can be asked by some inputs.

    Args:
        index: The declared index.
        inputs: Input name → value.

    Raises:
        KeyBuildError: When a function makes the keys, or an input is unknown, None, missing from
            the partition key, or not in the leading run of the sort key.
    """
    keys, sort_keys = index.partition_keys, index.sort_keys
    if any(key.inputs is None for key in (*keys, *sort_keys)):
        raise unaskable(index, "a key made by a function cannot be asked by inputs")
    needed, every_sort = inputs_of(keys), inputs_of(sort_keys)
    leading = tuple(takewhile(inputs.__contains__, every_sort))
    if unknown := [name for name in inputs if name not in needed and name not in every_sort]:
        names = ", ".join(map(repr, unknown))
        raise unaskable(index, f"{names} is no input of it", "correct the name, or leave it out")
    if early := [name for name in inputs if name not in needed and name not in leading]:
        before = next(name for name in every_sort if name not in inputs)
        names = ", ".join(map(repr, early))
        raise unaskable(index, f"{names} cannot be used without {before!r}, which stands before it")
    if missing := [name for name in needed if inputs.get(name) is None]:
        names = ", ".join(map(repr, missing))
        raise unaskable(index, f"{names} of the partition key has no value")
    if empty := [name for name in leading if inputs[name] is None]:
        raise unaskable(index, f"{', '.join(map(repr, empty))} of the sort key is None")


def key_of_next(
    index: DynamoDBIndex, inputs: Mapping[str, object], name: str, verb: str
) -> DynamoDBKey:
    """Find the sort key attribute that an input behind those already given belongs to.

    Args:
        index: The declared index.
        inputs: Input name → value, given so far.
        name: Name of the input.
        verb: What is asked of it, for messages.

    Returns:
        The declared key.

    Raises:
        KeyBuildError: When the index has no sort key, or another input is the next one.
    """
    keys = index.sort_keys
    if not keys:
        raise unaskable(index, f"{verb} needs a sort key, and this index has none")
    left = [(key, n) for key in keys for n in key.inputs or () if n not in inputs]
    if not left or left[0][1] != name:
        following = repr(left[0][1]) if left else "of which none is left"
        problem = f"{verb} takes the next input of the sort key, {following}, not {name!r}"
        raise unaskable(index, problem)
    return left[0][0]


def sort_beginning_with(
    owner: str, index: DynamoDBIndex, inputs: Mapping[str, object]
) -> dict[str, SortCondition]:
    """Give the conditions on sort keys that begin with the inputs given.

    Args:
        owner: Name of the model, for messages.
        index: The declared index.
        inputs: Input name → value.

    Returns:
        Sort key attribute → condition; none where all sort keys of the partition are meant.

    Raises:
        KeyBuildError: When a value does not fit the key.
    """
    from boto3_assist.dynamodb.conditions import SortCondition

    sort = {}
    for key in index.sort_keys:
        given = given_inputs(key, inputs)
        if len(given) == len(key.inputs or ()):
            value = sort_key_value(owner, key, inputs)
            sort[key.attribute_name] = SortCondition("=", (value,))
        elif isinstance(key.source, KeyTemplate) and (prefix := key.source.prefix(given)):
            check_key_value(owner, key.attribute_name, prefix, MAX_SORT_KEY_BYTES)
            sort[key.attribute_name] = SortCondition("begins_with", (prefix,))
    return sort


def unaskable(
    index: DynamoDBIndex,
    problem: str,
    suggestion: str = "give the inputs in the order of the templates",
) -> KeyBuildError:
    """Make the error for what an index cannot be asked.

    Args:
        index: The declared index.
        problem: What is wrong.
        suggestion: What to do.

    Returns:
        The error, to be raised.
    """
    partition, sort = inputs_of(index.partition_keys), inputs_of(index.sort_keys)
    return KeyBuildError(
        f"{problem} (index {index.name!r})",
        details={
            "index": index.name,
            "partition_inputs": list(partition),
            "sort_inputs": list(sort),
            "expected": "a condition on the declared inputs, in their order: "
            f"{', '.join(partition + sort) or 'none'}",
            "suggestion": suggestion,
        },
    )
