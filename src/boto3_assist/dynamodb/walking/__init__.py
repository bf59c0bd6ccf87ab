"""Long walks over many items: segments, pages, checkpoints and a limit on capacity."""

from __future__ import annotations

from boto3_assist.dynamodb.walking.checkpoints import Checkpoint, CheckpointStore, FileCheckpoints
from boto3_assist.dynamodb.walking.pacing import CapacityPacer
from boto3_assist.dynamodb.walking.sources import WalkSource
from boto3_assist.dynamodb.walking.table_checkpoints import TableCheckpoints
from boto3_assist.dynamodb.walking.tallies import ItemReport, Tally

__all__ = [
    "CapacityPacer",
    "Checkpoint",
    "CheckpointStore",
    "FileCheckpoints",
    "ItemReport",
    "TableCheckpoints",
    "Tally",
    "WalkSource",
]
