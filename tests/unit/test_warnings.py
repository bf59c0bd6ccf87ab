from __future__ import annotations

import warnings

import pytest

from boto3_assist._warnings import Boto3AssistWarning, warn


def as_if_inside(depth: int) -> None:
    """Call `warn` below frames that look like the package's own."""
    source = "def enter(depth, warn):\n    enter(depth - 1, warn) if depth else warn('text')\n"
    namespace: dict[str, object] = {"__name__": "boto3_assist.anything"}
    exec(compile(source, "inside.py", "exec"), namespace)
    enter = namespace["enter"]
    assert callable(enter)
    enter(depth, warn)


@pytest.mark.parametrize("depth", [0, 1, 5])
def test_a_warning_points_at_the_nearest_line_outside(depth: int) -> None:
    with pytest.warns(Boto3AssistWarning, match="text") as caught:
        as_if_inside(depth)

    assert caught[0].filename == __file__


def test_a_warning_from_outside_points_at_itself() -> None:
    with pytest.warns(DeprecationWarning, match="text") as caught:
        warn("text", DeprecationWarning)

    assert caught[0].filename == __file__


def test_the_warnings_can_be_silenced_by_their_class() -> None:
    assert issubclass(Boto3AssistWarning, UserWarning)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", Boto3AssistWarning)
        warn("text")
