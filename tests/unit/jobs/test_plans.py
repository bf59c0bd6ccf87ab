from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB, DynamoDBTable, FileCheckpoints, WalkSource
from boto3_assist.errors import CheckpointMismatchError, InvalidParameterError
from boto3_assist.jobs import BackfillJob, ExportJob, ImportJob, ReindexJob, plan, run
from tests.contract.jobs.models import Person, add_total, set_initials


@pytest.mark.parametrize("rate", [0, -1.0, "5", True])
def test_a_rate_of_a_plan_is_a_positive_number(rate: Any) -> None:
    job = ExportJob(WalkSource("people"), "export")
    with pytest.raises(InvalidParameterError):
        plan(job, max_reads_per_second=rate)
    with pytest.raises(InvalidParameterError):
        plan(job, max_writes_per_second=rate)


@pytest.mark.parametrize(("concurrency", "rate"), [(None, 25.0), (2, 50.0), (9, 25.0)])
def test_segments_that_run_at_the_same_time_share_a_rate(
    concurrency: int | None, rate: float
) -> None:
    job = ExportJob(WalkSource("people"), "export")

    segments = plan(job, 4, concurrency=concurrency, max_writes_per_second=100)

    assert {each.max_writes_per_second for each in segments} == {rate}


def test_a_job_of_what_is_no_model_is_refused() -> None:
    no_models: Any = ("Person",)
    source = WalkSource("people")
    with pytest.raises(InvalidParameterError):
        ReindexJob(source, no_models)
    with pytest.raises(InvalidParameterError):
        BackfillJob(source, print, no_models)
    with pytest.raises(InvalidParameterError):
        ImportJob("place", "people", models=no_models)
    with pytest.raises(InvalidParameterError):
        ExportJob(source, "export", items_per_file=0)


def test_a_partial_function_tells_its_work_from_others(aws: object, tmp_path: Path) -> None:
    db = DynamoDB.from_pool()
    DynamoDBTable("people", models=[Person], db=db).create()
    store = FileCheckpoints(tmp_path)
    job = BackfillJob(WalkSource("people"), partial(set_initials), (Person,))
    assert run(plan(job, checkpoints=store)[0]).is_complete

    with pytest.raises(CheckpointMismatchError):
        run(plan(BackfillJob(WalkSource("people"), partial(add_total)), checkpoints=store)[0])
