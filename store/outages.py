"""When the house was dark: written down by its operator, and which deadlines it moved, by how much.

Two clocks: the time that people had is not the time that went by. Tells no workflow; whoever does asks here what of.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, select, update

from rules.clocks import Clock
from rules.entries import Dates, Entry
from rules.errors import RuleBroken
from rules.periods import ACTS as _ACTS
from rules.periods import Act
from rules.phrases import Span
from rules.redating import redated, span_of, stood_still
from store import audit, organisation
from store import tables as t
from store.rulebook import Rulebook

OPERATOR = "operator"
"""Who moved a deadline, where it was the person who runs the house."""

_OF_A_SITTING = Span(1, "working_day")  # a vote is open for days, whatever they are told from


@dataclass(frozen=True, slots=True)
class Outage:
    """A time when the house was dark."""

    id: str
    from_at: datetime
    to_at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What an outage moves: a nomination's deadline (with `dates`), or the closing of a vote.

    `planned` are all instants of a sitting that move while its vote has not opened (name in its row → where to).
    """

    about: str
    was_at: datetime
    is_at: datetime
    dates: Dates | None = None
    planned: Mapping[str, datetime] = field(default_factory=dict)


def judge(conn: Connection, from_at: datetime, to_at: datetime, *, now: datetime) -> None:
    """Raise RuleBroken `outage_backwards`, `outage_not_over` or `outage_known` for what is no outage to write down."""
    if to_at <= from_at:
        raise RuleBroken("outage_backwards")
    if to_at > now:
        raise RuleBroken("outage_not_over")
    o = t.outages.c
    known = conn.execute(select(o.from_at, o.to_at).where(o.from_at < to_at, o.to_at > from_at)).first()
    if known is not None:  # nobody gets the same time back twice
        raise RuleBroken("outage_known", start=known.from_at.isoformat(), end=known.to_at.isoformat())


def record(conn: Connection, from_at: datetime, to_at: datetime, because: str, *, now: datetime) -> Outage:
    """Write an outage down. Raise RuleBroken as `judge` does."""
    judge(conn, from_at, to_at, now=now)
    outage = Outage(uuid4().hex[:16], from_at, to_at, because)
    row = {"id": outage.id, "from_at": from_at, "to_at": to_at, "because": because, "recorded_at": now}
    conn.execute(t.outages.insert().values(row))
    told = {"from": from_at.isoformat(), "to": to_at.isoformat(), "because": because}
    audit.append(conn, [audit.AuditLine(now, None, "outage_recorded", f"outages:{outage.id}", told)])
    return outage


def by_ids(conn: Connection, ids: Collection[str]) -> dict[str, Outage]:
    """Return some outages (id → outage); an id that nobody wrote down is absent."""
    if not ids:
        return {}
    o = t.outages.c
    found = conn.execute(select(o.id, o.from_at, o.to_at, o.because).where(o.id.in_(ids)))
    return {row.id: Outage(*row) for row in found}


def pending(conn: Connection) -> tuple[Outage, ...]:
    """Return the outages of which not every workflow has been told, the oldest first."""
    o = t.outages.c
    found = select(o.id, o.from_at, o.to_at, o.because).where(o.applied_at.is_(None))
    return tuple(Outage(*row) for row in conn.execute(found.order_by(o.from_at)))


def was_applied(conn: Connection, outage_id: str, now: datetime) -> None:
    """Note that every workflow has been told."""
    conn.execute(update(t.outages).where(t.outages.c.id == outage_id).values(applied_at=now))


def moved(conn: Connection, outage: Outage, rulebook: Rulebook) -> list[Moved]:
    """Return what an outage moves: what was owed, or open to vote, while it lasted, and was not overdue before."""
    return [*_nominations(conn, outage, rulebook), *_sittings(conn, outage, rulebook)]


def _nominations(conn: Connection, outage: Outage, rulebook: Rulebook) -> Iterator[Moved]:
    n = t.nominations.c
    units = organisation.tree(conn)
    covered = select(n.id, n.unit_id, n.entry, n.stage_since, n.due_at).where(
        n.status.in_(["open", "returned"]), n.stage_since < outage.to_at, n.due_at > outage.from_at
    )
    for id_, unit_id, said, since, due_at in conn.execute(covered.order_by(n.id)):
        entry = Entry.model_validate(said)
        rules = rulebook.of(conn, entry.edition)
        stage = rules.stage_of(entry)
        within = span_of(stage)
        if within is None:
            continue
        clock = rulebook.clock_of(conn, entry, units.whereabouts(unit_id, rules.clock.day(since)))
        until = stood_still(due_at, max(since, outage.from_at), outage.to_at, within, clock)
        if until > due_at:
            yield Moved(id_, due_at, until, redated(stage, until, clock))


def _sittings(conn: Connection, outage: Outage, rulebook: Rulebook) -> Iterator[Moved]:
    """Yield the votes that lose time, and the sittings yet to open whose list would have closed in the dark.

    A vote that was to open in the dark opens late, at the start; what it lost counts from when it was to open.
    """
    s, units = t.sittings.c, organisation.tree(conn)
    covered = select(t.sittings).where(
        s.status.in_(["planned", "open"]), s.candidates_close_at <= outage.to_at, s.votes_close_at > outage.from_at
    )
    for row in conn.execute(covered.order_by(s.id)):
        is_planned = row.status == "planned"
        rules = rulebook.of(conn, row.edition) if row.edition else rulebook.at(conn, row.programme, outage.from_at)
        lacks_list = is_planned and row.candidates_close_at > outage.from_at
        since = outage.from_at if lacks_list else max(row.votes_open_at, outage.from_at)
        calendar = rulebook.on_calendar(conn, rules, row.calendar_edition)
        clock = calendar.clock.at(units.whereabouts(row.unit_id, rules.clock.day(since)))
        moved = _postponed(row, _ACTS if lacks_list else _ACTS[2:3], since, outage.to_at, clock)
        if moved:
            closes_at = moved["votes_close_at"]
            yield Moved(row.id, row.votes_close_at, closes_at, planned=moved if is_planned else {})


def _postponed(
    row: Row[*tuple[Any, ...]], acts: Sequence[Act], since: datetime, until: datetime, clock: Clock
) -> dict[str, datetime]:
    """Return where instants of a sitting go that lose the time from `since` to `until`; nothing if that is none."""
    stood = {act: getattr(row, act) for act in acts if getattr(row, act) is not None}
    later = {act: stood_still(at, since, until, _OF_A_SITTING, clock) for act, at in stood.items()}
    return {act: at for act, at in later.items() if at > stood[act]}
