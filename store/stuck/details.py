"""What the lines of one page say beside their cause: who can help, who owes a ballot, what was reminded. Asked at once.

Ballots are told from participation alone: who has voted is known, how nobody asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import Connection, and_, case, func, select

from rules.doers import Doer
from rules.programme import CouncilStage
from rules.stuck import Cause, Kind, helpers, more_for_quorum
from rules.troubles import Trouble
from store import organisation, people, sitting_lists
from store import tables as t
from store.nominations import Scope
from store.organisation import Office
from store.stuck.rows import House
from store.writing import portions

s = t.sittings.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something open: why it has not moved on, for how long, and who can help.

    `age` is office time, `age_days` the same in working days. `unblocks` may do what it waits for, `helps` may do
    something about it; `missing` owe a ballot and `more_for_quorum` must still take part, both unknown to whoever may
    not see the sitting (None). `names` are of everybody named here.
    """

    kind: Kind
    id: str
    programme: str
    edition: str | None
    unit_id: str
    stage: str
    stage_kind: str
    title: str
    since: datetime
    due_at: datetime | None
    cause: Cause
    is_stuck: bool
    age: timedelta = timedelta()
    age_days: Fraction = Fraction(0)
    council_unit_id: str | None = None
    sitting_id: str | None = None
    waits_for_role: str | None = None
    waits_for_unit_id: str | None = None
    assignee_id: str | None = None
    deciders: tuple[str, ...] = ()
    missing: tuple[str, ...] | None = None
    more_for_quorum: int | None = None
    own: frozenset[str] = frozenset()
    asked_second_by: str | None = None
    reminded: Doer | None = None
    trouble: Trouble | None = None
    unblocks: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    reminders_sent: int = 0
    next_reminder_at: datetime | None = None
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Turnout:
    """Who has taken part in the round under way, and who stands aside, a candidate."""

    stage: CouncilStage
    members: int
    voted: frozenset[str]
    aside: Sequence[frozenset[str]]


def deeper(lines: Sequence[Line], told: Mapping[str, Trouble]) -> tuple[Line, ...]:
    """Return `lines` with what Temporal tells of each case (id → trouble), since when by our own account."""
    return tuple(
        line if line.cause == "diverged" or line.id not in told else replace(line, trouble=_joined(line, told[line.id]))
        for line in lines
    )


def _joined(line: Line, told: Trouble) -> Trouble:
    return replace(told, since=(line.trouble.since if line.trouble else None) or told.since)


def filled(conn: Connection, house: House, lines: Sequence[Line], scope: Scope) -> tuple[Line, ...]:
    """Return `lines` with who can help, in as many queries as there are questions, however many lines."""
    offices = {line.id: _offices(house, line) for line in lines}
    asked = sorted({office for some in offices.values() for office in some})
    holders = organisation.holders_of(conn, asked, house.today)
    ballots = sorted({line.sitting_id for line in lines if line.cause == "ballot" and line.sitting_id})
    seen = _seen(conn, ballots, scope)
    turnout = _turnout(conn, [id_ for id_ in ballots if id_ in seen])
    sent = _reminders(conn, [line.id for line in lines], house.now)
    done = []
    for line in lines:
        helps = {holder.person_id for office in offices[line.id] for holder in holders[office]}
        if line.kind == "nomination":
            helps -= line.own | {line.asked_second_by or ""}
        is_seen = line.sitting_id in seen
        missing = line.missing if line.cause != "ballot" or is_seen else None
        unblocks = (missing or ()) if line.cause == "ballot" else _unblocks(line, helps)
        told = turnout.get(line.sitting_id or "") if line.cause == "ballot" else None
        count, at = sent.get(line.id, (0, None))
        done.append(
            replace(
                line,
                missing=missing if line.cause == "ballot" else None,
                more_for_quorum=None if told is None else _more(told),
                unblocks=tuple(unblocks),
                helps=tuple(sorted(helps - set(unblocks))),
                reminders_sent=count,
                next_reminder_at=at,
            )
        )
    named = {id_ for line in done for id_ in (*line.unblocks, *line.helps, line.assignee_id) if id_}
    names = people.names_of(conn, named)
    return tuple(replace(line, names={id_: names[id_] for id_ in _named(line) if id_ in names}) for line in done)


