"""Whatever two writers do, every stored key is the key of the stored attributes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from boto3_assist.testing import AwsBackend
from tests.property.consistency.machine import TwoWriters
from tests.property.consistency.orders import (
    DataclassOrder,
    PlainOrder,
    PydanticOrder,
    VersionedOrder,
)

MODELS = (PydanticOrder, DataclassOrder, PlainOrder, VersionedOrder)


def run(model: type[Any], *, examples: int, steps: int) -> None:
    members = {"model": model, "is_versioned": model is VersionedOrder}
    run_state_machine_as_test(
        type(f"TwoWritersOf{model.__name__}", (TwoWriters,), members),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_every_stored_key_is_that_of_the_stored_attributes(
    model: type[Any], aws: AwsBackend
) -> None:
    run(model, examples=30, steps=25)


@pytest.mark.slow
@pytest.mark.integration
@pytest.mark.parametrize("model", [PydanticOrder, VersionedOrder])
def test_the_same_over_http(model: type[Any], aws_http: AwsBackend) -> None:
    run(model, examples=4, steps=20)
