"""The last act of a nomination's way: it is written in the book, together with all of its sitting, in order of rank."""

from datetime import date, datetime

from sqlalchemy import Connection, select

from rules.entries import Entry
from rules.errors import RuleBroken
from rules.programme import RecordStage
from store import audit, books, organisation
from store import tables as t
from store.outcomes import write_in_book
from store.places import council_unit
from store.rulebook import Rulebook


def record(conn: Connection, nomination_id: str, entry: Entry, rulebook: Rulebook, *, at: datetime) -> books.Entry:
    """Write a nomination whose time for comment is over in the book; again, return the line it has.

    The others that its sitting selected come into the book with it, best first, so that the numbers follow the
    ranks and not the order in which messages happened to arrive.
    """
    rules = rulebook.of(conn, entry.edition)
    stage = rules.stage(entry.stage)
    if not isinstance(stage, RecordStage):
        raise RuleBroken("wrong_stage", stage=entry.stage)
    known = books.entry_of(conn, stage.gives.book, nomination_id)
    if known is not None:
        return known
    n = t.nominations.c
    sitting_id = select(n.sitting_id).where(n.id == nomination_id).scalar_subquery()
    ready = conn.execute(
        select(n.id, n.title, n.unit_id, n.is_sample, n.sitting_id)
        .where((n.sitting_id == sitting_id) | (n.id == nomination_id), n.stage == entry.stage, n.status == "open")
        .order_by(n.rank, n.id)
        .with_for_update()
    ).all()
    unit_id = _holder(conn, ready[0].unit_id, stage.gives.book, rules.clock.day(at))
    lines = write_in_book(conn, stage.gives, unit_id, ready, rules=rules, at=at)
    audit.append(
        conn,
        [audit.AuditLine(at=at, actor_id=None, action="recorded", object=f"entries:{line.id}") for line in lines],
    )
    return next(line for line in lines if line.nomination_id == nomination_id)


def _holder(conn: Connection, unit_id: str, book: str, day: date) -> str:
    """Return the unit whose book it is."""
    return council_unit(organisation.tree(conn), unit_id, book, day) or unit_id
