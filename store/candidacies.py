"""Before which sitting a nomination stands, when units end and merge while it waits. Reads only; freezes nothing.

A nomination stands before one sitting at a time: while a vote or a waiting list holds it, no other sitting takes it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from rules.doers import Where
from store import nominations
from store import tables as t
from store.nominations import Listed
from store.unit_tree import UnitTree
from store.writing import portions

Key = tuple[str, str, str]
"""A programme, a stage and a period."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A sitting that takes its candidates, on which day; `where` says whose deeds come before its council."""

    sitting: Row[*tuple[Any, ...]]
    where: Where
    on: date


def candidates(conn: Connection, benches: Sequence[Bench], units: UnitTree) -> dict[str, list[Listed]]:
    """Return the candidates of each sitting (id → nominations, the earliest logged first)."""
    holders = _holders(conn, benches)
    stand: dict[str, list[Listed]] = {}
    for (programme, stage, until), some in _alike(benches).items():
        asked = _asked(some, set().union(*(holders[_key(bench)] for bench in some)), units)
        free = _free(conn, nominations.candidates_for(conn, programme, stage, asked, until))
        homes = {
            (key, on): _homes(free, some[0].where, on, holders[key], units)
            for key, on in {(_key(bench), bench.on) for bench in some}
        }
        for bench in some:
            here = homes[_key(bench), bench.on]
            stand[bench.sitting.id] = [one for one in free if here[one.id] == bench.sitting.unit_id]
    return stand


def _key(bench: Bench) -> Key:
    return bench.sitting.programme, bench.sitting.stage, bench.sitting.period


def _alike(benches: Iterable[Bench]) -> Mapping[tuple[str, str, datetime], list[Bench]]:
    alike: dict[tuple[str, str, datetime], list[Bench]] = defaultdict(list)
    for bench in benches:
        s = bench.sitting
        alike[s.programme, s.stage, s.candidates_close_at].append(bench)
    return alike


def _holders(conn: Connection, benches: Iterable[Bench]) -> Mapping[Key, set[str]]:
    """Return the units that have a sitting in the same periods (programme, stage, period → units)."""
    keys = {_key(bench) for bench in benches}
    programmes, stages, periods = zip(*keys, strict=True)
    s = t.sittings.c
    found = conn.execute(
        select(s.programme, s.stage, s.period, s.unit_id).where(
            s.programme.in_(programmes), s.stage.in_(stages), s.period.in_(periods)
        )
    )
    holders: dict[Key, set[str]] = defaultdict(set)
    for programme, stage, period, unit_id in found:
        holders[programme, stage, period].add(unit_id)
    return holders


def _asked(benches: Sequence[Bench], holders: Collection[str], units: UnitTree) -> set[str | None] | None:
    """Return whose nominations may stand here: those of councils that have ended too, and None for no council at all.

    Where a council sits for the last time, what was before it may wait for any other by now: then everything is asked.
    """
    on = max(bench.on for bench in benches)
    ended = {id_ for id_, unit in units.units.items() if unit.valid_to is not None and unit.valid_to < on}
    return None if ended.intersection(holders) else {*(bench.sitting.unit_id for bench in benches), *ended, None}


def _free(conn: Connection, found: Sequence[Listed]) -> list[Listed]:
    """Return those that no other vote or waiting list holds."""
    c, s = t.candidates.c, t.sittings.c
    is_held = or_(s.status.in_(["open", "closed"]), c.outcome == "waiting")
    held: set[str] = set()
    for some in portions([one.id for one in found if one.sitting_id is not None]):
        taken = select(c.nomination_id).join(t.sittings, s.id == c.sitting_id).where(c.nomination_id.in_(some), is_held)
        held.update(conn.execute(taken).scalars())
    return [one for one in found if one.id not in held]


def _homes(
    found: Iterable[Listed], where: Where, on: date, holders: Collection[str], units: UnitTree
) -> dict[str, str | None]:
    """Return before whose council each stands on a day (nomination → unit), None for nobody's of this period.

    That is the council it waits for, if it sits in this period. Where it does not because its unit has ended, it is
    the council of whoever took over; or, where nobody did, one that sits for the last time and had the deed's unit
    then: a council that ends still judges what was before it.
    """
    last_days = {id_: last for id_ in sorted(holders) if (last := units.units[id_].valid_to) is not None and last < on}

    def home(one: Listed) -> str | None:
        if one.council_unit_id in holders:
            return one.council_unit_id
        today = units.meant(where, one.unit_id, on)
        if today in holders:
            return today
        lasts = (id_ for id_, last in last_days.items() if units.meant(where, one.unit_id, last) == id_)
        return next(lasts, None)

    return {one.id: home(one) for one in found}
