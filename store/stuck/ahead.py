"""Sittings that will go wrong unless somebody does something: nobody nominated, too few to decide, too few places.

Who will sit is who sits on the day of the vote as things stand now; who has named a deputy for the whole vote is away.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, and_, func, literal_column, or_, select

from rules.foresight import Outlook, Risk, risks
from rules.programme import CouncilStage
from store import organisation, sitting_lists
from store import tables as t
from store.narrowing import tested
from store.nominations import Scope
from store.rulebook import Rulebook
from store.stuck.lines import Desk
from store.stuck.rows import VOTING, Found, look, open_sittings

n, s = t.nominations.c, t.sittings.c
Bench = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A sitting, what threatens it, and the counts behind that; `until` is how long something can be done about it."""

    sitting_id: str
    programme: str
    stage: str
    unit_id: str
    period: str
    until: datetime
    risks: tuple[Risk, ...]
    outlook: Outlook
    limit: int | None


def ahead(conn: Connection, rulebook: Rulebook, scope: Scope, *, now: datetime) -> tuple[Ahead, ...]:
    """Return the sittings of `scope` that something threatens, the most urgent first."""
    desk = Desk(look(conn, rulebook, now=now), rulebook, conn, {})
    rows = open_sittings(conn, sitting_lists.seen(scope))
    standing, ties, coming = _standing(conn), _ties(conn), _coming(conn, desk)
    members = _members(conn, desk, rows)
    away = _away(conn, rows)
    aside = _stood_aside(conn)
    gone = _gone(conn, {person for some in members.values() for person in some}, desk)
    found = []
    for row in rows:
        rules = desk.rules(row.programme, row.edition)
        if rules is None:
            continue
        stage, here = desk.council(row, rules), (row.programme, row.stage, row.unit_id)
        sits, is_open = members[row.id], row.status in VOTING
        candidates = standing.get(here, 0)
        until = row.votes_close_at if is_open else row.candidates_close_at
        outlook = Outlook(
            members=len(sits),
            gone=len(gone & sits) if is_open else 0,
            away=len((away.get(row.id, set()) & sits) - gone),
            aside=aside.get(row.id, ()) if is_open else _aside(ties.get(here, ()), candidates, stage, sits),
            candidates=candidates,
            coming=sum(at <= row.candidates_close_at for at in coming.get(here, ())) if not is_open else 0,
            is_open=is_open,
        )
        if threats := risks(stage, outlook):
            limit = stage.select.at_most.limit
            found.append(Ahead(row.id, *here, row.period, until, threats, outlook, limit))
    return tuple(sorted(found, key=lambda one: (one.until, one.sitting_id)))


_STANDS = (n.status == literal_column("'open'"), tested(n.council_unit_id.is_not(None)), n.waits_for_role.is_(None))
_BENCH = (n.programme, n.stage, n.council_unit_id)


def _standing(conn: Connection) -> Mapping[Bench, int]:
    """Return how many stand before each council."""
    found = conn.execute(select(*_BENCH, func.count()).where(*_STANDS).group_by(*_BENCH))
    return {(programme, stage, unit_id or ""): count for programme, stage, unit_id, count in found}


def _ties(conn: Connection) -> Mapping[Bench, Sequence[Found]]:
    """Return those who stand before each council and have to do with somebody who sits in one."""
    sits, h = select(t.seats.c.person_id), t.honours.c
    honours = select(h.nomination_id).where(h.person_id.in_(sits))
    tied = or_(n.author_id.in_(sits), n.recommender_id.in_(sits), n.id.in_(honours))
    ties: dict[Bench, list[Found]] = defaultdict(list)
    for row in conn.execute(select(*_BENCH, n.author_id, n.honoured, n.recommender_id).where(*_STANDS, tied)):
        ties[row.programme, row.stage, row.council_unit_id].append(row)
    return ties


def _aside(tied: Sequence[Found], candidates: int, stage: CouncilStage, sits: frozenset[str]) -> list[int]:
    """Return how many will stand aside from one candidate or another, each number once."""
    counts = {len(_tied(one, stage) & sits) for one in tied}
    return sorted(counts if len(tied) == candidates else counts | {0})


