"""The verbs on tables."""

from __future__ import annotations

from typing import Any

from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs, check_part
from boto3_assist.errors import OperationStoppedError

__all__ = ["TableVerbs"]


class TableVerbs(DynamoDBVerbs):
    """Lists tables."""

    def list_tables(self) -> list[str]:
        """List the tables of the account in the region, all pages of them (ListTables).

        Returns:
            Names of tables.

        Raises:
            Boto3AssistError: When the tables cannot be listed; of a deadline's error `partial`
                holds the names that were found before.
        """
        names: list[str] = []
        request: dict[str, Any] = {}
        while True:
            try:
                response = self._send("list_tables", request, None)
            except OperationStoppedError as error:
                error.partial = names
                raise
            check_part(response, "TableNames", "ListTables")
            names.extend(response["TableNames"])
            last = response.get("LastEvaluatedTableName")
            if last is None:
                return names
            request = {"ExclusiveStartTableName": last}
