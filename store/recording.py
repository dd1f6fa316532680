"""The last act of a nomination's way: it is written in the book, together with those of its sitting, in order of rank.

Whose time for comment is still running is left for later.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, select

from rules.amounts import Fund
from rules.deadlines import instant
from rules.entries import Entry
from rules.errors import RuleBroken
from rules.period_keys import Period
from rules.programme import RecordStage
from store import audit, books, instance, organisation
from store import tables as t
from store.outcomes import IN_THE_BOOK, audited, write_in_book
from store.rulebook import Rulebook, Rules
from store.unit_tree import UnitTree


def record(
    conn: Connection, nomination_id: str, entry: Entry, rulebook: Rulebook, *, at: datetime, epoch: str
) -> books.Entry | None:
    """Write a nomination whose time for comment is over in the book; again, return the line it has.

    The others that its sitting selected come into the book with it, best first, so that the numbers follow the
    ranks and not the order in which messages happened to arrive.
    Where the reward comes from a fund, each is written for itself; None if not enough is left in this period.
    Raise WrongEpoch for a writer of another time, RuleBroken `wrong_stage` if it does not wait for the book.
    """
    instance.refuse_stranger(conn, epoch)
    rules = rulebook.of(conn, entry.edition)
    stage = rules.stage_of(entry)
    if not isinstance(stage, RecordStage):
        raise RuleBroken("wrong_stage", stage=entry.stage)
    known = books.entry_of(conn, stage.gives.book, nomination_id)
    if known is not None:
        return known
    waiting = _waiting(conn, nomination_id, stage.stage)
    this = next((row for row in waiting if row.id == nomination_id), None)
    if this is None:
        raise RuleBroken("wrong_stage", stage=entry.stage)
    written = books.entries_of(conn, stage.gives.book, [row.id for row in waiting])
    if nomination_id in written:  # somebody else wrote it while we waited for the rows
        return written[nomination_id]
    units = organisation.tree(conn)
    ready = [
        row
        for row in waiting
        if row.id not in written and (row.id == nomination_id or _is_due(row, stage.stage, rules, units, at))
    ]
    unit_id = _holder(conn, this, stage.gives.book, rules, units, rules.clock.day(at))
    if stage.fund is not None:
        if not _is_enough(conn, stage.fund, stage.gives.book, unit_id, this.reward_vnd, rules, at):
            return None
        ready = [this]
    lines = write_in_book(conn, stage.gives, unit_id, ready, rules=rules, at=at)
    audit.append(conn, audited(conn, lines, at))
    return next(line for line in lines if line.nomination_id == nomination_id)


def _is_enough(
    conn: Connection, fund: Fund, book: str, unit_id: str, reward_vnd: int | None, rules: Rules, at: datetime
) -> bool:
    """Has the fund enough left in the period that `at` lies in? Nobody else takes from it until this is over."""
    day, zone = rules.clock.day(at), rules.clock.zone
    period = Period.containing(day, fund.every)
    since, until = (instant(first, time(), zone) for first in (period.start, period.next().start))
    given = books.paid(conn, books.Series(book, unit_id, day.year), since, until)
    return given + (reward_vnd or 0) <= fund.at_most.vnd


def _waiting(conn: Connection, nomination_id: str, stage: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the nomination and those of its sitting that wait for the book, best first; their rows are held."""
    n = t.nominations.c
    sitting_id = select(n.sitting_id).where(n.id == nomination_id).scalar_subquery()
    held = conn.execute(
        select(*(n[name] for name in ("id", "unit_id", "rank", "logged_at", "stage_since", "entry", *IN_THE_BOOK)))
        .where((n.sitting_id == sitting_id) | (n.id == nomination_id), n.stage == stage, n.status == "open")
        .order_by(n.id)  # every writer of many rows holds them in this order
        .with_for_update()
    ).all()
    return sorted(held, key=lambda row: (row.rank or 0, row.logged_at, row.id))


def _is_due(row: Row[*tuple[Any, ...]], stage_name: str, rules: Rules, units: UnitTree, at: datetime) -> bool:
    """Return whether the time for comment on another of the sitting is over, as its own unit has it, and no more.

    While an objection to it is open, that time stands still.
    """
    if row.entry is not None:
        entry = Entry.model_validate(row.entry)
        return entry.objected_at is None and (entry.lapse_at is None or entry.lapse_at <= at)
    since: datetime = row.stage_since
    terms = rules.terms(stage_name, units.whereabouts(row.unit_id, rules.clock.day(since)), rules.clock.day(since))
    comment = terms.stage.publish.comment if isinstance(terms.stage, RecordStage) else None
    return comment is None or terms.clock.after(since, comment) <= at


def _holder(conn: Connection, row: Row[*tuple[Any, ...]], book: str, rules: Rules, units: UnitTree, day: date) -> str:
    """Return the unit whose book it is: that of the council that decided, though its unit may have ended since."""
    s, c = t.sittings.c, t.councils.c
    decided_by = (
        select(s.unit_id).join(t.councils, c.id == s.council_id).where(s.id == row.sitting_id, c.stage_council == book)
    )
    unit_id: str | None = conn.execute(decided_by).scalar()
    return unit_id or units.meant(rules.programme.where(book), row.unit_id, day) or row.unit_id
