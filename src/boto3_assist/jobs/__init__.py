"""Long jobs over many items, as plans of segments that run on threads, processes and machines."""

from __future__ import annotations

from boto3_assist.jobs.backfilling import BackfillJob
from boto3_assist.jobs.exporting import ExportJob
from boto3_assist.jobs.importing import ImportJob
from boto3_assist.jobs.lambda_segments import segment_handler, state_machine
from boto3_assist.jobs.plans import Job, Segment, plan, run
from boto3_assist.jobs.purging import PurgeJob
from boto3_assist.jobs.reindexing import ReindexJob
from boto3_assist.jobs.reports import JobReport, SegmentReport
from boto3_assist.jobs.running import run_all

__all__ = [
    "BackfillJob",
    "ExportJob",
    "ImportJob",
    "Job",
    "JobReport",
    "PurgeJob",
    "ReindexJob",
    "Segment",
    "SegmentReport",
    "plan",
    "run",
    "run_all",
    "segment_handler",
    "state_machine",
]
