"""How a batch is to be done, as values with presets; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Literal, Protocol, TypeVar

from boto3_assist.dynamodb.config_objects import Preset, config_of
from boto3_assist.dynamodb.deadlines import Deadline
from boto3_assist.dynamodb.read_configs import check_count
from boto3_assist.errors import InvalidParameterError, describe

__all__ = [
    "BatchConfig",
    "BatchGetConfig",
    "BatchWriteConfig",
    "Cancel",
    "ProgressCallback",
    "batch_config",
]

ProgressCallback = Callable[[int, int], object]
"""Is told how many inputs are done, and how many there are."""

# More threads do not decode faster, and five overlap the waiting.
_WORKERS: Final = 5

C = TypeVar("C", bound="BatchConfig")


class Cancel(Protocol):
    """What says that nothing more is to be sent; a `threading.Event` is one."""

    def is_set(self) -> bool:
        """Tell whether it was said."""

    def wait(self, timeout: float) -> object:
        """Wait until it is said, for so many seconds at most."""


@dataclass(frozen=True, kw_only=True)
class BatchConfig:
    """What batches of reads and of writes have in common.

    See `BatchGetConfig` and `BatchWriteConfig`.
    """

    parallel: bool | None = None
    max_workers: int | None = None
    progress_callback: ProgressCallback | None = field(default=None, repr=False)
    chunk_size: int | None = None
    max_attempts: int = 10
    give_up_after: int | None = 3
    deadline: Deadline | None = None
    cancel: Cancel | None = field(default=None, repr=False)

    concurrently = Preset("Send several chunks at the same time.", parallel=True)

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value cannot be used, or two contradict each other.
        """
        for name in ("max_workers", "chunk_size", "max_attempts", "give_up_after"):
            check_count(name, getattr(self, name))
        self._check("parallel", isinstance(self.parallel, (bool, type(None))), "True or False")
        is_sequence = self.parallel is False and self.max_workers not in (None, 1)
        self._check("max_workers", not is_sequence, "one worker with parallel=False")
        deadline: object = self.deadline
        self._check("deadline", isinstance(deadline, (Deadline, type(None))), "a Deadline")
        for name, needed in (("progress_callback", ["__call__"]), ("cancel", ["is_set", "wait"])):
            given: object = getattr(self, name)
            fits = given is None or all(hasattr(given, each) for each in needed)
            self._check(name, fits and not isinstance(given, type), _EXPECTED[name])

    def workers(self, connections: int) -> int:
        """Tell how many chunks may be under way at the same time.

        Args:
            connections: How many calls the client can make at the same time.

        Returns:
            The number, from 1 to that of the connections.
        """
        wanted = self.max_workers or (_WORKERS if self.parallel else 1)
        return max(1, min(wanted, connections))

    def _check(self, name: str, fits: bool, expected: str) -> None:
        if fits:
            return
        given = describe(getattr(self, name))
        raise InvalidParameterError(
            f"{name} was given as {given}",
            details={
                "given": given,
                "expected": expected,
                "suggestion": f"correct {name}, or leave it out",
            },
        )


_EXPECTED: Final = {
    "progress_callback": "a function of (done, total)",
    "cancel": "a threading.Event, or what has its is_set and wait",
}