def _coming(conn: Connection, desk: Desk) -> Mapping[Bench, Sequence[datetime]]:
    """Return when what is one step before each council should be there at the latest, as its deadline says."""
    leads: dict[tuple[str, str], CouncilStage] = {}
    for rules in desk.house.rules:
        councils = {stage.stage: stage for stage in rules.programme.stages if isinstance(stage, CouncilStage)}
        for stage in rules.programme.stages:
            to = [councils[name] for name in map(str, stage.leads_to.values()) if name in councils]
            if to and not isinstance(stage, CouncilStage):
                leads[rules.programme.programme, stage.stage] = to[0]
    due = select(n.programme, n.stage, n.unit_id, n.due_at).where(
        n.status == "open", n.due_at.is_not(None), n.waits_for_role.is_not(None)
    )

    @cache
    def bench(programme: str, at_stage: str, unit_id: str) -> Bench | None:
        council, rules = leads.get((programme, at_stage)), desk.rules(programme, None)
        if council is None or rules is None:
            return None
        where = rules.programme.where(council.council)
        return programme, council.stage, desk.house.units.meant(where, unit_id, desk.house.today) or ""

    coming: dict[Bench, list[datetime]] = defaultdict(list)
    for programme, at_stage, unit_id, due_at in conn.execute(due):
        if due_at is not None and (at := bench(programme, at_stage, unit_id)) is not None:
            coming[at].append(due_at)
    return coming


def _members(conn: Connection, desk: Desk, rows: Sequence[Found]) -> Mapping[str, frozenset[str]]:
    """Return who may vote in each sitting: the frozen roster, or who will sit on the day of the opening."""
    by_day: dict[datetime, list[Found]] = defaultdict(list)
    for row in rows:
        if row.status == "planned" and row.council_id:
            by_day[row.votes_open_at].append(row)
    members: dict[str, frozenset[str]] = {row.id: frozenset() for row in rows}
    for at, some in by_day.items():
        rules = desk.rules(some[0].programme, None)
        on = rules.clock.day(at) if rules else at.date()
        seats = organisation.rosters(conn, {row.council_id for row in some}, on)
        members |= {row.id: frozenset(one.person_id for one in seats[row.council_id] if one.voting) for row in some}
    r = t.roster.c
    frozen: dict[str, set[str]] = defaultdict(set)
    open_ = (
        select(r.sitting_id, r.person_id).join(t.sittings, s.id == r.sitting_id).where(s.status.in_(VOTING), r.voting)
    )
    for sitting_id, person_id in conn.execute(open_):
        frozen[sitting_id].add(person_id)
    return members | {id_: frozenset(frozen[id_]) for id_ in frozen if id_ in members}


def _away(conn: Connection, rows: Sequence[Found]) -> Mapping[str, set[str]]:
    """Return who has named a deputy for the whole time of each sitting's vote."""
    d = t.deputies.c
    found = conn.execute(select(d.person_id, d.valid_from, d.valid_to)).all()
    away: dict[str, set[str]] = {}
    for row in rows:
        opens, closes = row.votes_open_at.date(), row.votes_close_at.date()
        away[row.id] = {
            person_id
            for person_id, first, last in found
            if (first is None or first <= opens) and (last is None or closes <= last)
        }
    return away


def _stood_aside(conn: Connection) -> Mapping[str, Sequence[int]]:
    """Return how many stand aside from a candidate of each open sitting, each number once."""
    c, a = t.candidates.c, t.recusals.c
    query = (
        select(c.sitting_id, c.nomination_id, a.person_id)
        .join(t.sittings, and_(s.id == c.sitting_id, s.round == c.round))
        .outerjoin(t.recusals, and_(a.sitting_id == c.sitting_id, a.nomination_id == c.nomination_id))
        .where(s.status.in_(VOTING))
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for sitting_id, nomination_id, person_id in conn.execute(query):
        before = counts[sitting_id].get(nomination_id, 0)
        counts[sitting_id][nomination_id] = before + (person_id is not None)
    return {id_: sorted(set(some.values())) for id_, some in counts.items()}


def _gone(conn: Connection, people: Collection[str], desk: Desk) -> frozenset[str]:
    """Return who has left and can vote no more; who has voted already is counted all the same."""
    p, r = t.people.c, t.roster.c
    left = select(p.id).where(p.active_to < desk.house.today)
    voted = (
        select(r.person_id)
        .join(t.sittings, s.id == r.sitting_id)
        .where(s.status.in_(VOTING), r.has_voted_at.is_not(None))
    )
    found = conn.execute(left.where(or_(p.id.not_in(voted)))).scalars()
    return frozenset(people) & frozenset(found)


def _tied(candidate: Found, stage: CouncilStage) -> frozenset[str]:
    tied = {"author": [candidate.author_id], "honoured": candidate.honoured, "recommender": [candidate.recommender_id]}
    return frozenset(person for tie in stage.stands_aside for person in tied[tie] if person)
