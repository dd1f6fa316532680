"""Votes open: rules, rosters and candidates of the sittings whose hour has come are frozen, once. It counts nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, update

from rules.programme import CouncilStage
from store import nominations, notices, organisation, sittings
from store import tables as t
from store.nominations import Listed
from store.places import council_unit
from store.rulebook import Rulebook, Rules
from store.sealing import key_id, sealing_key
from store.sitting_ledger import Note, note
from store.unit_tree import UnitTree
from store.writing import insert

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
    """
    locked = sittings.lock_all(conn, [opening.sitting_id for opening in openings])
    planned = [opening for opening in openings if locked[opening.sitting_id].status == PLANNED]
    if planned:
        _open_planned(conn, planned, locked, rulebook, master)
        locked = sittings.lock_all(conn, [opening.sitting_id for opening in openings])
    counts = sittings.count_candidates(conn, [id_ for id_, row in locked.items() if row.status != NONE])
    return [_opened(locked[opening.sitting_id], counts) for opening in openings]


def _opened(sitting: Sitting, counts: Mapping[str, int]) -> Opened:
    candidates = counts.get(sitting.id, 0)
    closes_at = sitting.votes_close_at if candidates else None
    return Opened(candidates, sitting.members or 0, sitting.edition, closes_at, sitting.published_at)


def _open_planned(
    conn: Connection, planned: Sequence[Opening], locked: Mapping[str, Sitting], rulebook: Rulebook, master: bytes
) -> None:
    units = organisation.tree(conn)
    in_force = {
        (programme, at.date()): rulebook.at(conn, programme, at)
        for programme, at in {(locked[one.sitting_id].programme, one.at) for one in planned}
    }
    rules = {one.sitting_id: in_force[locked[one.sitting_id].programme, one.at.date()] for one in planned}
    nominated = _nominated(
        conn, [locked[id_] for id_ in rules], rules, units, {one.sitting_id: one.at for one in planned}
    )
    for one in planned:
        if nominated[one.sitting_id]:
            _open(conn, locked[one.sitting_id], nominated[one.sitting_id], rules[one.sitting_id], units, one.at, master)
    empty = [one for one in planned if not nominated[one.sitting_id]]
    if empty:
        _leave_empty(conn, empty, locked, rules)
    note(
        conn, [_note(one, locked[one.sitting_id], rules[one.sitting_id], nominated[one.sitting_id]) for one in planned]
    )


def _note(one: Opening, sitting: Sitting, rules: Rules, nominated: Sequence[Listed]) -> Note:
    told = {"edition": rules.edition, "candidates": [candidate.id for candidate in nominated]}
    kind = "voting_opened" if nominated else "none_nominated"
    return Note(sitting.id, sitting.number, kind, one.at, one.epoch, told)


def _leave_empty(
    conn: Connection, empty: Sequence[Opening], locked: Mapping[str, Sitting], rules: Mapping[str, Rules]
) -> None:
    rows = [
        {
            "of": one.sitting_id,
            "edition": rules[one.sitting_id].edition,
            "policy": _policy(rules[one.sitting_id].council(locked[one.sitting_id].stage)),
            "opened_at": one.at,
        }
        for one in empty
    ]
    conn.execute(
        update(t.sittings)
        .where(t.sittings.c.id == bindparam("of"))
        .values(
            status=NONE, edition=bindparam("edition"), policy=bindparam("policy"), opened_at=bindparam("opened_at")
        ),
        rows,
    )
    notices.of_none(conn, [locked[one.sitting_id] for one in empty], rules, at=empty[0].at)


