from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb import (
    GetItemConfig,
    SaveConfig,
    Transaction,
    TransactionConfig,
    Update,
    UpdateConfig,
    attr,
)
from boto3_assist.errors import (
    Boto3AssistError,
    InvalidParameterError,
    KeyBuildError,
    MissingParameterError,
    ValidationError,
)
from tests.unit.dynamodb.verbs.update_models import Doc, Order

KEY = Order.primary.key(customer_id="1", order_id="2")
SET = Update().set("status", "x")


@pytest.mark.parametrize(
    ("add", "error"),
    [
        (lambda tx: tx.put(KEY), ValidationError),
        (lambda tx: tx.put(Order), ValidationError),
        (lambda tx: tx.put(Doc("1"), if_exists=True, if_not_exists=True), InvalidParameterError),
        (lambda tx: tx.update("x"), InvalidParameterError),
        (lambda tx: tx.update(None, SET), MissingParameterError),
        (lambda tx: tx.update(Doc("1"), SET), InvalidParameterError),
        (lambda tx: tx.update(KEY), InvalidParameterError),
        (lambda tx: tx.put(Doc("1"), attr("x").exists()), InvalidParameterError),
        (lambda tx: tx.update(KEY, SET, attr("x").exists()), InvalidParameterError),
        (lambda tx: tx.delete(KEY, attr("x").exists()), InvalidParameterError),
        (lambda tx: tx.get(KEY, GetItemConfig()), InvalidParameterError),
        (lambda tx: tx.update(Doc("1"), changes={"text": "x"}), InvalidParameterError),
        (lambda tx: tx.update(KEY, "SET a = b"), InvalidParameterError),
        (lambda tx: tx.update(KEY, Update()), InvalidParameterError),
        (lambda tx: tx.update(KEY, Update().set("nothing", 1)), ValidationError),
        (lambda tx: tx.update(KEY, SET, changes={"status": "y"}), InvalidParameterError),
        (lambda tx: tx.update(KEY, SET, fields_to_clear=["note"]), InvalidParameterError),
        (lambda tx: tx.update(KEY, fields=["status"]), InvalidParameterError),
        (lambda tx: tx.update(Doc("1"), fields="text"), InvalidParameterError),
        (lambda tx: tx.update(Doc("1"), config=SaveConfig()), InvalidParameterError),
        (
            lambda tx: tx.update(Doc("1"), config=UpdateConfig(return_values="ALL_NEW")),
            InvalidParameterError,
        ),
        (lambda tx: tx.delete(5), InvalidParameterError),
        (lambda tx: tx.delete({"pk": ""}), KeyBuildError),
        (lambda tx: tx.check(None), MissingParameterError),
        (lambda tx: tx.get(Order), InvalidParameterError),
        (
            lambda tx: tx.get(KEY, config=GetItemConfig(return_consumed_capacity="TOTAL")),
            InvalidParameterError,
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_is_written(
    add: Any, error: type[Boto3AssistError]
) -> None:
    tx = Transaction("app")

    with pytest.raises(error):
        add(tx)

    assert len(tx) == 0


def test_steps_for_an_instance_are_told_what_to_do_instead() -> None:
    with pytest.raises(InvalidParameterError, match=r"tx\.update\(Doc\.primary\.key\("):
        Transaction("app").update(Doc("1"), SET)  # type: ignore[call-overload]  # the mistake


def test_fields_of_a_key_may_be_cleared_without_changes() -> None:
    operation: Any = Transaction("app").update
    assert repr(operation(KEY, fields_to_clear=["note"])) == "TransactionOperation(Update)"


@pytest.mark.parametrize("token", ["", "x" * 37, 5, b"x"])
def test_a_token_that_dynamodb_would_not_take(token: Any) -> None:
    with pytest.raises(InvalidParameterError):
        Transaction(client_request_token=token)


@pytest.mark.parametrize("config", [5, GetItemConfig(), {"max_attempts": 1}])
def test_a_config_of_another_kind(config: Any) -> None:
    with pytest.raises(InvalidParameterError):
        Transaction(config=config)


def test_it_shows_its_operations_and_no_value() -> None:
    tx = Transaction("app", config=TransactionConfig.once())
    tx.put(Doc("secret"))
    tx.check({"pk": "secret"})

    assert repr(tx) == "Transaction(TransactionOperation(Put), TransactionOperation(Check))"
    assert "secret" not in f"{tx.operations[0].asked} {tx.operations[1].asked}"
    assert (len(tx), tx.is_read, tx.is_done) == (2, False, False)
