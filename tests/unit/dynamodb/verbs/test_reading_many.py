from __future__ import annotations

import pytest

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDB, ParallelPageIterator, ScanConfig
from boto3_assist.dynamodb.verbs.reading_many import connections_of


@pytest.mark.parametrize(
    ("segments", "max_workers", "workers"), [(4, None, 4), (40, None, 10), (40, 20, 20), (4, 2, 2)]
)
def test_segments_are_read_by_no_more_threads_than_the_client_has_connections(
    db: DynamoDB, segments: int, max_workers: int | None, workers: int
) -> None:
    config = ScanConfig(total_segments=segments, max_workers=max_workers)

    with db.scan_pages("app", config=config) as pages:
        assert isinstance(pages, ParallelPageIterator)
        assert pages._executor._max_workers == workers


def test_a_client_that_tells_no_connections_has_those_of_the_setting(db: DynamoDB) -> None:
    with override_config(max_pool_connections=7):
        assert connections_of(object()) == 7
        assert connections_of(db.client) == 10
