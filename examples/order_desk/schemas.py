"""What may come in from outside, checked before it becomes a model; knows no event."""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, EmailStr, Field, ValidationError

from boto3_assist.results import ServiceResult

__all__ = ["ImportedOrder", "LineInput", "OrderInput", "checked_id", "parsed"]

S = TypeVar("S", bound=BaseModel)

# Ids end up in keys and paths.
_ID = r"^[A-Za-z0-9-]{1,64}$"
_Id = Annotated[str, Field(pattern=_ID)]


class LineInput(BaseModel):
    """A line of an order as a customer sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sku: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,32}$")]
    quantity: Annotated[int, Field(strict=True, ge=1, le=999)]


class OrderInput(BaseModel):
    """An order as a customer sends it: no id, no price, no status of the customer's choice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    email: EmailStr
    lines: Annotated[list[LineInput], Field(min_length=1, max_length=50)]

    @property
    def articles(self) -> list[tuple[str, int]]:
        """The lines as a service takes them."""
        return [(line.sku, line.quantity) for line in self.lines]


class ImportedOrder(OrderInput):
    """An order as a partner's file has it, which says whose it is and by which id it is known."""

    customer_id: _Id
    order_id: _Id


def checked_id(order_id: str) -> ServiceResult[str]:
    """Check the id of an order in a path.

    Args:
        order_id: What came in.

    Returns:
        The id; ORDER_NOT_FOUND when no order can have it.
    """
    if re.fullmatch(_ID, order_id) is None:
        return ServiceResult.error_result("no such order", error_code="ORDER_NOT_FOUND")
    return ServiceResult.success_result(order_id)


def parsed(schema: type[S], text: str | bytes | None) -> ServiceResult[S]:
    """Check what came in.

    Args:
        schema: What is expected.
        text: JSON, as text or in UTF-8.

    Returns:
        The input; else a refusal that says what is wrong with which field, and shows no value.
    """
    try:
        return ServiceResult.success_result(schema.model_validate_json(text or ""))
    except ValidationError as error:
        problems = [
            {"field": ".".join(str(part) for part in problem["loc"]), "problem": problem["type"]}
            for problem in error.errors(include_url=False, include_context=False)
        ]
    return ServiceResult.error_result(
        "the order is not of the form that is expected",
        error_code="INVALID_ORDER",
        details={"problems": problems},
    )
