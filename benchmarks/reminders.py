"""Ten thousand reminders due at once to a thousand people: what is still owed, one message a person, handed to SMTP.

And what a sweep costs when there is much to come and nothing due.
"""

import asyncio
import resource
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import Connection

from activities import calls
from activities.deliveries import DeliveryHands
from activities.mailing import MailChannel
from benchmarks.figures import Figure
from benchmarks.house import Store, store
from benchmarks.rows import plant
from benchmarks.statements import counted
from settings import Mail
from store import organisation, reminders
from store import tables as t
from store.obligations import owed
from store.rulebook import Rulebook
from store.writing import portions

TITLE = "Reminders that are due at once"
LIMIT_S = 300


@dataclass(frozen=True, slots=True)
class Size:
    """How many reminders to how many leaders, each of a team of her own."""

    reminders: int
    people: int
    to_come: int


FULL = Size(10_000, 1_000, 100_000)
SMALL = Size(30, 5, 50)


async def measure(size: Size = FULL) -> list[Figure]:
    """Return how long the planning query takes, the queueing with its commit, and the way to a mail server."""
    with store() as here:
        figures = await asyncio.to_thread(_measure, here, size)
        figures += await _mailed(here, size)
        return figures + await asyncio.to_thread(_idle, here, size)


async def _mailed(here: Store, size: Size) -> list[Figure]:
    """Hand every message to a real SMTP server on this machine, one after the other over one connection."""
    office = _Office()
    controller = Controller(office, hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        mail = Mail(
            host="127.0.0.1", port=controller.port, tls="none", sender="bench@example.org", user=None,
            password_file=None, per_minute=1_000_000,
        )  # fmt: skip
        hands = DeliveryHands(here.database, Rulebook(), [MailChannel(mail, "bench")])
        began = time.perf_counter()
        done = await hands.deliver(calls.Instant(at=datetime.now(UTC)))
        mailed_s = time.perf_counter() - began
    finally:
        controller.stop()
    if not done.sent == office.taken == size.people:
        raise ValueError(f"{done.sent} sent and {office.taken} taken of {size.people}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return [
        Figure("handed to the mail server", mailed_s, "s", note=f"{done.sent:,} letters, each settled in the database"),
        Figure("memory for it", peak_mb, "MB", note="peak of the process, the mail server included"),
    ]


def _idle(here: Store, size: Size) -> list[Figure]:
    """Sweep when so many reminders are planned and none is due."""
    now = datetime.now(UTC)
    rows = [
        {
            "dedupe": f"idle|{number}", "about": f"idle-{number}", "obligation": "review", "kind": "first",
            "role": "leader", "unit_id": "nowhere", "at": now + timedelta(days=1), "state": "planned",
        }
        for number in range(size.to_come)
    ]  # fmt: skip
    with here.database.write() as conn:
        for some in portions(rows):
            conn.execute(t.reminders.insert(), list(some))
    began = time.perf_counter()
    with here.database.write() as conn:
        reminders.send_due(conn, now=now, on=here.rules.clock.day(now), rulebook=Rulebook())
    swept_ms = (time.perf_counter() - began) * 1000
    return [Figure("a sweep with nothing due", swept_ms, "ms", note=f"{size.to_come:,} to come")]


class _Office:
    """Takes every letter and keeps none."""

    taken = 0

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802
        self.taken += 1
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _measure(here: Store, size: Size) -> list[Figure]:
    with here.database.write() as conn:
        teams = _teams(conn, here, size.people)
    with here.database.write() as conn:
        ids = plant(conn, here, size.reminders, teams, stage="team")
        _owe(conn, ids, teams)
        conn.execute(t.people.update().where(t.people.c.id.like("bench-team-%")).values(email="leader@example.org"))
    now = datetime.now(UTC)
    began = time.perf_counter()
    with here.database.read() as conn:
        still = owed(conn, reminders.planned(conn, now, at_most=size.reminders + 1))
    planned_s = time.perf_counter() - began
    began = time.perf_counter()
    with here.database.write() as conn, counted(conn) as sent:
        done = reminders.send_due(conn, now=now, on=here.rules.clock.day(now), rulebook=Rulebook())
    queued_s = time.perf_counter() - began
    if not len(still) == done.queued == size.reminders:
        raise ValueError(f"{len(still)} due and {done.queued} queued of {size.reminders}")
    return [
        Figure("planning query", planned_s, "s", note=f"{len(still):,} due and still owed"),
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
