"""Votes open: rules, rosters and candidates of the sittings whose hour has come are frozen, once. It counts nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, update

from rules.period_keys import Period
from store import holders, instance, notices, organisation, sittings
from store import tables as t
from store.candidacies import Bench, candidates
from store.nominations import Listed
from store.organisation import Seat
from store.policies import policy
from store.rulebook import Case, CouncilTerms, Rulebook, Rules
from store.sealing import key_id, sealing_key
from store.sitting_ledger import Note, note
from store.unit_tree import UnitTree

PLANNED, OPEN, NONE = "planned", "open", "none"
Sitting = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Opening:
    """A sitting whose hour has come, and the instant at which its workflow says so."""

    sitting_id: str
    at: datetime
    epoch: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What was frozen, in counts, and until when the vote is open (None when there was nothing to vote on)."""

    candidates: int
    members: int
    edition: str
    closes_at: datetime | None
    published_at: datetime | None


def open_voting(conn: Connection, openings: Sequence[Opening], *, rulebook: Rulebook, master: bytes) -> list[Opened]:
    """Open the votes of `openings` and answer each in turn; one that has opened before answers what was frozen then.

    Most units open theirs in the same minute, so what can be asked for all of them is asked once. A sitting before
    which nothing stands is over at once: that there was nobody is noted, and whoever must see to it is reminded.
    Raise WrongEpoch for a workflow of another time, RuleBroken `unknown_sitting` if there is none.
    """
    for epoch in {opening.epoch for opening in openings}:
        instance.refuse_stranger(conn, epoch)
    locked = sittings.lock_all(conn, [opening.sitting_id for opening in openings])
    opened = {one.sitting_id: one for one in reversed(openings) if locked[one.sitting_id].status == PLANNED}
    before = [row for row in locked.values() if row.id not in opened]
    counts = sittings.count_candidates(conn, [row.id for row in before if row.status != NONE])
    known = {row.id: _known(row, counts) for row in before}
    if opened:
        known |= _open_planned(conn, list(opened.values()), locked, rulebook, master)
    return [known[opening.sitting_id] for opening in openings]


@dataclass(frozen=True, slots=True)
class _Frozen:
    """What is fixed for a sitting from now on."""

    opening: Opening
    sitting: Sitting
    rules: Rules
    terms: CouncilTerms
    nominated: Sequence[Listed]
    seats: Sequence[Seat]


def _known(sitting: Sitting, counts: Mapping[str, int]) -> Opened:
    """Return what was frozen when the sitting opened before."""
    candidates = counts.get(sitting.id, 0)
    closes_at = sitting.votes_close_at if candidates else None
    return Opened(candidates, sitting.members or 0, sitting.edition, closes_at, sitting.published_at)


def _open_planned(
    conn: Connection, openings: Sequence[Opening], locked: Mapping[str, Sitting], rulebook: Rulebook, master: bytes
) -> dict[str, Opened]:
    units = organisation.tree(conn)
    frozen = _freeze(conn, openings, locked, rulebook, units)
    filled = [one for one in frozen if one.nominated]
    if filled:
        _open(conn, filled, master, units)
    empty = [one for one in frozen if not one.nominated]
    if empty:
        _leave_empty(conn, empty, units)
    note(conn, [_note(one) for one in frozen])
    return {one.sitting.id: _told(one) for one in frozen}


def _told(one: _Frozen) -> Opened:
    closes_at = one.sitting.votes_close_at if one.nominated else None
    return Opened(len(one.nominated), _members(one), one.rules.edition, closes_at, one.sitting.published_at)


def _members(one: _Frozen) -> int:
    return sum(seat.voting for seat in one.seats)


def _note(one: _Frozen) -> Note:
    told = {"edition": one.rules.edition, "candidates": [candidate.id for candidate in one.nominated]}
    if one.terms.stage.select.at_most.part is not None:
        told["at_most"] = str(one.terms.stage.select.at_most)  # with what it is a part of, as it was counted
    kind = "voting_opened" if one.nominated else "none_nominated"
    return Note(one.sitting.id, one.sitting.number, kind, one.opening.at, one.opening.epoch, told)


def _freeze(
    conn: Connection,
    openings: Sequence[Opening],
    locked: Mapping[str, Sitting],
    rulebook: Rulebook,
    units: UnitTree,
) -> list[_Frozen]:
    """Return the rules, the candidates and, where there are any, the roster of each sitting."""
    cases = {one.sitting_id: _case(locked[one.sitting_id], one.at) for one in openings}
    in_force = rulebook.for_cases(conn, set(cases.values()))
    benches: list[Bench] = []
    rules: dict[str, Rules] = {}
    for one in openings:
        sitting = locked[one.sitting_id]
        rules[sitting.id] = in_force[cases[sitting.id]]
        council = rules[sitting.id].council(sitting.stage).council
        where = rules[sitting.id].programme.where(council)
        benches.append(Bench(sitting, where, rules[sitting.id].clock.day(one.at)))
    nominated = candidates(conn, benches, units)
    seats = _seats(conn, [bench for bench in benches if nominated[bench.sitting.id]], units)
    return [
        _Frozen(
            one,
            sitting := locked[one.sitting_id],
            rules[sitting.id],
            _terms(conn, sitting, rules[sitting.id], units, one.at),
            nominated[sitting.id],
            seats.get(sitting.id, ()),
        )
        for one in openings
    ]


