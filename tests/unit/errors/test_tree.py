from __future__ import annotations

import builtins
import copy
import importlib
import inspect
import json
import pickle
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from boto3_assist import errors
from boto3_assist.errors import (
    AwsError,
    Boto3AssistError,
    ConditionalCheckFailedError,
    S3PartialDeleteError,
    TransactionCanceledError,
    UnauthorizedError,
    VersionConflictError,
    tree,
)

LINE = re.compile(r"(?P<indent>[│├└─ ]*)(?P<name>\w+)(?: \(also (?P<also>[\w, ]+)\))?")


def walk(cls: type[Boto3AssistError] = Boto3AssistError) -> Iterator[type[Boto3AssistError]]:
    """Every class of the tree, a class of two branches once."""
    seen = {cls}
    waiting = [cls]
    while waiting:
        current = waiting.pop()
        yield current
        for child in current.__subclasses__():
            if child not in seen and child.__module__.startswith("boto3_assist.errors."):
                seen.add(child)
                waiting.append(child)


for _module in pkgutil.iter_modules(errors.__path__, "boto3_assist.errors."):
    # The package loads some of them only when one of their names is asked for.
    importlib.import_module(_module.name)

CLASSES = sorted(walk(), key=lambda cls: cls.__name__)
every_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


def drawn_bases() -> dict[str, set[str]]:
    """Read the drawing in the package's docstring as class name → names of the bases."""
    drawing = (tree.__doc__ or "").partition("::\n")[2].partition("\n\nA service's")[0]
    bases: dict[str, set[str]] = {}
    path: list[str] = []
    for line in inspect.cleandoc(drawing).strip().splitlines():
        match = LINE.fullmatch(line)
        assert match is not None, line
        depth = len(match["indent"]) // 4
        path[depth:] = [match["name"]]
        also = set(match["also"].split(", ")) if match["also"] else set()
        assert match["name"] not in bases, f"{match['name']} is drawn twice"
        bases[match["name"]] = also | ({path[depth - 1]} if depth else set())
    return bases


def test_the_drawing_shows_every_class_below_its_bases_and_nothing_else() -> None:
    actual = {cls.__name__: {base.__name__ for base in cls.__bases__} for cls in CLASSES}
    actual["Boto3AssistError"] = set()

    assert drawn_bases() == actual


def test_every_class_of_the_tree_is_exported() -> None:
    assert {cls.__name__ for cls in CLASSES} <= set(errors.__all__)


def test_the_exported_names_are_sorted_and_exist() -> None:
    assert errors.__all__ == sorted(set(errors.__all__))
    assert all(hasattr(errors, name) for name in errors.__all__)


@every_class
def test_c4_no_name_shadows_a_builtin(cls: type[Boto3AssistError]) -> None:
    assert not hasattr(builtins, cls.__name__)


@every_class
def test_every_class_has_a_docstring_of_its_own(cls: type[Boto3AssistError]) -> None:
    assert "__doc__" in vars(cls) and cls.__doc__


@every_class
def test_the_code_is_stable_text_in_capitals(cls: type[Boto3AssistError]) -> None:
    assert re.fullmatch(r"[A-Z0-9_]+", cls.default_code)
    assert cls("a message").error_code == cls.default_code


def test_two_classes_share_a_code_only_if_one_is_the_form_of_the_other() -> None:
    for first in CLASSES:
        for second in CLASSES:
            if first is not second and first.default_code == second.default_code:
                common = [cls for cls in first.__mro__ if cls in second.__mro__]
                assert first.default_code in {vars(cls).get("default_code") for cls in common}


def complete(cls: type[Boto3AssistError]) -> Boto3AssistError:
    """An instance with every attribute set to something other than its default."""
    details = {"given": "a str of 3 characters", "expected": "x", "suggestion": "y"}
    if not issubclass(cls, AwsError):
        return cls("a message", "A_CODE", details)
    facts = errors.AwsErrorFacts(
        aws_code="AnException",
        http_status=400,
        request_id="R1",
        operation="PutItem",
        retryable=not cls.default_retryable,
        response={"Error": {"Code": "AnException"}},
    )
    if issubclass(cls, VersionConflictError):
        versions = {"given_version": 4, "stored_version": 5}
        return cls("a message", "A_CODE", details, item={"pk": {"S": "a"}}, **versions, **facts)
    if issubclass(cls, ConditionalCheckFailedError):
        return cls("a message", "A_CODE", details, item={"pk": {"S": "a"}}, **facts)
    if issubclass(cls, TransactionCanceledError):
        reason = errors.CancellationReason(
            1, "TransactionConflict", "text", {"pk": {"S": "a"}}, int
        )
        return cls("a message", "A_CODE", details, reasons=[reason], **facts)
    if issubclass(cls, S3PartialDeleteError):
        failure = errors.S3DeleteFailure("a", "v", "AccessDenied", "text")
        return cls("a message", "A_CODE", details, failures=[failure], **facts)
    return cls("a message", "A_CODE", details, **facts)


@every_class
def test_c4_an_error_is_pickled_whole(cls: type[Boto3AssistError]) -> None:
    error = complete(cls)

    loaded = pickle.loads(pickle.dumps(error))

    assert type(loaded) is cls
    assert vars(loaded) == vars(error)
    assert loaded.args == error.args
    assert str(loaded) == str(error)


@every_class
def test_an_error_is_copied_whole(cls: type[Boto3AssistError]) -> None:
    error = complete(cls)

    assert vars(copy.copy(error)) == vars(copy.deepcopy(error)) == vars(error)


@every_class
def test_the_plain_form_takes_json(cls: type[Boto3AssistError]) -> None:
    error = complete(cls)

    assert json.loads(json.dumps(error.to_dict())) == error.to_dict()


@every_class
def test_the_text_has_code_message_expectation_and_suggestion(cls: type[Boto3AssistError]) -> None:
    if cls is not UnauthorizedError:
        assert str(complete(cls)) == "[A_CODE] a message; expected x; y"


def test_the_text_for_api_gateway_is_the_one_that_it_answers_401_to() -> None:
    assert str(complete(UnauthorizedError)) == "Unauthorized"


def test_importing_the_errors_loads_only_the_standard_library() -> None:
    script = (
        "import sys, boto3_assist.errors\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'boto3', 'botocore', 'pydantic', 'typing_extensions'}))"
    )

    result = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert result.stdout.decode().strip() == "[]"
