"""What the ledger knows that should have a workflow: enough of each to build it anew. Reads only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, or_, select

from rules.entries import Entry
from rules.events import Event
from rules.nomination import fold
from store import ledger
from store import tables as t
from store.hearings import Hearing, hearings
from store.rulebook import Rulebook

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


@dataclass(frozen=True, slots=True)
class LostNomination:
    """Everything that happened to a nomination, the terms of its stage, and what it has not been told yet."""

    nomination_id: str
    events: tuple[Event, ...]
    entry: Entry | None
    hearing: Hearing | None


@dataclass(frozen=True, slots=True)
class LostSitting:
    """A sitting that has something left to do."""

    sitting_id: str
    programme: str
    stage: str
    unit_id: str
    period: str
    votes_open_at: datetime


def open_nominations(conn: Connection) -> frozenset[str]:
    """Return the ids of all nominations whose way is not over."""
    n = t.nominations.c
    return frozenset(conn.execute(select(n.id).where(n.status != "ended")).scalars())


def open_sittings(conn: Connection) -> tuple[LostSitting, ...]:
    """Return the sittings that have a vote to open or close, or a waiting list to end."""
    s, c = t.sittings.c, t.candidates.c
    waiting = select(c.sitting_id).where(c.outcome == "waiting")
    found = conn.execute(
        select(s.id, s.programme, s.stage, s.unit_id, s.period, s.votes_open_at)
        .where(or_(s.status.in_(["planned", "open", "closed"]), s.id.in_(waiting)))
        .order_by(s.id)
    )
    return tuple(LostSitting(*row) for row in found)


def lost(conn: Connection, nomination_ids: Collection[str], rulebook: Rulebook) -> tuple[LostNomination, ...]:
    """Return what it takes to build these nominations anew."""
    n = t.nominations.c
    rows = conn.execute(select(n.id, n.entry, n.sitting_id).where(n.id.in_(nomination_ids)).order_by(n.id)).all()
    untold = {
        hearing.nomination_id: hearing
        for sitting_id in sorted({row.sitting_id for row in rows if row.sitting_id})
        for hearing in hearings(conn, sitting_id, rulebook)
    }
    return tuple(_lost(conn, row.id, row.entry, untold.get(row.id)) for row in rows)


def _lost(conn: Connection, id_: str, entry: object, hearing: Hearing | None) -> LostNomination:
    events = tuple(_EVENT.validate_python(dict(line.body)) for line in ledger.events_of(conn, id_))
    stage = fold(id_, events).stage
    terms = Entry.model_validate(entry) if entry else None
    is_told = hearing is None or hearing.leads_to == stage
    return LostNomination(id_, events, terms if terms and terms.stage == stage else None, None if is_told else hearing)
