"""Who holds an office at a unit, and who sits in its councils, on a day. Reads only."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from store import tables as t


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a person holds for a unit, until its last day (None: no end is known)."""

    person_id: str
    role: str
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat in a council of a unit."""

    council: str
    person_id: str
    post: str
    voting: bool


def held(conn: Connection, unit_id: str, on: date) -> tuple[Held, ...]:
    """Return the offices that are held for a unit itself, by role and person."""
    g = t.grants.c
    found = conn.execute(
        select(g.person_id, g.role, g.valid_to)
        .where(g.unit_id == unit_id, _on(g.valid_from, g.valid_to, on))
        .order_by(g.role, g.person_id)
    )
    return tuple(Held(*row) for row in found)


def seated(conn: Connection, unit_id: str, on: date) -> tuple[Seated, ...]:
    """Return who sits in the councils of a unit, by council, post and person."""
    c, s = t.councils.c, t.seats.c
    found = conn.execute(
        select(c.name, s.person_id, s.post, s.voting)
        .join(t.councils, c.id == s.council_id)
        .where(c.unit_id == unit_id, _on(s.valid_from, s.valid_to, on))
        .order_by(c.name, s.post, s.person_id)
    )
    return tuple(Seated(*row) for row in found)


def _on(first: ColumnElement[date | None], last: ColumnElement[date | None], on: date) -> ColumnElement[bool]:
    return and_(or_(first.is_(None), first <= on), or_(last.is_(None), on <= last))
