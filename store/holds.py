"""Where a deadline goes when it is extended, a hold ends or somebody objects: worked out by the rules it runs under."""

from datetime import datetime

from sqlalchemy import Connection, select

from rules.clocks import Clock
from rules.entries import Dates, Entry
from rules.programme import RecordStage, Stage
from rules.redating import redated, span_of, stood_still
from store import organisation
from store import tables as t
from store.nominations import Nomination
from store.rulebook import Rulebook


def extended(conn: Connection, nomination: Nomination, until: datetime, rulebook: Rulebook) -> Dates | None:
    """Return the instants of a nomination's stage when its deadline is extended; None if nothing runs there."""
    terms = _terms(conn, nomination, rulebook)
    if terms is None:
        return None
    entry, stage, clock = terms
    return redated(stage, until, clock) if entry.due_at else None


def released(conn: Connection, nomination: Nomination, now: datetime, rulebook: Rulebook) -> Dates | None:
    """Return where a nomination's deadline, or its time for comment, is when its hold ends now; None without either."""
    held_at = conn.execute(select(t.nominations.c.held_at).where(t.nominations.c.id == nomination.id)).scalar()
    terms = _terms(conn, nomination, rulebook)
    if terms is None or held_at is None:
        return None
    entry, stage, clock = terms
    since = max(held_at, nomination.stage_since)
    comment = stage.publish.comment if isinstance(stage, RecordStage) else None
    if comment is not None and entry.lapse_at is not None:
        return Dates(due_at=stood_still(entry.lapse_at, since, now, comment, clock))
    within = span_of(stage)
    if within is None or entry.due_at is None:
        return None
    return redated(stage, stood_still(entry.due_at, since, now, within, clock), clock)


def objected(conn: Connection, nomination: Nomination, now: datetime, rulebook: Rulebook) -> Dates | None:
    """Return until when somebody must rule on an objection that is raised now; None where the rules hear none."""
    terms = _hearing(conn, nomination, rulebook)
    if terms is None:
        return None
    entry, stage, clock = terms
    within = span_of(stage)
    return redated(stage, clock.after(now, within), clock) if within and entry.objected_at is None else None


def resumed(conn: Connection, nomination: Nomination, now: datetime, rulebook: Rulebook) -> Dates | None:
    """Return to when the time for comment runs if it goes on now; None if it does not stand still."""
    terms = _hearing(conn, nomination, rulebook)
    if terms is None:
        return None
    entry, stage, clock = terms
    comment = stage.publish.comment
    if entry.objected_at is None or entry.comment_until is None or comment is None:
        return None
    return Dates(due_at=stood_still(entry.comment_until, entry.objected_at, now, comment, clock))


def _hearing(conn: Connection, nomination: Nomination, rulebook: Rulebook) -> tuple[Entry, RecordStage, Clock] | None:
    """Return the terms under which objections to a nomination are heard; None where they are not."""
    terms = _terms(conn, nomination, rulebook)
    if terms is None or terms[0].ruled_by is None:
        return None
    entry, stage, clock = terms
    return (entry, stage, clock) if isinstance(stage, RecordStage) else None


def _terms(conn: Connection, nomination: Nomination, rulebook: Rulebook) -> tuple[Entry, Stage, Clock] | None:
    """Return the terms of a nomination's stage and the clock of its unit by which they were worked out, if any."""
    if nomination.entry is None:
        return None
    entry = Entry.model_validate(nomination.entry)
    rules = rulebook.of(conn, entry.edition)
    day = rules.clock.day(nomination.stage_since)
    whereabouts = organisation.tree(conn).whereabouts(nomination.unit_id, day)
    return entry, rules.stage_of(entry), rulebook.clock_of(conn, entry, whereabouts)


def before_open_vote(conn: Connection, nomination_id: str) -> bool:
    """Is a council voting on it now?"""
    c, s = t.candidates.c, t.sittings.c
    voting = select(c.nomination_id).join(t.sittings, s.id == c.sitting_id)
    return conn.execute(voting.where(c.nomination_id == nomination_id, s.status == "open")).first() is not None
