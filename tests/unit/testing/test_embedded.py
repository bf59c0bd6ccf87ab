from __future__ import annotations

import sys

import pytest

from boto3_assist.errors import ConfigurationError
from boto3_assist.testing import embedded_aws


def test_it_yields_a_backend_without_an_endpoint() -> None:
    with embedded_aws() as aws:
        assert (aws.name, aws.endpoint_url, aws.is_remote) == ("moto", None, False)
        assert aws.client("sts").get_caller_identity()["Account"] == "123456789012"


def test_without_moto_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "moto", None)

    with pytest.raises(ConfigurationError) as caught, embedded_aws():
        pytest.fail("entered without moto")

    assert "'moto'" in caught.value.message
    assert caught.value.details["expected"] == "the extra `testing`"
    assert "boto3-assist[testing]" in caught.value.details["suggestion"]
