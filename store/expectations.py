"""How many are likely to stand before each council that is to sit, and for how many places, before a change and after.

A count, no prophecy: whoever stands there today, and whoever is to be done with in time on the way there.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from rules.programme import CouncilStage, Programme
from store import holders, sittings
from store import tables as t
from store.policies import stage_of
from store.rulebook import Rules
from store.unit_tree import UnitTree

_ONWARD = ("logged", "recommended", "filed")
"""The outcomes that bring a nomination nearer to a council."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One sitting: `standing` today, `on_the_way` in time, and its places; None is no limit, or no least number."""

    sitting_id: str
    stage: str
    unit_id: str
    period: str
    standing: int
    on_the_way: int
    at_most_before: int | None
    at_most_after: int | None
    at_least_before: int | None
    at_least_after: int | None

    @property
    def likely(self) -> int:
        """How many are likely to be candidates."""
        return self.standing + self.on_the_way


def expectations(
    conn: Connection, base: Rules, draft: Rules, units: UnitTree, *, at: datetime
) -> tuple[Expectation, ...]:
    """Return what is expected of the sittings whose places, or least number, change; by sitting."""
    s = t.sittings.c
    found = conn.execute(
        select(t.sittings)
        .where(s.programme == draft.programme.programme, s.status.in_(["planned", "open"]))
        .order_by(s.id)
    ).all()
    changed = [one for row in found if (one := _changed(conn, row, base, draft, units, at)) is not None]
    if not changed:
        return ()
    there = sittings.count_candidates(conn, [row.id for row, _, _ in changed if row.status == sittings.OPEN])
    standing, coming = _standing(conn, base, units, at), _coming(conn, base, units, at)
    return tuple(
        Expectation(
            row.id,
            row.stage,
            row.unit_id,
            row.period,
            there.get(row.id, 0) if row.status == sittings.OPEN else standing[row.stage, row.unit_id],
            0 if row.status == sittings.OPEN else coming[row.stage, row.unit_id],
            old.select.at_most.limit,
            new.select.at_most.limit,
            old.select.at_least,
            new.select.at_least,
        )
        for row, old, new in changed
    )


def _changed(
    conn: Connection, row: Row[*tuple[Any, ...]], base: Rules, draft: Rules, units: UnitTree, at: datetime
) -> tuple[Row[*tuple[Any, ...]], CouncilStage, CouncilStage] | None:
    if not all(row.stage in {stage.stage for stage in _councils(rules.programme)} for rules in (base, draft)):
        return None
    whereabouts = units.whereabouts(row.unit_id, draft.clock.day(at))
    old = stage_of(row.policy) if row.policy else base.sitting_terms(row.stage, whereabouts, row.period).stage
    new = draft.sitting_terms(row.stage, whereabouts, row.period).stage
    if old.select == new.select:
        return None
    here = row.unit_id, row.period
    old = holders.counted(conn, old, *here, base, units, at=at)
    new = holders.counted(conn, new, *here, draft, units, at=at, before=old if row.policy else None)
    is_same = (old.select.at_most, old.select.at_least) == (new.select.at_most, new.select.at_least)
    return None if is_same else (row, old, new)


def _standing(conn: Connection, rules: Rules, units: UnitTree, at: datetime) -> Counter[tuple[str, str]]:
    """Count who stands before each council (stage, council's unit)."""
    n = t.nominations.c
    found = conn.execute(
        select(n.stage, n.unit_id, func.count())
        .where(n.programme == rules.programme.programme, n.status == "open")
        .group_by(n.stage, n.unit_id)
    )
    return _at_councils(found, {stage.stage: stage.stage for stage in _councils(rules.programme)}, rules, units, at)


def _coming(conn: Connection, rules: Rules, units: UnitTree, at: datetime) -> Counter[tuple[str, str]]:
    """Count who is on the way to each council and due before the first of its lists closes."""
    n, s = t.nominations.c, t.sittings.c
    ways = dict(_ways(rules.programme))
    closes = dict(
        conn.execute(
            select(s.stage, func.min(s.candidates_close_at))
            .where(s.programme == rules.programme.programme, s.status == "planned")
            .group_by(s.stage)
        ).all()
    )
    in_time = [
        (n.stage == stage) & or_(n.due_at.is_(None), n.due_at <= closes[council])
        for stage, council in ways.items()
        if council in closes
    ]
    if not in_time:
        return Counter()
    found = conn.execute(
        select(n.stage, n.unit_id, func.count())
        .where(n.programme == rules.programme.programme, n.status != "ended", or_(*in_time))
        .group_by(n.stage, n.unit_id)
    )
    return _at_councils(found, ways, rules, units, at)


def _at_councils(
    found: Any,  # noqa: ANN401 - rows of stage, unit and count
    ways: Mapping[str, str],
    rules: Rules,
    units: UnitTree,
    at: datetime,
) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    day = rules.clock.day(at)
    for stage, unit_id, count in found:
        council = ways.get(stage)
        if council is not None:
            where = rules.programme.where(rules.council(council).council)
            counts[council, units.meant(where, unit_id, day) or unit_id] += count
    return counts


def _councils(programme: Programme) -> Iterator[CouncilStage]:
    return (stage for stage in programme.stages if isinstance(stage, CouncilStage))


def _ways(programme: Programme) -> Iterator[tuple[str, str]]:
    """Yield each stage of a person with the council that it leads to when all goes well."""
    stages = {stage.stage: stage for stage in programme.stages}
    for first in programme.stages:
        at, seen = first, {first.stage}
        while not isinstance(at, CouncilStage):
            leads_to = next((str(to) for outcome, to in at.leads_to.items() if outcome in _ONWARD), "")
            if leads_to not in stages or leads_to in seen:
                break
            at = stages[leads_to]
            seen.add(at.stage)
        if isinstance(at, CouncilStage) and at is not first:
            yield first.stage, at.stage
