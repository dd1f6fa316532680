"""A sitting's instants are moved by a person, with a reason. Timers are the workflow's; here are the rows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from store import notices, sittings
from store import tables as t
from store.rulebook import Rulebook
from store.sitting_ledger import Note, note


@dataclass(frozen=True, slots=True)
class Move:
    """Where a sitting's instants go (None stays), who moved them and why."""

    sitting_id: str
    by: str
    because: str
    votes_open_at: datetime | None
    votes_close_at: datetime | None


def reschedule(conn: Connection, move: Move, *, at: datetime, epoch: str, rulebook: Rulebook) -> None:
    """Write a move down and plan the reminders of those who have not voted anew; again, change nothing."""
    sitting = sittings.lock(conn, move.sitting_id)
    asked = {"votes_open_at": move.votes_open_at, "votes_close_at": move.votes_close_at}
    moved = {name: instant for name, instant in asked.items() if instant and instant != getattr(sitting, name)}
    if not moved:
        return
    conn.execute(update(t.sittings).where(t.sittings.c.id == move.sitting_id).values(moved))
    told = {name: instant.isoformat() for name, instant in moved.items()} | {"because": move.because}
    note(conn, [Note(sitting.id, sitting.number, "rescheduled", at, epoch, told, move.by)])
    if sitting.status == sittings.OPEN:
        rules = rulebook.of(conn, sitting.edition)
        moved_sitting = sittings.lock(conn, move.sitting_id)
        notices.of_reschedule(conn, moved_sitting, rules.council(sitting.stage), rules, at=at)
