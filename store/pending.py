"""What should have happened by an instant and has not: what timers and workflows still owe the rows."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from rules.entries import Entry
from store import tables as t


def pending(conn: Connection, councils: Collection[str], now: datetime) -> tuple[str, ...]:
    """Return the ids of sittings and nominations that are behind at `now`; none means that all is quiet.

    `councils` are the stages in which a nomination waits for a sitting and for nothing else.
    """
    s, c = t.sittings.c, t.candidates.c
    late = or_(
        and_(s.status == "planned", s.votes_open_at <= now),
        and_(s.status.in_(["open", "closed"]), s.votes_close_at <= now),
    )
    behind = list(conn.execute(select(s.id).where(late)).scalars())
    waiting = select(c.sitting_id).where(c.outcome == "waiting")
    behind += conn.execute(select(s.id).where(s.id.in_(waiting), s.published_at <= now)).scalars()
    n = t.nominations.c
    alone = conn.execute(select(n.id, n.entry, n.waits_for_role).where(n.status != "ended", n.stage.not_in(councils)))
    behind += [id_ for id_, entry, role in alone if entry is None or _is_late(Entry.model_validate(entry), role, now)]
    return tuple(behind)


def next_due(conn: Connection, councils: Collection[str], now: datetime) -> datetime | None:
    """Return when something next happens by itself: `now` while a person may act any day, None if nothing is planned.

    `councils` are the stages in which a nomination waits for a sitting and for nothing else.
    """
    s, c, n = t.sittings.c, t.candidates.c, t.nominations.c
    busy = (
        select(s.id).where(s.status.in_(["open", "closed"])),
        select(n.id).where(n.status != "ended", n.stage.not_in(councils)),
        select(c.sitting_id).where(c.outcome == "waiting"),
    )
    if any(conn.execute(query.limit(1)).first() for query in busy):
        return now
    return conn.execute(select(func.min(s.votes_open_at)).where(s.status == "planned")).scalar_one()


def unlogged(conn: Connection, nomination_ids: Collection[str]) -> frozenset[str]:
    """Return those of the nominations that the read model does not know yet."""
    n = t.nominations.c
    return frozenset(nomination_ids) - set(conn.execute(select(n.id).where(n.id.in_(nomination_ids))).scalars())


def unshown(conn: Connection, numbers: Mapping[str, int]) -> frozenset[str]:
    """Return those of the nominations (id → number of an event) whose event the read model does not show yet."""
    n = t.nominations.c
    shown = dict(conn.execute(select(n.id, n.number).where(n.id.in_(numbers))).all())
    return frozenset(id_ for id_, number in numbers.items() if shown.get(id_, 0) < number)


def unopened(conn: Connection, period_ids: Collection[str]) -> frozenset[str]:
    """Return those of the periods that have not come into being yet."""
    p = t.periods.c
    return frozenset(period_ids) - set(conn.execute(select(p.id).where(p.id.in_(period_ids))).scalars())


def _is_late(entry: Entry, asked: str | None, now: datetime) -> bool:
    """Has an instant of the stage gone by without its event?"""
    if entry.lapse_at is not None and entry.lapse_at <= now:
        return True
    return entry.escalate_at is not None and entry.escalate_at <= now and asked != entry.escalates_to
