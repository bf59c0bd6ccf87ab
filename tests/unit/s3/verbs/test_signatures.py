from __future__ import annotations

import inspect
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3 import S3, CommonOptions, ReadOptions, WriteOptions
from boto3_assist.s3.verbs.signatures import taken_by

VERBS = sorted(
    name
    for name, verb in inspect.getmembers(S3, inspect.isfunction)
    if not name.startswith("_")
    and any(each.kind is each.VAR_KEYWORD for each in inspect.signature(verb).parameters.values())
)


def test_a_verb_takes_its_own_options_and_those_it_unpacks() -> None:
    assert taken_by(S3.put) == WriteOptions.__annotations__.keys()
    assert taken_by(S3.get) == {"verify", *ReadOptions.__annotations__}
    assert taken_by(S3.delete_prefix) == {
        "versions",
        "bypass_governance_retention",
        *CommonOptions.__annotations__,
    }
    assert {"expires_in", "download_as", "response_content_type"} < taken_by(S3.presign_get)
    assert {"path", "directory", "part_size", "progress"} < taken_by(S3.download_file)
    assert {"source_version_id", "multipart_threshold", "tags"} < taken_by(S3.move)


@pytest.mark.parametrize("name", VERBS)
def test_an_unknown_option_is_answered_with_all_that_the_verb_takes(s3: S3, name: str) -> None:
    verb: Any = getattr(s3, name)
    needed = {
        parameter.name: "given"
        for parameter in inspect.signature(verb).parameters.values()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    }

    with pytest.raises(InvalidParameterError) as caught:
        verb(**needed, expiration=3600)

    taken = taken_by(getattr(S3, name))
    assert "'expiration'" in caught.value.message
    assert caught.value.details["expected"] == f"one of {', '.join(sorted(taken))}"
