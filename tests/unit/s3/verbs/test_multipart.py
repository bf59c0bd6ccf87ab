"""How an upload is taken up again, request by request."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.errors import S3ServiceUnavailableError, S3SourceChangedError
from boto3_assist.s3 import S3
from boto3_assist.s3.transfer.journal import Journal
from tests.unit.s3.transfer.stand_in import StandIn
from tests.unit.s3.verbs.test_transfers import (
    ANSWERS,
    CONTENT,
    PART,
    PARTS,
    PLACE,
    crc,
    failure,
)

LISTED = [
    {"PartNumber": n, "Size": len(part), "ETag": f'"{n}"', "ChecksumCRC32": crc(part)}
    for n, part in enumerate(PARTS, 1)
]
GONE = failure("ListParts", "NoSuchUpload", 404)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def upload(client: StandIn, source: Path, journal: Path, **options: Any) -> Any:
    return S3.from_client(client).upload_resumable(
        "photos", "a.csv", source, journal=journal, part_size=PART, concurrency=1, **options
    )


def begin(source: Path, journal: Path, *, fail: str = "complete_multipart_upload") -> Journal:
    """Leave a journal with all parts, and with the question to put them together."""
    broken = {**ANSWERS, fail: lambda request: failure(fail, "InternalError", 500)}
    with pytest.raises(S3ServiceUnavailableError):
        upload(StandIn(broken), source, journal)
    found = Journal.read(journal)
    assert found is not None
    return found


def test_a_failure_keeps_the_parts_and_the_journal(source: Path, journal: Path) -> None:
    client = StandIn(
        {
            **ANSWERS,
            "complete_multipart_upload": lambda request: failure("Complete", "InternalError", 500),
        }
    )

    with pytest.raises(S3ServiceUnavailableError):
        upload(client, source, journal)

    found = Journal.read(journal)
    assert found is not None
    assert client.requests("abort_multipart_upload") == []
    assert [part.checksum for part in found.parts.values()] == [crc(part) for part in PARTS]
    assert found.completing


def test_parts_are_listed_to_the_last_page(source: Path, journal: Path) -> None:
    begin(source, journal)

    def pages(request: dict[str, Any]) -> Any:
        after = request.get("PartNumberMarker", 0)
        more = after < 2
        return {
            "Parts": LISTED[after : after + 1],
            "IsTruncated": more,
            **({"NextPartNumberMarker": after + 1} if more else {}),
        }

    client = StandIn({**ANSWERS, "list_parts": pages})

    upload(client, source, journal)

    assert [method for method, _ in client.asked] == [
        "list_parts",
        "list_parts",
        "list_parts",
        "complete_multipart_upload",
    ]
    assert client.asked[-1][1]["ChecksumCRC32"] == crc(CONTENT)
    assert not journal.exists()


def test_parts_that_only_s3_knows_are_kept_by_their_checksum(source: Path, journal: Path) -> None:
    begin(source, journal)
    journal.write_bytes(journal.read_bytes().splitlines(keepends=True)[0])
    listed = [*LISTED[:2], {**LISTED[2], "ChecksumCRC32": crc(b"other")}]
    client = StandIn({**ANSWERS, "list_parts": lambda request: {"Parts": listed}})

    upload(client, source, journal)

    assert [request["PartNumber"] for request in client.requests("upload_part")] == [3]


def test_a_part_of_another_content_is_refused(source: Path, journal: Path) -> None:
    begin(source, journal)
    text = journal.read_text()
    journal.write_text(text.replace(crc(PARTS[1]), crc(b"other")))
    client = StandIn({**ANSWERS, "list_parts": lambda request: {"Parts": LISTED}})

    with pytest.raises(S3SourceChangedError):
        upload(client, source, journal)

    assert client.requests("complete_multipart_upload") == []
    assert journal.exists()


HEAD = {"ContentLength": len(CONTENT), "ETag": '"all-3"', "ChecksumCRC32": crc(CONTENT)}


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (HEAD, True),
        ({**HEAD, "ContentLength": 5}, False),
        ({**HEAD, "ChecksumCRC32": crc(b"other")}, False),
        ({"ContentLength": len(CONTENT), "ETag": '"all-3"'}, False),
        (failure("HeadObject", "404", 404), False),
    ],
)
def test_an_upload_that_ended_unheard_is_found_by_its_checksum(
    source: Path, journal: Path, head: Any, found: bool
) -> None:
    begin(source, journal)
    client = StandIn(
        {**ANSWERS, "list_parts": lambda request: GONE, "head_object": lambda request: head}
    )

    stored = upload(client, source, journal)

    assert client.asked[1] == ("head_object", {**PLACE, "ChecksumMode": "ENABLED"})
    assert len(client.requests("upload_part")) == (0 if found else 3)
    assert (stored.etag, stored.size) == ("all-3", len(CONTENT))
    assert not journal.exists()


def test_an_upload_that_was_never_to_end_begins_anew(source: Path, journal: Path) -> None:
    begin(source, journal, fail="upload_part")
    client = StandIn({**ANSWERS, "list_parts": lambda request: GONE})

    upload(client, source, journal)

    assert [method for method, _ in client.asked][:2] == ["list_parts", "create_multipart_upload"]
    assert len(client.requests("upload_part")) == 3


def test_an_upload_by_md5_that_ended_unheard_is_found_by_its_etag(
    source: Path, journal: Path
) -> None:
    etag = hashlib.md5(b"".join(hashlib.md5(part).digest() for part in PARTS)).hexdigest()
    broken = {
        **ANSWERS,
        "complete_multipart_upload": lambda request: failure("Complete", "InternalError", 500),
    }
    with pytest.raises(S3ServiceUnavailableError):
        upload(StandIn(broken, checksums="when_required"), source, journal)
    client = StandIn(
        {
            "list_parts": lambda request: GONE,
            "head_object": lambda request: {
                "ContentLength": len(CONTENT),
                "ETag": f'"{etag}-3"',
            },
        },
        checksums="when_required",
    )

    assert upload(client, source, journal).etag == f"{etag}-3"
    assert not journal.exists()


@pytest.mark.parametrize("answer", [{}, failure("AbortMultipartUpload", "NoSuchUpload", 404)])
def test_an_abandoned_upload_is_given_up_and_forgotten(
    source: Path, journal: Path, answer: Any
) -> None:
    begin(source, journal)
    client = StandIn({"abort_multipart_upload": lambda request: answer})

    S3.from_client(client).abandon_upload(journal, request_payer="requester")

    assert client.asked == [
        ("abort_multipart_upload", {**PLACE, "UploadId": "id", "RequestPayer": "requester"})
    ]
    assert not journal.exists()


def test_an_upload_that_cannot_be_abandoned_keeps_its_journal(source: Path, journal: Path) -> None:
    begin(source, journal)
    client = StandIn(
        {"abort_multipart_upload": lambda request: failure("Abort", "InternalError", 500)}
    )

    with pytest.raises(S3ServiceUnavailableError):
        S3.from_client(client).abandon_upload(journal)

    assert journal.exists()


def test_the_options_of_an_upload_are_known_again_without_being_kept(
    source: Path, journal: Path
) -> None:
    secret = b"s" * 32
    broken = {
        **ANSWERS,
        "complete_multipart_upload": lambda request: failure("Complete", "InternalError", 500),
    }
    with pytest.raises(S3ServiceUnavailableError):
        upload(
            StandIn(broken), source, journal, sse_customer_key=secret, metadata={"b": "1", "a": "2"}
        )
    client = StandIn({**ANSWERS, "list_parts": lambda request: {"Parts": LISTED}})

    assert secret not in journal.read_bytes()
    upload(client, source, journal, sse_customer_key=secret, metadata={"a": "2", "b": "1"})

    assert client.requests("upload_part") == []
