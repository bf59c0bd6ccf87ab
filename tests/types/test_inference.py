"""What a type checker makes of the public names, as a table of expression and inferred type."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent

import pytest
from mypy import api

MODELS = """
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from boto3.dynamodb.conditions import Key
from pydantic import BaseModel

from boto3_assist.dynamodb import (
    BatchDelete, BatchGetConfig, BatchWriteConfig, CLEAR_FIELD, CapacityLedger, Deadline, DynamoDB,
    DynamoDBIndex, DynamoDBKey, DynamoDBModel, DynamoDBModelBase, GetItemConfig, QueryConfig,
    ScanConfig, attr
)


class Order(DynamoDBModel):
    customer_id: str
    status: str
    total: Decimal = Decimal(0)

    primary{index} = DynamoDBIndex.primary(pk="customer#{{customer_id}}", sk="order")
    by_status{index} = DynamoDBIndex("gsi1", pk="status#{{status}}", sk="placed#{{customer_id}}")


class Invoice(DynamoDBModelBase, BaseModel):
    number: str

    primary{index} = DynamoDBIndex.primary(pk="invoice#{{number}}")


@dataclass
class Note(DynamoDBModelBase):
    note_id: str

    primary{index} = DynamoDBIndex.primary(pk="note#{{note_id}}", sk="note")


class Old(DynamoDBModelBase):
    primary{index} = DynamoDBIndex.primary(pk="old#{{old_id}}")

    def __init__(self, old_id: str = "") -> None:
        super().__init__()
        self.old_id = old_id


