"""Where a deadline goes when it is extended, or when a hold ends: worked out by the rules under which it runs."""

from datetime import datetime

from sqlalchemy import Connection, select

from rules.entries import Dates, Entry
from rules.redating import redated, span_of, stood_still
from store import tables as t
from store.nominations import Nomination
from store.rulebook import Rulebook


def extended(conn: Connection, nomination: Nomination, until: datetime, rulebook: Rulebook) -> Dates | None:
    """Return the instants of a nomination's stage when its deadline is extended; None if nothing runs there."""
    if nomination.entry is None:
        return None
    entry = Entry.model_validate(nomination.entry)
    rules = rulebook.of(conn, entry.edition)
    return redated(rules.stage_of(entry), until, rules.clock) if entry.due_at else None


def released(conn: Connection, nomination: Nomination, now: datetime, rulebook: Rulebook) -> Dates | None:
    """Return where a nomination's deadline stands when its hold ends now; None if it has none, or is not held."""
    held_at = conn.execute(select(t.nominations.c.held_at).where(t.nominations.c.id == nomination.id)).scalar()
    if nomination.entry is None or held_at is None:
        return None
    entry = Entry.model_validate(nomination.entry)
    rules = rulebook.of(conn, entry.edition)
    stage = rules.stage_of(entry)
    within = span_of(stage)
    if within is None or entry.due_at is None:
        return None
    since = max(held_at, nomination.stage_since)
    return redated(stage, stood_still(entry.due_at, since, now, within, rules.clock), rules.clock)


def before_open_vote(conn: Connection, nomination_id: str) -> bool:
    """Is a council voting on it now?"""
    c, s = t.candidates.c, t.sittings.c
    voting = select(c.nomination_id).join(t.sittings, s.id == c.sitting_id)
    return conn.execute(voting.where(c.nomination_id == nomination_id, s.status == "open")).first() is not None
