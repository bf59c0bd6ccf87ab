from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

from boto3_assist.connections import ConnectionPool, Identity
from boto3_assist.connections.loader import ModelFiles, ModelLoader
from boto3_assist.connections.session import IdentitySession

SERVICES = ("cognito-idp", "dynamodb", "dynamodbstreams", "s3", "secretsmanager", "sts")
TYPES = ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2")


def own_loader(*more_paths: str) -> ModelLoader:
    return ModelLoader([*more_paths, *Loader().search_paths], ModelFiles())


def plain(data: Any) -> Any:
    """Show mappings of any kind, and their order."""
    if hasattr(data, "items"):
        return [(name, plain(value)) for name, value in data.items()]
    return [plain(each) for each in data] if isinstance(data, list) else data


def write_model(folder: Path, service: str, version: str, content: dict[str, Any]) -> None:
    (folder / service / version).mkdir(parents=True)
    (folder / service / version / "service-2.json").write_text(json.dumps(content))


@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize("service", SERVICES)
def test_a_model_is_what_botocores_loader_gives(service: str, type_name: str) -> None:
    known = service in Loader().list_available_services(type_name)

    assert (service in own_loader().list_available_services(type_name)) is known
    if known:
        assert plain(own_loader().load_service_model(service, type_name)) == plain(
            Loader().load_service_model(service, type_name)
        )


@pytest.mark.parametrize("name", ["_retry", "endpoints", "partitions", "sdk-default-configuration"])
def test_other_data_is_what_botocores_loader_gives(name: str) -> None:
    data, path = own_loader().load_data_with_path(name)
    expected, expected_path = Loader().load_data_with_path(name)

    assert plain(data) == plain(expected)
    assert (path, own_loader().is_builtin_path(path)) == (expected_path, True)


@pytest.mark.parametrize("type_name", TYPES)
def test_the_services_are_those_that_botocores_loader_lists(type_name: str) -> None:
    expected = Loader().list_available_services(type_name)
    services = own_loader().list_available_services(type_name)

    assert list(services) == expected
    assert (len(services), services[0], services[-1]) == (len(expected), expected[0], expected[-1])
    assert all(name in services for name in expected)


@pytest.mark.parametrize(
    "name", ["no-such-service", "DynamoDB", "", ".", "..", "s3/../dynamodb", "endpoints.json", None]
)
def test_a_name_that_no_folder_has_is_no_service(name: Any) -> None:
    assert name not in own_loader().list_available_services("service-2")


def test_an_unknown_service_is_refused_in_botocores_words() -> None:
    with pytest.raises(UnknownServiceError) as expected:
        Loader().load_service_model("dynamo", "service-2")
    with pytest.raises(UnknownServiceError) as refused:
        own_loader().load_service_model("dynamo", "service-2")

    assert str(refused.value) == str(expected.value)


def test_a_known_service_is_found_without_a_look_into_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_into: list[str] = []
    list_folder = os.listdir

    def watched(path: str) -> list[str]:
        looked_into.append(path)
        return list_folder(path)

    monkeypatch.setattr(os, "listdir", watched)

    own_loader().load_service_model("dynamodb", "service-2")

    assert {Path(path).name for path in looked_into} <= {"data", "models", "dynamodb"}


def test_a_folder_of_the_caller_comes_before_botocores(tmp_path: Path) -> None:
    write_model(tmp_path, "dynamodb", "2012-08-10", {"metadata": {"mine": True}})
    write_model(tmp_path, "of-my-own", "2020-01-01", {"metadata": {}})
    (tmp_path / "empty").mkdir()
    loader = own_loader(str(tmp_path))

    assert loader.load_service_model("dynamodb", "service-2")["metadata"] == {"mine": True}
    assert loader.load_service_model("of-my-own", "service-2") == {"metadata": {}}
    assert "of-my-own" in list(loader.list_available_services("service-2"))
    assert "of-my-own" not in loader.list_available_services("waiters-2")
    assert "empty" not in loader.list_available_services("service-2")


def test_a_session_looks_where_aws_data_path_says(
    aws_environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Loader().load_service_model("sts", "service-2")
    write_model(tmp_path, "of-my-own", "2020-01-01", model)
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))

    client = IdentitySession(Identity()).create_client("of-my-own")

    assert client.meta.service_model.service_name == "of-my-own"


def test_a_file_is_read_once_for_all_sessions_of_a_pool(
    aws_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    decode = json.loads

    def watched(text: str, **how: Any) -> Any:
        read.append(text)
        return decode(text, **how)

    monkeypatch.setattr(json, "loads", watched)
    pool = ConnectionPool()
    pool.get_client("sts")
    read.clear()

    pool.get_client("sts", identity=Identity(access_key_id="AKIAA", secret_access_key="secret"))
    assert read == []
    pool.reset()
    pool.get_client("sts")
    assert read


@pytest.mark.parametrize("ending", [".json", ".json.gz"])
def test_files_are_read_plain_and_packed(tmp_path: Path, ending: str) -> None:
    content = json.dumps({"name": "Zürich"}, ensure_ascii=False).encode()
    (tmp_path / f"model{ending}").write_bytes(
        content if ending == ".json" else gzip.compress(content)
    )
    files = ModelFiles()

    assert files.load_file(str(tmp_path / "model")) == {"name": "Zürich"}
    assert files.load_file(str(tmp_path / "other")) is None


def test_a_file_that_came_later_is_found(tmp_path: Path) -> None:
    files = ModelFiles()
    assert files.load_file(str(tmp_path / "model")) is None

    (tmp_path / "model.json").write_text("{}")

    assert files.load_file(str(tmp_path / "model")) == {}


@pytest.mark.parametrize("service", SERVICES)
def test_a_client_has_what_boto3s_has(aws_environment: None, service: str) -> None:
    expected: Any = boto3.Session().client(service)  # type: ignore[call-overload]  # any service
    client = IdentitySession(Identity()).create_client(service)

    assert dir(client) == dir(expected)
    assert client.meta.endpoint_url == expected.meta.endpoint_url
    assert client.meta.partition == expected.meta.partition
    assert sorted(client.waiter_names) == sorted(expected.waiter_names)
    methods = client.meta.method_to_api_mapping
    assert [client.can_paginate(name) for name in methods] == [
        expected.can_paginate(name) for name in expected.meta.method_to_api_mapping
    ]


def test_the_second_client_of_s3_has_the_transfer_methods_once(aws_environment: None) -> None:
    session = IdentitySession(Identity())

    clients = [session.create_client("s3", aws_region=region) for region in ("eu-west-1", None)]

    assert all(callable(client.upload_file) for client in clients)


def test_endpoints_are_those_of_botocore() -> None:
    session, expected = botocore.session.Session(), botocore.session.Session()
    session.register_component("data_loader", own_loader())

    for region in ("us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1"):
        partition = expected.get_partition_for_region(region)
        assert session.get_partition_for_region(region) == partition
        for service in (*SERVICES, "no-such-service"):
            assert session.get_available_regions(
                service, partition
            ) == expected.get_available_regions(service, partition)
