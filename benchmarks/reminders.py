"""Ten thousand reminders due at once to a thousand people: what is still owed, one message a person, all queued."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from benchmarks.figures import Figure
from benchmarks.house import Store, store
from benchmarks.rows import plant
from benchmarks.statements import counted
from store import organisation, reminders
from store import tables as t
from store.rulebook import Rulebook
from store.writing import portions

TITLE = "Reminders that are due at once"
LIMIT_S = 300


@dataclass(frozen=True, slots=True)
class Size:
    """How many reminders to how many leaders, each of a team of her own."""

    reminders: int
    people: int


FULL = Size(10_000, 1_000)
SMALL = Size(30, 5)


async def measure(size: Size = FULL) -> list[Figure]:
    """Return how long the planning query takes, and the queueing with its commit."""
    return await asyncio.to_thread(_measure, size)


def _measure(size: Size) -> list[Figure]:
    with store() as here:
        with here.database.write() as conn:
            teams = _teams(conn, here, size.people)
        with here.database.write() as conn:
            ids = plant(conn, here, size.reminders, teams, stage="team")
            _owe(conn, ids, teams)
        now = datetime.now(UTC)
        began = time.perf_counter()
        with here.database.read() as conn:
            due = reminders.due_now(conn, now)
        planned_s = time.perf_counter() - began
        began = time.perf_counter()
        with here.database.write() as conn, counted(conn) as sent:
            done = reminders.send_due(conn, now=now, on=here.rules.clock.day(now), rulebook=Rulebook())
        queued_s = time.perf_counter() - began
    if not len(due) == done.queued == size.reminders:
        raise ValueError(f"{len(due)} due and {done.queued} queued of {size.reminders}")
    return [
        Figure("planning query", planned_s, "s", note=f"{len(due):,} due and still owed"),
        Figure("digested and queued", queued_s, "s", 5, note=f"{done.messages:,} messages, {len(sent)} statements"),
        Figure("both", planned_s + queued_s, "s", 5),
    ]


def _teams(conn: Connection, here: Store, count: int) -> list[str]:
    """Make so many teams below the communes, each with a leader, and return their ids."""
    above = here.councils()
    ids = [f"bench-team-{number:04}" for number in range(count)]
    units = [
        {"id": id_, "name_vi": f"[Mẫu] Đội {number}", "kind": "team", "parent_id": above[number % len(above)]}
        for number, id_ in enumerate(ids)
    ]
    leaders = [{"id": f"{id_}.leader", "name": f"[Mẫu] Đội trưởng {id_}", "unit_id": id_} for id_ in ids]
    grants = [{"id": f"{id_}.leader", "person_id": f"{id_}.leader", "role": "leader", "unit_id": id_} for id_ in ids]
    for table, rows in ((t.units, units), (t.people, leaders), (t.grants, grants)):
        for some in portions(rows):
            conn.execute(table.insert(), list(some))
    organisation.tree(conn)
    return ids


def _owe(conn: Connection, ids: Sequence[str], teams: Sequence[str]) -> None:
    at = datetime.now(UTC) - timedelta(minutes=1)
    rows: list[dict[str, Any]] = [
        {
            "dedupe": f"bench|{id_}",
            "about": id_,
            "obligation": "review",
            "kind": "first",
            "role": "leader",
            "unit_id": teams[number % len(teams)],
            "at": at,
            "state": "planned",
        }
        for number, id_ in enumerate(ids)
    ]
    for some in portions(rows):
        conn.execute(t.reminders.insert(), list(some))