@dataclass(frozen=True, kw_only=True)
class BatchGetConfig(BatchConfig):
    """How `DynamoDB.batch_get_item` reads.

    Attributes:
        strongly_consistent: True to see every write that succeeded before, for twice the capacity.
        do_projections: True to read the models' own attributes only; see `GetItemConfig`.
        projection_expression: The attributes to read, in DynamoDB's syntax. The key attributes
            are read beside them, to tell the items apart, and are not given.
        expression_attribute_names: Placeholder such as ``#n`` → attribute name.
        include_expired: True to read items of models too that have expired.
        parallel: True to send several chunks at the same time.
        max_workers: How many at most, each by a thread; 5 when None, and never more than the
            client has connections. More than one means `parallel`.
        progress_callback: Told ``(done, total)`` after each answer, in the thread that called.
            Of an iterator, the total is how many were taken from it so far. What it raises ends
            the work and is raised, with the report of what was done as its attribute `partial`.
        chunk_size: How many keys to ask for at once; 100 when None, DynamoDB's limit.
        max_attempts: How often a chunk is sent in a row without anything of it being done.
        give_up_after: After how many failed chunks in a row no other is sent; None to try all.
        deadline: When to stop; also a ``with`` block of it.
        cancel: A `threading.Event`; once it is set, nothing more is sent.

    Example:
        >>> BatchGetConfig.consistent().concurrently().parallel
        True
    """

    strongly_consistent: bool = False
    do_projections: bool = False
    projection_expression: str | None = None
    expression_attribute_names: Mapping[str, str] | None = None
    include_expired: bool = False

    consistent = Preset("Read with strong consistency.", strongly_consistent=True)
    with_projections = Preset("Read the models' own attributes only.", do_projections=True)

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value cannot be used, or two contradict each other.
        """
        super().__post_init__()
        check_count("chunk_size", self.chunk_size, 100)
        if self.do_projections and self.projection_expression:
            raise InvalidParameterError(
                "do_projections came together with projection_expression",
                details={"expected": "one of them", "suggestion": "leave the other out"},
            )


@dataclass(frozen=True, kw_only=True)
class BatchWriteConfig(BatchConfig):
    """How `DynamoDB.batch_write_item` writes.

    Attributes:
        duplicates: ``"refuse"`` items of which two have the same primary key, or
            ``"keep_last"``: only the last of them is written.
        ignore_version: True to write instances of models that keep a version although
            BatchWriteItem cannot check it: whoever has written the item since loses that.
        key_attributes: Names of the table's key attributes; None where models or keys among the
            items tell, or the table is to be asked.
        parallel: True to send several chunks at the same time.
        max_workers: How many at most, each by a thread; 5 when None, and never more than the
            client has connections. More than one means `parallel`.
        progress_callback: Told ``(done, total)`` after each answer, in the thread that called.
            Of an iterator, the total is how many were taken from it so far. What it raises ends
            the work and is raised, with the report of what was done as its attribute `partial`.
        chunk_size: How many items to write at once; 25 when None, DynamoDB's limit.
        max_attempts: How often a chunk is sent in a row without anything of it being done.
        give_up_after: After how many failed chunks in a row no other is sent; None to try all.
        deadline: When to stop; also a ``with`` block of it.
        cancel: A `threading.Event`; once it is set, nothing more is sent.

    Example:
        >>> BatchWriteConfig.keep_last().duplicates
        'keep_last'
    """

    duplicates: Literal["refuse", "keep_last"] = "refuse"
    ignore_version: bool = False
    key_attributes: Sequence[str] | None = None

    keep_last = Preset("Write only the last of several items with one key.", duplicates="keep_last")

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value cannot be used, or two contradict each other.
        """
        super().__post_init__()
        check_count("chunk_size", self.chunk_size, 25)
        choices = ("refuse", "keep_last")
        self._check("duplicates", self.duplicates in choices, " or ".join(choices))
        names: object = self.key_attributes
        if names is None:
            return
        is_list = isinstance(names, Sequence) and not isinstance(names, (str, bytes))
        fits = is_list and all(isinstance(name, str) and name for name in self.key_attributes or ())
        self._check("key_attributes", fits and bool(names), 'a list of names, such as ["pk", "sk"]')
        object.__setattr__(self, "key_attributes", tuple(self.key_attributes or ()))


def batch_config(config: object, kind: type[C], **arguments: Any) -> C:
    """Give how to do a batch, from the object and the arguments of the call.

    Args:
        config: The configuration object, or None.
        kind: Its class.
        **arguments: Field → value; None where it was not given.

    Returns:
        The configuration.

    Raises:
        InvalidParameterError: When the object is of another class, or says something else than
            an argument.
    """
    found = config_of(config, kind)
    given = {name: value for name, value in arguments.items() if value is not None}
    if not given:
        return found
    defaults = {each.name: each.default for each in fields(kind)}
    twice = [name for name in given if getattr(found, name) not in (defaults[name], given[name])]
    if twice:
        raise InvalidParameterError(
            f"{', '.join(twice)} came as an argument and in the config",
            details={
                "given": sorted(twice),
                "expected": "each once",
                "suggestion": "leave it out of one of them",
            },
        )
    return replace(found, **given)
