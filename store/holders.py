"""How many hold an award, counted from the books: the base of a quota that is a part of them. Writes nothing."""

from datetime import date, datetime

from sqlalchemy import Connection, select

from rules.period_keys import Period
from rules.programme import CouncilStage, with_quota
from store import tables as t
from store.rulebook import Rules
from store.unit_tree import UnitTree


def counted(
    conn: Connection,
    stage: CouncilStage,
    unit_id: str,
    period: str,
    rules: Rules,
    units: UnitTree,
    *,
    at: datetime,
    before: CouncilStage | None = None,
) -> CouncilStage:
    """Return the stage with the holders counted of whom its quota is a part; one without such a quota as it is.

    Counted are the people of `unit_id` and all below it whose award stood in a book by `at`, for a sitting of the same
    period or, where no sitting gave it, in that period. Nobody counts twice. `before` is the stage as the sitting
    froze it: what was counted there is not counted again.
    """
    quota = stage.select.at_most
    if before is not None:
        quota = quota.counted_as(before.select.at_most)
    if quota.part is not None and quota.is_uncounted:
        quota = quota.counted(_holders(conn, quota.part.of, unit_id, Period(period), rules, units, at))
    return with_quota(stage, quota)


def _holders(
    conn: Connection, award: str, unit_id: str, period: Period, rules: Rules, units: UnitTree, at: datetime
) -> int:
    e, n, s, h = t.entries.c, t.nominations.c, t.sittings.c, t.honours.c
    found = conn.execute(
        select(h.person_id, n.unit_id, e.recorded_at, s.period)
        .join_from(t.entries, t.nominations, n.id == e.nomination_id)
        .join(t.honours, h.nomination_id == e.nomination_id)
        .outerjoin(t.sittings, s.id == e.sitting_id)
        .where(e.award == award, e.recorded_at <= at)
    )
    day = rules.clock.day(at)
    return len(
        {
            person_id
            for person_id, of_unit, recorded_at, given_for in found
            if unit_id in units.looked_after_at(of_unit, day)
            and _lies_in(given_for or rules.clock.day(recorded_at), period)
        }
    )


def _lies_in(when: str | date, period: Period) -> bool:
    first, last = (when, when) if isinstance(when, date) else (Period(when).start, Period(when).end)
    return period.start <= first and last <= period.end
