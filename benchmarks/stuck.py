"""Finding what is stuck among a hundred thousand open nominations, on SQLite and on PostgreSQL."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text, update

from benchmarks.figures import Figure, spread
from benchmarks.house import Store, store
from benchmarks.postgres import postgres
from benchmarks.rows import plant
from rules.periods import Period
from store import organisation
from store import tables as t
from store.nominations import EVERYTHING
from store.stuck import pages
from store.stuck.pages import Wanted
from store.writing import portions

TITLE = "Finding what is stuck"
LIMIT_S = 900
_TARGETS = (300.0, 300.0)


@dataclass(frozen=True, slots=True)
class Size:
    """How many nominations are open, how many of them are stuck, and how often each page is asked for."""

    nominations: int
    stuck: int
    each: int


FULL = Size(100_000, 5_000, 10)
SMALL = Size(200, 40, 2)


async def measure(size: Size = FULL) -> list[Figure]:
    """Return how long a page takes on each database."""
    return await asyncio.to_thread(_measure, size)


def _measure(size: Size) -> list[Figure]:
    figures = _on("SQLite", size, store)
    with postgres() as url:
        return [*figures, *_on("PostgreSQL", size, lambda: store(url))]


def _on(name: str, size: Size, there: Callable[[], AbstractContextManager[Store]]) -> list[Figure]:
    with there() as here:
        now = datetime.now(UTC)
        with here.database.write() as conn:
            _fill(conn, here, size, now)
        if not here.database.is_sqlite:
            with here.database.write() as conn:
                conn.execute(text("ANALYZE"))
        figures = []
        for what, wanted, cursor in _questions(here, now):
            took = [_timed(here, wanted, cursor, now) for _ in range(size.each)]
            note = f"{size.nominations:,} open, {size.stuck:,} stuck, 50 a page"
            figures += spread(f"{name}: {what}", took, _TARGETS, note)
        began = time.perf_counter()
        with here.database.read() as conn:
            found = sum(pages.counts(conn, here.rulebook, EVERYTHING, now=now).values())
        figures.append(Figure(f"{name}: counts by cause", (time.perf_counter() - began) * 1000, "ms"))
    if found < size.stuck:
        raise ValueError(f"{found} found of {size.stuck}")
    return figures


def _questions(here: Store, now: datetime) -> list[tuple[str, Wanted, str | None]]:
    units = here.councils()
    with here.database.read() as conn:
        first = pages.page(conn, here.rulebook, EVERYTHING, now=now)
    return [
        ("first page", Wanted(), None),
        ("second page", Wanted(), first.next),
        ("one cause", Wanted(causes={"decider_gone"}), None),
        ("one unit", Wanted(unit_ids={units[0]}), None),
    ]


def _timed(here: Store, wanted: Wanted, cursor: str | None, now: datetime) -> float:
    began = time.perf_counter()
    with here.database.read() as conn:
        pages.page(conn, here.rulebook, EVERYTHING, wanted, now=now, cursor=cursor)
    return time.perf_counter() - began


def _fill(conn: Connection, here: Store, size: Size, now: datetime) -> None:
    """Half are at their teams in time, half before councils that sit next month; of the stuck, a third each is past
    its deadline, belongs to somebody who has left, or is before a vote that closes within the hour."""
    units = here.councils()
    ids = plant(conn, here, size.nominations, units, stage="team")
    _lead(conn, units)
    council = next(stage for stage in here.rules.programme.stages if stage.kind == "council")
    sitting_ids = [_sit(conn, here, unit_id, council.stage, now, is_open=False) for unit_id in units]
    voting = _sit(conn, here, units[0], council.stage, now, is_open=True)
    n = t.nominations.c
    conn.execute(update(t.nominations).values(due_at=now + timedelta(days=40)))
    third = size.stuck // 3
    late, left, votes = ids[:third], ids[third : 2 * third], ids[2 * third : size.stuck]
    before: dict[str, Any] = {"stage": council.stage, "waits_for_role": None, "waits_for_unit_id": None, "due_at": None}
    entry = {"stage": council.stage, "kind": "council", "edition": here.rules.edition, "leads_to": {}}
    _change(conn, ids[size.nominations // 2 :], before | {"entry": entry})
    _change(conn, late, {"due_at": now - timedelta(hours=1)})
    conn.execute(
        t.people.insert().values(id="bench.left", name="[Mẫu] Đã nghỉ", unit_id=units[0], active_to=now.date())
    )
    conn.execute(update(t.people).where(t.people.c.id == "bench.left").values(active_to=now.date() - timedelta(days=3)))
    _change(conn, left, {"assignee_id": "bench.left"})
    _change(conn, votes, before | {"entry": entry, "sitting_id": voting})
    conn.execute(update(t.nominations).where(n.sitting_id.is_(None)).values(stage_since=now - timedelta(days=9)))
    organisation.tree(conn)
    if len(sitting_ids) != len(units):
        raise ValueError("a council has no sitting")


def _lead(conn: Connection, units: Sequence[str]) -> None:
    people = [{"id": f"{id_}.bench", "name": f"[Mẫu] {id_}", "unit_id": id_} for id_ in units]
    grants = [{"id": f"{id_}.bench", "person_id": f"{id_}.bench", "role": "leader", "unit_id": id_} for id_ in units]
    conn.execute(t.people.insert(), people)
    conn.execute(t.grants.insert(), grants)


def _sit(conn: Connection, here: Store, unit_id: str, stage: str, now: datetime, *, is_open: bool) -> str:
    id_ = f"bench/{unit_id}/{'open' if is_open else 'planned'}"
    closes = now + timedelta(hours=1) if is_open else now + timedelta(days=60)
    conn.execute(
        t.sittings.insert().values(
            id=id_,
            period_id=id_,
            programme=here.programme,
            stage=stage,
            unit_id=unit_id,
            period=Period.containing(here.rules.clock.day(closes), here.rules.council(stage).every).key,
            status="open" if is_open else "planned",
            candidates_close_at=closes,
            votes_open_at=closes,
            votes_close_at=closes,
            opened_at=now - timedelta(days=2) if is_open else None,
            members=5 if is_open else None,
        )
    )
    if is_open:
        seats = [
            {"sitting_id": id_, "person_id": f"{unit_id}.m{number}", "post": "member", "voting": True}
            for number in range(5)
        ]
        conn.execute(t.roster.insert(), seats)
        conn.execute(t.candidates.insert().values(sitting_id=id_, nomination_id="bench", round=1, position=0))
    return id_


def _change(conn: Connection, ids: Sequence[str], to: dict[str, Any]) -> None:
    for some in portions(ids):
        conn.execute(update(t.nominations).where(t.nominations.c.id.in_(some)).values(to))
