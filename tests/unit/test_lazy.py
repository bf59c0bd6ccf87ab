from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

PACKAGES = (
    "boto3_assist.aws_lambda",
    "boto3_assist.cognito",
    "boto3_assist.cognito.tokens",
    "boto3_assist.connections",
    "boto3_assist.dynamodb",
    "boto3_assist.dynamodb.expressions",
    "boto3_assist.dynamodb.requests",
    "boto3_assist.errors",
    "boto3_assist.secrets",
)


@pytest.mark.parametrize("name", PACKAGES)
def test_every_name_is_found_where_it_is_made_and_kept(name: str) -> None:
    package = import_module(name)

    for public in package.__all__:
        found = getattr(package, public)
        assert vars(package)[public] is found
        home = package._HOMES.get(public)
        assert home is None or found is getattr(import_module(f"{name}.{home}"), public)


@pytest.mark.parametrize("name", PACKAGES)
def test_another_name_is_missing_as_it_would_be_from_any_module(name: str) -> None:
    package = import_module(name)

    with pytest.raises(AttributeError, match=f"^module '{name}' has no attribute 'no_such_name'$"):
        package.no_such_name
    with pytest.raises(ImportError, match="cannot import name"):
        exec(f"from {name} import no_such_name", {})


@pytest.mark.parametrize("name", PACKAGES)
def test_names_are_listed_before_they_are_found(name: str) -> None:
    code = f"import {name} as package; assert {{*package.__all__, '__all__'}} <= {{*dir(package)}}"

    subprocess.run([sys.executable, "-c", code], check=True)
