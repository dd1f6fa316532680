"""How long things take: days in each stage, from the deed to the decision, from the decision to the public.

From the ledger and the books, for what left its stage, was decided or was published in a time. Reads only.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, select

from rules.spread import Spread, spread
from store import nominations
from store import tables as t
from store.nominations import Scope
from store.writing import portions

n, e = t.nominations.c, t.events.c
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Group:
    """The days of one kind for one unit and month (`2026-11`)."""

    unit_id: str
    month: str
    days: Spread


@dataclass(frozen=True, slots=True)
class StageGroup(Group):
    """The days that the nominations of one unit spent in one stage which they left in that month."""

    stage: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """Spreads in days; `slowest` is the stage whose median is the longest, None before anything has left one."""

    stages: Mapping[str, Spread]
    stages_by_unit: tuple[StageGroup, ...]
    slowest: str | None
    act_to_decision: tuple[Group, ...]
    decision_to_publication: tuple[Group, ...]


def statistics(
    conn: Connection,
    scope: Scope,
    *,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    unit_ids: Collection[str] | None = None,
) -> Statistics:
    """Return how long things took that came to their end between two instants, among what `scope` may see."""
    conditions = nominations.seen(scope)
    if unit_ids is not None:
        conditions.append(n.unit_id.in_(sorted(unit_ids)))
    stages: dict[str, list[float]] = defaultdict(list)
    by_unit: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for unit_id, stage, entered, left in _stays(conn, conditions, since):
        if since <= left < until:
            took = (left - entered).total_seconds() / DAY_S
            stages[stage].append(took)
            by_unit[stage, unit_id, _month(left, zone)].append(took)
    spreads = {stage: spread(days) for stage, days in sorted(stages.items())}
    return Statistics(
        stages=spreads,
        stages_by_unit=tuple(
            StageGroup(unit_id, month, spread(some), stage) for (stage, unit_id, month), some in sorted(by_unit.items())
        ),
        slowest=max(spreads, key=lambda stage: spreads[stage].median, default=None),
        act_to_decision=_grouped(_decided(conn, conditions, since, until, zone), zone),
        decision_to_publication=_grouped(_published(conn, conditions, since, until), zone),
    )


def _stays(
    conn: Connection, conditions: Iterable[ColumnElement[bool]], since: datetime
) -> Iterator[tuple[str, str, datetime, datetime]]:
    """Yield each stay of a nomination in a stage that it has left: its unit, the stage, when it came, when it went.

    Councils decide first and speak later: what a nomination heard names the sittings, and theirs are the instants.
    """
    closed = dict(conn.execute(select(t.sittings.c.id, t.sittings.c.closed_at)).all())
    units = dict(conn.execute(select(n.id, n.unit_id).where(n.updated_at >= since, *conditions)).all())
    for some in portions(list(units)):
        rows = conn.execute(select(e.stream, e.at, e.body).where(e.stream.in_(some)).order_by(e.stream, e.number))
        at: tuple[str, str, datetime] | None = None  # whose, which stage, since when
        for stream, happened_at, told in rows:
            body = json.loads(told) if isinstance(told, str) else told
            leads_to = body.get("leads_to")
            if not leads_to:
                continue
            for step in body.get("steps", ()):
                decided_at = closed.get(step["sitting_id"]) or happened_at
                if at is not None and at[0] == stream:
                    yield units[stream], step["stage"], at[2], decided_at
                at = (stream, step["stage"], decided_at)
            if "steps" not in body and at is not None and at[0] == stream:
                yield units[stream], at[1], at[2], happened_at
            at = (stream, leads_to, at[2] if "steps" in body and at is not None else happened_at)


def _decided(
    conn: Connection, conditions: Iterable[ColumnElement[bool]], since: datetime, until: datetime, zone: ZoneInfo
) -> Iterator[tuple[str, datetime, float]]:
    """Yield the unit, the first decision by which a council selected a deed, and the days since the deed was done."""
    c, s = t.candidates.c, t.sittings.c
    first = func.min(s.closed_at)
    query = (
        select(n.unit_id, n.deed_on, first)
        .join(t.candidates, c.nomination_id == n.id)
        .join(t.sittings, s.id == c.sitting_id)
        .where(c.outcome == "selected", s.closed_at.is_not(None), *conditions)
        .group_by(n.id, n.unit_id, n.deed_on)
        .having(first >= since, first < until)
    )
    for unit_id, deed_on, at in conn.execute(query):
        if at is None:
            continue
        done_at = datetime.combine(deed_on, time(), tzinfo=zone)
        yield unit_id, at, (at - done_at).total_seconds() / DAY_S


def _published(
    conn: Connection, conditions: Iterable[ColumnElement[bool]], since: datetime, until: datetime
) -> Iterator[tuple[str, datetime, float]]:
    b, s = t.entries.c, t.sittings.c
    query = (
        select(n.unit_id, b.published_at, s.closed_at)
        .join(t.entries, b.nomination_id == n.id)
        .join(t.sittings, s.id == b.sitting_id)
        .where(b.published_at >= since, b.published_at < until, s.closed_at.is_not(None), *conditions)
    )
    for unit_id, published_at, decided_at in conn.execute(query):
        if published_at is not None and decided_at is not None:
            yield unit_id, published_at, (published_at - decided_at).total_seconds() / DAY_S


def _grouped(found: Iterable[tuple[str, datetime, float]], zone: ZoneInfo) -> tuple[Group, ...]:
    days: dict[tuple[str, str], list[float]] = defaultdict(list)
    for unit_id, at, took in found:
        days[unit_id, _month(at, zone)].append(took)
    return tuple(Group(unit_id, month, spread(some)) for (unit_id, month), some in sorted(days.items()))


def _month(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m}"
