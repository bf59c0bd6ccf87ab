from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boto3_assist.errors import InvalidParameterError, S3UnsafeKeyError
from boto3_assist.s3.sync.plans import candidates, check_names, plan

Tree = dict[str, bytes]
trees = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.binary(max_size=2), max_size=6)


def sizes(tree: Tree) -> dict[str, int]:
    return {name: len(content) for name, content in tree.items()}


@given(trees, trees, st.booleans())
def test_doing_what_is_planned_makes_the_target_like_the_source(
    source: Tree, target: Tree, delete: bool
) -> None:
    same = [n for n in candidates(sizes(source), sizes(target)) if source[n] == target[n]]
    if delete and target and not source:
        with pytest.raises(InvalidParameterError):
            plan("upload", {}, sizes(target), same=same, delete=True)
        return
    report = plan("upload", sizes(source), sizes(target), same=same, delete=delete)

    result = dict(target)
    for action in report.actions:
        if action.kind == "delete":
            del result[action.name]
        else:
            assert target.get(action.name) != source[action.name]
            result[action.name] = source[action.name]

    assert result == (source if delete else {**target, **source})
    assert report.unchanged == len(same)
    assert len(report.transferred) + report.unchanged == len(source)
    assert report.bytes_transferred == sum(action.size for action in report.transferred)
    assert report.actions == report.transferred + report.deleted


def test_the_reasons() -> None:
    report = plan(
        "download",
        {"new": 1, "longer": 2, "other": 3, "same": 4},
        {"longer": 1, "other": 3, "same": 4, "extra": 5},
        same=["same"],
        delete=True,
    )

    assert [(a.kind, a.name, a.size, a.reason) for a in report.actions] == [
        ("download", "longer", 2, "size"),
        ("download", "new", 1, "missing"),
        ("download", "other", 3, "content"),
        ("delete", "extra", 5, "extra"),
    ]
    assert report.dry_run


def test_only_files_of_the_same_size_are_compared() -> None:
    assert candidates({"b": 1, "a": 1, "c": 2, "d": 3}, {"a": 1, "b": 1, "c": 1}) == ["a", "b"]


@pytest.mark.parametrize(
    "names", [["a", "a/b"], ["a/b/c", "a/b"], ["a/b/c/d", "a"], ["x", "a/b", "a/b/c"]]
)
def test_a_name_is_not_a_file_and_a_folder(names: list[str]) -> None:
    with pytest.raises(S3UnsafeKeyError):
        check_names(names)


def test_names_that_a_system_takes_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    check_names(["a", "A"])

    monkeypatch.setattr("os.path.normcase", str.lower)
    with pytest.raises(S3UnsafeKeyError):
        check_names(["a", "A"])
    with pytest.raises(S3UnsafeKeyError):
        check_names(["A/b", "a"])


def test_names_that_only_look_alike() -> None:
    check_names(["a", "a.b", "ab", "a b/c", "b/a", "c/a/b"])
