from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

FIRST_CALL = """
import json
import sys
import zlib
from dataclasses import dataclass

from boto3_assist.dynamodb import {model}, DynamoDB, DynamoDBIndex

{models}

class Raw:
    def stream(self):
        yield BODY


def answer(request, **_):
    from botocore.awsrequest import AWSResponse
    from botocore.compat import HTTPHeaders

    headers = HTTPHeaders()
    headers["x-amz-crc32"] = str(zlib.crc32(BODY))
    return AWSResponse(request.url, 200, headers, Raw())


BODY = json.dumps({{"Item": {{"pk": {{"S": "note#1"}}, "note_id": {{"S": "1"}}}}}}).encode()
db = DynamoDB.from_pool()
db.client.meta.events.register("before-send", answer)
assert db.get(Note.primary.key(note_id="1"), "notes").unwrap().note_id == "1"
print(*sorted(sys.modules))
"""

PLAIN = """
class Note(DynamoDBModelBase):
    primary = DynamoDBIndex.primary(pk="note#{note_id}")

    def __init__(self):
        super().__init__()
        self.note_id = None
"""

DATACLASS = """
@dataclass
class Note(DynamoDBModelBase):
    note_id: str
    primary = DynamoDBIndex.primary(pk="note#{note_id}")
"""

PYDANTIC = """
class Note(DynamoDBModel):
    note_id: str
    primary = DynamoDBIndex.primary(pk="note#{note_id}")
"""

# Each costs about 0.3 ms, a frozen dataclass as much again. What a get does not need is imported
# by the functions that do.
MOST_MODULES = 126
MOST_MODULES_WITH_PYDANTIC = 135

NOT_FOR_A_GET = {
    "boto3_assist._config_model",
    "boto3_assist.connections.health",
    "boto3_assist.connections.redaction",
    "boto3_assist.connections.roles",
    "boto3_assist.connections.translation",
    "boto3_assist.dynamodb.conditions",
    "boto3_assist.dynamodb.cursors",
    "boto3_assist.dynamodb.expressions.conditions",
    "boto3_assist.dynamodb.expressions.updates",
    "boto3_assist.dynamodb.index_query",
    "boto3_assist.dynamodb.item_life",
    "boto3_assist.dynamodb.merging",
    "boto3_assist.dynamodb.moving",
    "boto3_assist.dynamodb.paging",
    "boto3_assist.dynamodb.parallel_paging",
    "boto3_assist.dynamodb.partial_update",
    "boto3_assist.dynamodb.read_configs",
    "boto3_assist.dynamodb.read_plans",
    "boto3_assist.dynamodb.requests.queries",
    "boto3_assist.dynamodb.requests.statements",
    "boto3_assist.dynamodb.requests.transactions",
    "boto3_assist.dynamodb.requests.updates",
    "boto3_assist.dynamodb.table",
    "boto3_assist.dynamodb.typed_updates",
    "boto3_assist.dynamodb.update_calls",
    "boto3_assist.dynamodb.version_lock",
    "boto3_assist.dynamodb.write_conditions",
    "boto3_assist.dynamodb.write_configs",
    "boto3_assist.errors.cognito",
    "boto3_assist.errors.s3",
    "boto3_assist.errors.tokens",
}
NOT_OF_OURS = {"boto3", "s3transfer", "pydantic_settings", "dotenv"}


def modules_of_a_first_call(models: str, model: str = "DynamoDBModelBase") -> set[str]:
    """Read an item in a process of its own, and give all that it has imported then."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("AWS_", "BOTO3_ASSIST_", "COVERAGE_"))
    }
    environment.update(
        AWS_ACCESS_KEY_ID="testing",
        AWS_SECRET_ACCESS_KEY="testing",
        AWS_DEFAULT_REGION="us-east-1",
        AWS_EC2_METADATA_DISABLED="true",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    )
    run = subprocess.run(
        [sys.executable, "-c", FIRST_CALL.format(models=models, model=model)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    return set(run.stdout.split())


def own(modules: set[str]) -> list[str]:
    """Give those of the library."""
    return sorted(name for name in modules if name.partition(".")[0] == "boto3_assist")


@pytest.mark.slow
@pytest.mark.parametrize("models", [PLAIN, DATACLASS], ids=["plain", "dataclass"])
def test_a_first_call_imports_little_and_no_pydantic(models: str) -> None:
    loaded = modules_of_a_first_call(models)

    assert "botocore.client" in loaded
    assert not (NOT_FOR_A_GET | NOT_OF_OURS | {"pydantic", "pydantic_core"}) & loaded
    assert len(own(loaded)) <= MOST_MODULES, own(loaded)


@pytest.mark.parametrize("name", sorted(NOT_FOR_A_GET))
def test_what_is_not_for_a_get_is_there(name: str) -> None:
    assert find_spec(name) is not None


@pytest.mark.slow
def test_a_first_call_with_a_pydantic_model_imports_little_more() -> None:
    loaded = modules_of_a_first_call(PYDANTIC, "DynamoDBModel")

    assert "pydantic" in loaded
    assert not (NOT_FOR_A_GET | NOT_OF_OURS) & loaded
    assert len(own(loaded)) <= MOST_MODULES_WITH_PYDANTIC, own(loaded)
