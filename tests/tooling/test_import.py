from __future__ import annotations

import re
import subprocess
import sys

import boto3_assist

WATCHED_IMPORT = """
import logging
import os
import sys

logging.basicConfig(level=logging.NOTSET, format="logged: %(message)s")


def watch(event, arguments):
    if event == "open" and not str(arguments[0]).endswith((".py", ".pyc")):
        print("opened:", arguments[0])
    if event.startswith(("socket.", "subprocess.", "os.system")):
        print("called:", event)


class Environment(dict):
    def __getitem__(self, name):
        print("read:", name)
        raise KeyError(name)

    def get(self, name, default=None):
        print("read:", name)
        return default


os.environ = Environment()
before = set(sys.modules)
sys.addaudithook(watch)
import boto3_assist
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(loaded - set(sys.stdlib_module_names)))
"""


def test_importing_the_package_loads_and_does_nothing_else() -> None:
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", WATCHED_IMPORT],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (process.returncode, process.stderr, process.stdout) == (0, "", "boto3_assist\n")


def test_the_surface_of_the_package_is_sorted_and_there() -> None:
    assert boto3_assist.__all__ == sorted(boto3_assist.__all__)
    assert all(hasattr(boto3_assist, name) for name in boto3_assist.__all__)


def test_the_version_is_that_of_the_installed_package() -> None:
    from importlib.metadata import version

    assert boto3_assist.__version__ == version("boto3-assist")
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+|rc\d+)?", boto3_assist.__version__)
