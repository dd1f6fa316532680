"""The draft of a log entry, as its author has typed it so far: one a person, read by nobody else, gone once logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from store import tables as t
from store.writing import insert

d = t.log_drafts.c


@dataclass(frozen=True, slots=True)
class LogDraft:
    """What was typed (name, text), checked by nothing, and when."""

    fields: Sequence[tuple[str, str]]
    saved_at: datetime


def save(conn: Connection, person_id: str, fields: Sequence[tuple[str, str]], *, now: datetime) -> None:
    """Keep what a person has typed, in place of what she had before."""
    kept = {"fields": [list(pair) for pair in fields], "saved_at": now}
    line = insert(conn, t.log_drafts).values(person_id=person_id, **kept)
    conn.execute(line.on_conflict_do_update(index_elements=["person_id"], set_=kept))


def of(conn: Connection, person_id: str) -> LogDraft | None:
    """Return a person's draft; None if she has none."""
    found = conn.execute(select(d.fields, d.saved_at).where(d.person_id == person_id)).first()
    return LogDraft([(str(name), str(text)) for name, text in found.fields], found.saved_at) if found else None


def discard(conn: Connection, person_id: str) -> None:
    """Forget a person's draft; that there is none is well."""
    conn.execute(delete(t.log_drafts).where(d.person_id == person_id))
