from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from boto3_assist.errors import (
    Boto3AssistError,
    InvalidParameterError,
    S3AccessDeniedError,
    S3DeleteFailure,
    S3PartialDeleteError,
    S3ServiceUnavailableError,
)
from boto3_assist.s3.deletion import Deletion
from boto3_assist.s3.requests.deleting import Doomed


def error(key: str, code: str, version_id: str | None = None) -> dict[str, str]:
    found = {"Key": key, "Code": code, "Message": f"why: {key}"}
    return found if version_id is None else {**found, "VersionId": version_id}


class Server:
    """Answers as told, and remembers what it was asked and for how long its caller slept."""

    def __init__(self, *answers: list[dict[str, str]] | Exception) -> None:
        self.answers = list(answers)
        self.batches: list[list[str]] = []
        self.ones: list[str] = []
        self.slept: list[float] = []
        self.deletion = Deletion("b", self.many, self.one, self.slept.append)

    def many(self, batch: Sequence[Doomed]) -> Mapping[str, Any]:
        self.batches.append([each.key for each in batch])
        answer = self.answers.pop(0) if self.answers else []
        if isinstance(answer, Exception):
            raise answer
        return {"Errors": answer} if answer else {}

    def one(self, each: Doomed) -> None:
        self.ones.append(each.key)

    def run(self, *batches: list[str]) -> int:
        return self.deletion.run([Doomed(key) for key in batch] for batch in batches)

    def failing(self, *batches: list[str]) -> S3PartialDeleteError:
        with pytest.raises(S3PartialDeleteError) as caught:
            self.run(*batches)
        return caught.value


def test_everything_is_deleted() -> None:
    server = Server()

    assert server.run(["a", "b"], ["c"]) == 3
    assert server.batches == [["a", "b"], ["c"]]
    assert server.slept == []


def test_what_fails_for_good_does_not_keep_the_others() -> None:
    server = Server([error("b", "AccessDenied")])

    failure = server.failing(["a", "b"], ["c"])

    assert server.batches == [["a", "b"], ["c"]]
    assert failure.failures == (S3DeleteFailure("b", None, "AccessDenied", "why: …"),)
    assert failure.details["deleted"] == 2
    assert failure.details["codes"] == ["AccessDenied"]
    assert not failure.retryable
    assert server.slept == []


def test_keys_are_in_the_failures_and_nowhere_else() -> None:
    failure = Server([error("secret", "AccessDenied")]).failing(["secret"])

    assert [each.key for each in failure.failures] == ["secret"]
    assert "secret" not in f"{failure} {failure!r} {failure.to_dict()} {failure.failures}"


@pytest.mark.parametrize("code", ["InternalError", "SlowDown", "ServiceUnavailable"])
def test_what_fails_for_the_moment_is_tried_again(code: str) -> None:
    server = Server([error("a", code), error("c", code)], [error("c", code)])

    assert server.run(["a", "b", "c"]) == 3
    assert server.batches == [["a", "b", "c"], ["a", "c"], ["c"]]
    assert len(server.slept) == 2
    assert 0 < server.slept[0] < 0.5


def test_what_goes_on_failing_is_named_in_the_end() -> None:
    server = Server(*[[error("a", "SlowDown")]] * 4)

    failure = server.failing(["a", "b"], ["c"])

    assert server.batches == [["a", "b"], ["a"], ["a"], ["a"], ["c"]]
    assert [each.key for each in failure.failures] == ["a"]
    assert (failure.details["deleted"], failure.retryable) == (2, True)
    assert len(server.slept) == 3


def test_a_version_is_told_from_another_of_its_key() -> None:
    server = Server([error("a", "AccessDenied", "1")])
    versions = [Doomed("a", "1"), Doomed("a", "2")]

    with pytest.raises(S3PartialDeleteError) as caught:
        server.deletion.run([versions])

    assert [each.version_id for each in caught.value.failures] == ["1"]
    assert caught.value.details["deleted"] == 1


def test_a_server_that_names_a_version_nobody_asked_for() -> None:
    failure = Server([error("a", "AccessDenied", "7")]).failing(["a"])

    assert [(each.key, each.version_id) for each in failure.failures] == [("a", None)]


def test_the_first_request_fails_with_its_own_error() -> None:
    server = Server(S3AccessDeniedError("no"))

    with pytest.raises(S3AccessDeniedError):
        server.run(["a"], ["b"])

    assert server.batches == [["a"]]


@pytest.mark.parametrize(
    "cause", [S3ServiceUnavailableError("gone", aws_code="503"), S3AccessDeniedError("no")]
)
def test_a_later_request_that_fails_ends_it_and_says_what_is_left(cause: Boto3AssistError) -> None:
    server = Server([error("a", "AccessDenied")], cause)

    failure = server.failing(["a", "b"], ["c", "d"], ["e"])

    assert failure.__cause__ is cause
    assert [each.key for each in failure.failures] == ["a", "c", "d"]
    assert failure.details["deleted"] == 1
    assert server.batches == [["a", "b"], ["c", "d"]]


def test_a_key_that_turns_out_bad_does_not_hide_what_was_deleted() -> None:
    server = Server()

    def batches() -> Any:
        yield [Doomed("a")]
        raise InvalidParameterError("bad key")

    with pytest.raises(S3PartialDeleteError) as caught:
        server.deletion.run(batches())

    assert isinstance(caught.value.__cause__, InvalidParameterError)
    assert (caught.value.details["deleted"], caught.value.failures) == (1, ())


def test_keys_that_xml_cannot_hold_go_one_by_one() -> None:
    server = Server()

    assert server.run(["a", "\x01", "b"]) == 3
    assert server.batches == [["a", "b"]]
    assert server.ones == ["\x01"]


def test_only_such_keys() -> None:
    server = Server()

    assert server.run(["\x01"]) == 1
    assert server.batches == []
