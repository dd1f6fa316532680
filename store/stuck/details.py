"""What the lines of one page say beside their cause: who can help, who owes a ballot, what was reminded. Asked at once.

Of a secret vote is told who has taken part and nothing else; of an open one also which votes are still needed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import cast

from sqlalchemy import Connection, and_, case, func, select

from rules.doers import Doer
from rules.programme import CouncilStage
from rules.stuck import Cause, Kind, StillNeeded, helpers, more_for_quorum, still_needed
from rules.troubles import Trouble
from rules.votes import VoteChoice
from store import nominations, organisation, people, sitting_lists
from store import tables as t
from store.nominations import Scope
from store.organisation import Office
from store.policies import stage_of
from store.stuck.rows import House
from store.writing import portions

s = t.sittings.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something open: why it has not moved on, for how long, and who can help.

    `age` is office time, `age_days` the same in working days. `unblocks` may do what it waits for, `helps` may do
    something about it; `missing` owe a ballot, `more_for_quorum` must still take part and, where the vote is open,
    `still_needed` are the votes that the candidates need: unknown to whoever may not see the sitting (None).
    `held_at` and `held_because` are of a hold. `names` are of everybody and every deed named here.
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
    still_needed: tuple[StillNeeded, ...] | None = None
    held_at: datetime | None = None
    held_because: str | None = None
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
    aside: Mapping[str, frozenset[str]]
    voters: frozenset[str]
    chair: str | None
    said: Mapping[str, Mapping[str, VoteChoice]]


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
    sent = _reminders(conn, [_reminded_of(line) for line in lines], house.now)
    held = _held_because(conn, [line.id for line in lines if line.cause == "hold"])
    done = []
    for line in lines:
        helps = {holder.person_id for office in offices[line.id] for holder in holders[office]}
        if line.kind == "nomination":
            helps -= line.own | {line.asked_second_by or ""}
        is_seen = line.sitting_id in seen
        missing = line.missing if line.cause != "ballot" or is_seen else None
        unblocks = (missing or ()) if line.cause == "ballot" else _unblocks(line, helps)
        told = turnout.get(line.sitting_id or "") if line.cause == "ballot" else None
        count, at = sent.get(_reminded_of(line), (0, None))
        done.append(
            replace(
                line,
                missing=missing if line.cause == "ballot" else None,
                more_for_quorum=None if told is None else _more(told),
                still_needed=None if told is None else _still_needed(told, line),
                held_because=held.get(line.id),
                unblocks=tuple(unblocks),
                helps=tuple(sorted(helps - set(unblocks))),
                reminders_sent=count,
                next_reminder_at=at,
            )
        )
    named = {id_ for line in done for id_ in _named(line)}
    needy = {one.nomination_id for line in done for one in line.still_needed or ()}
    names = people.names_of(conn, named - needy) | _titles(conn, needy)
    return tuple(replace(line, names={id_: names[id_] for id_ in _named(line) if id_ in names}) for line in done)


def _titles(conn: Connection, nomination_ids: Collection[str]) -> dict[str, str]:
    return {id_: one.title for id_, one in nominations.by_ids(conn, sorted(nomination_ids)).items()}


def _reminded_of(line: Line) -> str:
    """Return what people are reminded of: of a ballot, the sitting that lacks it."""
    return line.sitting_id if line.cause == "ballot" and line.sitting_id else line.id


def _more(told: _Turnout) -> int:
    return more_for_quorum(told.stage, told.members, told.voted, list(told.aside.values()))


def _still_needed(told: _Turnout, line: Line) -> tuple[StillNeeded, ...] | None:
    """Return which votes the candidates need that the line is about; None of a secret vote."""
    if told.stage.ballot != "open":
        return None
    return tuple(
        still_needed(told.stage, id_, told.voters, told.chair, aside, told.said.get(id_, {}))
        for id_, aside in sorted(told.aside.items())
        if line.kind != "nomination" or line.id == id_
    )


def _named(line: Line) -> list[str]:
    could = [id_ for one in line.still_needed or () for id_ in (one.nomination_id, *one.people)]
    return sorted({*line.unblocks, *line.helps, *could, *([line.assignee_id] if line.assignee_id else [])})


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
    seats: dict[str, list[tuple[str, str, bool]]] = {id_: [] for id_ in sitting_ids}
    aside: dict[str, dict[str, set[str]]] = {id_: {} for id_ in sitting_ids}
    for sitting_id, person_id, post, voted_at in conn.execute(
        select(r.sitting_id, r.person_id, r.post, r.has_voted_at).where(r.sitting_id.in_(sitting_ids), r.voting)
    ):
        seats[sitting_id].append((person_id, post, voted_at is not None))
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
    said = _said(conn, sitting_ids)
    frozen = conn.execute(select(s.id, s.policy, s.members).where(s.id.in_(sitting_ids), s.policy.is_not(None)))
    return {
        id_: _Turnout(
            stage_of(policy),
            members or 0,
            frozenset(person_id for person_id, _, has_voted in seats[id_] if has_voted),
            {nomination_id: frozenset(some) for nomination_id, some in aside[id_].items()},
            frozenset(person_id for person_id, _, _ in seats[id_]),
            next((person_id for person_id, post, _ in seats[id_] if post == "chair"), None),
            said[id_],
        )
        for id_, policy, members in frozen
    }


def _said(conn: Connection, sitting_ids: Sequence[str]) -> Mapping[str, Mapping[str, Mapping[str, VoteChoice]]]:
    """Return what the open votes have said so far (sitting → nomination → member → choice)."""
    o = t.open_votes.c
    said: dict[str, dict[str, dict[str, VoteChoice]]] = {id_: {} for id_ in sitting_ids}
    of_round = (
        select(o.sitting_id, o.nomination_id, o.person_id, o.choice)
        .join(t.sittings, and_(s.id == o.sitting_id, s.round == o.round))
        .where(o.sitting_id.in_(sitting_ids))
    )
    for sitting_id, nomination_id, person_id, choice in conn.execute(of_round):
        said[sitting_id].setdefault(nomination_id, {})[person_id] = cast("VoteChoice", choice)
    return said


def _held_because(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the reason of each hold, as the last one who put it on hold gave it."""
    e = t.events.c
    found: dict[str, str] = {}
    for some in portions(ids):
        held = select(e.stream, e.body).where(e.stream.in_(some), e.kind == "held").order_by(e.stream, e.number)
        found.update((stream, str(body.get("because") or "")) for stream, body in conn.execute(held))
    return found


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
