"""Who wants to be reminded of something only later. A snooze ends at its instant, or when the deadline comes nearer."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from rules.errors import RuleBroken
from store import tables as t
from store.writing import insert, portions

Snoozed = dict[tuple[str, str], datetime]
"""(person, what it is about) → until when she is left in peace about it."""


def snooze(conn: Connection, person_id: str, about: str, until: datetime, *, now: datetime) -> datetime:
    """Leave a person in peace about something until an instant before its deadline; return that deadline.

    Raise RuleBroken `nothing_to_snooze` if no reminder of it is planned, `not_later` for an instant that is past,
    `past_deadline` for one that is not before the deadline.
    """
    due_at = deadline(conn, about)
    if due_at is None:
        raise RuleBroken("nothing_to_snooze", about=about)
    if until <= now:
        raise RuleBroken("not_later", due_at=now.isoformat())
    if until >= due_at:
        raise RuleBroken("past_deadline", due_at=due_at.isoformat())
    line = insert(conn, t.snoozes).values(person_id=person_id, about=about, until=until, made_at=now)
    conn.execute(
        line.on_conflict_do_update(index_elements=["person_id", "about"], set_={"until": until, "made_at": now})
    )
    return due_at


def wake(conn: Connection, person_id: str, about: str) -> bool:
    """End a snooze; return whether there was one."""
    s = t.snoozes.c
    return bool(conn.execute(delete(t.snoozes).where(s.person_id == person_id, s.about == about)).rowcount)


def deadline(conn: Connection, about: str) -> datetime | None:
    """Return the deadline that the reminders still planned about something remind of."""
    r = t.reminders.c
    return conn.execute(select(func.max(r.due_at)).where(r.about == about, r.state == "planned")).scalar()


def of(conn: Connection, person_ids: Collection[str], *, after: datetime) -> Snoozed:
    """Return the snoozes of many people that last beyond an instant."""
    s = t.snoozes.c
    found: Snoozed = {}
    for some in portions(sorted(person_ids)):
        rows = conn.execute(select(s.person_id, s.about, s.until).where(s.person_id.in_(some), s.until > after))
        found.update(((person_id, about), until) for person_id, about, until in rows)
    return found
