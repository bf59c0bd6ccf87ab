"""Compares a directory with a prefix, and says what would make them agree; sends nothing."""

from boto3_assist.s3.sync.plans import SyncAction, SyncReport

__all__ = ["SyncAction", "SyncReport"]
