"""Spares tests that make many sessions the reading of botocore's models for each of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from botocore.loaders import JSONFileLoader, Loader

from boto3_assist.connections.loader import ModelFiles

__all__ = ["service_models_are_read_once"]

_load_file_of_own = functools.cache(ModelFiles().load_file)
_load_file = functools.cache(JSONFileLoader().load_file)
_services = functools.cache(Loader(include_default_search_paths=True).list_available_services)


@pytest.fixture(scope="package", autouse=True)
def service_models_are_read_once() -> Iterator[None]:
    """Have every session of these tests share what is read from the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", lambda _, file_path: _load_file(file_path))
        patch.setattr(ModelFiles, "load_file", lambda _, file_path: _load_file_of_own(file_path))
        patch.setattr(Loader, "list_available_services", lambda _, type_name: _services(type_name))
        yield
