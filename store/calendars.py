"""The editions of calendars as they were kept, for ever: the last one that was adopted is the one that counts now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from rules.calendar import Calendar
from rules.calendar_editions import CalendarEdition, calendar_of, load_calendar, shipped
from store import tables as t
from store.writing import insert

_SEEN = "calendars"


@dataclass(frozen=True, slots=True)
class Kept:
    """One edition of a calendar: its hash, whose it is, and who adopted it when and why."""

    hash: str
    calendar: str
    adopted_at: datetime
    adopted_by: str
    note: str | None


def adopt(conn: Connection, edition: CalendarEdition, at: datetime, *, by: str, note: str | None = None) -> str:
    """Keep an edition of a calendar and let it count from now on; return its hash. The newest again is nothing."""
    conn.info.pop(_SEEN, None)
    if newest(conn).get(edition.name) == edition.hash:
        return edition.hash
    row = {"hash": edition.hash, "calendar": edition.name, "content": edition.content}
    conn.execute(insert(conn, t.calendar_editions).values(**row, adopted_at=at, adopted_by=by, note=note))
    conn.info.pop(_SEEN, None)
    return edition.hash


def keep_first(conn: Connection, name: str, at: datetime, *, by: str) -> str:
    """Keep the calendar that came with the programmes if none of that name was kept, and return what counts."""
    return newest(conn).get(name) or adopt(conn, shipped(name), at, by=by)


def newest(conn: Connection) -> Mapping[str, str]:
    """Return which edition of each calendar counts (name → hash); asked once a transaction."""
    now = conn.get_transaction()
    seen = conn.info.get(_SEEN)
    if seen is None or seen[0] is not now or now is None:
        c = t.calendar_editions.c
        found = conn.execute(select(c.calendar, c.hash).order_by(c.number))
        seen = conn.info[_SEEN] = now, {row.calendar: row.hash for row in found}
    counts: Mapping[str, str] = seen[1]
    return counts


def counting(conn: Connection, name: str) -> Calendar:
    """Return the calendar of that name as it counts now: as it was adopted last, or as it came with the programmes.

    Raise RuleFileError if it neither was adopted nor came with them.
    """
    hash_ = newest(conn).get(name)
    return by_hash(conn, hash_) if hash_ else load_calendar(name)


def by_hash(conn: Connection, hash_: str) -> Calendar:
    """Return the calendar that an edition says. Raise LookupError if it was never kept."""
    return calendar_of(edition(conn, hash_))


def edition(conn: Connection, hash_: str) -> CalendarEdition:
    """Return an edition as it was kept. Raise LookupError if it never was."""
    c = t.calendar_editions.c
    found = conn.execute(select(c.calendar, c.content).where(c.hash == hash_).order_by(c.number).limit(1)).first()
    if found is None:
        raise LookupError(hash_)
    return CalendarEdition(hash_, found.calendar, found.content)


def history(conn: Connection, name: str | None = None) -> tuple[Kept, ...]:
    """Return every edition of a calendar, or of all calendars, as it was adopted; the newest first."""
    c = t.calendar_editions.c
    found = select(c.hash, c.calendar, c.adopted_at, c.adopted_by, c.note).order_by(c.number.desc())
    return tuple(Kept(*row) for row in conn.execute(found if name is None else found.where(c.calendar == name)))
