from __future__ import annotations

import os
import subprocess
import sys

import pytest

FIRST_CALL = """
import sys
from dataclasses import dataclass

from boto3_assist.dynamodb import DynamoDB, DynamoDBIndex, DynamoDBModelBase
from boto3_assist.errors import DynamoDBConnectionError

{models}

try:
    DynamoDB.from_pool(aws_endpoint_url="http://127.0.0.1:9").get(
        Note.primary.key(note_id="1"), "notes"
    )
except DynamoDBConnectionError:
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


@pytest.mark.slow
@pytest.mark.parametrize("models", [PLAIN, DATACLASS], ids=["plain", "dataclass"])
def test_a_first_call_without_settings_imports_no_pydantic(models: str) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("AWS_", "BOTO3_ASSIST_", "COVERAGE_"))
    }
    environment.update(
        AWS_ACCESS_KEY_ID="testing",
        AWS_SECRET_ACCESS_KEY="testing",
        AWS_DEFAULT_REGION="us-east-1",
        AWS_MAX_ATTEMPTS="1",
        AWS_EC2_METADATA_DISABLED="true",
    )
    run = subprocess.run(
        [sys.executable, "-c", FIRST_CALL.format(models=models)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded = set(run.stdout.split())

    assert "botocore.client" in loaded
    assert not {"pydantic", "pydantic_core", "pydantic_settings", "boto3.dynamodb"} & loaded
    assert run.stderr == ""
