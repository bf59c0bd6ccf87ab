"""What 0.x called ``s3.object``, where S3 fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boto3_assist.errors import (
    S3AccessDeniedError,
    S3ObjectNotFoundError,
    S3ThrottledError,
)
from boto3_assist.s3 import S3, StoredObject
from boto3_assist.s3.compatibility import S3Object
from boto3_assist.s3.compatibility.responses import copy_response


class Failing(S3):
    """An S3 whose downloads fail as told; it never sleeps."""

    def __init__(self, *failures: Exception) -> None:
        super().__init__(client=object())
        self.failures = list(failures)
        self.keys: list[str] = []
        self.slept: list[float] = []
        self._sleep = self.slept.append

    def download_file(self, bucket: str, key: str, *_: Any, **__: Any) -> Any:
        self.keys.append(key)
        raise self.failures.pop(0)


def download(s3: S3, tmp_path: Path, **options: Any) -> Any:
    with pytest.warns(DeprecationWarning):
        return S3Object(s3).download_file(
            bucket="b", local_file_path=tmp_path / "f", **{"key": "k", **options}
        )


@pytest.mark.parametrize(("attempts", "slept"), [(3, [5, 10]), (4, [5, 10, 15]), (1, []), (0, [])])
def test_what_may_succeed_later_is_tried_again(
    tmp_path: Path, attempts: int, slept: list[float]
) -> None:
    s3 = Failing(*[S3ThrottledError("slow")] * 9)

    with pytest.raises(S3ThrottledError):
        download(s3, tmp_path, retry_attempts=attempts)

    assert s3.slept == slept
    assert len(s3.keys) == max(1, attempts)
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_is_not(tmp_path: Path) -> None:
    s3 = Failing(S3AccessDeniedError("no"))

    with pytest.raises(S3AccessDeniedError):
        download(s3, tmp_path)

    assert s3.slept == []


def test_a_key_is_decoded_once(tmp_path: Path) -> None:
    s3 = Failing(*[S3ObjectNotFoundError("none")] * 9)

    with pytest.raises(FileNotFoundError) as caught:
        download(s3, tmp_path, key="a+b%252Bc", retry_attempts=1)

    assert s3.keys == ["a+b%252Bc", "a b%2Bc"]
    assert "b%" not in str(caught.value)
    assert isinstance(caught.value.__cause__, S3ObjectNotFoundError)


def test_a_copy_names_its_version() -> None:
    assert copy_response(StoredObject("b", "k", "e", version_id="v")) == {
        "CopyObjectResult": {"ETag": '"e"'},
        "VersionId": "v",
    }
