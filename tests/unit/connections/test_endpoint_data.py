from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import botocore
import pytest

from boto3_assist.connections.endpoint_data import endpoint_data

BUILT_IN = (Path(botocore.__file__).parent / "data" / "endpoints.json").read_text("utf-8")


def layout(*partitions: str) -> str:
    """Lay partitions out as botocore's file does; each is the text of its services."""
    shown = ", ".join(
        f'{{\n    "partition" : "p{position}",\n    "services" : {{{services}\n    }}\n  }}'
        for position, services in enumerate(partitions)
    )
    return f'{{\n  "partitions" : [ {shown} ],\n  "version" : 3\n}}'


ONE = '\n      "one" : {\n        "endpoints" : {\n          "eu" : { }\n        }\n      }'
TWO = '\n      "two" : { },\n      "three" : [ 1 ]'


def whole(data: Any) -> Any:
    partitions = [{**each, "services": dict(each["services"])} for each in data["partitions"]]
    return {**data, "partitions": partitions}


def test_all_that_botocore_comes_with_is_read() -> None:
    data, expected = endpoint_data(BUILT_IN), json.loads(BUILT_IN)

    assert whole(data) == expected
    assert [list(each["services"]) for each in data["partitions"]] == [
        list(each["services"]) for each in expected["partitions"]
    ]


def test_of_botocores_file_the_services_that_are_asked_for_are_read_alone() -> None:
    services = endpoint_data(BUILT_IN)["partitions"][0]["services"]
    expected = json.loads(BUILT_IN)["partitions"][0]["services"]

    # Should a new layout of the file fail this, its first client takes longer and nothing else.
    assert not isinstance(services, dict)
    assert {name: services[name] for name in expected} == expected
    assert services["dynamodb"] is services["dynamodb"]
    assert vars(services).keys() == {"_body", "_read"}


def test_a_service_that_is_not_there_is_missing() -> None:
    services: Mapping[str, Any] = endpoint_data(layout(ONE, TWO))["partitions"][0]["services"]

    assert "two" not in services
    assert services.get("two", "none") == "none"
    # Not at the beginning of an entry.
    assert "endpoints" not in services and "eu" not in services
    with pytest.raises(KeyError, match="two"):
        services["two"]


@pytest.mark.parametrize("services", [(ONE, TWO), (TWO,), ("", ONE), ()])
def test_any_number_of_partitions_and_services_is_read(services: tuple[str, ...]) -> None:
    text = layout(*services)

    assert whole(endpoint_data(text)) == json.loads(text)
    for partition, expected in zip(
        endpoint_data(text)["partitions"], json.loads(text)["partitions"]
    ):
        found = partition["services"]
        assert {name: found[name] for name in expected["services"]} == expected["services"]
        assert len(found) == len(expected["services"])


@pytest.mark.parametrize("indent", [None, 1, 2, 4])
def test_another_layout_is_read_whole(indent: int | None) -> None:
    text = json.dumps(json.loads(BUILT_IN), indent=indent)

    assert endpoint_data(text) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "3",
        '{"partitions": []}',
        '{"partitions": 3}',
        '{"partitions": [{"services": {"one": {}}}]}',
        layout(ONE).replace('"partitions"', '"others"'),
        layout(ONE).replace('\n    "services" : {', '\n    "services" : { "zero" : 0,', 1),
    ],
)
def test_what_is_made_otherwise_is_read_whole(text: str) -> None:
    assert endpoint_data(text) == json.loads(text)


@pytest.mark.parametrize("text", ["", "{", layout(ONE)[:-1], layout(ONE) + "}"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        endpoint_data(text)
