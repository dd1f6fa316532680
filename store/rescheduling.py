"""A sitting's instants are moved by a person, with a reason. Timers are the workflow's; here are the rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from store import instance, notices, organisation, period_lists, sittings
from store import tables as t
from store.policies import stage_of
from store.rulebook import Rulebook
from store.sitting_ledger import Note, note


@dataclass(frozen=True, slots=True)
class Move:
    """Where a sitting's instants go (None stays), who moved them and why.

    `outage` is the one for which time is given back; `others` are the instants that it moves besides.
    """

    sitting_id: str
    by: str
    because: str
    votes_open_at: datetime | None
    votes_close_at: datetime | None
    outage: str = ""
    others: Mapping[str, datetime] = field(default_factory=dict)


def reschedule(conn: Connection, move: Move, *, at: datetime, epoch: str, rulebook: Rulebook) -> None:
    """Write a move down and plan the reminders of those who have not voted anew; again, change nothing.

    A vote that would close before it opens moves as a whole: it is open as long as it was to be.
    Raise WrongEpoch for a workflow of another time.
    """
    instance.refuse_stranger(conn, epoch)
    sitting = sittings.lock(conn, move.sitting_id)
    asked = {"votes_open_at": move.votes_open_at, "votes_close_at": move.votes_close_at, **move.others}
    moved = {name: instant for name, instant in asked.items() if instant and instant != getattr(sitting, name)}
    if not moved:
        return
    moved |= _what_follows(sitting, moved)
    conn.execute(update(t.sittings).where(t.sittings.c.id == move.sitting_id).values(moved))
    if sitting.status == sittings.OPEN:
        rules = rulebook.of(conn, sitting.edition)
        closes_at = moved.get("votes_close_at", sitting.votes_close_at)
        missing = sittings.missing_voters(conn, [sitting.id]).get(sitting.id, ())
        stage = stage_of(sitting.policy)
        units = organisation.tree(conn)
        clock = rules.clock.at(units.whereabouts(sitting.unit_id, rules.clock.day(at)))
        above = notices.told_of_missing(sitting.unit_id, stage, rules, units, at)
        called = notices.Called(
            sitting.id, sitting.round, stage, clock, closes_at, missing, at, sitting.programme, above
        )
        notices.of_reschedule(conn, called)
    elif "candidates_close_at" in moved:
        _remind_of_list(conn, sitting, at, rulebook)
    told: dict[str, Any] = {name: instant.isoformat() for name, instant in moved.items()}
    told |= {"was": {name: getattr(sitting, name).isoformat() for name in moved}, "because": move.because}
    told |= {"outage": move.outage} if move.outage else {}
    note(conn, [Note(sitting.id, sitting.number, "rescheduled", at, epoch, told, move.by)])


def _remind_of_list(conn: Connection, sitting: Row[*tuple[Any, ...]], at: datetime, rulebook: Rulebook) -> None:
    """Plan anew what reminds a unit of the list that closes later."""
    period = period_lists.by_id(conn, sitting.period_id)
    rules = rulebook.of(conn, period.edition) if period else rulebook.at(conn, sitting.programme, at)
    after = conn.execute(select(t.sittings).where(t.sittings.c.id == sitting.id)).one()
    notices.of_replanned(conn, after, rules, organisation.tree(conn), at=at)


def _what_follows(sitting: Row[*tuple[Any, ...]], moved: Mapping[str, datetime]) -> dict[str, datetime]:
    opens_at = moved.get("votes_open_at", sitting.votes_open_at)
    if opens_at < moved.get("votes_close_at", sitting.votes_close_at):
        return {}
    by = opens_at - sitting.votes_open_at
    later = {"votes_close_at": sitting.votes_close_at, "published_at": sitting.published_at}
    return {name: instant + by for name, instant in later.items() if instant is not None}
