"""Jobs of segments, on moto and again on a server over HTTP."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import pickle
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBTable,
    FileCheckpoints,
    TableCheckpoints,
    WalkSource,
    attr,
)
from boto3_assist.errors import (
    CheckpointMismatchError,
    ConfigurationError,
    InvalidParameterError,
    JobInterruptedError,
    SerializationError,
)
from boto3_assist.jobs import (
    BackfillJob,
    ExportJob,
    ImportJob,
    Job,
    PurgeJob,
    ReindexJob,
    plan,
    run,
    run_all,
    segment_handler,
)
from boto3_assist.s3 import S3
from boto3_assist.testing import AwsBackend, TableFactory
from tests.contract.jobs.models import FragileJob, Person, add_total, set_initials

VALUES: dict[str, Any] = {
    "text": "a\u2028é\n",
    "bytes": b"\x00\xff",
    "number": Decimal("12345678901234567890.5"),
    "set": {b"a", b"b"},
    "map": {"list": [None, True, {"numbers"}]},
    "null": "null",
}


@pytest.fixture
def db(aws_backend: AwsBackend) -> DynamoDB:
    return DynamoDB.from_pool()


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
    return table_factory(Person, db=db)


def fill(db: DynamoDB, table: DynamoDBTable, count: int = 40) -> None:
    people = [
        {"pk": f"person#{n}", "sk": "person", "person_id": str(n), "name": "Ada Lovelace"}
        for n in range(count)
    ]
    others = [{"pk": f"other#{n}", "sk": "x", "prices": [n, 1], **VALUES} for n in range(3)]
    db.batch_write_item([*people, *others], table.name)


def contents(db: DynamoDB, table: DynamoDBTable) -> dict[tuple[Any, Any], Any]:
    return {(item["pk"], item["sk"]): item for item in db.scan_items(table.name)}


def in_turn(job: Job, total: int, **options: Any) -> Any:
    """Do the segments one after the other: moto's tables are not made for threads."""
    with ThreadPoolExecutor(1) as executor:
        return run_all(plan(job, total, **options), executor)


def test_a_backfill_of_models(db: DynamoDB, table: DynamoDBTable) -> None:
    fill(db, table)
    job = BackfillJob(WalkSource(table.name, page_size=9), set_initials, (Person,))

    report = in_turn(job, 3)
    again = in_turn(job, 3)

    assert report.is_complete
    assert report.counts == {"read": 43, "updated": 40, "unknown": 3}
    assert again.counts == {"read": 43, "unchanged": 40, "unknown": 3}
    assert db.count(Person.by_initials.query(initials="AL"), table.name) == 40


def test_a_backfill_of_dictionaries(db: DynamoDB, table: DynamoDBTable) -> None:
    fill(db, table)

    report = in_turn(BackfillJob(WalkSource(table.name), add_total), 1)

    assert (report.counts["updated"], report.counts["unchanged"]) == (3, 40)
    found = contents(db, table)
    assert [found[f"other#{n}", "x"]["total"] for n in range(3)] == [1, 2, 3]


def test_a_backfill_sees_what_others_write_meanwhile(db: DynamoDB, table: DynamoDBTable) -> None:
    fill(db, table, 1)
    names = iter(["Grace Hopper", None])
    seen: list[str] = []

    def function(person: Person) -> None:
        seen.append(person.name)
        name = next(names)
        if name is not None:
            key = Person.primary.key(person_id="0")
            db.update_item_partial(key, table.name, changes={"name": name})
        set_initials(person)

    run_all(plan(BackfillJob(WalkSource(table.name), function, (Person,))))

    person = db.get(Person.primary.key(person_id="0"), table.name).unwrap()
    assert seen == ["Ada Lovelace", "Grace Hopper"]
    assert (person.name, person.initials) == ("Grace Hopper", "GH")


