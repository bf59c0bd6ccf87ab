from __future__ import annotations

import threading
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest

from boto3_assist.dynamodb import BatchGetConfig, BatchWriteConfig
from boto3_assist.dynamodb.batching.configs import BatchConfig, batch_config
from boto3_assist.errors import InvalidParameterError

REFUSED: list[tuple[type[BatchConfig], dict[str, Any]]] = [
    (BatchGetConfig, {"chunk_size": 0}),
    (BatchGetConfig, {"chunk_size": 101}),
    (BatchWriteConfig, {"chunk_size": 26}),
    (BatchWriteConfig, {"max_workers": 0}),
    (BatchWriteConfig, {"max_workers": True}),
    (BatchWriteConfig, {"max_attempts": 0}),
    (BatchWriteConfig, {"give_up_after": 0}),
    (BatchWriteConfig, {"parallel": 1}),
    (BatchWriteConfig, {"parallel": False, "max_workers": 2}),
    (BatchWriteConfig, {"deadline": 5}),
    (BatchWriteConfig, {"progress_callback": 5}),
    (BatchWriteConfig, {"cancel": threading.Event}),
    (BatchWriteConfig, {"cancel": Future()}),
    (BatchWriteConfig, {"cancel": SimpleNamespace(is_set=bool)}),
    (BatchWriteConfig, {"duplicates": "keep_first"}),
    (BatchWriteConfig, {"key_attributes": "pk"}),
    (BatchWriteConfig, {"key_attributes": []}),
    (BatchWriteConfig, {"key_attributes": [5]}),
    (BatchGetConfig, {"do_projections": True, "projection_expression": "a"}),
]


@pytest.mark.parametrize(("kind", "fields"), REFUSED)
def test_a_value_that_cannot_be_used_is_refused(
    kind: type[BatchConfig], fields: dict[str, Any]
) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        kind(**fields)

    assert {"expected", "suggestion"} <= caught.value.details.keys()


@pytest.mark.parametrize(
    ("config", "workers"),
    [
        (BatchWriteConfig(), 1),
        (BatchWriteConfig.concurrently(), 5),
        (BatchWriteConfig(max_workers=3), 3),
        (BatchWriteConfig(parallel=True, max_workers=99), 8),
        (BatchWriteConfig(parallel=False, max_workers=1), 1),
    ],
)
def test_workers_are_never_more_than_the_connections(config: BatchConfig, workers: int) -> None:
    assert config.workers(8) == workers


def test_arguments_complete_a_config() -> None:
    found = batch_config(BatchGetConfig.consistent(), BatchGetConfig, parallel=True, max_workers=2)

    assert (found.strongly_consistent, found.parallel, found.max_workers) == (True, True, 2)


def test_an_argument_against_the_config_is_refused() -> None:
    with pytest.raises(InvalidParameterError):
        batch_config(BatchGetConfig(max_workers=3), BatchGetConfig, max_workers=2)


@pytest.mark.parametrize("config", [BatchWriteConfig(), 5, BatchGetConfig])
def test_a_config_of_another_class_is_refused(config: object) -> None:
    with pytest.raises(InvalidParameterError):
        batch_config(config, BatchGetConfig)
