"""Whatever two writers do, every stored key is the key of the stored attributes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from boto3_assist.testing import AwsBackend
from tests.property.consistency.orders import (
    DataclassOrder,
    DerivedOrder,
    PlainOrder,
    PydanticOrder,
    TitledOrder,
    VersionedOrder,
)
from tests.property.consistency.steps import TwoWritersInSteps

MODELS = (PydanticOrder, DataclassOrder, PlainOrder, VersionedOrder, DerivedOrder, TitledOrder)


def run(model: type[Any], *, examples: int, steps: int, is_over_http: bool = False) -> None:
    members = {
        "model": model,
        "is_versioned": model is VersionedOrder,
        "is_sparse_by_sort_key": not is_over_http,
    }
    run_state_machine_as_test(
        type(f"TwoWritersOf{model.__name__}", (TwoWritersInSteps,), members),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # What fails there fails here too, where finding the shortest way to it is cheap.
            phases=[phase for phase in Phase if not (is_over_http and phase is Phase.shrink)],
        ),
    )


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_every_stored_key_is_that_of_the_stored_attributes(
    model: type[Any], aws: AwsBackend
) -> None:
    run(model, examples=10, steps=25)


@pytest.mark.slow
@pytest.mark.integration
@pytest.mark.parametrize("model", [PydanticOrder, VersionedOrder])
def test_the_same_over_http(model: type[Any], aws_http: AwsBackend) -> None:
    run(model, examples=3, steps=20, is_over_http=True)