order = Order(customer_id="1", status="open")
note = Note("7")
db = DynamoDB.from_pool()
"""

INFERRED = {
    "Order.by_status": "ModelIndex[Order]",
    "order.by_status": "BoundIndex[Order]",
    "Invoice.primary": "ModelIndex[Invoice]",
    "Invoice(number='1').primary": "BoundIndex[Invoice]",
    "Note.primary": "ModelIndex[Note]",
    "note.primary": "BoundIndex[Note]",
    "Old.primary": "ModelIndex[Old]",
    "Old('1').primary": "BoundIndex[Old]",
    "Order.primary.key(customer_id='1')": "ModelKey[Order]",
    "Order.by_status.query(status='open')": "IndexQuery[Order]",
    "Order.by_status.query(status='open').begins_with(customer_id='1')": "IndexQuery[Order]",
    "Order.by_status.query(status='open').between(customer_id=('1', '2'))": "IndexQuery[Order]",
    "Order.by_status.query(status='open').gt(customer_id='1')": "IndexQuery[Order]",
    "Order.by_status.query(status='open').eq(customer_id='1')": "IndexQuery[Order]",
    "Order.primary.query(customer_id='1').descendants()": "IndexQuery[dict[str, Any]]",
    "Order.primary.query(customer_id='1').self_and_descendants().collection(Order, Note)": (
        "IndexQuery[Order | Note]"
    ),
    "Order.primary.parse(Order.primary.key(customer_id='1'))": "dict[str, Any]",
    "order.primary.parse({'pk': '1'})": "dict[str, Any]",
    "Order.primary.query(customer_id='1').collection(Note)": "IndexQuery[Note]",
    "Order.primary.query(customer_id='1').collection(Order, Note)": "IndexQuery[Order | Note]",
    "order.key_inputs()": "Mapping[str, Any]",
    "order.indexes": "DynamoDBIndexes",
    "order.indexes.primary": "BoundIndex[Any] | None",
    "order.get_key('gsi1')": "BoundIndex[Any]",
    "order.list_keys()": "list[BoundIndex[Any]]",
    "Order.map({})": "Order",
    "order.map({})": "Order",
    "Note.map({})": "Note",
    "Order.map(note)": "Order",
    "order.merge({'status': CLEAR_FIELD})": "Order",
    "note.merge(order, 'existing_wins', include_fields=['note_id'])": "Note",
    "order.to_dictionary()": "dict[str, Any]",
    "db.get(Order.primary.key(customer_id='1'))": "DynamoDBResult[Order | None]",
    "db.get({'pk': '1'})": "DynamoDBResult[dict[str, Any] | None]",
    "db.get(order)": "DynamoDBResult[Order | None]",
    "db.get(note, 'shop').unwrap()": "Note",
    "db.get({'pk': '1'}, strongly_consistent=True)": "DynamoDBResult[Any]",
    "db.get(model=note)": "DynamoDBResult[Note | None]",
    "db.get(model=order).data": "Order | None",
    "db.get(model=order).unwrap()": "Order",
    "db.get({'pk': '1'}).to(Order)": "Order | None",
    "db.get({'pk': '1'}).to_list(Note)": "list[Note]",
    "db.get({'pk': '1'}, config=GetItemConfig.consistent().with_projections())": (
        "DynamoDBResult[dict[str, Any] | None]"
    ),
    "db.query(Order.by_status.query(status='open'))": "DynamoDBResult[list[Order]]",
    "db.query(order.by_status).data": "list[Order]",
    "db.query(Order.primary.query(customer_id='1').collection(Order, Note)).data": (
        "list[Order | Note]"
    ),
    "db.query(Key('pk').eq('1')).data": "list[dict[str, Any]]",
    "db.query(Key('pk').eq('1'), config=QueryConfig(limit=1)).cursor": "str | None",
    "db.query_pages(Order.by_status.query(status='open'))": "PageIterator[Order]",
    "next(db.query_pages(order.by_status)).data": "list[Order]",
    "db.query_items(Order.primary.query(customer_id='1').collection(Order, Note))": (
        "ItemIterator[Order | Note]"
    ),
    "next(db.query_items(Key('pk').eq('1')))": "dict[str, Any]",
    "db.query_pages(Key('pk').eq('1'))": "PageIterator[dict[str, Any]]",
    "db.query_pages('pk = :p', index_name='gsi1')": "PageIterator[dict[str, Any]]",
    "db.query_items(order.by_status)": "ItemIterator[Order]",
    "db.query(attr('pk') == '1').data": "list[dict[str, Any]]",
    "db.query('pk = :p', expression_attribute_values={':p': 1}).data": "list[dict[str, Any]]",
    "db.query(Order.primary.query(customer_id='1').descendants()).data": "list[dict[str, Any]]",
    "db.scan('shop').data": "list[dict[str, Any]]",
    "db.scan(model=Order).data": "list[Order]",
    "db.scan(model=Order.by_status).data": "list[Order]",
    "db.scan(model=[Order, Note]).data": "list[Any]",
    "db.scan_pages(model=Order)": "PageIterator[Order] | ParallelPageIterator[Order]",
    "db.scan_pages(model=[Order, Note])": "PageIterator[Any] | ParallelPageIterator[Any]",
    "db.scan_items('shop')": "ItemIterator[dict[str, Any]]",
    "db.scan_items(model=Note.primary)": "ItemIterator[Note]",
    "db.scan_items(model=(Order, Note))": "ItemIterator[Any]",
    "next(db.scan_items('shop', model=Order, config=ScanConfig.parallel(2)))": "Order",
    "db.scan_pages('shop')": (
        "PageIterator[dict[str, Any]] | ParallelPageIterator[dict[str, Any]]"
    ),
    "db.count(Order.by_status.query(status='open'))": "int",
    "db.count(Order)": "int",
    "db.count([Order, Note], config=ScanConfig.parallel(2))": "int",
    "db.count(Order.by_status)": "int",
    "db.count(order.by_status)": "int",
    "db.count(attr('pk') == '1')": "int",
    "db.count(table_name='shop')": "int",
    "db.exists(model=order)": "bool",
    "db.exists(order)": "bool",
    "db.exists(Order.primary.key(customer_id='1'))": "bool",
    "db.exists({'pk': '1'})": "bool",
    "db.list_tables()": "list[str]",
    "Deadline.after(5)": "Deadline",
    "GetItemConfig(projection=[Order.field('total'), 'note'])": "GetItemConfig",
    "[ledger.read_units for ledger in [CapacityLedger()]]": "list[float]",
    "QueryConfig.newest_first().consistent()": "QueryConfig",
    "ScanConfig.parallel(2)": "ScanConfig",
    "db.save(order)": "DynamoDBResult[Order]",
    "db.save({'pk': '1'}).data": "dict[str, Any]",
    "db.delete(model=order)": "DynamoDBResult[None]",
    "db.delete(primary_key=Note.primary.key(note_id='7'))": "DynamoDBResult[None]",
    "bool(db.get(model=order))": "bool",
    "db.batch_get_item([Order.primary.key(customer_id='1')])": "DynamoDBResult[list[Order | None]]",
    "db.batch_get_item(Order.primary.key(customer_id=n) for n in '12').data": "list[Order | None]",
    "db.batch_get_item([order, order], parallel=True).data": "list[Order | None]",
    "db.batch_get_item([{'pk': '1'}]).data": "list[dict[str, Any] | None]",
    "db.batch_get_item([{'pk': '1'}], consistent_read=True)['Items']": "Any",
    "db.batch_get_item([Order.primary.key(customer_id='1'), Note.primary.key(note_id='1')]).data": (
        "list[Any]"
    ),
    "db.batch_get_item([Order.primary.key(customer_id='1'), {'pk': '1'}]).data": "list[Any]",
    "db.batch_write_item([order, {'pk': '1'}, BatchDelete(order)])": "DynamoDBResult[BatchReport]",
    "db.batch_write_item([order]).data.done": "int",
    "db.batch_write_item([order], config=BatchWriteConfig.keep_last()).data.left": "list[Any]",
    "BatchGetConfig.consistent().concurrently()": "BatchGetConfig",
    "DynamoDBKey.build_key(('user', 1))": "str",
}

REFUSED = {
    "Order.by_status.query(status='open').unknown(placed_at=1)": "attr-defined",
    "DynamoDBKey.build_key('ab')": "arg-type",
    "db.get(5)": "call-overload",
    "db.query(5)": "call-overload",
    "db.save(5)": "call-overload",
    "db.scan(model=5)": "call-overload",
    "db.exists(5)": "call-overload",
    "db.exists(Order)": "call-overload",
    "db.get(Order)": "call-overload",
    "db.get(order.primary)": "call-overload",
    "db.count(5)": "arg-type",
    "db.query_pages(5)": "call-overload",
    "db.query_items(Order)": "call-overload",
    "db.scan_items(Order)": "call-overload",
    "db.scan_pages(model='Order')": "arg-type",
    "db.scan(config=QueryConfig())": "call-overload",
    "QueryConfig(deadline=5)": "arg-type",
    "ScanConfig(ascending=True)": "call-arg",
    "DynamoDBIndex('gsi1', pk='a', projection=5)": "arg-type",
    "db.batch_get_item(5)": "call-overload",
    "db.batch_get_item([order], config=BatchWriteConfig())": "call-overload",
    "db.batch_write_item([5])": "list-item",
    "db.batch_write_item([order], operation='upsert')": "arg-type",
    "BatchWriteConfig(duplicates='keep_first')": "arg-type",
    "db.query(order.by_status, config=ScanConfig())": "call-overload",
    "QueryConfig(limt=5)": "call-arg",
    "GetItemConfig(consistent=True)": "call-arg",
    "order.by_status.begins_with(customer_id='1')": "attr-defined",
}

# One for each configuration: mypy reads the library anew only where it has changed.
CACHES = Path(__file__).parents[2] / ".mypy_cache"


def check(folder: Path, sources: dict[str, str], *, plugins: str = "") -> str:
    for name, source in sources.items():
        (folder / name).write_text(source, encoding="utf-8")
    config = folder / "mypy.ini"
    config.write_text(f"[mypy]\nplugins = {plugins}\n", encoding="utf-8")
    cache = CACHES / f"types-{plugins or 'plain'}"
    options = ["--strict", "--python-version=3.10", f"--config-file={config}"]
    files = [str(folder / name) for name in sources]
    output, problem, _ = api.run([*options, f"--cache-dir={cache}", *files])
    assert not problem
    return output


def messages(output: str, name: str) -> list[tuple[int, str]]:
    found = re.findall(rf"{re.escape(name)}:(\d+): (.*)", output)
    return [(int(line), message) for line, message in found]


def revealed(output: str, name: str) -> dict[int, str]:
    """Line → type, its names without their modules."""
    pattern = re.compile(r'Revealed type is "(.*)"')
    types = {}
    for line, message in messages(output, name):
        if match := pattern.search(message):
            short = re.sub(r"\b(?:\w+\.)+(?=\w)", "", match.group(1))
            types[line] = re.sub(r"Union\[(.*)\]", r"\1", short)
    return types


def assert_types(
    folder: Path, text: str, inferred: Mapping[str, str], refused: Mapping[str, str]
) -> None:
    """Check the types of expressions behind a program, and the codes that refuse others."""
    first = text.count("\n") + 1
    good = text + "".join(f"reveal_type({expression})\n" for expression in inferred)
    bad = text + "".join(f"({expression})\n" for expression in refused)

    output = check(folder, {"good.py": good, "bad.py": bad})

    types = revealed(output, "good.py")
    assert {e: types.get(first + n) for n, e in enumerate(inferred)} == inferred
    assert not [text for _, text in messages(output, "good.py") if text.startswith("error:")]
    errors = {line: text for line, text in messages(output, "bad.py") if text.startswith("error:")}
    codes = {e: errors.get(first + n, "").rpartition("  [")[2] for n, e in enumerate(refused)}
    assert codes == {expression: f"{code}]" for expression, code in refused.items()}


def program(index: str, expressions: Sequence[str], call: str = "") -> tuple[str, int]:
    head = dedent(MODELS).format(index=index)
    body = "\n".join(f"{call}({expression})" for expression in expressions)
    return f"{head}\n{body}\n", head.count("\n") + 2


@pytest.mark.slow
def test_types_are_inferred_and_mistakes_refused(tmp_path: Path) -> None:
    good, first = program("", list(INFERRED), "reveal_type")
    bad, _ = program("", list(REFUSED))

    output = check(tmp_path, {"good.py": good, "bad.py": bad})

    types = revealed(output, "good.py")
    assert {e: types.get(first + n) for n, e in enumerate(INFERRED)} == INFERRED
    assert not [text for _, text in messages(output, "good.py") if text.startswith("error:")]
    errors = {line: text for line, text in messages(output, "bad.py") if text.startswith("error:")}
    codes = {e: errors.get(first + n, "").rpartition("  [")[2] for n, e in enumerate(REFUSED)}
    assert codes == {expression: f"{code}]" for expression, code in REFUSED.items()}


@pytest.mark.slow
@pytest.mark.parametrize("index", [": ClassVar", ": ClassVar[DynamoDBIndex]"])
def test_an_index_annotated_as_class_variable_needs_nothing_under_the_plugin_of_pydantic(
    tmp_path: Path, index: str
) -> None:
    good, first = program(index, list(INFERRED), "reveal_type")

    output = check(tmp_path, {"good.py": good}, plugins="pydantic.mypy")

    types = revealed(output, "good.py")
    assert {e: types.get(first + n) for n, e in enumerate(INFERRED)} == INFERRED
    assert not [text for _, text in messages(output, "good.py") if text.startswith("error:")]
