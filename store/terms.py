"""Which edition, which exceptions and which calendar applied to every stage a nomination stood in. Judges nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from rules.entries import Entry
from store import tables as t
from store.writing import insert


@dataclass(frozen=True, slots=True)
class StageTerms:
    """The terms of a stage from the event `number` on, until the next ones; `due_at` is the deadline they set."""

    number: int
    stage: str
    at: datetime
    edition: str
    calendar_edition: str
    exceptions: tuple[int, ...]
    due_at: datetime | None


def keep(conn: Connection, found: Iterable[tuple[str, int, datetime, Entry]]) -> None:
    """Keep terms (nomination, number of the last event, instant, entry); what is there already stays."""
    rows = [
        {
            "nomination_id": nomination_id,
            "number": number,
            "stage": entry.stage,
            "at": at,
            "edition": entry.edition,
            "calendar_edition": entry.calendar_edition,
            "exceptions": list(entry.exceptions),
            "due_at": entry.due_at,
        }
        for nomination_id, number, at, entry in found
    ]
    if rows:
        conn.execute(insert(conn, t.terms).on_conflict_do_nothing(), rows)


def of_nomination(conn: Connection, nomination_id: str) -> tuple[StageTerms, ...]:
    """Return all terms that a nomination has stood under, the first ones first."""
    c = t.terms.c
    found = conn.execute(
        select(c.number, c.stage, c.at, c.edition, c.calendar_edition, c.exceptions, c.due_at)
        .where(c.nomination_id == nomination_id)
        .order_by(c.number)
    )
    return tuple(StageTerms(*row[:5], tuple(row.exceptions), row.due_at) for row in found)
