"""Finished sittings decided again under a draft, from their recorded counts and rosters. Reads, and changes nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from rules.errors import RuleBroken
from rules.period_keys import Period, PeriodRange
from rules.programme import CouncilStage
from rules.replays import Judge
from rules.sitting import Tally
from store import holders, organisation
from store import tables as t
from store.clusters import in_clusters
from store.policies import stage_of
from store.rulebook import Rules
from store.unit_tree import UnitTree
from store.writing import portions

SittingRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Flipped:
    """A nomination that a sitting would have decided otherwise, and the clauses that make it so."""

    sitting_id: str
    nomination_id: str
    before: str
    after: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sitting that cannot be decided again, and why (a code)."""

    sitting_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What a draft would have decided otherwise over some periods."""

    programme: str
    draft: str
    first: str
    last: str
    sittings: int
    candidates: int
    flips: tuple[Flipped, ...]
    left_out: tuple[LeftOut, ...]


def replay_all(conn: Connection, draft: Rules, over: PeriodRange) -> Replay:
    """Return what `draft` would have decided otherwise in the sittings of `over` that are decided."""
    rows = [row for row in _decided(conn, draft.programme.programme) if _is_in(Period(row.period), over)]
    tallies = _tallies(conn, rows)
    judges = _Judges(conn, draft, organisation.tree(conn))
    flips: list[Flipped] = []
    left_out: list[LeftOut] = []
    for row in rows:
        counted = tallies.get(row.id, ())
        try:
            whole = _whole(counted)
            if draft.programme.clusters:  # those of the draft count, before and after: the candidates are the same
                whole = in_clusters(conn, whole, draft, row.closed_at)
            found = judges.of(row).flips(row.members, whole)
        except RuleBroken as no:
            left_out.append(LeftOut(row.id, no.code))
            continue
        flips += [Flipped(row.id, one.nomination_id, one.before, one.after, one.clauses) for one in found]
    return Replay(
        programme=draft.programme.programme,
        draft=draft.edition,
        first=str(over.first),
        last=str(over.last),
        sittings=len(rows) - len(left_out),
        candidates=sum(len(tallies.get(row.id, ())) for row in rows),
        flips=tuple(flips),
        left_out=tuple(left_out),
    )


def _decided(conn: Connection, programme: str) -> Sequence[SittingRow]:
    s = t.sittings.c
    columns = (s.id, s.stage, s.unit_id, s.period, s.policy, s.members, s.opened_at, s.closed_at)
    decided = select(*columns).where(s.programme == programme, s.status == "decided").order_by(s.closed_at, s.id)
    return conn.execute(decided).all()


def _is_in(period: Period, over: PeriodRange) -> bool:
    return over.first_day <= period.start and period.end <= over.last_day


class _Judges:
    """One judge for all sittings that were held alike and would be held alike."""

    def __init__(self, conn: Connection, draft: Rules, units: UnitTree) -> None:
        self._conn, self._draft, self._units = conn, draft, units
        self._known: dict[tuple[str, str], Judge] = {}

    def of(self, row: SittingRow) -> Judge:
        """Return the judge of a sitting. Raise RuleBroken where the draft has no such council."""
        whereabouts = self._units.whereabouts(row.unit_id, self._draft.clock.day(row.opened_at))
        after = self._draft.sitting_terms(row.stage, whereabouts, row.period)
        key = (repr(row.policy), f"{row.stage} {after.exceptions}")
        if after.stage.select.at_most.is_uncounted:
            return Judge(stage_of(row.policy), self._counted(row, after.stage))
        if key not in self._known:
            self._known[key] = Judge(stage_of(row.policy), after.stage)
        return self._known[key]

    def _counted(self, row: SittingRow, stage: CouncilStage) -> CouncilStage:
        """Return the stage with its quota counted as of the day on which the vote was opened."""
        held, at = stage_of(row.policy), row.opened_at
        return holders.counted(self._conn, stage, row.unit_id, row.period, self._draft, self._units, at=at, before=held)


def _whole(counted: Sequence[Tally | None]) -> Sequence[Tally]:
    """Return the counts. Raise RuleBroken `counts_missing` where one was not recorded."""
    whole = [one for one in counted if one is not None]
    if len(whole) < len(counted):
        raise RuleBroken("counts_missing")
    return whole


def _tallies(conn: Connection, rows: Sequence[SittingRow]) -> Mapping[str, Sequence[Tally | None]]:
    """Return the counts of the first round (sitting → one a candidate, None where no count was recorded)."""
    c, n = t.candidates.c, t.nominations.c
    by_id = {row.id: row for row in rows}
    tried, seated = _tried(conn, rows), _seated(conn, rows)
    found: dict[str, list[Tally | None]] = defaultdict(list)
    for some in portions(list(by_id)):
        counted = conn.execute(
            select(
                c.sitting_id,
                c.nomination_id,
                c.ayes,
                c.noes,
                c.abstentions,
                c.recused,
                n.beneficiaries,
                n.deed_on,
                n.logged_at,
                n.score,
                n.score_of,
            )
            .join(t.nominations, n.id == c.nomination_id)
            .where(c.sitting_id.in_(some), c.round == 1)
            .order_by(c.sitting_id, c.position)
        )
        for sitting_id, id_, ayes, noes, abstentions, recused, beneficiaries, deed_on, logged_at, score, of in counted:
            sitting = by_id[sitting_id]
            before = sum(at < sitting.closed_at for at in tried.get((sitting.stage, id_), ()))
            found[sitting_id].append(
                None
                if ayes is None
                else Tally(
                    nomination_id=id_,
                    ayes=ayes,
                    noes=noes or 0,
                    abstentions=abstentions or 0,
                    recused=recused or 0,
                    beneficiaries=beneficiaries,
                    deed_on=deed_on,
                    logged_at=logged_at,
                    tries=before,
                    score=score,
                    score_of=of,
                    categories=seated.get(sitting_id, ()),
                )
            )
    return found


def _tried(conn: Connection, rows: Sequence[SittingRow]) -> Mapping[tuple[str, str], Sequence[datetime]]:
    """Return when a stage's sittings sent a nomination on to their next (stage, nomination → closings)."""
    c, s = t.candidates.c, t.sittings.c
    stages = sorted({row.stage for row in rows})
    found = conn.execute(
        select(s.stage, c.nomination_id, s.closed_at)
        .join(t.sittings, s.id == c.sitting_id)
        .where(s.stage.in_(stages), c.outcome == "again")
        .order_by(s.closed_at)
    )
    tried: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for stage, id_, closed_at in found:
        if closed_at is not None:
            tried[stage, id_].append(closed_at)
    return tried


def _seated(conn: Connection, rows: Sequence[SittingRow]) -> Mapping[str, tuple[str, ...]]:
    """Return which categories of seats sent a ballot (sitting → categories), where seats have any."""
    r = t.roster.c
    found: dict[str, tuple[str, ...]] = {}
    for some in portions([row.id for row in rows]):
        voted = (
            select(r.sitting_id, r.category)
            .where(r.sitting_id.in_(some), r.category.is_not(None), r.has_voted_at.is_not(None))
            .distinct()
            .order_by(r.sitting_id, r.category)
        )
        for sitting_id, category in conn.execute(voted):
            found[sitting_id] = (*found.get(sitting_id, ()), str(category))
    return found
