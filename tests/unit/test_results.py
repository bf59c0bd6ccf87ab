from __future__ import annotations

import subprocess
import sys
from typing import Any, cast

import pytest

from boto3_assist.errors import (
    Boto3AssistError,
    InvalidParameterError,
    ItemNotFoundError,
    ServiceError,
)
from boto3_assist.results import ServiceResult


def test_a_success_has_its_data() -> None:
    result = ServiceResult.success_result([1, 2])

    assert result.data == [1, 2]
    assert result.success and bool(result)
    assert (result.error, result.error_code, result.message) == (None, None, None)


@pytest.mark.parametrize("data", [None, 0, "", []])
def test_a_success_is_true_whatever_its_data(data: object) -> None:
    assert ServiceResult.success_result(data)


def test_a_refusal_has_the_code_and_the_message_of_the_service() -> None:
    result = ServiceResult.error_result(
        "no such order", error_code="ORDER_NOT_FOUND", details={"order": "7"}
    )

    assert not result and not result.success
    assert (result.error_code, result.message) == ("ORDER_NOT_FOUND", "no such order")
    assert isinstance(result.error, ServiceError)
    assert result.error.details == {"order": "7"}


def test_a_refusal_without_a_code_has_that_of_its_class() -> None:
    assert ServiceResult.error_result("no").error_code == "SERVICE_ERROR"


def test_the_data_of_a_failure_raises_the_error() -> None:
    error = ItemNotFoundError("the table has no such item")
    result = ServiceResult.from_error(error)

    with pytest.raises(ItemNotFoundError) as caught:
        print(result.data)
    assert caught.value is result.error is error
    assert result.error_code == "ITEM_NOT_FOUND"


@pytest.mark.parametrize("error", [None, ValueError("no"), "no", Boto3AssistError])
def test_only_an_error_of_the_tree_makes_a_failure(error: object) -> None:
    with pytest.raises(InvalidParameterError):
        ServiceResult.from_error(cast(Any, error))


def test_an_error_and_data_together_are_refused() -> None:
    with pytest.raises(InvalidParameterError):
        ServiceResult({"a": 1}, Boto3AssistError("no"))


def test_the_repr_shows_no_value() -> None:
    assert repr(ServiceResult.success_result({"card": "4111"})) == (
        "ServiceResult(data=dict of 1 entries)"
    )
    assert repr(ServiceResult.error_result("Ann lives here", error_code="MOVED")) == (
        "ServiceResult(error=MOVED)"
    )


def test_a_service_needs_nothing_but_the_standard_library() -> None:
    script = (
        "import sys, boto3_assist.results\n"
        "print(sorted({'boto3', 'botocore', 'pydantic', 'boto3_assist.config'} & set(sys.modules)))"
    )

    result = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert result.stdout.decode().strip() == "[]"