def _more(told: _Turnout) -> int:
    return more_for_quorum(told.stage, told.members, told.voted, told.aside)


def _named(line: Line) -> list[str]:
    return sorted({*line.unblocks, *line.helps, *([line.assignee_id] if line.assignee_id else [])})


def _unblocks(line: Line, helps: set[str]) -> Sequence[str]:
    if line.cause in ("person", "document", "overdue"):
        return line.deciders
    return sorted(helps)


def _offices(house: House, line: Line) -> list[Office]:
    """Return the offices, each at the line's unit, whose holders can do something about its cause."""
    roles = helpers(line.cause)
    at = line.council_unit_id if line.cause in ("sitting", "ballot", "candidate") else line.unit_id
    found = [(role, at or line.unit_id) for role in roles]
    if line.reminded is not None:
        found.append((line.reminded.role, line.unit_id))
    if line.cause == "decider_gone" and line.assignee_id and line.waits_for_role and line.waits_for_unit_id:
        found.append((line.waits_for_role, line.waits_for_unit_id))
    return [office for office in found if office[1] in house.units]


def _seen(conn: Connection, sitting_ids: Sequence[str], scope: Scope) -> frozenset[str]:
    found: set[str] = set()
    for some in portions(sitting_ids):
        found.update(conn.execute(select(s.id).where(s.id.in_(some), *sitting_lists.seen(scope))).scalars())
    return frozenset(found)


def _turnout(conn: Connection, sitting_ids: Sequence[str]) -> dict[str, _Turnout]:
    r, c, a = t.roster.c, t.candidates.c, t.recusals.c
    voted: dict[str, set[str]] = {id_: set() for id_ in sitting_ids}
    aside: dict[str, dict[str, set[str]]] = {id_: {} for id_ in sitting_ids}
    for sitting_id, person_id in conn.execute(
        select(r.sitting_id, r.person_id).where(r.sitting_id.in_(sitting_ids), r.voting, r.has_voted_at.is_not(None))
    ):
        voted[sitting_id].add(person_id)
    of_round = (
        select(c.sitting_id, c.nomination_id, a.person_id)
        .join(t.sittings, and_(s.id == c.sitting_id, s.round == c.round))
        .outerjoin(t.recusals, and_(a.sitting_id == c.sitting_id, a.nomination_id == c.nomination_id))
        .where(c.sitting_id.in_(sitting_ids))
    )
    for sitting_id, nomination_id, person_id in conn.execute(of_round):
        stands = aside[sitting_id].setdefault(nomination_id, set())
        if person_id:
            stands.add(person_id)
    frozen = conn.execute(select(s.id, s.policy, s.members).where(s.id.in_(sitting_ids), s.policy.is_not(None)))
    return {
        id_: _Turnout(
            CouncilStage.model_validate(policy, strict=False),
            members or 0,
            frozenset(voted[id_]),
            [frozenset(some) for some in aside[id_].values()],
        )
        for id_, policy, members in frozen
    }


def _reminders(conn: Connection, ids: Sequence[str], now: datetime) -> dict[str, tuple[int, datetime | None]]:
    """Return how often was reminded of each, and when the next time comes."""
    r = t.reminders.c
    found: dict[str, tuple[int, datetime | None]] = {}
    for some in portions(sorted(set(ids))):
        query = (
            select(
                r.about,
                func.sum(case((r.state == "sent", 1), else_=0)),
                func.min(case((and_(r.state == "planned", r.at > now), r.at))),
            )
            .where(r.about.in_(some))
            .group_by(r.about)
        )
        found.update((about, (int(count or 0), at)) for about, count, at in conn.execute(query))
    return found
