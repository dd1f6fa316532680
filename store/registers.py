"""What the register holds of one person or unit, with its days, past and to come. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from store import tables as t
from store.imports.tables import COLUMNS, Table


@dataclass(frozen=True, slots=True)
class Office:
    """A role for a unit and all below it, from the first to the last day, inclusive (None: without an end)."""

    role: str
    unit_id: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat in a council of a unit; `council` is the place of a programme that the council is called after."""

    council: str
    unit_id: str
    post: str
    voting: bool
    category: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Deputy:
    """`deputy_id` acts instead of `person_id`, and why."""

    person_id: str
    deputy_id: str
    reason: str | None
    valid_from: date | None
    valid_to: date | None


def as_typed(conn: Connection, table: Table, values: Mapping[str, str]) -> dict[str, str]:
    """Return what the register has for the unit or the person that `values` name (column → text); else nothing.

    So a form begins with the whole row: what it left empty would be emptied.
    """
    if table not in ("units", "people"):
        return {}
    kept, column = (t.units, "unit_id") if table == "units" else (t.people, "person_id")
    row = conn.execute(select(kept).where(kept.c.id == values.get(column, ""))).mappings().first()
    if row is None:
        return {}
    there = {**row, column: row["id"]}
    return {name: str(there[name]) for names in COLUMNS[table] for name in names if there.get(name) is not None}


def offices_of(conn: Connection, person_id: str) -> tuple[Office, ...]:
    """Return every office a person has held, holds or will hold, the newest first."""
    g = t.grants.c
    found = select(g.role, g.unit_id, g.valid_from, g.valid_to).where(g.person_id == person_id)
    return tuple(Office(*row) for row in conn.execute(found.order_by(g.valid_from.desc(), g.role, g.unit_id)))


def seats_of(conn: Connection, person_id: str) -> tuple[Seat, ...]:
    """Return every seat of a person, the newest first."""
    c, s = t.councils.c, t.seats.c
    found = (
        select(c.stage_council, c.unit_id, s.post, s.voting, s.category, s.valid_from, s.valid_to)
        .join(t.councils, c.id == s.council_id)
        .where(s.person_id == person_id)
    )
    return tuple(Seat(*row) for row in conn.execute(found.order_by(s.valid_from.desc(), c.unit_id)))


def deputies_of(conn: Connection, person_id: str) -> tuple[Deputy, ...]:
    """Return who acts, acted or will act instead of a person, and instead of whom she does; the newest first."""
    d = t.deputies.c
    found = select(d.person_id, d.deputy_id, d.reason, d.valid_from, d.valid_to).where(
        (d.person_id == person_id) | (d.deputy_id == person_id)
    )
    return tuple(Deputy(*row) for row in conn.execute(found.order_by(d.valid_from.desc(), d.deputy_id)))
