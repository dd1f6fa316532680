"""Writing in a Golden Book: numbers without a gap, one series a book, unit and year. Never takes anything out.

Whoever writes or annotates a line tells the audit chain in the same transaction, with the line's new hash
(`audit.row_hash`): a line that changed without it is found out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from store import tables as t
from store.writing import insert


@dataclass(frozen=True, slots=True)
class Series:
    """One run of numbers: `book` is the place it is called after, `unit_id` whose book it is."""

    book: str
    unit_id: str
    year: int


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be written; `decision` is the number's form ("{n}/QĐ-CNVT") or None, `document` which paper it is."""

    nomination_id: str
    title: str
    recorded_at: datetime
    sitting_id: str | None = None
    document: str | None = None
    decision: str | None = None
    published_at: datetime | None = None
    is_sample: bool = False
    award: str | None = None
    reward_vnd: int | None = None
    score: int | None = None
    score_of: int | None = None
    band: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a book."""

    id: str
    book: str
    unit_id: str
    year: int
    number: int
    nomination_id: str
    sitting_id: str | None
    document: str | None
    decision_no: str | None
    recorded_at: datetime
    published_at: datetime | None
    title: str
    note: str | None
    is_sample: bool
    award: str | None = None
    reward_vnd: int | None = None
    score: int | None = None
    score_of: int | None = None
    band: str | None = None


def record(conn: Connection, series: Series, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
    """Write `entries` under the next numbers of `series`, in order, and return their lines.

    A nomination that this book has already keeps its line and number, and takes no new one.
    """
    number = _lock(conn, series)
    known = entries_of(conn, series.book, [new.nomination_id for new in entries])
    rows = []
    for new in entries:
        if new.nomination_id not in known:
            number += 1
            row = _row(series, number, new)
            known[new.nomination_id] = Entry(**row)
            rows.append(row)
    if rows:
        conn.execute(t.entries.insert(), rows)
        conn.execute(update(t.books).where(*_is(series)).values(last_number=number))
    return tuple(known[new.nomination_id] for new in entries)


def paid(conn: Connection, series: Series, since: datetime, until: datetime) -> int:
    """Return how much the book gave from `since` on and before `until`, in đồng; nobody else writes in it meanwhile."""
    _lock(conn, series)
    e = t.entries.c
    given = select(func.coalesce(func.sum(e.reward_vnd), 0)).where(
        e.book == series.book, e.unit_id == series.unit_id, e.recorded_at >= since, e.recorded_at < until
    )
    return int(conn.execute(given).scalar_one() or 0)


def entry_of(conn: Connection, book: str, nomination_id: str) -> Entry | None:
    """Return the line of `nomination_id` in `book`, if it is there."""
    return entries_of(conn, book, [nomination_id]).get(nomination_id)


def entries_of(conn: Connection, book: str, nomination_ids: Sequence[str]) -> dict[str, Entry]:
    """Return the lines of those of the nominations that are in `book` (nomination → line)."""
    e = t.entries.c
    found = conn.execute(select(t.entries).where(e.book == book, e.nomination_id.in_(nomination_ids)))
    return {row.nomination_id: Entry(*row) for row in found}


def annotate(conn: Connection, entry_id: str, note: str) -> None:
    """Put a note beside a line, as a revocation does; the line itself stays."""
    conn.execute(update(t.entries).where(t.entries.c.id == entry_id).values(note=note))


def _lock(conn: Connection, series: Series) -> int:
    start = {"book": series.book, "unit_id": series.unit_id, "year": series.year, "last_number": 0}
    conn.execute(insert(conn, t.books).values(start).on_conflict_do_nothing())
    return conn.execute(select(t.books.c.last_number).where(*_is(series)).with_for_update()).scalar_one()


def _is(series: Series) -> tuple[Any, ...]:
    b = t.books.c
    return b.book == series.book, b.unit_id == series.unit_id, b.year == series.year


def _row(series: Series, number: int, new: NewEntry) -> dict[str, Any]:
    return {
        "id": f"{series.book}/{series.unit_id}/{series.year}/{number}",
        "book": series.book,
        "unit_id": series.unit_id,
        "year": series.year,
        "number": number,
        "nomination_id": new.nomination_id,
        "sitting_id": new.sitting_id,
        "document": new.document,
        "decision_no": new.decision and new.decision.replace("{n}", str(number)),
        "recorded_at": new.recorded_at,
        "published_at": new.published_at,
        "title": new.title,
        "note": None,
        "is_sample": new.is_sample,
        "award": new.award,
        "reward_vnd": new.reward_vnd,
        "score": new.score,
        "score_of": new.score_of,
        "band": new.band,
    }
