from __future__ import annotations

import dataclasses

import pytest

from boto3_assist.errors import (
    CancellationReason,
    ConditionalCheckFailedError,
    TransactionCanceledError,
)

ITEM = {"pk": {"S": "user#1"}, "email": {"S": "alice@example.com"}}


def test_the_old_item_is_at_hand_and_in_no_text() -> None:
    error = ConditionalCheckFailedError("refused", item=ITEM)

    assert error.item == ITEM
    assert "alice" not in f"{error} {error!r} {error.to_dict()}"


def test_the_old_item_may_be_absent_and_may_be_set_later() -> None:
    error = ConditionalCheckFailedError("refused")
    assert error.item is None

    error.item = {"pk": "user#1"}
    assert error.item == {"pk": "user#1"}


def test_a_reason_shows_no_item_in_its_repr() -> None:
    reason = CancellationReason(0, "ConditionalCheckFailed", "refused", ITEM)

    assert "alice" not in repr(reason)
    assert reason.item == ITEM


def test_a_reason_is_frozen_and_replaced_with_its_model() -> None:
    reason = CancellationReason(0, "ConditionalCheckFailed", item=ITEM)

    with pytest.raises(dataclasses.FrozenInstanceError):
        reason.model = dict  # type: ignore[misc]  # the assignment that is to fail

    assert dataclasses.replace(reason, model=dict).model is dict


def test_a_canceled_transaction_keeps_all_reasons_and_tells_the_failed_ones() -> None:
    done, failed = CancellationReason(0), CancellationReason(1, "TransactionConflict")

    error = TransactionCanceledError("canceled", reasons=iter([done, failed]))

    assert error.reasons == [done, failed]
    assert error.failures == [failed]


def test_a_canceled_transaction_may_have_no_reasons() -> None:
    assert TransactionCanceledError("canceled").reasons == []
