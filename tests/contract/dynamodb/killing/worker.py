"""Reindexes a table until it is done, or killed; run as a program."""

from __future__ import annotations

import sys

from boto3_assist.dynamodb import DynamoDBReindexer, FileCheckpoints, ReindexConfig
from tests.contract.dynamodb.killing.models import MODELS

__all__ = ["main"]


def main(table: str, directory: str) -> None:
    reindexer = DynamoDBReindexer(table, models=MODELS)
    reindexer.db.list_tables()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    config = ReindexConfig(
        checkpoints=FileCheckpoints(directory), page_size=7, total_segments=2, max_attempts=50
    )
    report = reindexer.run(config)
    sys.stdout.write(f"{report.is_complete} {report.left_alone} {report.changed}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