def test_b27_what_is_exported_is_what_is_imported(
    db: DynamoDB, table: DynamoDBTable, table_factory: TableFactory, tmp_path: Path
) -> None:
    fill(db, table)
    target = table_factory(Person, db=db)
    export = ExportJob(WalkSource(table.name, page_size=6), str(tmp_path), items_per_file=10)

    exported = in_turn(export, 2)
    imported = in_turn(ImportJob(str(tmp_path), target.name), 2)
    again = in_turn(ImportJob(str(tmp_path), target.name, "keep"), 2)

    assert exported.counts["exported"] == 43
    assert contents(db, target) == contents(db, table)
    assert (imported.counts["written"], again.counts["kept"]) == (43, 43)
    summary = json.loads((tmp_path / "manifest-summary.json").read_text())
    assert (summary["itemCount"], summary["outputFormat"]) == (43, "DYNAMODB_JSON")
    assert not list(tmp_path.rglob(".part-*"))


def test_an_export_to_s3(
    db: DynamoDB, table: DynamoDBTable, table_factory: TableFactory, tmp_path: Path
) -> None:
    fill(db, table)
    target = table_factory(Person, db=db)
    s3, bucket = S3.from_pool(), f"export-{table.name}"[:60]
    s3.create_bucket(bucket)
    place = f"s3://{bucket}/AWSDynamoDB/01"

    in_turn(ExportJob(WalkSource(table.name), place), 2)
    in_turn(ImportJob(place, target.name), 2)

    assert contents(db, target) == contents(db, table)
    keys = [each.key for each in s3.list(bucket)]
    assert all(key.startswith("AWSDynamoDB/01/") for key in keys)
    s3.delete_bucket(bucket, delete_contents_of=bucket)


