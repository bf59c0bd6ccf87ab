from __future__ import annotations

from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "lambda.md"


@pytest.mark.parametrize(
    "accessor",
    [
        "get_http_method_type",
        "get_resource_path",
        "get_resource_pattern",
        "get_token_use",
        "get_claims_data",
        "get_value_from_token",
        "get_authenticated_email",
        "get_target_user_id",
        "get_target_tenant_id",
        "get_message_id",
        "get_body",
        "override_event_info",
    ],
)
def test_c10_each_accessor_of_0x_has_its_replacement_named(accessor: str) -> None:
    _, _, section = GUIDE.read_text(encoding="utf-8").partition("\n## Coming from 0.x\n")
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]

    (now,) = [now for old, now in rows if accessor in old]
    assert now.strip()
