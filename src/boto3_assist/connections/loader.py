"""botocore's loader of service models, made to look for one service; knows no identity."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

from botocore.loaders import JSONFileLoader, Loader

from boto3_assist.connections.endpoint_data import endpoint_data

__all__ = ["ModelFiles", "ModelLoader"]

# A file of the caller's own is small, and may be laid out in any way.
_ENDPOINTS = os.path.join(Loader.BUILTIN_DATA_PATH, "endpoints")


class ModelFiles(JSONFileLoader):
    """Reads each file once, into plain dictionaries; several loaders may share it.

    botocore's own reads it for every session, into `OrderedDict`, which takes twice as long. Each
    loader merges botocore's additions to a model into it; the second time changes nothing.
    """

    def __init__(self) -> None:
        """Start without a file."""
        self._read: dict[str, Any] = {}

    def load_file(self, file_path: str) -> Any:
        """Read a file, or give what was read of it before.

        Args:
            file_path: Where it is, without its ending.

        Returns:
            What the file holds; None when there is none.
        """
        content = self._read.get(file_path)
        if content is None:
            content = _json_of(file_path)
            if content is None:
                # Should botocore come with files that end otherwise, it knows how to read them.
                content = super().load_file(file_path)
            if content is not None:
                self._read[file_path] = content
        return content


class ModelLoader(Loader):
    """Finds what botocore's loader finds, without looking into the folders of all services.

    botocore lists some 430 folders, twice, to learn whether there is one service.

    Attributes:
        file_loader: Reads the files.
    """

    def __init__(self, search_paths: Sequence[str], files: ModelFiles) -> None:
        """Look where another loader looks.

        Args:
            search_paths: All folders to look in, the first one first.
            files: Reads the files.
        """
        super().__init__(list(search_paths), files, include_default_search_paths=False)

    def list_available_services(self, type_name: str) -> Any:
        """List the services that have a model of a type.

        Args:
            type_name: Such as ``"service-2"``.

        Returns:
            A sequence of their names, sorted, that is made only when it is read; whether a name
            is in it is told without.
        """
        return _ServiceNames(self, type_name)

    def walk(self, type_name: str) -> list[str]:
        """Look into every folder for models of a type.

        Args:
            type_name: Such as ``"service-2"``.

        Returns:
            The names of their services, sorted.
        """
        return super().list_available_services(type_name)

    def has_service(self, service_name: object, type_name: str) -> bool:
        """Look for one service.

        Args:
            service_name: Its name, as botocore spells it.
            type_name: Such as ``"service-2"``.

        Returns:
            Whether it has a model of the type.
        """
        for path in filter(os.path.isdir, self.search_paths):
            # Looked up in the listing: as a path the name would be found in another case, too.
            if service_name not in os.listdir(path):
                continue
            folder = os.path.join(path, str(service_name))
            versions = os.listdir(folder) if os.path.isdir(folder) else ()
            if any(self.file_loader.exists(os.path.join(folder, v, type_name)) for v in versions):
                return True
        return False


class _ServiceNames(Sequence[str]):
    def __init__(self, loader: ModelLoader, type_name: str) -> None:
        self._loader = loader
        self._type_name = type_name

    def __contains__(self, name: object) -> bool:
        return self._loader.has_service(name, self._type_name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._loader.walk(self._type_name))

    def __len__(self) -> int:
        return len(self._loader.walk(self._type_name))

    def __getitem__(self, index: Any) -> Any:
        return self._loader.walk(self._type_name)[index]


def _json_of(path: str) -> Any:
    for ending, content_of in ((".json", bytes), (".json.gz", gzip.decompress)):
        if os.path.isfile(path + ending):
            with open(path + ending, "rb") as file:
                text = content_of(file.read()).decode("utf-8")
            return endpoint_data(text) if path == _ENDPOINTS else json.loads(text)
    return None