def _terms(conn: Connection, sitting: Sitting, rules: Rules, units: UnitTree, at: datetime) -> CouncilTerms:
    """Return what the rules say to the sitting, with what its quota is a part of as it stands at its opening."""
    whereabouts = units.whereabouts(sitting.unit_id, rules.clock.day(at))
    terms = rules.sitting_terms(sitting.stage, whereabouts, sitting.period)
    stage = holders.counted(conn, terms.stage, sitting.unit_id, sitting.period, rules, units, at=at)
    return replace(terms, stage=stage)


def _case(sitting: Sitting, at: datetime) -> Case:
    period = Period(sitting.period)
    return Case(sitting.programme, sitting.stage, at, period.start, period.every)


def _seats(conn: Connection, benches: Iterable[Bench], units: UnitTree) -> dict[str, Sequence[Seat]]:
    """Return who sits in each sitting (id → seats).

    A unit that has ended keeps its council for the period under way, as it was on its last day.
    """
    by_day: dict[date, list[Sitting]] = defaultdict(list)
    for bench in benches:
        last_day = units.units[bench.sitting.unit_id].valid_to
        by_day[min(bench.on, last_day) if last_day else bench.on].append(bench.sitting)
    seats: dict[str, Sequence[Seat]] = {}
    for on, some in by_day.items():
        rosters = organisation.rosters(conn, {sitting.council_id for sitting in some}, on)
        seats |= {sitting.id: rosters[sitting.council_id] for sitting in some}
    return seats


def _leave_empty(conn: Connection, empty: Sequence[_Frozen], units: UnitTree) -> None:
    rows = [
        {
            "of": one.sitting.id,
            "status": NONE,
            "edition": one.rules.edition,
            "policy": policy(one.terms, one.rules),
            "opened_at": one.opening.at,
        }
        for one in empty
    ]
    conn.execute(update(t.sittings).where(t.sittings.c.id == bindparam("of")), rows)
    notices.of_none(conn, [(one.sitting, one.terms.stage, one.rules, one.opening.at) for one in empty], units)


def _open(conn: Connection, filled: Sequence[_Frozen], master: bytes, units: UnitTree) -> None:
    frozen = [
        {
            "of": one.sitting.id,
            "status": OPEN,
            "edition": one.rules.edition,
            "policy": policy(one.terms, one.rules),
            "opened_at": one.opening.at,
            "members": _members(one),
            "public_key": bytes(sealing_key(master, one.sitting.id, 1).public_key),
            "key_id": key_id(master),
        }
        for one in filled
    ]
    conn.execute(update(t.sittings).where(t.sittings.c.id == bindparam("of")), frozen)
    roster = [{"sitting_id": one.sitting.id, **asdict(seat)} for one in filled for seat in one.seats]
    if roster:
        conn.execute(t.roster.insert(), roster)
    ballot = [
        {"sitting_id": one.sitting.id, "round": 1, "nomination_id": candidate.id, "position": position}
        for one in filled
        for position, candidate in enumerate(one.nominated)
    ]
    conn.execute(t.candidates.insert(), ballot)
    _stand_aside(conn, filled)
    before = [
        {"of": candidate.id, "sitting_id": one.sitting.id, "updated_at": one.opening.at}
        for one in filled
        for candidate in one.nominated
    ]
    before.sort(key=lambda row: row["of"])  # every writer of many rows takes them in this order
    conn.execute(update(t.nominations).where(t.nominations.c.id == bindparam("of")), before)
    notices.of_opening(conn, [_called(one, units) for one in filled])


def _called(one: _Frozen, units: UnitTree) -> notices.Called:
    voters = [seat.person_id for seat in one.seats if seat.voting]
    sitting = one.sitting
    return notices.Called(
        sitting.id,
        1,
        one.terms.stage,
        one.terms.clock,
        sitting.votes_close_at,
        voters,
        one.opening.at,
        sitting.programme,
        notices.told_of_missing(sitting.unit_id, one.terms.stage, one.rules, units, one.opening.at),
    )


def _stand_aside(conn: Connection, filled: Sequence[_Frozen]) -> None:
    """Note who stands aside from which candidate because the rules name the tie."""
    rows: dict[tuple[str, str, str], str] = {}
    for one in filled:
        seated = {seat.person_id for seat in one.seats}
        for candidate in one.nominated:
            recommenders = [candidate.recommender_id] if candidate.recommender_id else []
            tied = {"author": [candidate.author_id], "honoured": candidate.honoured, "recommender": recommenders}
            for tie in one.terms.stage.stands_aside:
                for person_id in seated.intersection(tied[tie]):
                    rows.setdefault((one.sitting.id, person_id, candidate.id), tie)
    if rows:
        conn.execute(
            t.recusals.insert(),
            [
                {"sitting_id": sitting_id, "person_id": who, "nomination_id": what, "reason": tie, "by": "rules"}
                for (sitting_id, who, what), tie in rows.items()
            ],
        )
