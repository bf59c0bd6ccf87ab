from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from boto3_assist.s3 import (
    DeletedObject,
    DownloadedFile,
    FetchedObject,
    ListedPage,
    ObjectInfo,
    ObjectVersion,
    StoredObject,
    SyncAction,
    UnfinishedUpload,
)
from boto3_assist.s3.requests.deleting import Doomed

NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)
KEY = "patients/ann@example.com.pdf"
INFO = ObjectInfo(
    "bucket",
    KEY,
    5,
    "etag",
    NOW,
    metadata={"name": KEY},
    content_disposition=f'attachment; filename="{KEY}"',
)


@pytest.mark.parametrize(
    "value",
    [
        INFO,
        StoredObject("bucket", KEY, "etag"),
        DeletedObject("bucket", KEY),
        ObjectVersion("bucket", KEY, "v", True, NOW),
        FetchedObject(INFO, KEY.encode()),
        ListedPage((INFO,), (KEY,)),
        UnfinishedUpload("bucket", KEY, "id", NOW),
        DownloadedFile(Path(KEY), INFO, "CRC32"),
        SyncAction("upload", KEY, 5, "missing"),
        Doomed(KEY),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_key_is_shown(value: object) -> None:
    assert "ann" not in repr(value)
