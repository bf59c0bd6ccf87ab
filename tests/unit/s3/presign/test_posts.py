from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError, MissingParameterError
from boto3_assist.s3.presign import StartsWith
from boto3_assist.s3.presign.posts import post_policy

WRONG: Any = 5


def test_what_is_given_is_a_field_and_a_condition() -> None:
    policy = post_policy(
        "b",
        "k",
        "image/png",
        (1, 9),
        {"metadata": {"owner": "7", "note": StartsWith("")}, "sse_kms_key_id": "key", "acl": None},
    )

    assert policy.fields == {
        "Content-Type": "image/png",
        "x-amz-server-side-encryption": "aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id": "key",
        "x-amz-meta-owner": "7",
    }
    assert list(policy.conditions) == [
        ["content-length-range", 1, 9],
        {"Content-Type": "image/png"},
        {"x-amz-server-side-encryption-aws-kms-key-id": "key"},
        {"x-amz-server-side-encryption": "aws:kms"},
        {"x-amz-meta-owner": "7"},
        ["starts-with", "$x-amz-meta-note", ""],
    ]
    assert (policy.key, policy.to_fill_in) == ("k", ("x-amz-meta-note",))


def test_a_beginning_is_left_to_the_client() -> None:
    policy = post_policy("b", StartsWith("u/7/"), StartsWith("image/"), (0, 9), {})

    assert policy.key == "u/7/${filename}"
    assert policy.fields == {}
    assert policy.to_fill_in == ("key", "Content-Type")


def test_no_type_is_any_type() -> None:
    policy = post_policy("b", "k", None, (0, 9), {})

    assert policy == post_policy("b", "k", StartsWith(""), (0, 9), {})
    assert policy.to_fill_in == ("Content-Type",)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"sizes": (5, 4)}, InvalidParameterError),
        ({"sizes": (-1, 4)}, InvalidParameterError),
        ({"sizes": (0, True)}, InvalidParameterError),
        ({"sizes": (0, "5")}, InvalidParameterError),
        ({"sizes": (0, 5 * 1024**3 + 1)}, InvalidParameterError),
        ({"key": "a${filename}b"}, InvalidParameterError),
        ({"key": StartsWith("a${filename}b")}, InvalidParameterError),
        ({"key": ""}, MissingParameterError),
        ({"key": None}, MissingParameterError),
        ({"bucket": ""}, MissingParameterError),
        ({"content_type": 5}, InvalidParameterError),
        ({"content_type": "image/*"}, InvalidParameterError),
        ({"content_type": StartsWith("image/*")}, InvalidParameterError),
        ({"content_type": StartsWith(WRONG)}, InvalidParameterError),
        ({"options": {"metadata": {"owner": StartsWith(WRONG)}}}, InvalidParameterError),
        ({"options": {"metadata": {"owner": None}}}, InvalidParameterError),
        ({"options": {"metadata": "x"}}, InvalidParameterError),
        ({"options": {"colour": "blue"}}, InvalidParameterError),
    ],
)
def test_what_no_policy_can_say(changed: dict[str, Any], error: type[Exception]) -> None:
    good: dict[str, Any] = {
        "bucket": "b",
        "key": "k",
        "content_type": "a/b",
        "sizes": (0, 5),
        "options": {},
    }

    with pytest.raises(error):
        post_policy(**{**good, **changed})