def _open(
    conn: Connection,
    sitting: Sitting,
    nominated: Sequence[Listed],
    rules: Rules,
    units: UnitTree,
    at: datetime,
    master: bytes,
) -> None:
    stage = rules.council(sitting.stage)
    last_day = units.units[sitting.unit_id].valid_to
    day = rules.clock.day(at)
    # A unit that has ended keeps its council for the period under way, as it was on its last day.
    seats = organisation.roster(conn, sitting.council_id, min(day, last_day) if last_day else day)
    frozen = {
        "status": OPEN,
        "edition": rules.edition,
        "policy": _policy(stage),
        "opened_at": at,
        "members": sum(seat.voting for seat in seats),
        "public_key": bytes(sealing_key(master, sitting.id, 1).public_key),
        "key_id": key_id(master),
    }
    conn.execute(update(t.sittings).where(t.sittings.c.id == sitting.id).values(frozen))
    rows = [
        {"sitting_id": sitting.id, "person_id": seat.person_id, "post": seat.post, "voting": seat.voting}
        for seat in seats
    ]
    if rows:
        conn.execute(t.roster.insert(), rows)
    ids = [one.id for one in nominated]
    sittings.open_round(conn, sitting.id, 1, ids)
    _stand_aside(conn, sitting.id, stage, nominated, {seat.person_id for seat in seats})
    conn.execute(update(t.nominations).where(t.nominations.c.id.in_(ids)).values(sitting_id=sitting.id, updated_at=at))
    voters = [seat.person_id for seat in seats if seat.voting]
    notices.of_opening(conn, sitting, voters, stage, rules, at=at)


def _policy(stage: CouncilStage) -> dict[str, Any]:
    return stage.model_dump(mode="json")


def _nominated(
    conn: Connection,
    planned: Sequence[Sitting],
    rules: Mapping[str, Rules],
    units: UnitTree,
    at: Mapping[str, datetime],
) -> Mapping[str, Sequence[Listed]]:
    """Return the candidates of each sitting (id → nominations)."""
    alike: dict[tuple[str, str, datetime], list[Sitting]] = defaultdict(list)
    for sitting in planned:
        alike[sitting.programme, sitting.stage, sitting.candidates_close_at].append(sitting)
    nominated: dict[str, Sequence[Listed]] = {}
    for (programme, stage, until), some in alike.items():
        days = {sitting.id: rules[sitting.id].clock.day(at[sitting.id]) for sitting in some}
        holders = {units.open_successor(s.unit_id, days[s.id]) or s.unit_id for s in some} | {s.unit_id for s in some}
        found = nominations.candidates_for(conn, programme, stage, holders, until)
        council = rules[some[0].id].council(stage).council
        nominated |= {s.id: _of_unit(s, found, units, council, days[s.id]) for s in some}
    return nominated


def _of_unit(sitting: Sitting, found: Iterable[Listed], units: UnitTree, council: str, on: date) -> Sequence[Listed]:
    """Return those of `found` that are this unit's; after its end, those too that a merger took elsewhere since."""
    last_day = units.units[sitting.unit_id].valid_to
    if last_day is None or on <= last_day:
        return [one for one in found if one.council_unit_id == sitting.unit_id]
    return [
        one
        for one in found
        if one.council_unit_id == sitting.unit_id
        or council_unit(units, one.unit_id, council, last_day) == sitting.unit_id
    ]


def _stand_aside(
    conn: Connection, sitting_id: str, stage: CouncilStage, nominated: Sequence[Listed], seated: set[str]
) -> None:
    """Note who stands aside from which candidate because the rules name the tie."""
    rows: dict[tuple[str, str], str] = {}
    for one in nominated:
        recommenders = [one.recommender_id] if one.recommender_id else []
        tied = {"author": [one.author_id], "honoured": one.honoured, "recommender": recommenders}
        for tie in stage.stands_aside:
            for person_id in seated.intersection(tied[tie]):
                rows.setdefault((person_id, one.id), tie)
    if rows:
        conn.execute(
            insert(conn, t.recusals).on_conflict_do_nothing(),
            [
                {"sitting_id": sitting_id, "person_id": who, "nomination_id": what, "reason": tie, "by": "rules"}
                for (who, what), tie in rows.items()
            ],
        )
