"""The request that writes several items or none: built purely, in the client's form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boto3_assist.dynamodb.requests.items import DeleteItem, PutItem

__all__ = ["TransactWriteItems"]


@dataclass(frozen=True)
class TransactWriteItems:
    """Write several items, all of them or none.

    Attributes:
        operations: What to write, in order; botocore adds the token by which a retry is known.
    """

    operations: Sequence[PutItem | DeleteItem]

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.transact_write_items``.

        Returns:
            The parameters, values in wire form.
        """
        names = {PutItem: "Put", DeleteItem: "Delete"}
        operations = [{names[type(each)]: each.to_request()} for each in self.operations]
        return {"TransactItems": operations}
