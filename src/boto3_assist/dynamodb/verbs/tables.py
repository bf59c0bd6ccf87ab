"""The verbs on tables."""

from __future__ import annotations

from typing import Any

from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs, check_part

__all__ = ["TableVerbs"]


class TableVerbs(DynamoDBVerbs):
    """Lists tables."""

    def list_tables(self) -> list[str]:
        """List the tables of the account in the region, all pages of them (ListTables).

        Returns:
            Names of tables.

        Raises:
            Boto3AssistError: When the tables cannot be listed.
        """
        names: list[str] = []
        request: dict[str, Any] = {}
        while True:
            response = self._send("list_tables", request, None)
            check_part(response, "TableNames", "ListTables")
            names.extend(response["TableNames"])
            last = response.get("LastEvaluatedTableName")
            if last is None:
                return names
            request = {"ExclusiveStartTableName": last}
