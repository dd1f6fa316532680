"""What the board counts: where nominations stand by unit and stage, and how far those of a quarter have come.

Reads only, and only counts; every answer is one statement whatever the number of nominations.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, case, distinct, func, select

from store import tables as t
from store.among import among
from store.narrowing import tested
from store.nominations import IS_RUNNING

n = t.nominations.c


@dataclass(frozen=True, slots=True)
class Cell:
    """How many nominations of a unit wait in a stage, how many are past their deadline, since when the oldest waits."""

    unit_id: str
    stage: str
    waiting: int
    late: int
    oldest_since: datetime


@dataclass(frozen=True, slots=True)
class Reached:
    """How many nominations came before the councils of a stage, and how many of them were selected."""

    stage: str
    candidates: int
    selected: int


def heat(conn: Connection, unit_ids: Collection[str], *, now: datetime) -> tuple[Cell, ...]:
    """Return what waits at these units, by unit and stage; units and stages where nothing waits are absent."""
    is_late = case((n.due_at < now, 1), else_=0)
    found = conn.execute(
        # One index has all of it, unit by unit; asked for hundreds of units, it would be left for the rows themselves.
        select(n.unit_id, n.stage, func.count(), func.sum(is_late), func.min(n.stage_since))
        .where(IS_RUNNING)
        .group_by(n.unit_id, n.stage)
        .order_by(n.unit_id, n.stage)
    )
    return tuple(Cell(*row) for row in found if row.unit_id in unit_ids)


def logged(conn: Connection, programme: str, unit_ids: Collection[str], first: date, last: date) -> int:
    """Return how many deeds of these days these units have logged."""
    days = and_(n.deed_on >= first, n.deed_on <= last)
    # By the days, whose index has the rest: asked for by hundreds of units, most rows would be read.
    found = select(func.count()).where(days, n.programme == programme, tested(among(n.unit_id, unit_ids)))
    return conn.execute(found).scalar_one()


def funnel(conn: Connection, programme: str, unit_ids: Collection[str], first: date, last: date) -> tuple[Reached, ...]:
    """Return how far the deeds of these days have come, council stage by council stage; undecided sittings say nothing.

    A deed counts once a stage, however often it came before the council.
    """
    c, s = t.candidates.c, t.sittings.c
    selected = case((c.outcome == "selected", c.nomination_id))
    found = conn.execute(
        select(s.stage, func.count(distinct(c.nomination_id)), func.count(distinct(selected)))
        .select_from(t.candidates.join(t.sittings, s.id == c.sitting_id).join(t.nominations, n.id == c.nomination_id))
        .where(
            s.programme == programme,
            s.status == "decided",
            among(n.unit_id, unit_ids),
            n.deed_on >= first,
            n.deed_on <= last,
        )
        .group_by(s.stage)
    )
    return tuple(Reached(*row) for row in found)
