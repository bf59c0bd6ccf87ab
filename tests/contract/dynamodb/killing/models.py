"""What a process reindexes until it is killed: one kind of each change, and those who write too."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from threading import Event
from typing import Any

from boto3_assist.dynamodb import DynamoDB, DynamoDBIndex, DynamoDBModel, ItemConfig, attr
from boto3_assist.errors import ConditionalCheckFailedError, ItemNotFoundError

__all__ = ["MODELS", "Job", "Task", "Ticket", "Writer", "first_items"]


class Ticket(DynamoDBModel):
    """Moves: it was stored under ``ticket#…`` alone."""

    ticket_id: str
    project: str
    state: str = "open"
    count: int = 0

    item_config = ItemConfig(entity_type="ticket")
    primary = DynamoDBIndex.primary(pk="project#{project}", sk="ticket#{ticket_id}")
    by_state = DynamoDBIndex("gsi1", pk="ticket-state#{state}", sk="{ticket_id}")


class Task(DynamoDBModel):
    """Changes in place: it was in no index."""

    task_id: str
    state: str = "open"
    count: int = 0

    primary = DynamoDBIndex.primary(pk="task#{task_id}", sk="task")
    by_state = DynamoDBIndex("gsi1", pk="task-state#{state}", sk="{task_id}")


def _counted(item: dict[str, Any]) -> dict[str, Any]:
    return {"count": len(item.pop("ticks")), **item}


class Job(DynamoDBModel):
    """Is upcast: its count was a list of ticks."""

    job_id: str
    state: str = "open"
    count: int = 0
    version: int = 0

    item_config = ItemConfig(
        schema_version=2,
        version="version",
        upcasters={1: _counted},
    )
    primary = DynamoDBIndex.primary(pk="job#{job_id}", sk="job")


MODELS = (Ticket, Task, Job)


def first_items(name: str) -> list[dict[str, Any]]:
    """The items of one writer's name, as an older program stored them."""
    ticket = {"pk": f"ticket#{name}", "sk": "v1", "ticket_id": name, "project": name[0]}
    return [
        {**ticket, "state": "open", "count": 0, "entity_type": "ticket", "mark": name},
        {"pk": f"task#{name}", "sk": "task", "task_id": name, "state": "open", "mark": name},
        {"pk": f"job#{name}", "sk": "job", "job_id": name, "ticks": [], "version": 1, "mark": name},
    ]


@dataclass
class Writer:
    """Changes items of its own, by today's program, and remembers what each must be."""

    db: DynamoDB
    table: str
    random: Random
    names: list[str]
    stop: Event
    known: dict[tuple[type[Any], str], tuple[str, int] | None] = field(default_factory=dict)

    def run(self) -> None:
        for name in self.names:
            self.known |= {(model, name): ("open", 0) for model in MODELS}
        while not self.stop.is_set():
            model = self.random.choice(MODELS)
            name = self.random.choice(self.names)
            if self.random.random() < 0.05:
                self._create(model, f"{name}.{self.random.randrange(10**6)}")
            elif (before := self.known.get((model, name))) is not None:
                after = (self.random.choice(["open", "paid", "done"]), before[1] + 1)
                is_end = self.random.random() < 0.05
                self._change(model, name, None if is_end else after)
                self.known[model, name] = None if is_end else after

    def _create(self, model: type[Any], name: str) -> None:
        given = {"project": name[0]} if model is Ticket else {}
        given |= {f"{model.__name__.lower()}_id": name}
        self.db.save(model(**given), self.table)
        self.known[model, name] = ("open", 0)

    def _change(self, model: type[Any], name: str, after: tuple[str, int] | None) -> None:
        for _ in range(100):
            try:
                if model is Ticket and self._change_under_old_key(name, after):
                    return
                key = model.primary.key(**self._inputs(model, name))
                item = self.db.get(key, self.table).unwrap()
                if after is None:
                    self.db.delete(model=item, table_name=self.table)
                    return
                item.state, item.count = after
                if model is Job:
                    self.db.save(item, self.table)
                else:
                    self.db.update_item_partial(item, self.table)
                return
            except (ConditionalCheckFailedError, ItemNotFoundError):
                # It was moved, or written, between the read and the write.
                continue
        raise AssertionError(f"{model.__name__} {name} is lost")

    def _change_under_old_key(self, name: str, after: tuple[str, int] | None) -> bool:
        key = {"pk": f"ticket#{name}", "sk": "v1"}
        try:
            if after is None:
                self.db.delete(
                    primary_key=key, table_name=self.table, condition_expression=attr("pk").exists()
                )
            else:
                # What an index is made of changes, as an older program writes it.
                self.db.update_item_partial(
                    key,
                    self.table,
                    changes={"state": after[0], "count": after[1], f"m{after[1]}": True},
                    condition_expression=attr("pk").exists(),
                )
        except (ConditionalCheckFailedError, ItemNotFoundError):
            return False
        return True

    @staticmethod
    def _inputs(model: type[Any], name: str) -> dict[str, str]:
        inputs = {f"{model.__name__.lower()}_id": name}
        return {**inputs, "project": name[0]} if model is Ticket else inputs
