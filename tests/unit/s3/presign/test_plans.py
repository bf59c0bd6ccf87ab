from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from boto3_assist.errors import InvalidParameterError, ValidationError
from boto3_assist.s3.presign import MultipartPlan, PlannedPart, PresignedUrl
from boto3_assist.s3.presign.plans import check_parts, planned_sizes

MIB = 1024 * 1024
END = datetime(2030, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("size", "part_size", "chosen", "count", "last"),
    [
        (0, None, 8 * MIB, 1, 0),
        (1, None, 8 * MIB, 1, 1),
        (10 * MIB, 5 * MIB, 5 * MIB, 2, 5 * MIB),
        (10 * MIB + 1, 5 * MIB, 5 * MIB, 3, 1),
        (10_000 * 8 * MIB + 1, None, 9 * MIB, 8889, 8 * MIB + 1),
    ],
)
def test_the_sizes_of_the_parts(
    size: int, part_size: int | None, chosen: int, count: int, last: int
) -> None:
    part, sizes = planned_sizes(size, part_size)

    assert (part, len(sizes), sizes[-1], sum(sizes)) == (chosen, count, last, size)


@pytest.mark.parametrize(
    ("size", "part_size"),
    [
        (-1, None),
        (1, 5 * MIB - 1),
        (10_000 * 5 * MIB + 1, 5 * MIB),
        (10**16, None),
        (1, 6 * 1024**3),
    ],
)
def test_parts_that_s3_does_not_take(size: int, part_size: int | None) -> None:
    with pytest.raises(InvalidParameterError):
        planned_sizes(size, part_size)


@pytest.mark.parametrize(
    ("sent", "missing", "wrong"),
    [({}, [1, 2], []), ({1: 5}, [2], []), ({1: 5, 2: 4}, [], [2]), ({1: 5, 2: 3, 3: 1}, [], [3])],
)
def test_what_was_not_planned_is_not_put_together(
    sent: dict[int, int], missing: list[int], wrong: list[int]
) -> None:
    with pytest.raises(ValidationError) as caught:
        check_parts([5, 3], sent)

    assert caught.value.error_code == "S3_UPLOAD_NOT_AS_PLANNED"
    assert (caught.value.details["missing"], caught.value.details["wrong"]) == (missing, wrong)
    check_parts([5, 3], {2: 3, 1: 5})


def test_a_plan_as_plain_data_and_without_its_secrets() -> None:
    url = PresignedUrl(
        "https://s3/?X-Amz-Signature=secret",
        "PUT",
        {"content-length": "3"},
        END,
        "b",
        "key-of-somebody",
    )
    plan = MultipartPlan("b", "key-of-somebody", "u", 3, 5, END, (PlannedPart(1, 0, 3, url),))

    data = json.loads(json.dumps(plan.to_dict()))
    assert data["parts"] == [
        {
            "number": 1,
            "offset": 0,
            "size": 3,
            "method": "PUT",
            "url": url.url,
            "headers": {"content-length": "3"},
        }
    ]
    assert (data["upload_id"], data["expires_at"]) == ("u", "2030-01-01T00:00:00+00:00")
    for shown in (repr(plan), repr(url), repr(plan.parts[0]), str(url)):
        assert "secret" not in shown
        assert "somebody" not in shown