def test_dynamodbs_own_export_is_read(db: DynamoDB, table: DynamoDBTable, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    lines = [
        json.dumps({"Item": {"pk": {"S": f"p{n}"}, "sk": {"S": "null"}, "b": {"B": "aGk="}}})
        for n in range(3)
    ]
    (data / "abc.json.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (data / "not-named.json.gz").write_bytes(b"not to be read")
    entry = {"itemCount": 3, "dataFileS3Key": "prefix/AWSDynamoDB/0123/data/abc.json.gz"}
    (tmp_path / "manifest-files.json").write_text(json.dumps(entry) + "\n")
    (tmp_path / "manifest-summary.json").write_text("{}")

    in_turn(ImportJob(str(tmp_path), table.name), 1)

    assert contents(db, table) == {
        (f"p{n}", "null"): {"pk": f"p{n}", "sk": "null", "b": b"hi"} for n in range(3)
    }


def test_models_get_the_keys_of_today(db: DynamoDB, table: DynamoDBTable, tmp_path: Path) -> None:
    old = {"pk": "person#1", "sk": "person", "person_id": "1", "name": "A", "initials": "A"}
    line = json.dumps({"Item": {name: {"S": value} for name, value in old.items()}})
    (tmp_path / "people.jsonl").write_text(line + "\n")

    in_turn(ImportJob(str(tmp_path), table.name, models=(Person,)), 1)

    assert db.count(Person.by_initials.query(initials="A"), table.name) == 1


def test_an_import_goes_on_behind_what_it_has_written(
    db: DynamoDB, table: DynamoDBTable, tmp_path: Path
) -> None:
    file = tmp_path / "files" / "people.jsonl"
    file.parent.mkdir()
    line = '{"Item": {"pk": {"S": "%d"}, "sk": {"S": "x"}}}\n'
    file.write_text("".join(line % n for n in range(250)) + "{broken\n")
    job = ImportJob(str(file.parent), table.name)
    store = FileCheckpoints(tmp_path / "checkpoints")

    with pytest.raises(SerializationError):
        in_turn(job, 1, checkpoints=store)
    assert len(contents(db, table)) == 200
    db.delete(primary_key={"pk": "0", "sk": "x"}, table_name=table.name)
    file.write_text("".join(line % n for n in range(250)))
    stopped = in_turn(job, 1, checkpoints=store, stop_after=20)
    done = in_turn(job, 1, checkpoints=store)

    assert not stopped.is_complete
    assert done.is_complete
    assert done.counts["written"] == 250
    assert sorted(int(pk) for pk, _ in contents(db, table)) == list(range(1, 250))


def test_a_purge_deletes_what_a_filter_finds(db: DynamoDB, table: DynamoDBTable) -> None:
    fill(db, table)
    source = WalkSource(table.name, filter=attr("name").exists())

    planned = in_turn(PurgeJob(source, dry_run=True), 2)
    before = len(contents(db, table))
    done = in_turn(PurgeJob(source), 2)

    assert (planned.counts["deleted"], before) == (40, 43)
    assert done.counts["deleted"] == 40
    assert {pk for pk, _ in contents(db, table)} == {"other#0", "other#1", "other#2"}


def test_a_purge_by_query_and_of_everything(db: DynamoDB, table: DynamoDBTable) -> None:
    fill(db, table)

    in_turn(PurgeJob(WalkSource(table.name, key=Person.primary.query(person_id="1"))), 1)
    one_less = len(contents(db, table))
    with pytest.raises(InvalidParameterError):
        PurgeJob(WalkSource(table.name))
    in_turn(PurgeJob(WalkSource(table.name), everything=True), 2)

    assert one_less == 42
    assert contents(db, table) == {}


@pytest.mark.parametrize("kind", ["export", "backfill", "purge", "reindex"])
def test_a_job_goes_on_from_its_checkpoints(
    db: DynamoDB, table: DynamoDBTable, tmp_path: Path, kind: str
) -> None:
    fill(db, table)
    source, place = WalkSource(table.name, page_size=4), str(tmp_path / "export")
    jobs: dict[str, Job] = {
        "export": ExportJob(source, place, 5),
        "backfill": BackfillJob(source, set_initials, (Person,)),
        "purge": PurgeJob(source, everything=True),
        "reindex": ReindexJob(source, (Person,)),
    }
    store = FileCheckpoints(tmp_path / "checkpoints")
    runs = [in_turn(jobs[kind], 2, checkpoints=store, stop_after=11)]
    while not runs[-1].is_complete:
        runs.append(in_turn(jobs[kind], 2, checkpoints=store, stop_after=11))

    assert len(runs) > 3
    assert runs[-1].counts["read"] == 43
    with pytest.raises(CheckpointMismatchError):
        in_turn(jobs["backfill" if kind == "purge" else "purge"], 2, checkpoints=store)
    if kind == "export":
        names = sorted(path.name for path in (Path(place) / "data").iterdir())
        lines = [
            json.loads(line)
            for name in names
            for line in gzip.open(Path(place) / "data" / name, "rt", encoding="utf-8")
        ]
        assert len({line["Item"]["pk"]["S"] for line in lines}) == len(lines) == 43


class LambdaContext:
    """Leaves so many milliseconds, the same at each look."""

    def __init__(self, milliseconds: int) -> None:
        self._milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self._milliseconds


def test_a_function_does_a_segment_for_each_call(db: DynamoDB, table: DynamoDBTable) -> None:
    fill(db, table)
    job = BackfillJob(WalkSource(table.name), set_initials, (Person,))
    handler = segment_handler(job, TableCheckpoints(table.name, "initials"))

    late = handler({"segment": 0, "total_segments": 2}, LambdaContext(10_001))
    assert late["is_complete"] is False
    # Called again and again, a function that has no time would never come to an end.
    with pytest.raises(ConfigurationError):
        handler({"segment": 0, "total_segments": 2}, LambdaContext(3_000))
    calls = [handler({"segment": n, "total_segments": 2}, LambdaContext(60_000)) for n in (0, 1, 0)]
    finished = handler({"finish": True, "total_segments": 2}, LambdaContext(60_000))

    assert all(call["is_complete"] for call in calls)
    assert finished == {"total_segments": 2, "is_complete": True}
    assert sum(call["counts"].get("updated", 0) for call in calls[:2]) == 40
    assert json.loads(json.dumps(calls)) == calls
    for event in ({}, {"segment": 2, "total_segments": 2}, {"segment": "0", "total_segments": 1}):
        with pytest.raises(InvalidParameterError):
            handler(event, LambdaContext(60_000))


@pytest.fixture
def far_table(aws_http: AwsBackend, table_factory: TableFactory) -> DynamoDBTable:
    """A table that other processes reach too."""
    table = table_factory(Person, db=DynamoDB.from_pool())
    fill(table.db, table)
    return table


def fragile(table: DynamoDBTable, tmp_path: Path) -> FragileJob:
    for n in range(40):
        key = {"pk": f"person#{n}", "sk": "person"}
        table.db.update_item_partial(key, table.name, changes={"initials": "AL"})
    job = ReindexJob(WalkSource(table.name, page_size=3), (Person,))
    return FragileJob(job, str(tmp_path / "killed"))


@pytest.mark.integration
@pytest.mark.slow
def test_a_worker_process_that_is_killed(far_table: DynamoDBTable, tmp_path: Path) -> None:
    segments = plan(fragile(far_table, tmp_path), 4, checkpoints=FileCheckpoints(tmp_path / "at"))
    spawn = multiprocessing.get_context("spawn")

    with ProcessPoolExecutor(2, mp_context=spawn) as broken:
        with pytest.raises(JobInterruptedError):
            run_all(segments, broken)
    with ProcessPoolExecutor(2, mp_context=spawn) as executor:
        report = run_all(segments, executor)

    assert report.is_complete
    # What a killed worker had done of a page is found to be done.
    counts = report.counts
    assert (counts["read"], counts["updated"] + counts.get("unchanged", 0)) == (43, 40)
    assert far_table.db.count(Person.by_initials.query(initials="AL"), far_table.name) == 40


@pytest.mark.integration
@pytest.mark.slow
def test_a_dask_worker_that_is_killed(far_table: DynamoDBTable, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    segments = plan(fragile(far_table, tmp_path), 4, checkpoints=FileCheckpoints(tmp_path / "at"))
    cluster = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        local_directory=str(tmp_path),
        silence_logs=50,
    )

    with cluster, distributed.Client(cluster) as client:
        executor: Executor = client.get_executor()
        report = run_all(segments, executor)

    assert (tmp_path / "killed").exists()
    assert report.is_complete
    # What a killed worker had done of a page is found to be done.
    counts = report.counts
    assert (counts["read"], counts["updated"] + counts.get("unchanged", 0)) == (43, 40)
    assert far_table.db.count(Person.by_initials.query(initials="AL"), far_table.name) == 40


@pytest.mark.integration
def test_threads(far_table: DynamoDBTable) -> None:
    job = BackfillJob(WalkSource(far_table.name), set_initials, (Person,))

    report = run_all(plan(job, 2))

    assert report.is_complete
    assert report.counts["updated"] == 40


@pytest.mark.parametrize(
    "job",
    [
        BackfillJob(WalkSource("people"), set_initials, (Person,)),
        ExportJob(WalkSource("people"), "s3://backups/people"),
        ImportJob("s3://backups/people", "people", models=(Person,)),
        PurgeJob(WalkSource("people"), everything=True),
        ReindexJob(WalkSource("people"), (Person,)),
    ],
    ids=lambda job: type(job).__name__,
)
def test_segments_are_values(job: Job) -> None:
    now = datetime.now
    source = WalkSource("people", filter=attr("a") == 1)

    segments = plan(job, 3, stop_after=2, max_reads_per_second=30, concurrency=2)

    assert pickle.loads(pickle.dumps(segments)) == segments
    assert pickle.loads(pickle.dumps(source)).digest(now) == source.digest(now)
    assert [each.stop_after for each in segments] == [1, 1, 0]
    assert {each.max_reads_per_second for each in segments} == {15}
    assert not run(segments[2]).is_complete
